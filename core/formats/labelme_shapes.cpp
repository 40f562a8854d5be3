// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/labelme_shapes.h"

#include "core/annotation/shapes.h"
#include "core/base/text.h"
#include "core/formats/csv.h"
#include "core/formats/embedded_png.h"
#include "core/formats/labelme_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace sorby::formats {
namespace {

using annotation::kPixelCentre;
using annotation::Object;
using annotation::Point;
using annotation::Ring;

/// Of lines, as LabelMe paints them into its masks (shape_to_mask).
constexpr int kLineWidthPx = 10;

/// Masks of micrographs whose size is not known may be as large as this.
constexpr double kLargestMaskPx = 1 << 30;

Point shifted(Point point)
{
    return {point.x + kPixelCentre, point.y + kPixelCentre};
}

/// The names that LabelMe itself has for these two.
std::string plainLabel(const std::string& label)
{
    const std::string word = lowered(trimmed(label));
    if (word == "_background_") {
        return "background";
    }
    return word == "__ignore__" ? kIgnoreName : label;
}

Error wrongCount(std::size_t count, const char* type, const char* wanted)
{
    return Error{ErrorCode::Malformed, fmt::format("a {} has {} points, not {}", type, wanted, count), {}};
}

Result<double> radiusOf(const std::vector<Point>& points)
{
    if (points.size() != 2) {
        return wrongCount(points.size(), "circle", "2");
    }
    const double radius = std::hypot(points[1].x - points[0].x, points[1].y - points[0].y);
    return radius > 0 ? Result<double>(radius)
                      : Result<double>(Error{ErrorCode::Malformed, "the circle has no radius", {}});
}

/// The outline of a shape that has an area, in the coordinates of the file.
Result<Ring> outlineOf(const std::string& type, const std::vector<Point>& points)
{
    if (type == "polygon") {
        return points;
    }
    if (type == "rectangle") {
        if (points.size() == 4) {
            return points;
        }
        if (points.size() != 2) {
            return wrongCount(points.size(), "rectangle", "2 or 4");
        }
        const auto [left, right] = std::minmax(points[0].x, points[1].x);
        const auto [top, bottom] = std::minmax(points[0].y, points[1].y);
        return Ring{{left, top}, {right, top}, {right, bottom}, {left, bottom}};
    }
    if (type == "circle") {
        const auto radius = radiusOf(points);
        if (!radius) {
            return radius.error();
        }
        return annotation::ellipseRing(points[0], *radius, *radius);
    }
    return Error{
        ErrorCode::Unsupported,
        fmt::format("shapes of the type \"{}\" cannot be read; polygon, rectangle, circle, line, linestrip, "
                    "point and mask can",
                    type),
        {}};
}

/// Missing in the oldest files, which had polygons alone.
std::string typeOf(const Json& shape)
{
    const auto* type = find(shape, "shape_type");
    return type == nullptr || type->is_null() ? "polygon"
                                              : textOf(shape, "shape_type").value_or(type->dump());
}

} // namespace

Place LabelMeShapes::placeOf(std::size_t index, const char* member) const
{
    return {m_file, std::nullopt, fmt::format("shapes[{}]{}", index, member)};
}

void LabelMeShapes::read(const Json& shapes)
{
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        if (i < m_takenUpTo) {
            continue;
        }
        readShape(shapes, i);
        m_groups.update(m_image.annotations.objects);
    }
}

void LabelMeShapes::readShape(const Json& shapes, std::size_t index)
{
    const Json& shape = shapes[index];
    const auto* list = find(shape, "points");
    if (list == nullptr) {
        m_intake.refuse(placeOf(index), m_image.name, "the shape has no points");
        return;
    }
    const auto points = pointsOf(*list);
    if (!points) {
        m_intake.refuse(placeOf(index, ".points"), m_image.name, points.error().message);
        return;
    }
    const std::string type = typeOf(shape);
    if (type == "point" || type == "points") {
        takePoints(shape, index, *points);
    } else {
        takeObject(shapes, index, type, *points);
    }
}

void LabelMeShapes::takeObject(const Json& shapes, std::size_t index, const std::string& type,
                               const std::vector<Point>& points)
{
    const Json& shape = shapes[index];
    const bool isMask = type == "mask";
    Ring ring;
    std::optional<imaging::ShapeMask> painted;
    if (!isMask) {
        auto pixels = paintedAs(type, points);
        auto outline = !pixels || *pixels ? Result<Ring>(Ring()) : outlineOf(type, points);
        if (!pixels || !outline) {
            m_intake.refuse(placeOf(index), m_image.name,
                            pixels ? outline.error().message : pixels.error().message);
            return;
        }
        painted = std::move(*pixels);
        ring = std::move(*outline);
    }
    auto object = prototypeOf(shape, index);
    if (!object) {
        return;
    }
    const std::size_t before = m_image.annotations.objects.size();
    object->poi = ownPoint(shapes, index);
    if (isMask) {
        takeMask(shape, index, points, *object);
    } else if (painted) {
        takePainted(*painted, index, type, *object);
    } else {
        std::transform(ring.begin(), ring.end(), std::back_inserter(object->polygon.outer), shifted);
        Place place = placeOf(index, ".points");
        place.pointPath = placeOf(index + 1, ".points").path;
        m_intake.take(m_image, *object, place);
    }
    const auto& objects = m_image.annotations.objects;
    const bool isPointTaken =
        std::any_of(objects.begin() + static_cast<std::ptrdiff_t>(before), objects.end(),
                    [](const Object& taken) { return taken.poi.has_value(); });
    m_takenUpTo = isPointTaken ? index + 2 : index + 1;
}

Result<std::optional<imaging::ShapeMask>> LabelMeShapes::paintedAs(const std::string& type,
                                                                   const std::vector<Point>& points) const
{
    using Painted = std::optional<imaging::ShapeMask>;
    const bool isLine = type == "line" || type == "linestrip";
    if (isLine && (type == "line" ? points.size() != 2 : points.size() < 2)) {
        return wrongCount(points.size(), type.c_str(), type == "line" ? "2" : "2 or more");
    }
    if (isLine && !m_image.size) {
        return Error{ErrorCode::Unsupported,
                     "a line has no area, and LabelMe's band cannot be painted without the size of the "
                     "micrograph",
                     {}};
    }
    const bool areFinite = std::all_of(points.begin(), points.end(), annotation::isFinite);
    if (isLine && !areFinite) {
        return Error{ErrorCode::Malformed, "a coordinate is not a finite number", {}};
    }
    if (!m_image.size || !areFinite) {
        return Painted();
    }
    if (isLine) {
        return Painted(imaging::pillowLine(points, kLineWidthPx, *m_image.size));
    }
    if (type == "circle" && m_intake.rule() == imaging::RasterRule::Pil) {
        const auto radius = radiusOf(points);
        if (!radius) {
            return radius.error();
        }
        if (2 * *radius <= imaging::kWidestPillowCircle) {
            return Painted(imaging::pillowCircle(points[0], *radius, *m_image.size));
        }
    }
    return Painted();
}

void LabelMeShapes::takePainted(const imaging::ShapeMask& painted, std::size_t index, const std::string& type,
                                const Object& prototype)
{
    const Place place = placeOf(index, ".points");
    if (painted.window.isEmpty()) {
        m_intake.refuse(place, m_image.name,
                        fmt::format("LabelMe would paint no pixel of the micrograph for this {}", type));
        return;
    }
    if (type != "circle") {
        m_intake.flag(
            place, m_image.name,
            fmt::format("a {} has no area; it is taken as the band of {} pixels that LabelMe paints", type,
                        kLineWidthPx));
    }
    m_intake.takeMask(m_image, painted.pixels, painted.window.x, painted.window.y, prototype, place);
}

void LabelMeShapes::takeMask(const Json& shape, std::size_t index, const std::vector<Point>& corners,
                             const Object& prototype)
{
    const auto text = textOf(shape, "mask");
    if (!text) {
        m_intake.refuse(placeOf(index, ".mask"), m_image.name, "the shape has no mask");
        return;
    }
    constexpr double kFurthest = 1 << 30;
    const auto isNear = [](Point point) {
        return std::abs(point.x) < kFurthest && std::abs(point.y) < kFurthest;
    };
    if (corners.size() != 2 || !std::all_of(corners.begin(), corners.end(), isNear)) {
        m_intake.refuse(placeOf(index, ".points"), m_image.name,
                        "a mask needs two points, its upper left and its lower right pixel");
        return;
    }
    const int left = static_cast<int>(corners[0].x); // cut to whole numbers, as LabelMe does
    const int top = static_cast<int>(corners[0].y);
    const std::int64_t width = std::int64_t{static_cast<int>(corners[1].x)} - left + 1;
    const std::int64_t height = std::int64_t{static_cast<int>(corners[1].y)} - top + 1;
    const double limit = m_image.size ? static_cast<double>(m_image.size->area()) : kLargestMaskPx;
    if (width <= 0 || height <= 0 || static_cast<double>(width) * static_cast<double>(height) > limit) {
        m_intake.refuse(placeOf(index, ".points"), m_image.name,
                        fmt::format("the mask's corners span {}x{} pixels, which cannot be", width, height));
        return;
    }
    const auto mask = maskFromBase64(*text, Size{static_cast<int>(width), static_cast<int>(height)});
    if (!mask) {
        m_intake.refuse(placeOf(index, ".mask"), m_image.name, mask.error().message);
        return;
    }
    m_intake.takeMask(m_image, *mask, left, top, prototype, placeOf(index, ".mask"));
}

void LabelMeShapes::takePoints(const Json& shape, std::size_t index, const std::vector<Point>& points)
{
    if (points.empty()) {
        m_intake.refuse(placeOf(index, ".points"), m_image.name, "the shape has no points");
        return;
    }
    const std::string label = textOf(shape, "label").value_or(kLabelMePointLabel);
    for (std::size_t i = 0; i < points.size(); ++i) {
        const Point position = shifted(points[i]);
        const Place place = placeOf(index, fmt::format(".points[{}]", i).c_str());
        if (!annotation::isFinite(position)) {
            m_intake.refuse(place, m_image.name, "the point of interest is not finite");
            continue;
        }
        const bool isInside =
            !m_image.size || (position.x >= 0 && position.y >= 0 && position.x <= m_image.size->width &&
                              position.y <= m_image.size->height);
        if (!isInside) {
            m_intake.flag(place, m_image.name, "the point of interest lies outside the micrograph");
        }
        m_image.annotations.points.push_back({0, label == kLabelMePointLabel ? "" : label, position});
    }
}

std::optional<Object> LabelMeShapes::prototypeOf(const Json& shape, std::size_t index)
{
    const auto id = m_classes.idOf(plainLabel(labelOf(shape, index)));
    if (!id) {
        m_intake.refuse(placeOf(index, ".label"), m_image.name, id.error().message);
        return std::nullopt;
    }
    Object object;
    object.classId = *id;
    object.provenance = {annotation::Origin::Imported, m_who, {}};
    const auto* group = find(shape, "group_id");
    if (group == nullptr || group->is_null()) {
        return object;
    }
    if (const auto number = integerOf(shape, "group_id")) {
        object.group = m_groups.numberOf(*number, *id);
    } else {
        m_intake.flag(placeOf(index, ".group_id"), m_image.name,
                      "the group is no whole number; the shape is taken by itself");
    }
    return object;
}

std::string LabelMeShapes::labelOf(const Json& shape, std::size_t index)
{
    if (auto label = textOf(shape, "label")) {
        return std::move(*label);
    }
    if (const auto number = integerOf(shape, "label")) {
        return fmt::format("{}", *number);
    }
    m_intake.flag(placeOf(index), m_image.name, "the shape has no label; it is taken for the first class");
    return {};
}

std::optional<Point> LabelMeShapes::ownPoint(const Json& shapes, std::size_t index)
{
    if (index + 1 >= shapes.size()) {
        return std::nullopt;
    }
    const Json& next = shapes[index + 1];
    const auto* list = find(next, "points");
    if (typeOf(next) != "point" || textOf(next, "description") != kLabelMeOwnPoint || list == nullptr) {
        return std::nullopt;
    }
    const auto points = pointsOf(*list);
    if (!points || points->size() != 1 || !annotation::isFinite(points->front())) {
        return std::nullopt;
    }
    return shifted(points->front());
}

} // namespace sorby::formats
