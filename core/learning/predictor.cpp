// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/predictor.h"

#include "core/base/files.h"
#include "core/learning/batch.h"
#include "core/learning/cached_memory.h"
#include "core/learning/checkpoint.h"
#include "core/learning/inference.h"
#include "core/learning/memory_plan.h"
#include "core/learning/tile_plan.h"
#include "core/learning/torch_error.h"

#include <ATen/ops/cat.h>

#include <algorithm>

namespace sorby::learning {
namespace {

/// `part` in pixels of the planes.
void copyPart(std::vector<Raster<float>>& planes, const PixelRect& part, const at::Tensor& logits)
{
    const auto values = logits.to(at::kCPU).contiguous();
    const auto* value = values.const_data_ptr<float>();
    for (auto& plane : planes) {
        for (int y = 0; y < part.height; ++y) {
            const auto row = plane.row(part.y + y).subspan(static_cast<std::size_t>(part.x));
            std::copy_n(value, part.width, row.begin());
            value += part.width;
        }
    }
}

class TorchPredictor final : public Predictor {
  public:
    TorchPredictor(Network network, double temperature, const InferenceKind& kind,
                   const PredictOptions& options, const Device& device)
        : m_network(std::move(network)),
          m_temperature(temperature),
          m_kind(kind),
          m_options(options),
          m_device(device)
    {}

    const NetworkSpec& network() const override { return m_network.spec(); }
    std::string device() const override { return m_device.info.id; }

    double temperature() const override { return m_temperature; }

    int reach() const override { return haloOf(m_network.spec()); }

    Result<Logits> predictPart(const Raster<float>& image, const PixelRect& part,
                               std::stop_token stop) override
    {
        if (image.isEmpty() || part.isEmpty()) {
            return Error{ErrorCode::InvalidArgument, "the image is empty", {}};
        }
        return guarded([&]() -> Result<Logits> {
            useThreads(m_options.threads);
            const int tile = m_options.tile > 0
                                 ? m_options.tile
                                 : tileSideFor(m_network.spec(), shownFor(image.size(), part),
                                               memoryLimit(m_device, m_options.memoryLimitBytes));
            const CachedMemory cached(m_device.torch.is_cpu() ? bytesFor(image.size(), part, tile) : 0);
            Logits logits;
            logits.planes.assign(static_cast<std::size_t>(m_network.spec().outputChannels()),
                                 Raster<float>(part.size()));
            const auto done =
                inferTiles(m_network, image, part, tile, m_kind, stop,
                           [&](const PixelRect& kept, const at::Tensor& values) {
                               copyPart(logits.planes,
                                        {kept.x - part.x, kept.y - part.y, kept.width, kept.height}, values);
                           });
            if (!done) {
                return done.error();
            }
            return logits;
        });
    }

  private:
    /// What the network is shown of the image when it says something about all of the part at once.
    [[nodiscard]] Size shownFor(Size image, const PixelRect& part) const
    {
        return tilesOf(image, part, m_network.spec(), 0).front().region.size();
    }

    /// Memory that the largest tile takes.
    [[nodiscard]] std::uint64_t bytesFor(Size image, const PixelRect& part, int tile) const
    {
        if (m_network.spec().resize) {
            return inferenceBytes(m_network.spec(), *m_network.spec().resize);
        }
        Size largest;
        for (const auto& [core, region] : tilesOf(image, part, m_network.spec(), tile)) {
            largest = {std::max(largest.width, region.width), std::max(largest.height, region.height)};
        }
        return inferenceBytes(m_network.spec(), largest);
    }

    Network m_network;
    double m_temperature;
    InferenceKind m_kind;
    PredictOptions m_options;
    Device m_device;
};

/// Several networks as one: the mean of their probabilities.
class Ensemble final : public Predictor {
  public:
    /// Of one number of classes. The network that is spoken of is the one with the largest stride, which the
    /// others divide.
    explicit Ensemble(std::vector<std::unique_ptr<Predictor>> members) : m_members(std::move(members))
    {
        std::stable_sort(m_members.begin(), m_members.end(), [](const auto& a, const auto& b) {
            return a->network().stride() > b->network().stride();
        });
    }

    const NetworkSpec& network() const override { return m_members.front()->network(); }
    std::string device() const override { return m_members.front()->device(); }
    /// Averaged probabilities are less sure than each network's: temperatures of their own do not hold.
    double temperature() const override { return 1; }
    int reach() const override
    {
        int reach = 0;
        for (const auto& member : m_members) {
            reach = std::max(reach, member->reach());
        }
        return roundUp(reach, network().stride());
    }

    Result<Logits> predictPart(const Raster<float>& image, const PixelRect& part,
                               std::stop_token stop) override
    {
        std::vector<Logits> all;
        for (const auto& member : m_members) {
            auto logits = member->predictPart(image, part, stop);
            if (!logits) {
                return logits;
            }
            all.push_back(std::move(*logits));
        }
        return guarded([&]() -> Result<Logits> {
            std::vector<at::Tensor> tensors;
            for (auto& logits : all) {
                tensors.push_back(tensorOf(logits));
                logits.planes.clear();
            }
            Logits mean;
            mean.planes.assign(static_cast<std::size_t>(network().outputChannels()),
                               Raster<float>(part.size()));
            copyPart(mean.planes, {0, 0, part.width, part.height}, meanLogits(tensors)[0]);
            return mean;
        });
    }

  private:
    static at::Tensor tensorOf(const Logits& logits)
    {
        std::vector<at::Tensor> planes;
        for (const auto& plane : logits.planes) {
            planes.push_back(makeImage(plane));
        }
        return at::cat(planes, 1);
    }

    std::vector<std::unique_ptr<Predictor>> m_members;
};

Result<std::unique_ptr<Predictor>> makeOne(const std::filesystem::path& checkpoint,
                                           const PredictOptions& options, const Device& device)
{
    auto read = readCheckpoint(checkpoint);
    if (!read) {
        return read.error();
    }
    const auto precision = precisionOn(device, options.precision);
    if (!precision) {
        return precision.error();
    }
    const bool bf16 = isShort(*precision);
    const auto& spec = read->options.network;
    const Network network(spec, placed(read->tensors, device.torch, prefersChannelsLast(device, bf16)));
    return std::unique_ptr<Predictor>(std::make_unique<TorchPredictor>(
        network.folded(), read->temperature, InferenceKind(bf16, options.tta), options, device));
}

} // namespace

Result<std::unique_ptr<Predictor>> makePredictor(const std::filesystem::path& checkpoint,
                                                 const PredictOptions& options, const Device& device)
{
    auto first = makeOne(checkpoint, options, device);
    if (!first || options.ensemble.empty()) {
        return first;
    }
    std::vector<std::unique_ptr<Predictor>> members;
    members.push_back(std::move(*first));
    for (const auto& other : options.ensemble) {
        auto member = makeOne(other, options, device);
        if (!member) {
            return member;
        }
        if ((*member)->network().classCount != members.front()->network().classCount) {
            return Error{ErrorCode::Mismatch, "has another number of classes than the first of the ensemble",
                         toUtf8(other)};
        }
        members.push_back(std::move(*member));
    }
    return std::unique_ptr<Predictor>(std::make_unique<Ensemble>(std::move(members)));
}

} // namespace sorby::learning
