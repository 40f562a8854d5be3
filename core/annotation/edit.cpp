// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/edit.h"

#include "core/base/pixel_rect.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <type_traits>
#include <utility>

namespace sorby::annotation {
namespace {

Error mismatch(std::string message)
{
    return Error{ErrorCode::Mismatch, std::move(message), {}};
}

template <typename Item, typename Id>
auto findById(std::vector<Item>& items, Id id)
{
    return std::find_if(items.begin(), items.end(), [id](const Item& item) { return item.id == id; });
}

template <typename Item>
Status insertItem(std::vector<Item>& items, std::size_t position, const Item& item, const char* kind)
{
    if (item.id == 0 || findById(items, item.id) != items.end()) {
        return mismatch(fmt::format("there is {} {} {} already", item.id == 0 ? "no number for the" : "a",
                                    kind, item.id));
    }
    if (position > items.size()) {
        return mismatch(fmt::format("a {} cannot be put in at place {} of {}", kind, position, items.size()));
    }
    items.insert(items.begin() + static_cast<std::ptrdiff_t>(position), item);
    return {};
}

Error notThere(const char* kind, std::int64_t id)
{
    return mismatch(fmt::format("there is no {} {}", kind, id));
}

template <typename Insert, typename Item>
Status removeItem(std::vector<Item>& items, std::int64_t id, const char* kind, EditBatch& inverse)
{
    const auto found = findById(items, id);
    if (found == items.end()) {
        return notThere(kind, id);
    }
    inverse.emplace_back(Insert{static_cast<std::size_t>(found - items.begin()), std::move(*found)});
    items.erase(found);
    return {};
}

template <typename Replace, typename Item>
Status replaceItem(std::vector<Item>& items, const Item& item, const char* kind, EditBatch& inverse)
{
    const auto found = findById(items, item.id);
    if (found == items.end()) {
        return notThere(kind, item.id);
    }
    inverse.emplace_back(Replace{std::exchange(*found, item)});
    return {};
}

/// One edit on the annotations; notes the edit that takes it back.
class Applier {
  public:
    Applier(Annotations& annotations, EditBatch& inverse) : m_annotations(annotations), m_inverse(inverse) {}

    Status operator()(const InsertObject& edit)
    {
        auto done = insertItem(m_annotations.objects, edit.position, edit.object, kObject);
        if (done) {
            m_inverse.emplace_back(RemoveObject{edit.object.id});
        }
        return done;
    }
    Status operator()(const RemoveObject& edit)
    {
        return removeItem<InsertObject>(m_annotations.objects, edit.id, kObject, m_inverse);
    }
    Status operator()(const ReplaceObject& edit)
    {
        return replaceItem<ReplaceObject>(m_annotations.objects, edit.object, kObject, m_inverse);
    }
    Status operator()(const SetTile& edit)
    {
        if (edit.key.column < 0 || edit.key.row < 0 ||
            (edit.tile && edit.tile->size() != Size{PixelEdits::kTileSize, PixelEdits::kTileSize})) {
            return mismatch("a tile of the pixel edits has a wrong place or size");
        }
        const auto& tiles = m_annotations.pixelEdits.tiles();
        const auto found = tiles.find(edit.key);
        m_inverse.emplace_back(SetTile{edit.key, found == tiles.end() ? nullptr : found->second});
        m_annotations.pixelEdits.setTile(edit.key, edit.tile);
        return {};
    }
    Status operator()(const InsertPoint& edit)
    {
        auto done = insertItem(m_annotations.points, edit.position, edit.point, kPoint);
        if (done) {
            m_inverse.emplace_back(RemovePoint{edit.point.id});
        }
        return done;
    }
    Status operator()(const RemovePoint& edit)
    {
        return removeItem<InsertPoint>(m_annotations.points, edit.id, kPoint, m_inverse);
    }
    Status operator()(const ReplacePoint& edit)
    {
        return replaceItem<ReplacePoint>(m_annotations.points, edit.point, kPoint, m_inverse);
    }

  private:
    static constexpr const char* kObject = "object";
    static constexpr const char* kPoint = "point of interest";

    Annotations& m_annotations;
    EditBatch& m_inverse;
};

/// Walks along `to` and makes a copy of `from` the same, noting each step.
template <typename Insert, typename Remove, typename Replace, typename Item>
void differ(const std::vector<Item>& from, const std::vector<Item>& to, EditBatch& batch)
{
    std::vector<const Item*> working;
    for (const auto& item : from) {
        working.push_back(&item);
    }
    std::map<std::int64_t, const Item*> wanted;
    for (const auto& item : to) {
        wanted.emplace(item.id, &item);
    }
    std::erase_if(working, [&](const Item* item) {
        const bool goes = !wanted.contains(item->id);
        if (goes) {
            batch.push_back(Remove{item->id});
        }
        return goes;
    });
    for (std::size_t i = 0; i < to.size(); ++i) {
        const auto place = working.begin() + static_cast<std::ptrdiff_t>(i);
        if (place != working.end() && (*place)->id == to[i].id) {
            if (!(**place == to[i])) {
                batch.push_back(Replace{to[i]});
            }
            continue;
        }
        const auto later =
            std::find_if(place, working.end(), [&](const Item* item) { return item->id == to[i].id; });
        if (later != working.end()) {
            batch.push_back(Remove{to[i].id});
            working.erase(later);
        }
        batch.push_back(Insert{i, to[i]});
        working.insert(working.begin() + static_cast<std::ptrdiff_t>(i), &to[i]);
    }
}

PixelRect tileArea(PixelEdits::TileKey key)
{
    constexpr int kTile = PixelEdits::kTileSize;
    return {key.column * kTile, key.row * kTile, kTile, kTile};
}

PixelRect areaOfObject(const Annotations& annotations, ObjectId id)
{
    const auto found = std::find_if(annotations.objects.begin(), annotations.objects.end(),
                                    [id](const Object& object) { return object.id == id; });
    return found == annotations.objects.end() ? PixelRect{} : pixelBox(found->polygon);
}

std::size_t memoryOf(const Object& object)
{
    std::size_t points = object.polygon.outer.capacity();
    for (const auto& hole : object.polygon.holes) {
        points += hole.capacity();
    }
    return sizeof(Object) + points * sizeof(Point) + object.polygonText.capacity() +
           object.poiText.capacity();
}

} // namespace

bool SetTile::operator==(const SetTile& other) const
{
    return key == other.key && (tile == other.tile || (tile && other.tile && *tile == *other.tile));
}

Result<EditBatch> applyEdits(Annotations& annotations, const EditBatch& batch)
{
    EditBatch inverse;
    inverse.reserve(batch.size());
    Applier applier(annotations, inverse);
    for (const auto& edit : batch) {
        if (auto done = std::visit(applier, edit); !done) {
            EditBatch ignored;
            Applier back(annotations, ignored);
            for (auto step = inverse.rbegin(); step != inverse.rend(); ++step) {
                (void)std::visit(back, *step); // what has just been done can be taken back
            }
            return done.error();
        }
    }
    std::reverse(inverse.begin(), inverse.end());
    return inverse;
}

EditBatch difference(const Annotations& from, const Annotations& to)
{
    EditBatch batch;
    differ<InsertObject, RemoveObject, ReplaceObject>(from.objects, to.objects, batch);
    differ<InsertPoint, RemovePoint, ReplacePoint>(from.points, to.points, batch);
    const auto& before = from.pixelEdits.tiles();
    const auto& after = to.pixelEdits.tiles();
    for (const auto& [key, tile] : before) {
        if (!after.contains(key)) {
            batch.push_back(SetTile{key, nullptr});
        }
    }
    for (const auto& [key, tile] : after) {
        const auto found = before.find(key);
        if (found == before.end() || (found->second != tile && !(*found->second == *tile))) {
            batch.push_back(SetTile{key, tile});
        }
    }
    return batch;
}

EditBatch squashed(EditBatch batch)
{
    std::map<PixelEdits::TileKey, std::size_t> last;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        if (const auto* tile = std::get_if<SetTile>(&batch[i])) {
            last[tile->key] = i;
        }
    }
    std::size_t index = 0;
    std::erase_if(batch, [&](const Edit& edit) {
        const auto at = index++;
        const auto* tile = std::get_if<SetTile>(&edit);
        return tile != nullptr && last.at(tile->key) != at;
    });
    return batch;
}

PixelRect pixelBox(const Polygon& polygon)
{
    const Box box = boundingBox(polygon);
    if (box.isEmpty()) {
        return {};
    }
    static constexpr double kFar = 1e8; // beyond every image, and its double still fits into an int
    const auto whole = [](double value) { return static_cast<int>(std::clamp(value, -kFar, kFar)); };
    const int x = whole(std::floor(box.left));
    const int y = whole(std::floor(box.top));
    return {x, y, whole(std::ceil(box.right)) - x, whole(std::ceil(box.bottom)) - y};
}

PixelRect touchedArea(const Annotations& before, const EditBatch& batch)
{
    PixelRect area;
    for (const auto& edit : batch) {
        if (const auto* insert = std::get_if<InsertObject>(&edit)) {
            area = united(area, pixelBox(insert->object.polygon));
        } else if (const auto* remove = std::get_if<RemoveObject>(&edit)) {
            area = united(area, areaOfObject(before, remove->id));
        } else if (const auto* replace = std::get_if<ReplaceObject>(&edit)) {
            area = united(area, areaOfObject(before, replace->object.id));
            area = united(area, pixelBox(replace->object.polygon));
        } else if (const auto* tile = std::get_if<SetTile>(&edit)) {
            area = united(area, tileArea(tile->key));
        }
    }
    return area;
}

std::size_t memoryOf(const EditBatch& batch)
{
    std::size_t bytes = batch.capacity() * sizeof(Edit);
    for (const auto& edit : batch) {
        if (const auto* insert = std::get_if<InsertObject>(&edit)) {
            bytes += memoryOf(insert->object);
        } else if (const auto* replace = std::get_if<ReplaceObject>(&edit)) {
            bytes += memoryOf(replace->object);
        } else if (const auto* tile = std::get_if<SetTile>(&edit); tile != nullptr && tile->tile) {
            bytes += tile->tile->pixels().size();
        }
    }
    return bytes;
}

} // namespace sorby::annotation
