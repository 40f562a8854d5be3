// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/scissors.h"

#include "core/base/pixel_rect.h"

#include <opencv2/imgproc.hpp>
#include <opencv2/imgproc/segmentation.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace sorby::imaging {
namespace {

using annotation::kPixelCentre;
using annotation::Point;
using Path = std::vector<Point>;

constexpr int kSmallestPart = 16;
/// A part that does not hold the pointer is left this far from its border, where edges are still seen.
constexpr int kMarginPx = 4;

struct Pixel {
    int x = 0;
    int y = 0;
};

Point clampedTo(Point point, Size image)
{
    return {std::clamp(point.x, 0.0, static_cast<double>(image.width)),
            std::clamp(point.y, 0.0, static_cast<double>(image.height))};
}

Pixel pixelOf(Point point, const PixelRect& rect)
{
    const auto within = [](double value, int from, int count) {
        return static_cast<int>(
            std::clamp(std::floor(value), static_cast<double>(from), static_cast<double>(from) + count - 1));
    };
    return {within(point.x, rect.x, rect.width), within(point.y, rect.y, rect.height)};
}

Error failed(const cv::Exception& exception)
{
    return Error{ErrorCode::Internal, std::string("the scissors failed: ") + exception.err, {}};
}

} // namespace

struct Scissors::Private {
    Size image;
    DisplayOfPart display;
    ScissorsOptions options;
    bool hasAnchor = false;
    Point anchor;
    Path begun; ///< from the anchor to the middle of the part, without it; empty in the part of the anchor
    Point middle;
    PixelRect part;
    cv::segmentation::IntelligentScissorsMB tool;

    /// May throw what OpenCV throws.
    void prepareAround(Point point)
    {
        middle = point;
        const Pixel pixel = pixelOf(point, {0, 0, image.width, image.height});
        const int side = std::max(options.partPx, kSmallestPart);
        part = clippedTo({pixel.x - side / 2, pixel.y - side / 2, side, side}, image);
        const Raster<Rgb8> bytes = display(part);
        if (bytes.size() != part.size()) {
            throw cv::Exception(cv::Error::StsBadSize, "the image gave another part than asked for", {}, {},
                                0);
        }
        cv::Mat grey(part.height, part.width, CV_8UC1);
        for (int y = 0; y < part.height; ++y) {
            auto* row = grey.ptr<std::uint8_t>(y);
            for (int x = 0; x < part.width; ++x) {
                const Rgb8 colour = bytes.at(x, y);
                row[x] = static_cast<std::uint8_t>((299 * colour.r + 587 * colour.g + 114 * colour.b + 500) /
                                                   1000);
            }
        }
        tool = cv::segmentation::IntelligentScissorsMB();
        tool.setEdgeFeatureZeroCrossingParameters(options.smallestGradient);
        tool.applyImage(grey);
        const Pixel seed = pixelOf(point, part);
        tool.buildMap({seed.x - part.x, seed.y - part.y});
    }

    /// The pixels from the middle to the target, both included, as their centres.
    [[nodiscard]] Path pathInPart(Point target) const
    {
        const Pixel pixel = pixelOf(target, part);
        std::vector<cv::Point> contour;
        tool.getContour({pixel.x - part.x, pixel.y - part.y}, contour);
        Path path;
        for (const cv::Point& point : contour) {
            path.push_back({part.x + point.x + kPixelCentre, part.y + point.y + kPixelCentre});
        }
        return path;
    }

    /// The part without the margin, but up to the borders of the image.
    [[nodiscard]] bool reaches(Point target) const
    {
        const Pixel pixel = pixelOf(target, {0, 0, image.width, image.height});
        const auto isIn = [](int value, int from, int count, int limit) {
            const int low = from == 0 ? 0 : from + kMarginPx;
            const int high = from + count == limit ? limit : from + count - kMarginPx;
            return value >= low && value < high;
        };
        return isIn(pixel.x, part.x, part.width, image.width) &&
               isIn(pixel.y, part.y, part.height, image.height);
    }

    /// The last place on the straight way to the target that the part reaches.
    [[nodiscard]] Point lastReached(Point target) const
    {
        double low = 0;
        double high = 1;
        for (int i = 0; i < 40; ++i) {
            const double share = (low + high) / 2;
            const Point place{middle.x + share * (target.x - middle.x),
                              middle.y + share * (target.y - middle.y)};
            (reaches(place) ? low : high) = share;
        }
        return {middle.x + low * (target.x - middle.x), middle.y + low * (target.y - middle.y)};
    }
};

Scissors::Scissors(Size image, DisplayOfPart display, ScissorsOptions options)
    : d(std::make_unique<Private>())
{
    d->image = image;
    d->display = std::move(display);
    d->options = options;
}

Scissors::Scissors(Scissors&&) noexcept = default;
Scissors& Scissors::operator=(Scissors&&) noexcept = default;
Scissors::~Scissors() = default;

PixelRect Scissors::part() const
{
    return d->part;
}

Status Scissors::setAnchor(Point anchor)
{
    if (d->image.isEmpty() || !annotation::isFinite(anchor)) {
        return Error{ErrorCode::InvalidArgument, "the place is not in the image", {}};
    }
    d->hasAnchor = false;
    d->anchor = clampedTo(anchor, d->image);
    d->begun.clear();
    try {
        d->prepareAround(d->anchor);
    } catch (const cv::Exception& exception) {
        return failed(exception);
    }
    d->hasAnchor = true;
    return {};
}

Result<Path> Scissors::pathTo(Point target)
{
    if (!d->hasAnchor || !annotation::isFinite(target)) {
        return Error{
            ErrorCode::InvalidArgument, "the scissors have no anchor, or the place is no number", {}};
    }
    target = clampedTo(target, d->image);
    try {
        const auto distanceTo = [target](Point point) {
            return std::hypot(target.x - point.x, target.y - point.y);
        };
        if (!d->reaches(target) && !d->begun.empty() && distanceTo(d->anchor) < distanceTo(d->middle)) {
            d->begun.clear(); // back again: another way than the one begun
            d->prepareAround(d->anchor);
        }
        while (!d->reaches(target)) {
            const Point place = d->lastReached(target);
            const Path path = d->pathInPart(place);
            d->begun.insert(d->begun.end(), path.begin(), path.end() - (path.empty() ? 0 : 1));
            d->prepareAround(path.empty() ? place : path.back());
        }
        Path path = d->begun;
        const Path rest = d->pathInPart(target);
        path.insert(path.end(), rest.begin(), rest.end());
        // The pixels of both ends stand for the places themselves.
        if (path.size() < 2) {
            return Path{d->anchor, target};
        }
        path.front() = d->anchor;
        path.back() = target;
        return path;
    } catch (const cv::Exception& exception) {
        d->hasAnchor = false;
        return failed(exception);
    }
}

} // namespace sorby::imaging
