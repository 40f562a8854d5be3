// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/metadata.h"

#include "core/base/files.h"
#include "core/imaging/codecs/file_kind.h"
#include "core/imaging/metadata/reading.h"
#include "core/imaging/metadata/text.h"
#include "core/imaging/micrograph.h"
#include "core/imaging/pixel_size.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <system_error>
#include <utility>

namespace sorby::imaging {
namespace fs = std::filesystem;
namespace {

using codecs::TiffTags;
using metadata::MaybeMetadata;
using Readings = std::vector<MicrographMetadata>;

constexpr std::uint16_t kWidth = 256;
constexpr std::uint16_t kHeight = 257;
constexpr std::uint16_t kOrientation = 274;
constexpr std::uint16_t kXResolution = 282;
constexpr std::uint16_t kResolutionUnit = 296;
/// Two sources are about the same pixel when they differ by less; scale bars are rounded to whole pixels.
constexpr double kTolerance = 0.02;

void add(Readings& readings, MaybeMetadata reading)
{
    if (reading) {
        readings.push_back(std::move(*reading));
    }
}

/// Metadata of microscopes first, then those of programs that a micrograph went through.
Readings readTags(TiffTags& tags, Size size)
{
    Readings readings;
    for (const auto& read :
         {metadata::readZeiss, metadata::readFei, metadata::readPhenom, metadata::readTescan,
          metadata::readOlympus, metadata::readGatan, metadata::readOme, metadata::readImageJ}) {
        add(readings, read(tags, size));
    }
    return readings;
}

/// The text of a small file beside the micrograph: its name without extension, and an ending in any of the
/// spellings that programs use. Empty when there is none.
std::string textBeside(const fs::path& micrograph, std::initializer_list<std::string_view> endings)
{
    for (const auto ending : endings) {
        fs::path path = micrograph;
        path.replace_extension();
        path += fromUtf8(ending);
        std::error_code failure;
        if (!isFile(path) || fs::file_size(path, failure) > TiffTags::kMostBytes || failure) {
            continue;
        }
        if (const auto text = readText(path)) {
            return metadata::wholeLines(metadata::decodeText(text.valueOr({})));
        }
    }
    return {};
}

void readBeside(Readings& readings, const fs::path& micrograph, Size size)
{
    const std::string extension = toUtf8(micrograph.extension());
    const std::string own = extension.empty() ? ".hdr" : "-" + extension.substr(1) + ".hdr";
    const auto header =
        textBeside(micrograph, {own, "-tif.hdr", "-TIF.hdr", "-png.hdr", "-PNG.hdr", ".hdr", ".HDR"});
    add(readings, metadata::readTescanHeader(header, size));
    const auto text = textBeside(micrograph, {".txt", ".TXT", ".Txt"});
    add(readings, metadata::readJeol(text, size));
    add(readings, metadata::readHitachi(text, size));
}

Result<Size> sizeOf(TiffTags& tags, const fs::path& path)
{
    static constexpr double kMost = 1e9;
    const double width = tags.number(kWidth).value_or(0);
    const double height = tags.number(kHeight).value_or(0);
    if (!(width >= 1 && width <= kMost && height >= 1 && height <= kMost)) {
        return Error{ErrorCode::Malformed, "is a damaged TIFF: it has no width and height", toUtf8(path)};
    }
    return Size{static_cast<int>(width), static_cast<int>(height)};
}

bool agree(double a, double b)
{
    return std::abs(a - b) <= kTolerance * std::max(a, b);
}

/// The first of each kind, unless another source contradicts it: then a person has to say which is right.
MicrographMetadata combined(Readings readings)
{
    MicrographMetadata result;
    bool isContradicted = false;
    for (auto& reading : readings) {
        for (auto& doubt : reading.doubts) {
            result.doubts.push_back(std::move(doubt));
        }
        if (reading.specimenRegion && !result.specimenRegion) {
            result.specimenRegion = reading.specimenRegion;
            result.regionSource = std::move(reading.regionSource);
        }
        if (!reading.calibration) {
            continue;
        }
        if (!result.calibration) {
            result.calibration = std::move(reading.calibration);
        } else if (!agree(result.calibration->xMicrometres, reading.calibration->xMicrometres) ||
                   !agree(result.calibration->yMicrometres, reading.calibration->yMicrometres)) {
            isContradicted = true;
            result.doubts.push_back(
                fmt::format("The pixel size is not taken: {} says {}, and {} says {}. Enter the right one.",
                            result.calibration->source, formatPixelSize(*result.calibration),
                            reading.calibration->source, formatPixelSize(*reading.calibration)));
        }
    }
    if (isContradicted) {
        result.calibration.reset();
    }
    return result;
}

/// Programs that write the pixel size as a resolution exist, but a number cannot be told from one for
/// printing.
void doubtResolution(MicrographMetadata& result, TiffTags& tags)
{
    static constexpr double kMicrometresIn[] = {0, 0, 25400, 1e4};
    static constexpr double kFinestPrint = 20;
    const double unitCode = tags.number(kResolutionUnit).value_or(2);
    const std::size_t unit = unitCode == 2 ? 2 : unitCode == 3 ? 3 : 0;
    const double resolution = tags.number(kXResolution).value_or(0);
    const double pixelSize = resolution > 0 ? kMicrometresIn[unit] / resolution : 0;
    if (!result.calibration && pixelSize >= 1e-6 && pixelSize < kFinestPrint) {
        result.doubts.push_back(
            fmt::format("The resolution of the TIFF file would be a pixel size of {}. It is not taken, "
                        "because such numbers "
                        "are mostly meant for printing; enter the pixel size if it is right.",
                        formatPixelSize({pixelSize, pixelSize, {}, {}, false})));
    }
}

/// Pixels are held as they are stored; metadata speak of the image as it is shown.
void forgetTurned(MicrographMetadata& result, TiffTags& tags)
{
    const double orientation = tags.number(kOrientation).value_or(1);
    if (result.specimenRegion && orientation > 1 && orientation <= 8) {
        result.specimenRegion.reset();
        result.regionSource.clear();
        result.doubts.emplace_back("The information bar is not taken from the metadata, because the file is "
                                   "stored turned or mirrored.");
    }
}

Result<MicrographMetadata> readFromTiff(codecs::InputFile file, const fs::path& path, int page)
{
    auto tags = TiffTags::read(std::move(file), page);
    if (!tags) {
        return tags.error();
    }
    const auto size = sizeOf(*tags, path);
    if (!size) {
        return size.error();
    }
    auto readings = readTags(*tags, size.value());
    if (page != 1 && readings.empty()) {
        // Most programs write metadata into the first page alone. A page of another size is another image.
        auto again = codecs::InputFile::open(path);
        auto first = again ? TiffTags::read(std::move(again).value(), 1) : Result<TiffTags>(again.error());
        if (first && sizeOf(*first, path).valueOr({}) == size.value()) {
            readings = readTags(*first, size.value());
        }
    }
    readBeside(readings, path, size.value());
    auto result = combined(std::move(readings));
    doubtResolution(result, *tags);
    forgetTurned(result, *tags);
    return result;
}

} // namespace

Result<MicrographMetadata> readMetadata(const fs::path& micrograph, int page,
                                        const std::optional<MicrographInfo>& head)
{
    if (head && head->format != "TIFF") {
        Readings readings;
        readBeside(readings, micrograph, head->size);
        return combined(std::move(readings));
    }
    auto file = codecs::InputFile::open(micrograph);
    if (!file) {
        return file.error();
    }
    const auto kind = codecs::detectKind(*file);
    if (!kind) {
        return kind.error();
    }
    if (kind.value() == codecs::FileKind::Tiff) {
        return readFromTiff(std::move(file).value(), micrograph, page);
    }
    const auto info = probeMicrograph(micrograph, page);
    if (!info) {
        return info.error();
    }
    Readings readings;
    readBeside(readings, micrograph, info.value().size);
    return combined(std::move(readings));
}

} // namespace sorby::imaging
