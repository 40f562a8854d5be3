// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/validation.h"

#include "core/learning/inference.h"
#include "core/learning/memory_plan.h"
#include "core/learning/sample_check.h"
#include "core/learning/tile_plan.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/argmax.h>
#include <ATen/ops/bincount.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <span>

namespace sorby::learning {
namespace {

at::Tensor labelsOf(const Raster<std::uint8_t>& labels, const PixelRect& part)
{
    auto tensor = at::empty({1, part.height, part.width}, at::TensorOptions(at::kByte));
    auto* target = tensor.mutable_data_ptr<std::uint8_t>();
    for (int y = 0; y < part.height; ++y) {
        const auto row = labels.row(part.y + y)
                             .subspan(static_cast<std::size_t>(part.x), static_cast<std::size_t>(part.width));
        target = std::copy(row.begin(), row.end(), target);
    }
    return tensor;
}

/// Adds up loss and confusion over tiles and images.
class Tally {
  public:
    Tally(int classCount, const LossSettings& loss)
        : m_classCount(classCount),
          m_loss(loss),
          m_confusion(static_cast<std::size_t>(classCount) * static_cast<std::size_t>(classCount), 0)
    {}

    /// logits [C, H, W], labels [1, H, W].
    void add(const at::Tensor& logits, const at::Tensor& labels)
    {
        const double pixels = labels.ne(kIgnoredLabel).sum().item<double>();
        m_lossSum += lossOf(logits.unsqueeze(0), labels, m_loss, {pixels, 1}).sum.item<double>();
        m_count += pixels;
        const auto predicted = logits.size(0) == 1 ? logits[0].gt(0).to(at::kLong) : at::argmax(logits, 0);
        const auto counted = labels[0].ne(kIgnoredLabel);
        const auto pairs = (labels[0].to(at::kLong) * m_classCount + predicted).masked_select(counted);
        const auto counts =
            at::bincount(pairs, {}, static_cast<std::int64_t>(m_confusion.size())).to(at::kCPU);
        const auto* count = counts.const_data_ptr<std::int64_t>();
        for (std::size_t i = 0; i < m_confusion.size(); ++i) {
            m_confusion[i] += count[i];
        }
    }

    /// Adds those of all processes. Error Cancelled when one of them was stopped.
    [[nodiscard]] Status addOthers(ProcessGroup& processes, bool stopped)
    {
        std::vector<double> numbers = {stopped ? 1.0 : 0.0, m_lossSum, m_count};
        numbers.insert(numbers.end(), m_confusion.begin(), m_confusion.end());
        if (auto summed = processes.sum(std::span<double>(numbers)); !summed) {
            return summed;
        }
        if (numbers[0] > 0) {
            return Error{ErrorCode::Cancelled, "the validation was stopped", {}};
        }
        m_lossSum = numbers[1];
        m_count = numbers[2];
        std::transform(numbers.begin() + 3, numbers.end(), m_confusion.begin(),
                       [](double count) { return static_cast<std::int64_t>(count); });
        return {};
    }

    [[nodiscard]] ValidationScore score() const
    {
        return {m_count > 0 ? m_lossSum / m_count : 0, pooledIou(m_confusion, m_classCount)};
    }

  private:
    int m_classCount;
    LossSettings m_loss;
    double m_lossSum = 0;
    double m_count = 0;
    std::vector<std::int64_t> m_confusion;
};

/// Rows to be scored, and with them those that the network has to be shown.
struct Band {
    PixelRect core;
    PixelRect region;
};

std::vector<Band> bandsOf(Size image, const NetworkSpec& spec, int pixelsAtOnce)
{
    const PixelRect whole{0, 0, image.width, image.height};
    if (spec.resize) {
        return {{whole, whole}};
    }
    const int stride = spec.stride();
    const int halo = haloOf(spec);
    const int rows = roundUp(std::max(1, pixelsAtOnce / std::max(1, image.width)), stride);
    std::vector<Band> bands;
    for (int y = 0; y < image.height; y += rows) {
        const int coreRows = std::min(rows, image.height - y);
        const int top = std::max(0, y - halo);
        const int bottom = std::min(image.height, y + roundUp(coreRows, stride) + halo);
        bands.push_back({{0, y - top, image.width, coreRows}, {0, top, image.width, bottom - top}});
    }
    return bands;
}

Status validateBand(const Network& network, const TrainingData& data, std::size_t image, const Band& band,
                    const ValidationSettings& settings, const std::stop_token& stop,
                    const ValidationSink& sink)
{
    const bool isWhole = band.core == PixelRect{0, 0, band.region.width, band.region.height};
    const auto sample =
        isWhole ? data.image(Part::Validation, image) : data.region(Part::Validation, image, band.region);
    if (!sample) {
        return sample.error();
    }
    if (auto good = checkSample(*sample, data.classCount(), data.imageName(Part::Validation, image)); !good) {
        return good.error();
    }
    const int tile = tileSideFor(network.spec(), sample->image.size(), settings.memoryLimitBytes);
    return inferTiles(network, sample->image, band.core, tile, settings.bf16, stop,
                      [&](const PixelRect& part, const at::Tensor& logits) {
                          sink(logits, labelsOf(sample->labels, part).to(logits.device()));
                      });
}

} // namespace

double pooledIou(const std::vector<std::int64_t>& confusion, int classCount)
{
    const auto count = static_cast<std::size_t>(classCount);
    const auto iouOf = [&](std::size_t one) {
        std::int64_t either = -confusion[one * count + one];
        for (std::size_t other = 0; other < count; ++other) {
            either += confusion[one * count + other] + confusion[other * count + one];
        }
        const auto both = static_cast<double>(confusion[one * count + one]);
        return either == 0 ? 1.0 : both / static_cast<double>(either);
    };
    if (classCount == 2) {
        return iouOf(1);
    }
    double sum = 0;
    for (std::size_t one = 0; one < count; ++one) {
        sum += iouOf(one);
    }
    return sum / static_cast<double>(count);
}

Status forEachValidationTile(const Network& network, const TrainingData& data,
                             const ValidationSettings& settings, const std::stop_token& stop,
                             const ValidationSink& sink)
{
    for (auto i = settings.first; i < data.imageCount(Part::Validation); i += settings.every) {
        if (stop.stop_requested()) {
            return Error{ErrorCode::Cancelled, "the validation was stopped", {}};
        }
        for (const auto& band :
             bandsOf(data.imageSize(Part::Validation, i), network.spec(), settings.pixelsAtOnce)) {
            if (auto done = validateBand(network, data, i, band, settings, stop, sink); !done) {
                return done;
            }
        }
    }
    return {};
}

Result<ValidationScore> validate(const Network& network, const TrainingData& data,
                                 const ValidationSettings& settings, const std::stop_token& stop,
                                 ProcessGroup& processes)
{
    auto share = settings;
    share.first = static_cast<std::size_t>(processes.rank());
    share.every = static_cast<std::size_t>(processes.size());
    Tally tally(data.classCount(), settings.loss);
    const auto done = forEachValidationTile(
        network, data, share, stop,
        [&tally](const at::Tensor& logits, const at::Tensor& labels) { tally.add(logits, labels); });
    const bool stopped = !done && done.error().code == ErrorCode::Cancelled;
    if (!done && !stopped) {
        return done.error();
    }
    if (auto added = tally.addOthers(processes, stopped); !added) {
        return added.error();
    }
    return tally.score();
}

Result<ValidationScore> validate(const Network& network, const TrainingData& data,
                                 const ValidationSettings& settings, const std::stop_token& stop)
{
    return validate(network, data, settings, stop, *oneProcess());
}

} // namespace sorby::learning
