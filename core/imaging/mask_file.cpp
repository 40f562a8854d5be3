// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/mask_file.h"

#include "core/base/files.h"
#include "core/imaging/codecs/file_kind.h"
#include "core/imaging/codecs/png.h"
#include "core/imaging/codecs/tiff.h"

#include <algorithm>
#include <cmath>
#include <new>
#include <utility>

namespace sorby::imaging {
namespace {

template <typename Target, typename Source, typename Convert>
Raster<Target> converted(const Raster<Source>& source, const Convert& convert)
{
    Raster<Target> target(source.size());
    std::transform(source.pixels().begin(), source.pixels().end(), target.data(), convert);
    return target;
}

template <typename Colour>
bool isGrey(const Raster<Colour>& colours)
{
    return std::all_of(colours.pixels().begin(), colours.pixels().end(),
                       [](const Colour& colour) { return colour.r == colour.g && colour.g == colour.b; });
}

Result<MaskFile> toMask(Raster<std::uint8_t>&& values)
{
    return MaskFile{std::move(values), {}};
}

Result<MaskFile> toMask(Raster<std::uint16_t>&& values)
{
    return MaskFile{std::move(values), {}};
}

Result<MaskFile> toMask(Raster<Rgb8>&& colours)
{
    if (isGrey(colours)) {
        return toMask(converted<std::uint8_t>(colours, [](const Rgb8& colour) { return colour.r; }));
    }
    return MaskFile{std::move(colours), {}};
}

Result<MaskFile> toMask(Raster<Rgb16>&& colours)
{
    if (isGrey(colours)) {
        return toMask(converted<std::uint16_t>(colours, [](const Rgb16& colour) { return colour.r; }));
    }
    const auto high = [](std::uint16_t value) { return static_cast<std::uint8_t>(value >> 8U); };
    return toMask(converted<Rgb8>(colours, [&](const Rgb16& colour) {
        return Rgb8{high(colour.r), high(colour.g), high(colour.b)};
    }));
}

Result<MaskFile> toMask(Raster<float>&& values)
{
    const auto isLabel = [](float value) {
        return value >= 0 && value <= 65535 && std::trunc(value) == value;
    };
    if (!std::all_of(values.pixels().begin(), values.pixels().end(), isLabel)) {
        return Error{ErrorCode::Mismatch,
                     "holds floating-point values that are no whole numbers from 0 to 65535; a mask holds "
                     "class ids or object numbers",
                     {}};
    }
    return toMask(
        converted<std::uint16_t>(values, [](float value) { return static_cast<std::uint16_t>(value); }));
}

Result<MaskFile> toMask(Pixels&& pixels)
{
    return std::visit([](auto&& raster) { return toMask(std::move(raster)); }, std::move(pixels));
}

/// From a StoredPng or a StoredTiff.
template <typename Stored>
Result<MaskFile> fromStored(Result<Stored> stored)
{
    if (!stored) {
        return stored.error();
    }
    auto mask = toMask(std::move(stored->pixels));
    if (mask) {
        mask->palette = std::move(stored->palette);
    }
    return mask;
}

Result<MaskFile> readAny(const std::filesystem::path& path)
{
    auto file = codecs::InputFile::open(path);
    if (!file) {
        return file.error();
    }
    const auto kind = codecs::detectKind(*file);
    if (kind && *kind == codecs::FileKind::Png) {
        return fromStored(codecs::readStoredPng(*file));
    }
    if (kind && *kind == codecs::FileKind::Tiff) {
        return fromStored(codecs::readStoredTiff(*file, 1));
    }
    return file->error(ErrorCode::Unsupported,
                       "is neither PNG nor TIFF; masks in other formats lose or change values");
}

} // namespace

Size MaskFile::size() const
{
    return std::visit([](const auto& raster) { return raster.size(); }, pixels);
}

Result<MaskFile> readMaskFile(const std::filesystem::path& path)
{
    try {
        auto mask = readAny(path);
        if (!mask && mask.error().where.empty()) {
            return Error{mask.error().code, mask.error().message, toUtf8(path)};
        }
        return mask;
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::OutOfMemory, "there is no memory left to read it", toUtf8(path)};
    }
}

bool hasMaskExtension(const std::filesystem::path& path)
{
    const auto extension = lowerExtension(path);
    return extension == ".png" || extension == ".tif" || extension == ".tiff";
}

} // namespace sorby::imaging
