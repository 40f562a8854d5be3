// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/labelled_pixels.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

namespace sorby::dataset {
namespace {

Error named(Error error, const std::string& name)
{
    if (error.where.empty()) {
        error.where = name;
    }
    return error;
}

Status checkSizes(Size micrograph, Size reference, const std::string& name)
{
    if (!micrograph.isEmpty() && reference == micrograph) {
        return {};
    }
    return Error{ErrorCode::Mismatch,
                 fmt::format("the micrograph has {}x{} pixels, its reference {}x{}", micrograph.width,
                             micrograph.height, reference.width, reference.height),
                 name};
}

class HeldPixels final : public LabelledPixels {
  public:
    HeldPixels(Greys greys, imaging::LabelImage labels)
        : m_greys(std::move(greys)), m_labels(std::move(labels))
    {}

    [[nodiscard]] Size size() const override { return m_labels.size(); }
    [[nodiscard]] Result<learning::Sample> sample(const PixelRect& rect) const override
    {
        return learning::Sample{networkInput(m_greys, rect), crop(m_labels, rect, annotation::kIgnore)};
    }
    [[nodiscard]] imaging::LabelImage labels(const PixelRect& rect) const override
    {
        if (rect.width != m_labels.width()) {
            return crop(m_labels, rect);
        }
        imaging::LabelImage rows(rect.size()); // without asking of each pixel where it lies
        const auto first = m_labels.row(rect.y).begin();
        std::copy_n(first, rows.pixels().size(), rows.pixels().begin());
        return rows;
    }

  private:
    Greys m_greys;
    imaging::LabelImage m_labels;
};

/// Reads from the file what is asked for; as many readers as threads ask at once.
class FilePixels final : public LabelledPixels {
  public:
    FilePixels(LargeSource source, std::string name, NetworkInputReader reader)
        : m_source(std::move(source)), m_name(std::move(name)), m_window(reader.window())
    {
        m_idle.push_back(std::move(reader));
    }

    [[nodiscard]] Size size() const override { return m_source.size; }
    [[nodiscard]] Result<learning::Sample> sample(const PixelRect& rect) const override
    {
        const PixelRect inside{rect.x, rect.y, std::min(rect.width, size().width - rect.x),
                               std::min(rect.height, size().height - rect.y)};
        auto greys = read(inside);
        if (!greys) {
            return named(greys.error(), m_name);
        }
        learning::Sample sample{std::move(*greys), m_source.reference(inside)};
        if (inside != rect) {
            const PixelRect padded{0, 0, rect.width, rect.height};
            sample = {crop(sample.image, padded), crop(sample.labels, padded, annotation::kIgnore)};
        }
        return sample;
    }
    [[nodiscard]] imaging::LabelImage labels(const PixelRect& rect) const override
    {
        return m_source.reference(rect);
    }

  private:
    Result<Raster<float>> read(const PixelRect& rect) const
    {
        auto reader = borrow();
        if (!reader) {
            return reader.error();
        }
        const bool areRows = rect.x == 0 && rect.width == size().width;
        auto greys = areRows ? reader->rows(rect.y, rect.height) : reader->part(rect);
        const std::lock_guard lock(m_mutex);
        m_idle.push_back(std::move(*reader));
        return greys;
    }

    Result<NetworkInputReader> borrow() const
    {
        {
            const std::lock_guard lock(m_mutex);
            if (!m_idle.empty()) {
                auto reader = std::move(m_idle.back());
                m_idle.pop_back();
                return reader;
            }
        }
        return NetworkInputReader::open(m_source.file, m_source.page, m_window);
    }

    LargeSource m_source;
    std::string m_name;
    Window m_window;
    mutable std::mutex m_mutex;
    mutable std::vector<NetworkInputReader> m_idle;
};

} // namespace

std::uint64_t HeldSource::bytes() const
{
    return std::visit([](const auto& steps) { return steps.pixels().size_bytes(); }, greys) +
           labels.pixels().size_bytes();
}

Result<HeldSource> readSource(const LabelledSource& source)
{
    const auto micrograph = source.micrograph();
    if (!micrograph) {
        return named(micrograph.error(), source.name);
    }
    auto reference = source.reference();
    if (!reference) {
        return named(reference.error(), source.name);
    }
    if (auto fits = checkSizes(micrograph->size(), reference->size(), source.name); !fits) {
        return fits.error();
    }
    return HeldSource{greysOf(*micrograph, source.window, source.specimen), std::move(*reference)};
}

std::unique_ptr<LabelledPixels> held(HeldSource source)
{
    return std::make_unique<HeldPixels>(std::move(source.greys), std::move(source.labels));
}

Result<std::unique_ptr<LabelledPixels>> openLargePixels(const LabelledSource& source, learning::Part part)
{
    auto large = source.large();
    if (!large) {
        return named(large.error(), source.name);
    }
    auto reader = NetworkInputReader::open(large->file, large->page, source.window, source.specimen);
    if (!reader) {
        return named(reader.error(), source.name);
    }
    if (auto fits = checkSizes(reader->size(), large->size, source.name); !fits) {
        return fits.error();
    }
    if (part == learning::Part::Train && reader->isSequential()) {
        return Error{ErrorCode::Unsupported,
                     fmt::format("has {}x{} pixels, too many to be held while it is trained on, and no part "
                                 "of a PNG or JPEG can be read alone; save it as TIFF",
                                 large->size.width, large->size.height),
                     source.name};
    }
    return std::unique_ptr<LabelledPixels>(
        std::make_unique<FilePixels>(std::move(*large), source.name, std::move(*reader)));
}

} // namespace sorby::dataset
