// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/micrograph.h"

#include "core/base/files.h"
#include "core/imaging/codecs/bmp.h"
#include "core/imaging/codecs/file_kind.h"
#include "core/imaging/codecs/jpeg.h"
#include "core/imaging/codecs/open_source.h"
#include "core/imaging/codecs/png.h"
#include "core/imaging/codecs/tiff.h"
#include "core/imaging/codecs/within_memory.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <type_traits>
#include <utility>

namespace sorby::imaging {
namespace fs = std::filesystem;
namespace {

template <typename T>
constexpr bool kIsColour = std::is_same_v<T, Rgb8> || std::is_same_v<T, Rgb16>;

template <typename Raster>
using PixelOf = std::remove_cvref_t<decltype(std::declval<Raster&>().pixels()[0])>;

/// Opens the file, finds its kind and runs `work(file, kind)`; a failed allocation becomes an Error.
template <typename T, typename Work>
Result<T> withImageFile(const fs::path& path, const Work& work)
{
    return codecs::withinMemory<T>(path, [&]() -> Result<T> {
        auto file = codecs::InputFile::open(path);
        if (!file) {
            return file.error();
        }
        const auto kind = codecs::detectKind(*file);
        if (!kind) {
            return kind.error();
        }
        return work(*file, *kind);
    });
}

Result<Pixels> readPixels(codecs::InputFile& file, codecs::FileKind kind, int page)
{
    if (kind == codecs::FileKind::Tiff) {
        return codecs::readTiff(file, page);
    }
    if (auto there = codecs::checkPage(file, page, 1); !there) {
        return there.error();
    }
    switch (kind) {
    case codecs::FileKind::Png:
        return codecs::readPng(file);
    case codecs::FileKind::Jpeg:
        return codecs::readJpeg(file);
    default:
        return codecs::readBmp(file);
    }
}

struct Probe {
    Result<MicrographInfo> info;
    bool seemsWhole = true;
};

Probe probeHead(codecs::InputFile& file, codecs::FileKind kind, int page)
{
    if (kind == codecs::FileKind::Tiff) {
        return {codecs::probeTiff(file, page), codecs::tiffSeemsWhole(file, page)};
    }
    if (auto there = codecs::checkPage(file, page, 1); !there) {
        return {there.error()};
    }
    switch (kind) {
    case codecs::FileKind::Png:
        return {codecs::probePng(file), codecs::pngSeemsWhole(file)};
    case codecs::FileKind::Jpeg:
        return {codecs::probeJpeg(file), codecs::jpegSeemsWhole(file)};
    default:
        return {codecs::probeBmp(file), true};
    }
}

/// Reads all pixels of a file that seems not to be whole, without keeping them: it may be larger than memory.
Status readThrough(codecs::InputFile& file, codecs::FileKind kind, int page)
{
    auto source = codecs::openSource(file, kind, page);
    return source ? codecs::readThrough(**source) : source.error();
}

} // namespace

Size Micrograph::size() const
{
    return std::visit([](const auto& raster) { return raster.size(); }, pixels);
}

int Micrograph::bitsPerChannel() const
{
    return std::visit(
        [](const auto& raster) {
            using T = PixelOf<decltype(raster)>;
            constexpr std::size_t kChannels = kIsColour<T> ? 3 : 1;
            return static_cast<int>(8 * sizeof(T) / kChannels);
        },
        pixels);
}

bool Micrograph::isColour() const
{
    return std::visit([](const auto& raster) { return kIsColour<PixelOf<decltype(raster)>>; }, pixels);
}

Result<Micrograph> readMicrograph(const fs::path& path, int page)
{
    return withImageFile<Micrograph>(
        path, [page](codecs::InputFile& file, codecs::FileKind kind) -> Result<Micrograph> {
            auto pixels = readPixels(file, kind, page);
            if (!pixels) {
                return pixels.error();
            }
            return Micrograph{std::move(*pixels)};
        });
}

Result<MicrographInfo> probeMicrograph(const fs::path& path, int page)
{
    return withImageFile<MicrographInfo>(
        path, [page](codecs::InputFile& file, codecs::FileKind kind) -> Result<MicrographInfo> {
            auto probe = probeHead(file, kind, page);
            if (probe.info && !probe.seemsWhole) {
                if (auto read = readThrough(file, kind, page); !read) {
                    return read.error();
                }
            }
            return probe.info;
        });
}

bool hasMicrographExtension(const fs::path& path)
{
    static constexpr std::array<std::string_view, 6> kExtensions = {".png", ".tif",  ".tiff",
                                                                    ".jpg", ".jpeg", ".bmp"};
    return std::find(kExtensions.begin(), kExtensions.end(), lowerExtension(path)) != kExtensions.end();
}

Status writePng(const fs::path& path, const Pixels& pixels)
{
    const auto bytes = codecs::encodePng(pixels);
    if (!bytes) {
        return Error{bytes.error().code, bytes.error().message, toUtf8(path)};
    }
    return writeFileAtomically(path, *bytes, Outlives::ProgramEnd);
}

Raster<float> toGrey(const Micrograph& micrograph)
{
    Raster<float> grey(micrograph.size());
    std::visit(
        [&](const auto& raster) {
            const auto source = raster.pixels();
            std::transform(source.begin(), source.end(), grey.data(), [](const auto& pixel) {
                if constexpr (kIsColour<std::remove_cvref_t<decltype(pixel)>>) {
                    return 0.299F * static_cast<float>(pixel.r) + 0.587F * static_cast<float>(pixel.g) +
                           0.114F * static_cast<float>(pixel.b);
                } else {
                    return static_cast<float>(pixel);
                }
            });
        },
        micrograph.pixels);
    return grey;
}

} // namespace sorby::imaging
