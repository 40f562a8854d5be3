// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/label_image.h"

#include "core/base/files.h"
#include "core/imaging/codecs/file_kind.h"
#include "core/imaging/codecs/png.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <new>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace sorby::imaging {
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

std::array<std::uint64_t, 256> countValues(const LabelImage& labels)
{
    // Four tables, so that a run of one value does not wait for its own last count.
    std::array<std::array<std::uint64_t, 256>, 4> tables{};
    const auto pixels = labels.pixels();
    const std::size_t whole = pixels.size() / 4 * 4;
    for (std::size_t i = 0; i < whole; i += 4) {
        for (std::size_t lane = 0; lane < 4; ++lane) {
            ++tables[lane][pixels[i + lane]];
        }
    }
    for (std::size_t i = whole; i < pixels.size(); ++i) {
        ++tables[0][pixels[i]];
    }
    std::array<std::uint64_t, 256> counts{};
    for (std::size_t value = 0; value < counts.size(); ++value) {
        counts[value] = tables[0][value] + tables[1][value] + tables[2][value] + tables[3][value];
    }
    return counts;
}

Raster<std::uint8_t> maskOf(const LabelImage& labels, annotation::ClassId classId)
{
    Raster<std::uint8_t> mask(labels.size());
    const auto source = labels.pixels();
    std::transform(source.begin(), source.end(), mask.data(),
                   [classId](std::uint8_t value) { return static_cast<std::uint8_t>(value == classId); });
    return mask;
}

Status writeIndexedPng(const fs::path& path, const LabelImage& labels, const annotation::ClassList& classes)
{
    std::array<Rgb8, 256> palette{};
    for (std::size_t id = 0; id < palette.size(); ++id) {
        palette[id] = annotation::defaultClassColour(static_cast<annotation::ClassId>(id));
    }
    for (const auto& info : classes) {
        palette[info.id] = info.colour;
    }
    palette[annotation::kIgnore] = annotation::kIgnoreColour;
    const auto bytes = codecs::encodeIndexedPng(labels, palette);
    if (!bytes) {
        return Error{bytes.error().code, bytes.error().message, toUtf8(path)};
    }
    return writeFileAtomically(path, *bytes, Outlives::ProgramEnd);
}

Result<LabelImage> readLabelPng(const fs::path& path)
{
    try {
        auto file = codecs::InputFile::open(path);
        if (!file) {
            return file.error();
        }
        const auto kind = codecs::detectKind(*file);
        if (!kind || *kind != codecs::FileKind::Png) {
            return file->error(ErrorCode::Unsupported, "is not a PNG; save masks as indexed or grey PNG");
        }
        auto stored = codecs::readStoredPng(*file);
        if (!stored) {
            return stored.error();
        }
        auto labels =
            std::visit([](auto&& raster) { return toLabels(std::move(raster)); }, std::move(stored->pixels));
        if (!labels) {
            return Error{labels.error().code, labels.error().message, toUtf8(path)};
        }
        return labels;
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::OutOfMemory, "there is no memory left to read it", toUtf8(path)};
    }
}

} // namespace sorby::imaging
