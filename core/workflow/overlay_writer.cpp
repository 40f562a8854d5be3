// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/overlay_writer.h"

#include "core/base/files.h"
#include "core/imaging/label_png_rows.h"
#include "core/imaging/micrograph.h"
#include "core/imaging/overlay.h"

#include <fmt/format.h>

#include <algorithm>

namespace sorby::workflow {
namespace {

using annotation::ClassId;
using imaging::LabelImage;

/// The four colours as a palette: the index is the place.
annotation::ClassList overlayColours()
{
    const auto& palette = imaging::kPublishedPalette;
    return {{0, "true negative", {}},
            {1, "true positive", palette.truePositive},
            {2, "false positive", palette.falsePositive},
            {3, "false negative", palette.falseNegative}};
}

Raster<Rgb8> overlayOf(const LabelImage& reference, const LabelImage& prediction,
                       std::optional<ClassId> classId)
{
    return classId ? imaging::iouOverlay(reference, prediction, *classId)
                   : imaging::iouOverlayAllClasses(reference, prediction);
}

LabelImage indicesOf(const Raster<Rgb8>& overlay)
{
    const auto colours = overlayColours();
    LabelImage indices(overlay.size());
    std::transform(
        overlay.pixels().begin(), overlay.pixels().end(), indices.pixels().begin(), [&](const Rgb8& pixel) {
            const auto found = std::find_if(colours.begin(), colours.end(),
                                            [&](const auto& info) { return info.colour == pixel; });
            return found == colours.end() ? ClassId{0} : found->id;
        });
    return indices;
}

} // namespace

std::vector<std::optional<ClassId>> OverlayWriter::kinds() const
{
    std::vector<std::optional<ClassId>> kinds{std::nullopt};
    for (std::size_t id = 0; m_classCount > 2 && id < m_classCount; ++id) {
        kinds.emplace_back(static_cast<ClassId>(id));
    }
    return kinds;
}

std::filesystem::path OverlayWriter::fileOf(const std::string& stem, std::optional<ClassId> classId) const
{
    const auto name = fromUtf8(stem + ".png");
    return classId ? m_folder / fmt::format("class_{}", int{*classId}) / name : m_folder / name;
}

Status OverlayWriter::write(const std::string& stem, const LabelImage& reference,
                            const LabelImage& prediction) const
{
    for (const auto& classId : kinds()) {
        if (auto written =
                imaging::writePng(fileOf(stem, classId), overlayOf(reference, prediction, classId));
            !written) {
            return written;
        }
    }
    return {};
}

Status OverlayWriter::begin(const std::string& stem, Size size)
{
    m_open.clear();
    for (const auto& classId : kinds()) {
        auto writer = imaging::LabelPngWriter::open(fileOf(stem, classId), size, overlayColours());
        if (!writer) {
            return writer.error();
        }
        m_open.push_back({std::move(*writer), classId});
    }
    return {};
}

Status OverlayWriter::add(const LabelImage& reference, const LabelImage& prediction)
{
    for (auto& [writer, classId] : m_open) {
        if (auto added = writer.add(indicesOf(overlayOf(reference, prediction, classId))); !added) {
            return added;
        }
    }
    return {};
}

Status OverlayWriter::finish()
{
    for (auto& [writer, classId] : m_open) {
        if (auto finished = writer.finish(); !finished) {
            return finished;
        }
    }
    m_open.clear();
    return {};
}

} // namespace sorby::workflow
