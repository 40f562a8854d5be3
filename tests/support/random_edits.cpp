// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/random_edits.h"

#include <memory>

namespace sorby::test {
namespace {

using namespace annotation;

constexpr std::uint64_t kMostObjects = 30; ///< then more go than come

} // namespace

EditBatch RandomEdits::batch(const Annotations& annotations, int count)
{
    EditBatch batch;
    Annotations now = annotations;
    for (int i = 0; i < count; ++i) {
        batch.push_back(edit(now));
        (void)applyEdits(now, {batch.back()}).hasValue();
    }
    return batch;
}

Edit RandomEdits::edit(const Annotations& annotations)
{
    switch (m_random.below(4)) {
    case 0:
        return pointEdit(annotations);
    case 1:
        return tileEdit(annotations);
    default:
        return objectEdit(annotations);
    }
}

Object RandomEdits::object(ObjectId id)
{
    Object object;
    object.id = id;
    object.classId = m_random.chance(0.1) ? kIgnore : static_cast<ClassId>(m_random.between(1, 3));
    const auto points = m_random.between(3, 12);
    for (int i = 0; i < points; ++i) {
        object.polygon.outer.push_back({m_random.uniform(0, 500), m_random.uniform(0, 400)});
    }
    if (m_random.chance(0.2)) {
        object.polygon.holes.push_back({{1, 1}, {3, 1}, {2, 4}});
    }
    if (m_random.chance(0.3)) {
        object.poi = Point{m_random.uniform(0, 500), m_random.uniform(0, 400)};
    }
    object.provenance = {m_random.chance(0.5) ? Origin::Drawn : Origin::Corrected, "annotator",
                         "2026-03-31T12:03:41Z"};
    object.group = m_random.between(0, 2);
    if (m_random.chance(0.2)) {
        object.polygonText = "[(1, 2), (3, 4), (5, 6)]";
    }
    return object;
}

Edit RandomEdits::objectEdit(const Annotations& annotations)
{
    const auto& objects = annotations.objects;
    const bool inserts = objects.empty() || (m_random.chance(0.4) && objects.size() < kMostObjects);
    if (inserts) {
        return InsertObject{m_random.below(objects.size() + 1), object(m_nextId++)};
    }
    const auto id = objects[m_random.below(objects.size())].id;
    if (m_random.chance(0.4)) {
        return RemoveObject{id};
    }
    return ReplaceObject{object(id)};
}

Edit RandomEdits::pointEdit(const Annotations& annotations)
{
    const auto& points = annotations.points;
    const auto point = [this](std::int64_t id) {
        PointOfInterest made;
        made.id = id;
        made.annotator = m_random.chance(0.5) ? "anna" : "bo";
        made.position = {m_random.uniform(0, 500), m_random.uniform(0, 400)};
        return made;
    };
    if (points.empty() || (m_random.chance(0.4) && points.size() < kMostObjects)) {
        return InsertPoint{m_random.below(points.size() + 1), point(m_nextId++)};
    }
    const auto id = points[m_random.below(points.size())].id;
    if (m_random.chance(0.4)) {
        return RemovePoint{id};
    }
    return ReplacePoint{point(id)};
}

SetTile RandomEdits::tileEdit(const Annotations& annotations)
{
    const PixelEdits::TileKey key{m_random.between(0, 3), m_random.between(0, 2)};
    if (m_random.chance(0.2)) {
        return {key, nullptr};
    }
    const auto& tiles = annotations.pixelEdits.tiles();
    const auto found = tiles.find(key);
    auto tile = found == tiles.end()
                    ? std::make_shared<PixelEdits::Tile>(PixelEdits::kTileSize, PixelEdits::kTileSize, kUnset)
                    : std::make_shared<PixelEdits::Tile>(*found->second);
    const int left = m_random.between(0, PixelEdits::kTileSize - 9);
    const int top = m_random.between(0, PixelEdits::kTileSize - 9);
    const auto value = m_random.chance(0.1) ? kIgnore : static_cast<std::uint8_t>(m_random.between(0, 3));
    for (int y = top; y < top + 8; ++y) {
        for (int x = left; x < left + 8; ++x) {
            tile->at(x, y) = value;
        }
    }
    return {key, std::move(tile)};
}

} // namespace sorby::test
