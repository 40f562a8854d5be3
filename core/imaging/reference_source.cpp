// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/reference_source.h"

#include "core/imaging/rasterizer.h"

#include <algorithm>
#include <iterator>

namespace sorby::imaging {
namespace {

using annotation::PixelEdits;
constexpr int kEditTile = PixelEdits::kTileSize;

annotation::Ring shrunk(const annotation::Ring& ring, double factor)
{
    annotation::Ring result;
    result.reserve(ring.size());
    for (const auto& point : ring) {
        result.push_back({point.x / factor, point.y / factor});
    }
    return result;
}

annotation::Polygon shrunk(const annotation::Polygon& polygon, double factor)
{
    annotation::Polygon result{shrunk(polygon.outer, factor), {}};
    for (const auto& hole : polygon.holes) {
        result.holes.push_back(shrunk(hole, factor));
    }
    return result;
}

/// The first pixel of a row of reduced ones whose middle lies at or beyond the pixel `at` of the image.
int firstSample(int at, int factor)
{
    const int shifted = at - factor / 2;
    return shifted <= 0 ? 0 : (shifted + factor - 1) / factor;
}

void paintTile(const PixelEdits::TileKey key, const PixelEdits::Tile& tile, const PixelRect& rect, int factor,
               LabelImage& target)
{
    const int left = key.column * kEditTile;
    const int top = key.row * kEditTile;
    const int x0 = std::max(rect.x, firstSample(left, factor));
    const int x1 = std::min(rect.x + rect.width, firstSample(left + kEditTile, factor));
    const int y0 = std::max(rect.y, firstSample(top, factor));
    const int y1 = std::min(rect.y + rect.height, firstSample(top + kEditTile, factor));
    for (int y = y0; y < y1; ++y) {
        const auto source = tile.row(y * factor + factor / 2 - top);
        const auto row = target.row(y - rect.y);
        for (int x = x0; x < x1; ++x) {
            const auto value = source[static_cast<std::size_t>(x * factor + factor / 2 - left)];
            if (value != annotation::kUnset) {
                row[static_cast<std::size_t>(x - rect.x)] = value;
            }
        }
    }
}

void paintEdits(const PixelEdits& edits, const PixelRect& rect, int factor, LabelImage& target)
{
    const int lastColumn = ((rect.x + rect.width) * factor - 1) / kEditTile;
    const int firstRow = rect.y * factor / kEditTile;
    const int lastRow = ((rect.y + rect.height) * factor - 1) / kEditTile;
    const auto& tiles = edits.tiles();
    auto tile = tiles.lower_bound({rect.x * factor / kEditTile, firstRow});
    while (tile != tiles.end() && tile->first.column <= lastColumn) {
        if (tile->first.row < firstRow) {
            tile = tiles.lower_bound({tile->first.column, firstRow});
        } else if (tile->first.row > lastRow) {
            tile = tiles.lower_bound({tile->first.column + 1, firstRow});
        } else {
            paintTile(tile->first, *tile->second, rect, factor, target);
            ++tile;
        }
    }
}

void ignoreOutside(const PixelRect& specimen, const PixelRect& rect, int factor, LabelImage& target)
{
    for (int y = 0; y < rect.height; ++y) {
        const int middleY = (rect.y + y) * factor + factor / 2;
        const auto row = target.row(y);
        if (middleY < specimen.y || middleY >= specimen.y + specimen.height) {
            std::fill(row.begin(), row.end(), annotation::kIgnore);
            continue;
        }
        const int from = std::clamp(firstSample(specimen.x, factor) - rect.x, 0, rect.width);
        const int to = std::clamp(firstSample(specimen.x + specimen.width, factor) - rect.x, 0, rect.width);
        std::fill(row.begin(), row.begin() + from, annotation::kIgnore);
        std::fill(row.begin() + to, row.end(), annotation::kIgnore);
    }
}

std::shared_ptr<const ObjectSet::Item> itemOf(const annotation::Object& object)
{
    return std::make_shared<const ObjectSet::Item>(ObjectSet::Item{
        object.id, object.classId, object.polygon, object.poi, annotation::boundingBox(object.polygon)});
}

/// But for the outline.
bool isSame(const ObjectSet::Item& item, const annotation::Object& object)
{
    return item.id == object.id && item.classId == object.classId && item.poi == object.poi;
}

/// Without it an object may have changed without a pixel that has.
bool hasArea(const annotation::Box& box)
{
    return box.right - box.left >= 1 && box.bottom - box.top >= 1;
}

} // namespace

ObjectSet::ObjectSet(const std::vector<annotation::Object>& objects)
{
    m_items.reserve(objects.size());
    for (const auto& object : objects) {
        m_items.push_back(itemOf(object));
    }
    makeIndex();
}

ObjectSet::ObjectSet(const std::vector<annotation::Object>& objects, const ObjectSet& before,
                     const PixelRect& changed)
    : m_index(before.m_index), m_loose(before.m_loose)
{
    const annotation::Box area{static_cast<double>(changed.x), static_cast<double>(changed.y),
                               static_cast<double>(changed.x) + changed.width,
                               static_cast<double>(changed.y) + changed.height};
    m_items.reserve(objects.size());
    bool isShifted = objects.size() < before.size();
    for (std::size_t i = 0; i < objects.size(); ++i) {
        const auto& object = objects[i];
        const auto& known = i < before.size() ? before.m_items[i] : nullptr;
        isShifted = isShifted || (known && known->id != object.id);
        if (known && isSame(*known, object) && hasArea(known->bounds) && !touch(known->bounds, area)) {
            m_items.push_back(known);
            continue;
        }
        m_items.push_back(itemOf(object));
        m_loose.push_back(static_cast<std::uint32_t>(i));
    }
    std::sort(m_loose.begin(), m_loose.end());
    m_loose.erase(std::unique(m_loose.begin(), m_loose.end()), m_loose.end());
    if (isShifted || m_loose.size() > kMostLoose) {
        makeIndex();
    }
}

void ObjectSet::makeIndex()
{
    std::vector<annotation::Box> boxes;
    boxes.reserve(m_items.size());
    for (const auto& item : m_items) {
        boxes.push_back(item->bounds);
    }
    m_index = std::make_shared<const BoxIndex>(boxes);
    m_loose.clear();
}

bool ObjectSet::isLoose(std::uint32_t number) const
{
    return std::binary_search(m_loose.begin(), m_loose.end(), number);
}

std::vector<std::uint32_t> ObjectSet::find(const annotation::Box& area) const
{
    auto found = m_index->find(area);
    if (m_loose.empty()) {
        return found;
    }
    std::erase_if(found, [this](std::uint32_t number) { return isLoose(number); });
    std::copy_if(m_loose.begin(), m_loose.end(), std::back_inserter(found),
                 [&](std::uint32_t number) { return touch(m_items[number]->bounds, area); });
    std::sort(found.begin(), found.end());
    return found;
}

const ObjectSet::Item* ObjectSet::topmostAt(annotation::Point point) const
{
    const auto near = find({point.x, point.y, point.x, point.y});
    const auto found = std::find_if(near.rbegin(), near.rend(), [&](std::uint32_t number) {
        return annotation::contains(m_items[number]->polygon, point);
    });
    return found == near.rend() ? nullptr : m_items[*found].get();
}

LabelImage referencePart(const ObjectSet& objects, const PixelEdits& edits,
                         const std::optional<PixelRect>& specimen, const PixelRect& rect, int factor)
{
    LabelImage result(rect.size(), annotation::kMatrix);
    const auto step = static_cast<double>(factor);
    const annotation::Box area{rect.x * step, rect.y * step, (rect.x + rect.width) * step,
                               (rect.y + rect.height) * step};
    for (const auto number : objects.find(area)) {
        const auto& item = objects.item(number);
        if (factor == 1) {
            rasterize(item.polygon, item.classId, result, rect.x, rect.y);
        } else {
            rasterize(shrunk(item.polygon, step), item.classId, result, rect.x, rect.y);
        }
    }
    paintEdits(edits, rect, factor, result);
    if (specimen) {
        ignoreOutside(*specimen, rect, factor, result);
    }
    return result;
}

ReferenceSource::ReferenceSource(Size size, const annotation::Annotations& annotations,
                                 const std::optional<PixelRect>& specimen)
    : m_size(size),
      m_objects(std::make_shared<const ObjectSet>(annotations.objects)),
      m_edits(annotations.pixelEdits),
      m_specimen(specimen)
{}

ReferenceSource ReferenceSource::withAnnotations(const annotation::Annotations& annotations,
                                                 const PixelRect& changed) const
{
    ReferenceSource result = *this;
    result.m_objects = std::make_shared<const ObjectSet>(annotations.objects, *m_objects, changed);
    result.m_edits = annotations.pixelEdits;
    return result;
}

ReferenceSource ReferenceSource::withEdits(const PixelEdits& edits) const
{
    ReferenceSource result = *this;
    result.m_edits = edits;
    return result;
}

LabelImage ReferenceSource::labels(const PixelRect& rect, int factor) const
{
    return referencePart(*m_objects, m_edits, m_specimen, rect, factor);
}

std::uint8_t ReferenceSource::labelAt(int x, int y) const
{
    return labels({x, y, 1, 1}).at(0, 0);
}

std::array<std::uint64_t, 256> ReferenceSource::counts() const
{
    constexpr int kSide = 1024;
    std::array<std::uint64_t, 256> counts{};
    for (int top = 0; top < m_size.height; top += kSide) {
        for (int left = 0; left < m_size.width; left += kSide) {
            const auto part = countValues(labels(
                {left, top, std::min(kSide, m_size.width - left), std::min(kSide, m_size.height - top)}));
            for (std::size_t value = 0; value < counts.size(); ++value) {
                counts[value] += part[value];
            }
        }
    }
    return counts;
}

} // namespace sorby::imaging
