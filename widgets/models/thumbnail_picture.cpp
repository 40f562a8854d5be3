// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/thumbnail_picture.h"

#include "core/imaging/micrograph_reduced.h"
#include "core/imaging/window.h"
#include "core/project/content_hash.h"
#include "core/workflow/selection.h"
#include "widgets/support/qt_convert.h"

#include <cstdint>
#include <exception>
#include <sstream>

namespace sorby::models {

namespace {

constexpr std::int64_t kHugePixels = std::int64_t{1} << 25; ///< 32 million
constexpr std::uint64_t kReducedPixels = 1U << 20U;         ///< enough for a fair contrast

std::int64_t areaOf(const project::ImageRecord& image)
{
    return std::int64_t{image.size.width} * image.size.height;
}

/// `rect` of an image in its version that is smaller by `factor`.
PixelRect reduced(const PixelRect& rect, int factor)
{
    return {rect.x / factor, rect.y / factor, rect.width / factor, rect.height / factor};
}

QImage pictureOf(const imaging::Micrograph& micrograph, const std::optional<Window>& chosen,
                 const PixelRect& specimen, QSize size)
{
    const auto window = imaging::viewWindow(imaging::toGrey(micrograph), chosen, specimen);
    const auto picture = support::toQImage(imaging::toDisplay(micrograph, window));
    return picture.scaled(size, Qt::KeepAspectRatio, Qt::SmoothTransformation);
}

} // namespace

ThumbnailLook lookOf(const project::ImageRecord& image)
{
    return {image.contentHash, image.page, image.window, image.region};
}

std::string thumbnailKey(const ThumbnailLook& look, QSize size)
{
    if (look.contentHash.empty()) {
        return {};
    }
    std::ostringstream text;
    text.imbue(std::locale::classic());
    text.precision(17);
    text << "1 " << look.contentHash << ' ' << look.page << ' ' << size.width() << 'x' << size.height();
    if (look.window) {
        text << " w " << look.window->low << ' ' << look.window->high;
    }
    if (look.region) {
        const auto& rect = look.region->rect;
        text << " r " << rect.x << ' ' << rect.y << ' ' << rect.width << ' ' << rect.height;
    }
    return project::hashText(text.str());
}

bool isHuge(const project::ImageRecord& image)
{
    return areaOf(image) > kHugePixels;
}

QImage makeThumbnail(const project::ImageRecord& image, QSize size)
{
    try {
        if (!isHuge(image)) {
            const auto micrograph = workflow::readPixels(image);
            return micrograph ? pictureOf(*micrograph, image.window, workflow::specimenOf(image), size)
                              : QImage();
        }
        const auto read = imaging::readReduced(image.file, kReducedPixels, image.page);
        return read ? pictureOf(read->micrograph, image.window,
                                reduced(workflow::specimenOf(image), read->factor), size)
                    : QImage();
    } catch (const std::exception&) {
        return {}; // out of memory: the list goes on without this picture
    }
}

} // namespace sorby::models
