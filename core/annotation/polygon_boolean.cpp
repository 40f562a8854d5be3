// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/polygon_boolean.h"

#include "core/annotation/arrangement.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace sorby::annotation {
namespace {

/// Layers of an arrangement that are free for the others beside a first polygon.
constexpr std::size_t kMostOthers = 31;

Error mismatch(const char* message)
{
    return Error{ErrorCode::Mismatch, message, {}};
}

Box boxOf(const Polygon& polygon)
{
    return boundingBox(polygon.outer);
}

bool reach(const Box& a, const Box& b)
{
    return a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom;
}

void sortBySize(Polygons& polygons)
{
    std::stable_sort(polygons.begin(), polygons.end(),
                     [](const Polygon& a, const Polygon& b) { return area(a) > area(b); });
}

Result<Polygons> differenceOf(const Polygons& from, std::span<const Polygon> others,
                              const JobControl& control)
{
    Arrangement arrangement;
    for (const Polygon& polygon : from) {
        arrangement.addPolygon(polygon, 0);
    }
    int layer = 0;
    for (const Polygon& other : others) {
        arrangement.addPolygon(other, ++layer);
    }
    return arrangement.faces([](Arrangement::Layers layers) { return layers == 1; }, control);
}

} // namespace

Result<Polygons> cleaned(const Polygon& polygon, const JobControl& control)
{
    Arrangement arrangement;
    arrangement.addPolygon(polygon, 0);
    return arrangement.faces([](Arrangement::Layers layers) { return layers != 0; }, control);
}

Result<Polygons> unionOf(std::span<const Polygon> polygons, const JobControl& control)
{
    Polygons done;
    while (!polygons.empty()) {
        // What is done is sound and lies apart: one layer holds it.
        const auto part = polygons.first(std::min(polygons.size(), kMostOthers));
        polygons = polygons.subspan(part.size());
        Arrangement arrangement;
        for (const Polygon& polygon : done) {
            arrangement.addPolygon(polygon, 0);
        }
        int layer = 0;
        for (const Polygon& polygon : part) {
            arrangement.addPolygon(polygon, ++layer);
        }
        auto joined = arrangement.faces([](Arrangement::Layers layers) { return layers != 0; }, control);
        if (!joined) {
            return joined;
        }
        done = std::move(joined).value();
    }
    return done;
}

Result<Polygons> difference(const Polygon& polygon, std::span<const Polygon> others,
                            const JobControl& control)
{
    const Box box = boxOf(polygon);
    Polygons near;
    std::copy_if(others.begin(), others.end(), std::back_inserter(near),
                 [&](const Polygon& other) { return reach(box, boxOf(other)); });
    Polygons left{polygon};
    std::span<const Polygon> open(near);
    do {
        const auto part = open.first(std::min(open.size(), kMostOthers));
        open = open.subspan(part.size());
        auto result = differenceOf(left, part, control);
        if (!result) {
            return result;
        }
        left = std::move(result).value();
    } while (!open.empty());
    return left;
}

Result<Polygons> intersection(const Polygon& polygon, const Polygon& other, const JobControl& control)
{
    Arrangement arrangement;
    arrangement.addPolygon(polygon, 0);
    arrangement.addPolygon(other, 1);
    return arrangement.faces([](Arrangement::Layers layers) { return layers == 3; }, control);
}

Result<Polygons> cutByLine(const Polygon& polygon, const std::vector<Point>& line, const JobControl& control)
{
    const auto whole = cleaned(polygon, control);
    if (!whole) {
        return whole;
    }
    Arrangement arrangement;
    arrangement.addPolygon(polygon, 0);
    arrangement.addCut(line);
    auto pieces = arrangement.faces([](Arrangement::Layers layers) { return layers != 0; }, control);
    if (!pieces) {
        return pieces;
    }
    if (pieces->size() <= whole->size()) {
        return mismatch("the line does not part the object: it has to begin and end outside of it");
    }
    sortBySize(*pieces);
    return pieces;
}

Result<Polygon> withHole(const Polygon& polygon, const Ring& hole, const JobControl& control)
{
    const Polygon taken{hole, {}};
    // Of the hole, what lies outside the outline, holes or not.
    const auto beyond = difference(taken, std::vector<Polygon>{{polygon.outer, {}}}, control);
    if (!beyond) {
        return beyond.error();
    }
    if (!beyond->empty()) {
        return mismatch(
            "the hole does not lie inside the object; cut the object to take a piece of its border");
    }
    auto left = difference(polygon, std::vector<Polygon>{taken}, control);
    if (!left) {
        return left.error();
    }
    if (left->size() != 1) {
        return left->empty() ? mismatch("the hole leaves nothing of the object")
                             : mismatch("the hole parts the object; cut it with a line instead");
    }
    return std::move(left->front());
}

Result<Polygon> merged(std::span<const Polygon> polygons, const JobControl& control)
{
    auto joined = unionOf(polygons, control);
    if (!joined) {
        return joined.error();
    }
    if (joined->size() != 1) {
        return mismatch(joined->empty() ? "there is nothing to merge"
                                        : "the objects lie apart: only objects that overlap or share a piece "
                                          "of their outlines can be merged");
    }
    return std::move(joined->front());
}

} // namespace sorby::annotation
