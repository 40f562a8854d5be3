// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/codecs/label_values.h"

#include "core/base/files.h"
#include "core/imaging/codecs/file_kind.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <variant>

namespace sorby::imaging::codecs {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kColoursNamed = 8;

Rgb8 toByte(const Rgb8& colour)
{
    return colour;
}
Rgb8 toByte(const Rgb16& colour)
{
    const auto high = [](std::uint16_t value) { return static_cast<std::uint8_t>(value >> 8); };
    return {high(colour.r), high(colour.g), high(colour.b)};
}

Error mismatch(std::string message)
{
    return Error{ErrorCode::Mismatch, std::move(message), {}};
}

/// The first colours from the top left on, so that a person recognises the palette that was used.
template <typename Colour>
std::string listColours(const Raster<Colour>& raster)
{
    std::set<Rgb8> seen;
    std::string list;
    for (const auto& pixel : raster.pixels()) {
        const Rgb8 colour = toByte(pixel);
        if (seen.contains(colour)) {
            continue;
        }
        if (seen.size() == kColoursNamed) {
            return list + " and more";
        }
        seen.insert(colour);
        list += (list.empty() ? "" : ", ") + annotation::toHex(colour);
    }
    return list;
}

Result<LabelImage> toLabels(Raster<std::uint16_t>&& values)
{
    const auto source = values.pixels();
    const auto highest = source.empty() ? 0 : *std::max_element(source.begin(), source.end());
    if (highest > 255) {
        return mismatch(
            fmt::format("is a mask of 16 bits with values up to {}; class ids go up to {}: it may hold "
                        "object numbers or a micrograph",
                        highest, annotation::kMaxClassId));
    }
    LabelImage labels(values.size());
    std::transform(source.begin(), source.end(), labels.data(),
                   [](std::uint16_t value) { return static_cast<std::uint8_t>(value); });
    return labels;
}

/// Colour files that only hold greys say the same as a grey file does.
template <typename Colour>
Result<LabelImage> toLabels(Raster<Colour>&& colours)
{
    const auto source = colours.pixels();
    const bool isGrey = std::all_of(source.begin(), source.end(), [](const Colour& colour) {
        return colour.r == colour.g && colour.g == colour.b;
    });
    if (!isGrey) {
        return mismatch(
            fmt::format("is a colour mask with the colours {}; a mask holds class ids: convert it to "
                        "indexed colours with one index for each class",
                        listColours(colours)));
    }
    Raster<std::uint16_t> values(colours.size());
    std::transform(source.begin(), source.end(), values.data(),
                   [](const Colour& colour) { return colour.r; });
    return toLabels(std::move(values));
}

Result<LabelImage> toLabels(LabelImage&& labels)
{
    return std::move(labels);
}

Result<LabelImage> toLabels(Raster<float>&& /*values*/)
{
    return mismatch("holds floating-point values, not class ids");
}

} // namespace

Result<InputFile> openLabelPng(const fs::path& path)
{
    auto file = InputFile::open(path);
    if (!file) {
        return file;
    }
    const auto kind = detectKind(*file);
    if (!kind || *kind != FileKind::Png) {
        return file->error(ErrorCode::Unsupported, "is not a PNG; save masks as indexed or grey PNG");
    }
    return file;
}

Result<LabelImage> labelsOf(Pixels&& stored, const fs::path& path)
{
    auto labels = std::visit([](auto&& raster) { return toLabels(std::move(raster)); }, std::move(stored));
    return labels ? std::move(labels)
                  : Result<LabelImage>(Error{labels.error().code, labels.error().message, toUtf8(path)});
}

std::vector<Rgb8> labelPalette(const annotation::ClassList& classes)
{
    std::vector<Rgb8> palette(256);
    for (std::size_t id = 0; id < palette.size(); ++id) {
        palette[id] = annotation::defaultClassColour(static_cast<annotation::ClassId>(id));
    }
    for (const auto& info : classes) {
        palette[info.id] = info.colour;
    }
    palette[annotation::kIgnore] = annotation::kIgnoreColour;
    return palette;
}

} // namespace sorby::imaging::codecs
