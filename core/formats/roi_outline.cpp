// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/roi_outline.h"

#include "core/annotation/shapes.h"
#include "core/formats/roi_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace sorby::formats {
namespace {

using annotation::Box;
using annotation::Point;
using annotation::Polygon;
using annotation::Ring;

Error refusal(std::string message)
{
    return {ErrorCode::Unsupported, std::move(message), {}};
}

Ring rectangle(const Box& box)
{
    return {{box.left, box.top}, {box.right, box.top}, {box.right, box.bottom}, {box.left, box.bottom}};
}

/// Each quarter of an ellipse of the corners' size, moved to its corner.
Ring roundedRectangle(const Box& box, double arcSize)
{
    const double radiusX = std::min(arcSize, box.right - box.left) / 2;
    const double radiusY = std::min(arcSize, box.bottom - box.top) / 2;
    const Ring ellipse = annotation::ellipseRing({0, 0}, radiusX, radiusY);
    const std::size_t quarter = ellipse.size() / 4;
    const Point centres[] = {{box.right - radiusX, box.bottom - radiusY},
                             {box.left + radiusX, box.bottom - radiusY},
                             {box.left + radiusX, box.top + radiusY},
                             {box.right - radiusX, box.top + radiusY}};
    Ring ring;
    for (std::size_t corner = 0; corner < 4; ++corner) {
        for (std::size_t i = 0; i <= quarter; ++i) {
            const Point point = ellipse[(corner * quarter + i) % ellipse.size()];
            ring.push_back({centres[corner].x + point.x, centres[corner].y + point.y});
        }
    }
    return ring;
}

/// Of a line between two ends that is `width` wide.
Ring rotatedRectangle(Point from, Point to, double width)
{
    const double length = std::hypot(to.x - from.x, to.y - from.y);
    const double dx = -(to.y - from.y) / length * width / 2;
    const double dy = (to.x - from.x) / length * width / 2;
    return {{from.x - dx, from.y - dy},
            {to.x - dx, to.y - dy},
            {to.x + dx, to.y + dy},
            {from.x + dx, from.y + dy}};
}

Result<std::vector<Polygon>> one(Ring ring)
{
    return std::vector<Polygon>{{std::move(ring), {}}};
}

Result<std::vector<Polygon>> outlineOfBox(const Roi& roi)
{
    const Box& box = roi.bounds;
    const double width = box.right - box.left;
    const double height = box.bottom - box.top;
    if (!(width > 0 && height > 0 && std::isfinite(width) && std::isfinite(height))) {
        return refusal("has no area");
    }
    if (roi.type == RoiType::Oval) {
        return one(
            annotation::ellipseRing({box.left + width / 2, box.top + height / 2}, width / 2, height / 2));
    }
    return one(roi.arcSize > 0 ? roundedRectangle(box, roi.arcSize) : rectangle(box));
}

/// An ellipse or a rectangle that lies at an angle; the vertices that the file gives for it are rounded.
Result<std::vector<Polygon>> outlineOfLine(const Roi& roi)
{
    const double length = std::hypot(roi.to.x - roi.from.x, roi.to.y - roi.from.y);
    if (!(length > 0 && std::isfinite(length) && roi.shape > 0 && std::isfinite(roi.shape))) {
        return refusal("has no area");
    }
    if (roi.subtype == RoiSubtype::RotatedRectangle) {
        return one(rotatedRectangle(roi.from, roi.to, roi.shape));
    }
    const double degrees = std::atan2(roi.to.y - roi.from.y, roi.to.x - roi.from.x) * 180 / std::numbers::pi;
    const Point centre{(roi.from.x + roi.to.x) / 2, (roi.from.y + roi.to.y) / 2};
    return one(annotation::ellipseRing(centre, length / 2, length / 2 * roi.shape, degrees));
}

bool isWhole(double value)
{
    return value >= kSmallestRoiInteger && value <= kLargestRoiInteger && value == std::floor(value);
}

bool areWhole(const std::vector<Point>& points)
{
    return std::all_of(points.begin(), points.end(),
                       [](Point point) { return isWhole(point.x) && isWhole(point.y); });
}

} // namespace

Result<std::vector<Polygon>> outlinesOf(const Roi& roi)
{
    if (roi.isComposite) {
        if (roi.paths.empty()) {
            return refusal("has no area");
        }
        auto polygons = polygonsOf(roi.paths);
        if (!polygons) {
            return refusal(fmt::format("has too many nested outlines ({} in all)", roi.paths.size()));
        }
        return std::move(*polygons);
    }
    if (roi.subtype == RoiSubtype::Text || roi.subtype == RoiSubtype::Picture) {
        return refusal(roi.subtype == RoiSubtype::Text ? "is a text, no outline"
                                                       : "is a picture, no outline");
    }
    switch (roi.type) {
    case RoiType::Rectangle:
    case RoiType::Oval:
        return outlineOfBox(roi);
    case RoiType::Polygon:
    case RoiType::Freehand:
    case RoiType::Traced:
        if (roi.subtype == RoiSubtype::Ellipse || roi.subtype == RoiSubtype::RotatedRectangle) {
            return outlineOfLine(roi);
        }
        return one(roi.points);
    case RoiType::Line:
    case RoiType::FreeLine:
    case RoiType::PolyLine:
    case RoiType::Angle:
        return refusal("is a line and has no area; draw it as a polygon");
    case RoiType::Point:
    case RoiType::None:
        break;
    }
    return refusal("has no outline");
}

Roi roiOf(const std::vector<Polygon>& parts)
{
    Roi roi;
    if (parts.size() == 1 && parts.front().holes.empty() && parts.front().outer.size() <= kMostRoiPoints) {
        roi.points = parts.front().outer;
        roi.isSubPixel = !areWhole(roi.points);
        return roi;
    }
    roi.isComposite = true;
    roi.type = RoiType::Rectangle;
    for (const auto& part : parts) {
        roi.paths.push_back(part.outer);
        roi.paths.insert(roi.paths.end(), part.holes.begin(), part.holes.end());
    }
    return roi;
}

Roi roiOfPoints(const std::vector<Point>& points)
{
    Roi roi;
    roi.type = RoiType::Point;
    for (const auto& point : points) {
        roi.points.push_back({point.x - annotation::kPixelCentre, point.y - annotation::kPixelCentre});
    }
    if (!areWhole(roi.points)) {
        roi.isSubPixel = true;
        roi.points = points;
    }
    return roi;
}

std::vector<Point> pointsOf(const Roi& roi)
{
    std::vector<Point> points = roi.points;
    for (auto& point : points) {
        point.x += roi.isSubPixel ? 0 : annotation::kPixelCentre;
        point.y += roi.isSubPixel ? 0 : annotation::kPixelCentre;
    }
    return points;
}

} // namespace sorby::formats
