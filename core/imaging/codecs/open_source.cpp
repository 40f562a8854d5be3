// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/codecs/open_source.h"

#include "core/imaging/codecs/bmp.h"
#include "core/imaging/codecs/jpeg.h"
#include "core/imaging/codecs/png.h"
#include "core/imaging/codecs/tiff.h"

#include <algorithm>

namespace sorby::imaging::codecs {
namespace {

constexpr std::int64_t kPartPixels = std::int64_t{4} * 1024 * 1024;

/// The largest multiple of `block` that is not longer than `wanted`, at least one block, at most `all`.
int wholeBlocks(std::int64_t wanted, int block, int all)
{
    const auto blocks = std::max<std::int64_t>(1, wanted / block);
    return static_cast<int>(std::min<std::int64_t>(blocks * block, all));
}

} // namespace

Result<std::unique_ptr<ImageSource>> openSource(InputFile& file, FileKind kind, int page)
{
    if (kind == FileKind::Tiff) {
        return openTiff(file, page);
    }
    if (auto there = checkPage(file, page, 1); !there) {
        return there.error();
    }
    switch (kind) {
    case FileKind::Png:
        return openPng(file);
    case FileKind::Jpeg:
        return openJpeg(file);
    default:
        return openBmp(file);
    }
}

Status readInParts(ImageSource& source, const TakePart& take)
{
    const Size size = source.info().size;
    const Size block = source.blockSize();
    const int height = wholeBlocks(kPartPixels / size.width, block.height, size.height);
    const int width = wholeBlocks(kPartPixels / height, block.width, size.width);
    for (std::int64_t y = 0; y < size.height; y += height) {
        for (std::int64_t x = 0; x < size.width; x += width) {
            const PixelRect place{static_cast<int>(x), static_cast<int>(y),
                                  static_cast<int>(std::min<std::int64_t>(width, size.width - x)),
                                  static_cast<int>(std::min<std::int64_t>(height, size.height - y))};
            const auto pixels = source.read(place);
            if (!pixels) {
                return pixels.error();
            }
            take(place, *pixels);
        }
    }
    return {};
}

Status readThrough(ImageSource& source)
{
    return readInParts(source, [](const PixelRect&, const Pixels&) {});
}

} // namespace sorby::imaging::codecs
