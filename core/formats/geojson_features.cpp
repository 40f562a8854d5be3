// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/geojson_features.h"

#include "core/base/text.h"
#include "core/formats/geojson_files.h"
#include "core/formats/point_intake.h"

#include <fmt/format.h>

#include <algorithm>

namespace sorby::formats {
namespace {

using annotation::ClassId;
using annotation::Object;
using annotation::Point;
using annotation::Ring;

constexpr int kDeepestCollection = 16;

std::optional<Rgb8> colourOf(const Json& classification)
{
    if (const auto* list = arrayOf(classification, "color")) {
        const auto isByte = [](const Json& value) {
            return value.is_number_integer() && value.get<std::int64_t>() >= 0 &&
                   value.get<std::int64_t>() <= 255;
        };
        if (list->size() < 3 || !std::all_of(list->begin(), list->begin() + 3, isByte)) {
            return std::nullopt;
        }
        const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>((*list)[i].get<int>()); };
        return Rgb8{at(0), at(1), at(2)};
    }
    // Older: one number with a sign, alpha in its highest byte.
    auto packed = integerOf(classification, "colorRGB");
    if (!packed) {
        packed = integerOf(classification, "color");
    }
    if (!packed) {
        return std::nullopt;
    }
    const auto bits = static_cast<std::uint64_t>(*packed);
    const auto byteAt = [&](int shift) { return static_cast<std::uint8_t>((bits >> shift) & 0xFFU); };
    return Rgb8{byteAt(16), byteAt(8), byteAt(0)};
}

/// The name of a classification; a derived class may come as the list of its names.
std::optional<std::string> classNameOf(const Json& classification)
{
    if (classification.is_null()) {
        return "";
    }
    if (classification.is_string()) {
        return classification.get<std::string>();
    }
    if (auto name = textOf(classification, "name")) {
        return name;
    }
    if (const auto* names = arrayOf(classification, "names")) {
        std::string joined;
        for (const auto& name : *names) {
            if (!name.is_string()) {
                return std::nullopt;
            }
            joined += (joined.empty() ? "" : ": ") + name.get<std::string>();
        }
        return joined;
    }
    const auto* name = find(classification, "name");
    return name != nullptr && name->is_null() ? std::optional<std::string>("") : std::nullopt;
}

/// A ring without its first point again at the end; an Error that says what is wrong with it.
Result<Ring> ringOf(const Json& list)
{
    auto points = pointsOf(list);
    if (points && points->size() > 1 && points->front() == points->back()) {
        points->pop_back();
    }
    return points;
}

const Json* memberOf(const Json& object, const char* outer, const char* inner)
{
    const auto* found = find(object, outer);
    return found == nullptr ? nullptr : find(*found, inner);
}

} // namespace

void GeoJsonFeatures::refuse(const std::string& path, std::string message)
{
    m_intake.refuse({m_file, {}, path}, m_image.name, std::move(message));
}

void GeoJsonFeatures::flag(const std::string& path, std::string message)
{
    m_intake.flag({m_file, {}, path}, m_image.name, std::move(message));
}

void GeoJsonFeatures::declareClasses(const Json& classes)
{
    for (std::size_t i = 0; i < classes.size(); ++i) {
        const auto path = fmt::format("{}.classes[{}]", kGeoJsonOwnMember, i);
        const auto name = textOf(classes[i], "name");
        if (!name || name->empty()) {
            flag(path, "the class has no name and is passed over");
        } else if (const auto id = m_classes.idOf(*name, colourOf(classes[i])); !id) {
            refuse(path, id.error().message);
        }
    }
}

void GeoJsonFeatures::read(const Json& feature, const std::string& path)
{
    if (textOf(feature, "type") != "Feature") {
        refuse(path, "is no Feature");
        return;
    }
    const auto* geometry = find(feature, "geometry");
    if (geometry == nullptr || geometry->is_null()) {
        refuse(path, "the feature has no geometry");
        return;
    }
    m_nuclei += find(feature, "nucleusGeometry") != nullptr ? 1U : 0U;
    Pieces pieces;
    gather(*geometry, path + ".geometry", pieces, 0);
    if (!pieces.polygons.empty()) {
        takePolygons(feature, path, pieces.polygons);
    }
    if (!pieces.points.empty()) {
        takePoints(feature, pieces.points);
    }
}

void GeoJsonFeatures::finish()
{
    if (m_nuclei > 0) {
        flag({}, fmt::format("the nuclei of {} are not taken", counted(m_nuclei, "cell")));
    }
    if (m_classifiedPoints > 0) {
        flag({}, counted(m_classifiedPoints, "point of interest loses its class; a point has none",
                         "points of interest lose their class; a point has none"));
    }
}

void GeoJsonFeatures::gather(const Json& geometry, const std::string& path, Pieces& pieces, int depth)
{
    const auto type = textOf(geometry, "type").value_or("");
    if (type == "GeometryCollection") {
        const auto* members = arrayOf(geometry, "geometries");
        if (members == nullptr) {
            refuse(path, "the collection has no list of geometries");
        } else if (depth >= kDeepestCollection) {
            refuse(path, "the collection is nested too deeply");
        } else {
            for (std::size_t i = 0; i < members->size(); ++i) {
                gather((*members)[i], fmt::format("{}.geometries[{}]", path, i), pieces, depth + 1);
            }
        }
        return;
    }
    if (type == "LineString" || type == "MultiLineString") {
        refuse(path, "a line has no area; draw a polygon around the structure");
        return;
    }
    const bool isPolygon = type == "Polygon" || type == "MultiPolygon";
    const bool isPoint = type == "Point" || type == "MultiPoint";
    if (!isPolygon && !isPoint) {
        refuse(path, fmt::format("a geometry of the type \"{}\" cannot be read", type));
        return;
    }
    const auto* coordinates = arrayOf(geometry, "coordinates");
    if (coordinates == nullptr) {
        refuse(path, "the geometry has no coordinates");
        return;
    }
    auto& target = isPolygon ? pieces.polygons : pieces.points;
    if (type.starts_with("Multi")) {
        gatherEach(*coordinates, path + ".coordinates", target);
    } else {
        target.push_back({coordinates, path + ".coordinates"});
    }
}

void GeoJsonFeatures::gatherEach(const Json& coordinates, const std::string& path, std::vector<Piece>& pieces)
{
    if (coordinates.empty()) {
        refuse(path, "the geometry is empty");
    }
    for (std::size_t i = 0; i < coordinates.size(); ++i) {
        pieces.push_back({&coordinates[i], fmt::format("{}[{}]", path, i)});
    }
}

void GeoJsonFeatures::takePolygons(const Json& feature, const std::string& path,
                                   const std::vector<Piece>& polygons)
{
    const auto classId = classOf(feature, path);
    if (!classId) {
        return;
    }
    Object object;
    object.classId = *classId;
    object.group = groupOf(feature, path, polygons.size(), *classId);
    object.provenance = {annotation::Origin::Imported, m_who, {}};
    const auto* points = memberOf(feature, kGeoJsonOwnMember, "points");
    for (std::size_t i = 0; i < polygons.size(); ++i) {
        object.poi.reset();
        if (points != nullptr && points->is_array() && i < points->size()) {
            const auto point = pointsOf(Json::array({(*points)[i]}));
            object.poi = point ? std::optional(point->front()) : std::nullopt;
        }
        takePolygon(polygons[i], object);
    }
    m_groups.update(m_image.annotations.objects);
}

void GeoJsonFeatures::takePolygon(const Piece& piece, Object object)
{
    if (!piece.coordinates->is_array() || piece.coordinates->empty()) {
        refuse(piece.path, "the polygon has no rings");
        return;
    }
    for (std::size_t i = 0; i < piece.coordinates->size(); ++i) {
        auto ring = ringOf((*piece.coordinates)[i]);
        if (!ring) {
            refuse(fmt::format("{}[{}]", piece.path, i), ring.error().message);
            return;
        }
        if (i == 0) {
            object.polygon.outer = std::move(*ring);
        } else {
            object.polygon.holes.push_back(std::move(*ring));
        }
    }
    m_intake.take(m_image, std::move(object), {m_file, {}, piece.path});
}

void GeoJsonFeatures::takePoints(const Json& feature, const std::vector<Piece>& points)
{
    const auto* properties = find(feature, "properties");
    const auto annotator = properties == nullptr ? std::nullopt : textOf(*properties, "name");
    const auto* classification = properties == nullptr ? nullptr : find(*properties, "classification");
    const bool isClassified = classification != nullptr && !classification->is_null();
    for (const auto& piece : points) {
        const auto position = pointsOf(Json::array({*piece.coordinates}));
        if (!position) {
            refuse(piece.path, "the point is no pair of numbers");
            continue;
        }
        m_classifiedPoints += isClassified ? 1U : 0U;
        takePointOfInterest(m_image, annotator.value_or(""), position->front(), {m_file, {}, piece.path},
                            m_intake);
    }
}

std::optional<ClassId> GeoJsonFeatures::classOf(const Json& feature, const std::string& path)
{
    static const Json none;
    const auto* classification = memberOf(feature, "properties", "classification");
    const Json& given = classification == nullptr ? none : *classification;
    const auto name = classNameOf(given);
    const auto where = path + ".properties.classification";
    if (!name) {
        flag(where, "the classification has no name; the object is taken for the first class");
    }
    const auto id = m_classes.idOf(name.value_or(""), colourOf(given));
    if (!id) {
        refuse(where, id.error().message);
        return std::nullopt;
    }
    return *id;
}

int GeoJsonFeatures::groupOf(const Json& feature, const std::string& path, std::size_t parts, ClassId classId)
{
    const auto* stated = memberOf(feature, kGeoJsonOwnMember, "group");
    if (stated != nullptr) {
        const auto number = integerOf(*find(feature, kGeoJsonOwnMember), "group");
        if (number && *number > 0) {
            return m_groups.numberOf(*number, classId);
        }
        flag(fmt::format("{}.{}.group", path, kGeoJsonOwnMember), "the group is no whole number above 0");
    }
    return parts > 1 ? m_groups.numberOf(m_nextUnnamed--, classId) : 0;
}

} // namespace sorby::formats
