// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/geojson_exporter.h"

#include "core/base/files.h"
#include "core/formats/class_names.h"
#include "core/formats/geojson_files.h"
#include "core/formats/group_parts.h"
#include "core/formats/micrograph_places.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <utility>

namespace sorby::formats {
namespace {

using annotation::ClassId;
using annotation::ClassList;
using annotation::Point;
using annotation::Polygon;
using annotation::Ring;
using OrderedJson = nlohmann::ordered_json;

std::string dump(const OrderedJson& json)
{
    return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

OrderedJson pairOf(Point point)
{
    return OrderedJson::array({point.x, point.y});
}

/// Closed: the first point comes again at the end.
OrderedJson ringOf(const Ring& ring)
{
    auto points = OrderedJson::array();
    for (const auto point : ring) {
        points.push_back(pairOf(point));
    }
    if (!ring.empty()) {
        points.push_back(pairOf(ring.front()));
    }
    return points;
}

OrderedJson ringsOf(const Polygon& polygon)
{
    auto rings = OrderedJson::array({ringOf(polygon.outer)});
    for (const auto& hole : polygon.holes) {
        rings.push_back(ringOf(hole));
    }
    return rings;
}

OrderedJson geometryOf(const Parts& parts)
{
    OrderedJson geometry;
    geometry["type"] = parts.size() == 1 ? "Polygon" : "MultiPolygon";
    if (parts.size() == 1) {
        geometry["coordinates"] = ringsOf(parts.front()->polygon);
        return geometry;
    }
    auto polygons = OrderedJson::array();
    for (const auto* part : parts) {
        polygons.push_back(ringsOf(part->polygon));
    }
    geometry["coordinates"] = std::move(polygons);
    return geometry;
}

OrderedJson classOf(const ClassList& classes, ClassId id)
{
    const bool isIgnored = id == annotation::kIgnore;
    const Rgb8 colour = isIgnored             ? annotation::kIgnoreColour
                        : id < classes.size() ? classes[id].colour
                                              : annotation::defaultClassColour(id);
    OrderedJson result;
    result["name"] = isIgnored ? kQuPathIgnoreName : nameOf(classes, id);
    result["color"] = OrderedJson::array({colour.r, colour.g, colour.b});
    return result;
}

/// What GeoJSON has no place for: the group, and the points of the parts, null for one without.
OrderedJson extrasOf(const Parts& parts)
{
    auto extras = OrderedJson::object();
    if (parts.front()->group != 0) {
        extras["group"] = parts.front()->group;
    }
    if (std::any_of(parts.begin(), parts.end(), [](const auto* part) { return part->poi.has_value(); })) {
        auto points = OrderedJson::array();
        for (const auto* part : parts) {
            points.push_back(part->poi ? pairOf(*part->poi) : OrderedJson());
        }
        extras["points"] = std::move(points);
    }
    return extras;
}

OrderedJson featureOf(const ClassList& classes, const Parts& parts)
{
    OrderedJson feature;
    feature["type"] = "Feature";
    feature["geometry"] = geometryOf(parts);
    feature["properties"]["objectType"] = "annotation";
    feature["properties"]["classification"] = classOf(classes, parts.front()->classId);
    if (auto extras = extrasOf(parts); !extras.empty()) {
        feature[kGeoJsonOwnMember] = std::move(extras);
    }
    return feature;
}

OrderedJson featureOf(const annotation::PointOfInterest& point)
{
    OrderedJson feature;
    feature["type"] = "Feature";
    feature["geometry"]["type"] = "Point";
    feature["geometry"]["coordinates"] = pairOf(point.position);
    feature["properties"]["objectType"] = "annotation";
    if (!point.annotator.empty()) {
        feature["properties"]["name"] = point.annotator;
    }
    return feature;
}

OrderedJson imageOf(const ExportedImage& image, const ExportTarget& target)
{
    OrderedJson result;
    result["image"] = image.name;
    if (!image.file.empty()) {
        result["path"] = wayTo(image.file, target.folder);
    }
    result["width"] = image.size.width;
    result["height"] = image.size.height;
    if (!image.specimen.empty()) {
        result["specimen"] = image.specimen;
    }
    auto classes = OrderedJson::array();
    for (const auto& info : target.classes) {
        if (info.id != annotation::kMatrix) {
            classes.push_back(classOf(target.classes, info.id));
        }
    }
    result["classes"] = std::move(classes);
    return result;
}

} // namespace

Status GeoJsonExporter::add(const ExportedImage& image)
{
    std::string text = "{\"type\": \"FeatureCollection\",\n\"" + std::string(kGeoJsonOwnMember) +
                       "\": " + dump(imageOf(image, m_target)) + ",\n\"features\": [";
    const char* separator = "\n";
    const auto objects = m_leaving.of(image);
    for (const auto& parts : joinGroups(objects)) {
        text += separator + dump(featureOf(m_target.classes, parts));
        separator = ",\n";
    }
    for (const auto& point : image.annotations.points) {
        text += separator + dump(featureOf(point));
        separator = ",\n";
    }
    text += "\n]}\n";
    const auto file = m_target.folder / fromUtf8(image.stem + ".geojson");
    if (auto written = writeFileAtomically(file, std::as_bytes(std::span(text)), Outlives::ProgramEnd);
        !written) {
        return written;
    }
    ++m_files;
    return {};
}

Result<int> GeoJsonExporter::finish()
{
    return m_files;
}

} // namespace sorby::formats
