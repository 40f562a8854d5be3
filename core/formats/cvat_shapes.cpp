// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/cvat_shapes.h"

#include "core/annotation/shapes.h"
#include "core/base/text.h"
#include "core/formats/csv.h"
#include "core/formats/rle.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>

#include <pugixml.hpp>

namespace sorby::formats {
namespace {

using annotation::Object;
using annotation::Point;
using annotation::Ring;

/// Masks of micrographs whose size is not known may be as large as this.
constexpr double kLargestMaskPx = 1 << 30;

template <typename T>
std::optional<T> numberOf(std::string_view text)
{
    text = trimmed(text);
    T number{};
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

Error notNumber(const char* attribute)
{
    return Error{ErrorCode::Malformed, fmt::format("\"{}\" is missing or no number", attribute), {}};
}

/// The attributes of these names as numbers; `values` in the same order.
template <std::size_t N>
Status readNumbers(const pugi::xml_node& shape, const std::array<const char*, N>& names,
                   std::array<double, N>& values)
{
    for (std::size_t i = 0; i < N; ++i) {
        const auto value = numberOf<double>(shape.attribute(names[i]).value());
        if (!value) {
            return notNumber(names[i]);
        }
        values[i] = *value;
    }
    return {};
}

/// Degrees, clockwise on the screen; 0 when the attribute is missing.
Result<double> rotationOf(const pugi::xml_node& shape)
{
    const auto attribute = shape.attribute("rotation");
    if (!attribute) {
        return 0.0;
    }
    const auto degrees = numberOf<double>(attribute.value());
    return degrees ? Result<double>(*degrees) : notNumber("rotation");
}

/// "x,y;x,y"
Result<std::vector<Point>> pointsOf(const pugi::xml_node& shape)
{
    std::vector<Point> points;
    std::string_view rest = trimmed(shape.attribute("points").value());
    while (!rest.empty()) {
        const auto end = std::min(rest.find(';'), rest.size());
        const auto pair = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const auto comma = pair.find(',');
        const auto x = numberOf<double>(pair.substr(0, comma));
        const auto y =
            comma == std::string_view::npos ? std::nullopt : numberOf<double>(pair.substr(comma + 1));
        if (!x || !y) {
            return Error{
                ErrorCode::Malformed, fmt::format("point {} is no pair of numbers", points.size() + 1), {}};
        }
        points.push_back({*x, *y});
    }
    return points;
}

Result<Ring> boxOutline(const pugi::xml_node& shape)
{
    std::array<double, 4> corners{};
    if (auto read = readNumbers<4>(shape, {"xtl", "ytl", "xbr", "ybr"}, corners); !read) {
        return read.error();
    }
    const auto degrees = rotationOf(shape);
    if (!degrees) {
        return degrees.error();
    }
    const auto [left, top, right, bottom] = corners;
    const Point centre{(left + right) / 2, (top + bottom) / 2};
    Ring ring{{left, top}, {right, top}, {right, bottom}, {left, bottom}};
    for (auto& corner : ring) {
        corner = rotated(corner, centre, *degrees);
    }
    return ring;
}

Result<Ring> ellipseRing(const pugi::xml_node& shape)
{
    std::array<double, 4> values{};
    if (auto read = readNumbers<4>(shape, {"cx", "cy", "rx", "ry"}, values); !read) {
        return read.error();
    }
    const auto degrees = rotationOf(shape);
    if (!degrees) {
        return degrees.error();
    }
    const auto [x, y, radiusX, radiusY] = values;
    if (!(radiusX > 0 && radiusY > 0)) {
        return Error{ErrorCode::Malformed, "the ellipse has no area: its radii must be above 0", {}};
    }
    return annotation::ellipseRing({x, y}, radiusX, radiusY, *degrees);
}

/// "12, 5, 3"
Result<std::vector<std::uint32_t>> countsOf(std::string_view text)
{
    std::vector<std::uint32_t> counts;
    text = trimmed(text);
    while (!text.empty()) {
        const auto end = std::min(text.find(','), text.size());
        const auto count = numberOf<std::uint32_t>(text.substr(0, end));
        if (!count) {
            return Error{ErrorCode::Malformed,
                         fmt::format("run {} of the mask is no whole number", counts.size() + 1),
                         {}};
        }
        counts.push_back(*count);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return counts;
}

} // namespace

CvatShapes::CvatShapes(const CvatFile& file, std::string name, std::string who, ClassNames& classes,
                       ObjectIntake& intake, ImportedImage& image)
    : m_file(file),
      m_name(std::move(name)),
      m_who(std::move(who)),
      m_classes(classes),
      m_intake(intake),
      m_image(image)
{}

Place CvatShapes::placeOf(const pugi::xml_node& node, const char* attribute) const
{
    return {m_name, m_file.lineOf(node), attribute};
}

void CvatShapes::refuse(const pugi::xml_node& node, const char* attribute, std::string message)
{
    m_intake.refuse(placeOf(node, attribute), m_image.name, std::move(message));
}

void CvatShapes::read(const std::vector<pugi::xml_node>& images)
{
    std::vector<std::pair<int, pugi::xml_node>> shapes;
    for (const auto& image : images) {
        for (const auto& shape : image.children()) {
            if (shape.type() == pugi::node_element) {
                shapes.emplace_back(orderOf(shape), shape);
            }
        }
    }
    std::stable_sort(shapes.begin(), shapes.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [order, shape] : shapes) {
        readShape(shape);
        m_groups.update(m_image.annotations.objects);
    }
}

int CvatShapes::orderOf(const pugi::xml_node& shape)
{
    const auto attribute = shape.attribute("z_order");
    if (!attribute) {
        return 0;
    }
    const auto order = numberOf<int>(attribute.value());
    if (!order) {
        m_intake.flag(placeOf(shape, "z_order"), m_image.name, "z_order is no whole number and counts as 0");
    }
    return order.value_or(0);
}

void CvatShapes::readShape(const pugi::xml_node& shape)
{
    const std::string_view type = shape.name();
    if (type == "polygon") {
        takeOutline(shape, pointsOf(shape));
    } else if (type == "box") {
        takeOutline(shape, boxOutline(shape));
    } else if (type == "ellipse") {
        takeOutline(shape, ellipseRing(shape));
    } else if (type == "mask") {
        takeMask(shape);
    } else if (type == "points") {
        takePoints(shape);
    } else if (type == "polyline") {
        refuse(shape, "", "a line has no area; draw a polygon around the structure");
    } else if (type == "tag") {
        refuse(shape, "", "a tag names the whole image and no structure in it");
    } else {
        refuse(shape, "",
               fmt::format(
                   "shapes of the kind \"{}\" cannot be read; polygon, box, ellipse, mask and points can",
                   type));
    }
}

void CvatShapes::takeOutline(const pugi::xml_node& shape, Result<Ring> outline)
{
    const bool hasPoints = std::string_view(shape.name()) == "polygon";
    if (!outline) {
        refuse(shape, hasPoints ? "points" : "", outline.error().message);
        return;
    }
    if (auto object = prototypeOf(shape)) {
        object->polygon.outer = std::move(*outline);
        m_intake.take(m_image, std::move(*object), placeOf(shape, hasPoints ? "points" : ""));
    }
}

void CvatShapes::takeMask(const pugi::xml_node& shape)
{
    static constexpr std::array<const char*, 4> kNames = {"left", "top", "width", "height"};
    std::array<int, 4> box{};
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        const auto value = numberOf<double>(shape.attribute(kNames[i]).value());
        if (!value || std::trunc(*value) != *value || !(std::abs(*value) < kLargestMaskPx)) {
            refuse(shape, kNames[i], fmt::format("\"{}\" is missing or no whole number", kNames[i]));
            return;
        }
        box[i] = static_cast<int>(*value);
    }
    const auto [left, top, width, height] = box;
    const double limit = m_image.size ? static_cast<double>(m_image.size->area()) : kLargestMaskPx;
    if (width <= 0 || height <= 0 || static_cast<double>(width) * height > limit) {
        refuse(shape, "width", fmt::format("the mask has {}x{} pixels, which cannot be", width, height));
        return;
    }
    const auto counts = countsOf(shape.attribute("rle").value());
    if (!counts) {
        refuse(shape, "rle", counts.error().message);
        return;
    }
    const auto mask = decodeRle(*counts, Size{width, height}, RleOrder::RowMajor);
    if (!mask) {
        refuse(shape, "rle", mask.error().message);
        return;
    }
    if (const auto object = prototypeOf(shape)) {
        m_intake.takeMask(m_image, *mask, left, top, *object, placeOf(shape, "rle"));
    }
}

void CvatShapes::takePoints(const pugi::xml_node& shape)
{
    const auto points = pointsOf(shape);
    if (!points || points->empty()) {
        refuse(shape, "points", points ? "the shape has no points" : points.error().message);
        return;
    }
    for (const auto& point : *points) {
        if (!annotation::isFinite(point)) {
            refuse(shape, "points", "the point of interest is not finite");
            continue;
        }
        const auto& size = m_image.size;
        if (size && !(point.x >= 0 && point.y >= 0 && point.x <= size->width && point.y <= size->height)) {
            m_intake.flag(placeOf(shape, "points"), m_image.name,
                          "the point of interest lies outside the micrograph");
        }
        m_image.annotations.points.push_back({0, shape.attribute("label").value(), point});
    }
}

std::optional<Object> CvatShapes::prototypeOf(const pugi::xml_node& shape)
{
    const std::string label(trimmed(shape.attribute("label").value()));
    if (label.empty()) {
        m_intake.flag(placeOf(shape, "label"), m_image.name,
                      "the shape has no label; it is taken for the first class");
    }
    const auto id = m_classes.idOf(label);
    if (!id) {
        refuse(shape, "label", id.error().message);
        return std::nullopt;
    }
    Object object;
    object.classId = *id;
    object.provenance = {annotation::Origin::Imported, m_who, {}};
    if (const auto attribute = shape.attribute("group_id")) {
        const auto group = numberOf<std::int64_t>(attribute.value());
        if (!group) {
            m_intake.flag(placeOf(shape, "group_id"), m_image.name,
                          "the group is no whole number; the shape is taken by itself");
        }
        object.group = group.value_or(0) != 0 ? m_groups.numberOf(*group, *id) : 0;
    }
    return object;
}

} // namespace sorby::formats
