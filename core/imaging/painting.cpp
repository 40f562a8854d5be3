// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/painting.h"

#include "core/base/pixel_rect.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace sorby::imaging {
namespace {

using annotation::PixelEdits;
using TileKey = PixelEdits::TileKey;

constexpr int kTile = PixelEdits::kTileSize;

/// The pixels of a tile that lie in the image.
PixelRect rectOf(TileKey key, Size image)
{
    const int x = key.column * kTile;
    const int y = key.row * kTile;
    return {x, y, std::min(kTile, image.width - x), std::min(kTile, image.height - y)};
}

bool reaches(const annotation::Box& box, const PixelRect& rect)
{
    return !box.isEmpty() && box.left < rect.x + rect.width && box.right > rect.x &&
           box.top < rect.y + rect.height && box.bottom > rect.y;
}

const PixelEdits::Tile* tileOf(const PixelEdits& edits, TileKey key)
{
    const auto found = edits.tiles().find(key);
    return found == edits.tiles().end() ? nullptr : found->second.get();
}

bool isUnset(const PixelEdits::Tile& tile)
{
    const auto pixels = tile.pixels();
    return std::all_of(pixels.begin(), pixels.end(),
                       [](std::uint8_t value) { return value == annotation::kUnset; });
}

} // namespace

bool PaintRule::allows(std::uint8_t shown) const
{
    if (protectedClasses.test(shown)) {
        return false;
    }
    switch (over) {
    case PaintOver::Everything:
        return true;
    case PaintOver::OnlyMatrix:
        return shown == annotation::kMatrix;
    case PaintOver::OnlyClass:
        return shown == onlyClass;
    }
    return false;
}

PaintStroke::PaintStroke(PixelEdits before, Size image, PaintRule rule, LabelsOfTile labels)
    : m_before(std::move(before)), m_image(image), m_rule(rule), m_labels(std::move(labels))
{
    assert(!m_rule.needsLabels() || m_labels);
}

PixelRect PaintStroke::paint(std::span<const Span> spans)
{
    PixelRect changed;
    for (const Span& span : spans) {
        if (span.y < 0 || span.y >= m_image.height) {
            continue;
        }
        const int end = std::min(span.x1, m_image.width);
        for (int x = std::max(span.x0, 0); x < end;) {
            const int column = x / kTile;
            const int stop = std::min(end, (column + 1) * kTile);
            changed = united(changed, paintInTile({column, span.y / kTile}, {span.y, x, stop}));
            x = stop;
        }
    }
    return changed;
}

/// `span` lies in the tile. The tile is copied when the first pixel of it changes.
PixelRect PaintStroke::paintInTile(TileKey key, const Span& span)
{
    const Raster<std::uint8_t>* allowed = allowedIn(key);
    const int row = span.y % kTile;
    auto work = m_work.find(key);
    const auto* old = work == m_work.end() ? tileOf(m_before, key) : &work->second;
    int first = span.x1;
    int last = span.x0;
    for (int x = span.x0; x < span.x1; ++x) {
        const int column = x % kTile;
        if (allowed != nullptr && allowed->at(column, row) == 0) {
            continue;
        }
        if ((old == nullptr ? annotation::kUnset : old->at(column, row)) == m_rule.value) {
            continue;
        }
        if (work == m_work.end()) {
            work = m_work.emplace(key, old == nullptr ? Tile(kTile, kTile, annotation::kUnset) : *old).first;
            old = &work->second;
        }
        work->second.at(column, row) = m_rule.value;
        first = std::min(first, x);
        last = x;
    }
    return first <= last ? PixelRect{first, span.y, last + 1 - first, 1} : PixelRect{};
}

const Raster<std::uint8_t>* PaintStroke::allowedIn(TileKey key)
{
    if (!m_rule.needsLabels()) {
        return nullptr;
    }
    const auto found = m_allowed.find(key);
    if (found != m_allowed.end()) {
        return &found->second;
    }
    const LabelImage labels = m_labels(key);
    Raster<std::uint8_t> allowed(kTile, kTile);
    for (int y = 0; y < std::min(kTile, labels.height()); ++y) {
        for (int x = 0; x < std::min(kTile, labels.width()); ++x) {
            allowed.at(x, y) = m_rule.allows(labels.at(x, y)) ? 1 : 0;
        }
    }
    return &m_allowed.emplace(key, std::move(allowed)).first->second;
}

std::uint8_t PaintStroke::at(int x, int y) const
{
    if (x < 0 || y < 0) {
        return annotation::kUnset;
    }
    const auto found = m_work.find({x / kTile, y / kTile});
    return found == m_work.end() ? m_before.at(x, y) : found->second.at(x % kTile, y % kTile);
}

TileReplacements PaintStroke::replacements() const
{
    TileReplacements result;
    for (const auto& [key, tile] : m_work) {
        result[key] = isUnset(tile) ? nullptr : std::make_shared<const Tile>(tile);
    }
    return result;
}

TileReplacements PaintStroke::replacementsIn(const PixelRect& rect) const
{
    TileReplacements result;
    for (const auto& [key, tile] : m_work) {
        const PixelRect own{key.column * kTile, key.row * kTile, kTile, kTile};
        const bool touches = !rect.isEmpty() && own.x < rect.x + rect.width && rect.x < own.x + own.width &&
                             own.y < rect.y + rect.height && rect.y < own.y + own.height;
        if (touches) {
            result[key] = isUnset(tile) ? nullptr : std::make_shared<const Tile>(tile);
        }
    }
    return result;
}

ReferenceTiles::ReferenceTiles(const annotation::Annotations& annotations, Size image)
    : m_annotations(annotations), m_objects(annotations.objects), m_image(image)
{}

LabelImage ReferenceTiles::tile(TileKey key) const
{
    LabelImage labels(kTile, kTile, annotation::kMatrix);
    const PixelRect rect = rectOf(key, m_image);
    if (rect.isEmpty()) {
        return labels;
    }
    const annotation::Box box{static_cast<double>(rect.x), static_cast<double>(rect.y),
                              static_cast<double>(rect.x) + rect.width,
                              static_cast<double>(rect.y) + rect.height};
    for (const std::size_t index : m_objects.objectsIn(box)) {
        const auto& object = m_annotations.objects[index];
        scanConvertPart(object.polygon, rect, [&](const Span& span) {
            const auto row = labels.row(span.y - rect.y);
            std::fill(row.begin() + (span.x0 - rect.x), row.begin() + (span.x1 - rect.x), object.classId);
        });
    }
    if (const auto* edits = tileOf(m_annotations.pixelEdits, key)) {
        for (int y = 0; y < rect.height; ++y) {
            for (int x = 0; x < rect.width; ++x) {
                if (edits->at(x, y) != annotation::kUnset) {
                    labels.at(x, y) = edits->at(x, y);
                }
            }
        }
    }
    return labels;
}

TileReplacements clearedInside(const PixelEdits& edits, const annotation::Polygon& polygon, Size image)
{
    TileReplacements result;
    const annotation::Box box = annotation::boundingBox(polygon);
    for (const auto& [key, tile] : edits.tiles()) {
        const PixelRect rect = rectOf(key, image);
        if (rect.isEmpty() || !reaches(box, rect)) {
            continue;
        }
        std::shared_ptr<PixelEdits::Tile> work;
        scanConvertPart(polygon, rect, [&, &old = *tile](const Span& span) {
            const int y = span.y - rect.y;
            for (int x = span.x0 - rect.x; x < span.x1 - rect.x; ++x) {
                if (old.at(x, y) == annotation::kUnset) {
                    continue;
                }
                if (work == nullptr) {
                    work = std::make_shared<PixelEdits::Tile>(old);
                }
                work->at(x, y) = annotation::kUnset;
            }
        });
        if (work != nullptr) {
            result[key] = isUnset(*work) ? nullptr : std::move(work);
        }
    }
    return result;
}

TileReplacements exchangeTiles(PixelEdits& edits, const TileReplacements& tiles)
{
    TileReplacements old;
    for (const auto& [key, tile] : tiles) {
        const auto found = edits.tiles().find(key);
        old[key] = found == edits.tiles().end() ? nullptr : found->second;
        edits.setTile(key, tile);
    }
    return old;
}

} // namespace sorby::imaging
