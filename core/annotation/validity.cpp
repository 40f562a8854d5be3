// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/validity.h"

#include "core/annotation/holes.h"
#include "core/annotation/polygon_algebra.h"
#include "core/annotation/ring_cleaning.h"
#include "core/annotation/self_intersection.h"
#include "core/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

namespace sorby::annotation {
namespace {

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

void add(Dropped& sum, const Dropped& more)
{
    if (sum.count == 0) {
        sum.first = more.first;
    }
    sum.count += more.count;
}

/// What became of a polygon that was freed of all that has no area.
struct Cleaned {
    Polygon polygon;
    Dropped holes;
    Dropped repeats;
    Dropped spikes;
    bool isFlat = false; ///< the outer ring is nothing but spikes, which were not dropped
};

Cleaned clean(const Polygon& polygon, Size image)
{
    Cleaned cleaned;
    Ring outer = polygon.outer;
    add(cleaned.repeats, dropRepeats(outer));
    cleaned.polygon.outer = outer;
    const auto spikes = dropSpikes(outer, image.height);
    cleaned.isFlat = outer.size() < 3;
    if (!cleaned.isFlat) {
        add(cleaned.spikes, spikes);
        cleaned.polygon.outer = std::move(outer);
    }
    for (Ring hole : polygon.holes) {
        const Point place = somePoint(hole);
        const auto repeatsOfHole = dropRepeats(hole);
        const auto spikesOfHole = dropSpikes(hole, image.height);
        if (hole.size() < 3) {
            add(cleaned.holes, {1, place});
            continue;
        }
        add(cleaned.repeats, repeatsOfHole);
        add(cleaned.spikes, spikesOfHole);
        cleaned.polygon.holes.push_back(std::move(hole));
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
bool isPoiOutside(const Polygon& polygon, const std::optional<Point>& poi)
{
    return poi && !contains(polygon, *poi) && !(distanceToOutline(polygon, *poi) <= 0);
}

/// What the rings of a clean polygon do to each other.
struct Outline {
    std::optional<Point> selfIntersection;
    std::optional<Point> misplacedHole;
    std::vector<std::size_t> wrongHoles; ///< that turn like the outer ring, where nothing else is wrong

    [[nodiscard]] bool isSound() const { return !selfIntersection && !misplacedHole; }
};

/// Of a clean polygon that is not flat.
Outline examine(const Polygon& polygon)
{
    Outline outline;
    outline.selfIntersection = findSelfIntersection(polygon);
    if (!outline.selfIntersection) {
        outline.misplacedHole = findMisplacedHole(polygon);
    }
    if (outline.isSound()) {
        outline.wrongHoles = holesOfOuterDirection(polygon);
    }
    return outline;
}

void turnHoles(Polygon& polygon, const std::vector<std::size_t>& holes)
{
    for (const auto hole : holes) {
        turnRound(polygon.holes[hole]);
    }
}

/// An object looked at from all sides.
struct Analysis {
    bool stands = true; ///< false: nothing of it can be kept
    Polygon polygon;    ///< as the certain repairs leave it
    std::vector<Defect> defects;
    std::vector<Defect> repairs; ///< what was done about those that are repairable
};

void noteRepair(Analysis& analysis, Problem problem, Point place, std::string found, std::string done)
{
    analysis.defects.push_back({problem, place, std::move(found), true});
    analysis.repairs.push_back({problem, place, std::move(done), true});
}

void noteCleaning(const Cleaned& cleaned, Analysis& analysis)
{
    const auto& [polygon, holes, repeats, spikes, isFlat] = cleaned;
    if (holes.count > 0) {
        noteRepair(analysis, Problem::TooFewPoints, holes.first,
                   counted(holes.count, "hole has no area", "holes have no area"),
                   counted(holes.count, "hole", "holes") + " without area dropped");
    }
    if (repeats.count > 0) {
        noteRepair(analysis, Problem::RepeatedPoints, repeats.first,
                   counted(repeats.count, "point is repeated", "points are repeated"),
                   counted(repeats.count, "repeated point", "repeated points") + " dropped");
    }
    if (spikes.count > 0) {
        noteRepair(analysis, Problem::Spike, spikes.first,
                   fmt::format("the outline goes out and comes straight back ({})",
                               counted(spikes.count, "spike", "spikes")),
                   counted(spikes.count, "spike", "spikes") + " dropped");
    } else if (isFlat) {
        analysis.defects.push_back({Problem::Spike, somePoint(polygon.outer),
                                    "the polygon has no area: its outline comes straight back"});
    }
}

void noteOutline(const Outline& outline, Analysis& analysis)
{
    Polygon& polygon = analysis.polygon;
    if (outline.selfIntersection) {
        analysis.defects.push_back({Problem::SelfIntersection, *outline.selfIntersection,
                                    polygon.holes.empty()
                                        ? "the outline crosses itself"
                                        : "the outline or a hole crosses itself or another"});
    }
    if (outline.misplacedHole) {
        analysis.defects.push_back({Problem::HoleOutside, *outline.misplacedHole,
                                    "a hole lies outside the outline or in another hole: it adds area"});
    }
    if (const auto& wrong = outline.wrongHoles; !wrong.empty()) {
        noteRepair(analysis, Problem::Orientation, polygon.holes[wrong.front()].front(),
                   counted(wrong.size(), "hole turns", "holes turn") + " the same way as the outline",
                   counted(wrong.size(), "hole", "holes") + " turned the other way");
        turnHoles(polygon, wrong);
    }
}

/// What of an outline that meets itself lies in the image is not certain.
void noteOutside(const Outline& outline, Size image, Analysis& analysis)
{
    Polygon& polygon = analysis.polygon;
    const auto outside = firstOutside(polygon, image);
    if (!outside) {
        return;
    }
    std::string message = "the polygon reaches beyond the micrograph";
    if (isWhollyOutside(polygon, image)) {
        analysis.stands = false;
        message = "the polygon lies outside the micrograph";
    } else if (outline.isSound() && !meetsItself(polygon)) {
        auto parts = clipped(polygon, image);
        if (parts && parts->size() == 1) {
            // Cutting may leave a spike along the border, and turns the holes as the library likes them.
            polygon = clean(parts->front(), image).polygon;
            turnHoles(polygon, examine(polygon).wrongHoles);
            noteRepair(analysis, Problem::OutsideImage, *outside, std::move(message),
                       "the polygon was clipped to the micrograph");
            return;
        }
        analysis.stands = !parts || !parts->empty();
    }
    analysis.defects.push_back({Problem::OutsideImage, *outside, std::move(message)});
}

/// Of an object that is finite and has three distinct points.
Analysis analyse(const Object& object, Size image, double minimumAreaPx)
{
    Analysis analysis;
    Cleaned cleaned = clean(object.polygon, image);
    noteCleaning(cleaned, analysis);
    analysis.polygon = cleaned.polygon;
    // A flat outline runs along itself, which has been said; the library that clips would miss it.
    Outline outline;
    if (!cleaned.isFlat) {
        outline = examine(cleaned.polygon);
        noteOutline(outline, analysis);
    }
    noteOutside(outline, image, analysis);
    if (isPoiOutside(cleaned.polygon, object.poi)) {
        analysis.defects.push_back(
            {Problem::PoiOutside, *object.poi, "the point of interest is not inside the polygon"});
    }
    if (const double size = area(cleaned.polygon); !outline.selfIntersection && size < minimumAreaPx) {
        analysis.defects.push_back(
            {Problem::SmallArea, somePoint(cleaned.polygon.outer),
             fmt::format("the area of {:.1f} square pixels is below the minimum of {:g}", size,
                         minimumAreaPx)});
    }
    if (!analysis.stands) {
        analysis.repairs.clear();
        for (Defect& defect : analysis.defects) {
            defect.repairable = false;
        }
    }
    return analysis;
}

/// Why nothing more can be said of an object.
std::optional<Defect> hopelessDefect(const Polygon& polygon)
{
    if (!isFinite(polygon)) {
        return Defect{Problem::NotFinite, somePoint(polygon.outer), "a coordinate is not a finite number"};
    }
    if (const auto distinct = countDistinct(polygon.outer); distinct < 3) {
        return Defect{Problem::TooFewPoints, somePoint(polygon.outer),
                      fmt::format("the polygon has {}; at least 3 are needed",
                                  counted(distinct, "distinct point", "distinct points"))};
    }
    return {};
}

} // namespace

std::vector<Defect> findDefects(const Object& object, Size image, double minimumAreaPx)
{
    if (auto defect = hopelessDefect(object.polygon)) {
        return {std::move(*defect)};
    }
    return analyse(object, image, minimumAreaPx).defects;
}

std::optional<Repair> repair(const Object& object, Size image)
{
    if (hopelessDefect(object.polygon)) {
        return {};
    }
    Analysis analysis = analyse(object, image, 0);
    if (!analysis.stands) {
        return {};
    }
    Repair result{object, std::move(analysis.repairs), {}};
    if (result.repaired.empty()) {
        result.remaining = std::move(analysis.defects);
        return result;
    }
    result.object.polygon = std::move(analysis.polygon);
    result.object.polygonText.clear();
    result.remaining = findDefects(result.object, image);
    return result;
}

} // namespace sorby::annotation
