// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/validity.h"

#include "core/annotation/polygon_algebra.h"
#include "core/annotation/self_intersection.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

namespace sorby::annotation {
namespace {

std::string counted(std::size_t count, const char* one, const char* many)
{
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

bool isFinite(const Ring& ring)
{
    return std::all_of(ring.begin(), ring.end(), [](Point point) { return annotation::isFinite(point); });
}

bool isFinite(const Polygon& polygon)
{
    return isFinite(polygon.outer) && std::all_of(polygon.holes.begin(), polygon.holes.end(),
                                                  [](const Ring& hole) { return isFinite(hole); });
}

std::size_t countDistinct(Ring ring)
{
    const auto less = [](Point a, Point b) { return std::tie(a.x, a.y) < std::tie(b.x, b.y); };
    std::sort(ring.begin(), ring.end(), less);
    return static_cast<std::size_t>(std::unique(ring.begin(), ring.end()) - ring.begin());
}

/// A point to show for a polygon of which little can be said.
Point somePoint(const Ring& ring)
{
    const auto found =
        std::find_if(ring.begin(), ring.end(), [](Point point) { return annotation::isFinite(point); });
    return found == ring.end() ? Point{} : *found;
}

/// What became of a polygon whose repeated points and holes without area were dropped.
struct Cleaned {
    Polygon polygon;
    std::size_t repeatedPoints = 0;
    Point repeatedAt;
    std::size_t emptyHoles = 0;
    Point emptyHoleAt;
};

Ring withoutRepeats(const Ring& ring, Cleaned& cleaned)
{
    Ring kept;
    const auto drop = [&](Point point) {
        if (cleaned.repeatedPoints++ == 0) {
            cleaned.repeatedAt = point;
        }
    };
    for (const Point point : ring) {
        if (!kept.empty() && kept.back() == point) {
            drop(point);
        } else {
            kept.push_back(point);
        }
    }
    while (kept.size() > 1 && kept.back() == kept.front()) {
        drop(kept.back());
        kept.pop_back();
    }
    return kept;
}

Cleaned clean(const Polygon& polygon)
{
    Cleaned cleaned;
    cleaned.polygon.outer = withoutRepeats(polygon.outer, cleaned);
    for (const Ring& hole : polygon.holes) {
        if (countDistinct(hole) >= 3) {
            cleaned.polygon.holes.push_back(withoutRepeats(hole, cleaned));
        } else if (cleaned.emptyHoles++ == 0) {
            cleaned.emptyHoleAt = somePoint(hole);
        }
    }
    return cleaned;
}

bool isWithin(Point point, Size image)
{
    return point.x >= 0 && point.y >= 0 && point.x <= image.width && point.y <= image.height;
}

std::optional<Point> firstOutside(const Polygon& polygon, Size image)
{
    const auto found = std::find_if(polygon.outer.begin(), polygon.outer.end(),
                                    [&](Point point) { return !isWithin(point, image); });
    return found == polygon.outer.end() ? std::nullopt : std::optional(*found);
}

bool isWhollyOutside(const Polygon& polygon, Size image)
{
    const Box box = boundingBox(polygon);
    return box.right <= 0 || box.bottom <= 0 || box.left >= image.width || box.top >= image.height;
}

/// A point on the outline counts as inside: people click on borders.
bool isPoiOutside(const Object& object)
{
    return object.poi && !contains(object.polygon, *object.poi) &&
           !(distanceToOutline(object.polygon, *object.poi) <= 0);
}

/// Of a polygon that is finite and clean.
void appendLastingDefects(const Object& object, Size image, std::vector<Defect>& defects)
{
    if (const auto place = findSelfIntersection(object.polygon)) {
        defects.push_back({Problem::SelfIntersection, *place, "the outline crosses itself"});
    }
    if (const auto place = firstOutside(object.polygon, image)) {
        defects.push_back({Problem::OutsideImage, *place,
                           isWhollyOutside(object.polygon, image)
                               ? "the polygon lies outside the micrograph"
                               : "the polygon reaches beyond the micrograph"});
    }
    if (isPoiOutside(object)) {
        defects.push_back(
            {Problem::PoiOutside, *object.poi, "the point of interest is not inside the polygon"});
    }
}

} // namespace

std::vector<Defect> findDefects(const Object& object, Size image)
{
    const Ring& outer = object.polygon.outer;
    if (!isFinite(object.polygon)) {
        return {{Problem::NotFinite, somePoint(outer), "a coordinate is not a finite number"}};
    }
    if (const auto distinct = countDistinct(outer); distinct < 3) {
        return {{Problem::TooFewPoints, somePoint(outer),
                 fmt::format("the polygon has {}; at least 3 are needed",
                             counted(distinct, "distinct point", "distinct points"))}};
    }
    std::vector<Defect> defects;
    Cleaned cleaned = clean(object.polygon);
    if (cleaned.emptyHoles > 0) {
        defects.push_back(
            {Problem::TooFewPoints, cleaned.emptyHoleAt,
             counted(cleaned.emptyHoles, "hole has", "holes have") + " fewer than 3 distinct points"});
    }
    if (cleaned.repeatedPoints > 0) {
        defects.push_back({Problem::RepeatedPoints, cleaned.repeatedAt,
                           counted(cleaned.repeatedPoints, "point is", "points are") + " repeated"});
    }
    Object sound;
    sound.polygon = std::move(cleaned.polygon);
    sound.poi = object.poi;
    appendLastingDefects(sound, image, defects);
    return defects;
}

std::optional<Repair> repair(const Object& object, Size image)
{
    if (!isFinite(object.polygon) || countDistinct(object.polygon.outer) < 3 ||
        isWhollyOutside(object.polygon, image)) {
        return {};
    }
    Repair result{object, {}, {}};
    Polygon& polygon = result.object.polygon;
    Cleaned cleaned = clean(polygon);
    polygon = std::move(cleaned.polygon);
    if (cleaned.emptyHoles > 0) {
        result.repaired.push_back({Problem::TooFewPoints, cleaned.emptyHoleAt,
                                   counted(cleaned.emptyHoles, "hole", "holes") + " without area dropped"});
    }
    if (cleaned.repeatedPoints > 0) {
        result.repaired.push_back(
            {Problem::RepeatedPoints, cleaned.repeatedAt,
             counted(cleaned.repeatedPoints, "repeated point", "repeated points") + " dropped"});
    }
    const auto outside = firstOutside(polygon, image);
    // What of an outline that meets itself lies in the image is not certain; the library misses a flat one.
    if (outside && !meetsItself(polygon) && !findSelfIntersection(polygon)) {
        auto parts = clipped(polygon, image);
        if (parts && parts->empty()) {
            return {};
        }
        if (parts && parts->size() == 1) {
            polygon = std::move(parts->front());
            result.repaired.push_back(
                {Problem::OutsideImage, *outside, "the polygon was clipped to the micrograph"});
        }
    }
    if (!result.repaired.empty()) {
        result.object.polygonText.clear();
    }
    appendLastingDefects(result.object, image, result.remaining);
    return result;
}

} // namespace sorby::annotation
