// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/selection_commands.h"

#include "core/annotation/polygon_boolean.h"
#include "core/annotation/simplification.h"
#include "core/annotation/smoothing.h"
#include "core/imaging/flatten.h"
#include "core/imaging/mask_operations.h"
#include "core/imaging/painting.h"
#include "core/imaging/tracer.h"
#include "widgets/support/qt_convert.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <map>

namespace sorby::tools {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("sorby::tools", text);
}

/// Collects what several objects change in the pixel edits, so that each tile is set once.
class ClearedTiles {
  public:
    explicit ClearedTiles(const ToolContext& context)
        : m_edits(context.editor.pixelEditsBefore()), m_size(context.editor.imageSize())
    {}
    void clearInside(const annotation::Polygon& polygon)
    {
        const auto tiles = imaging::clearedInside(m_edits, polygon, m_size);
        imaging::exchangeTiles(m_edits, tiles);
        for (const auto& [key, tile] : tiles) {
            m_changed[key] = tile;
        }
    }
    void addTo(annotation::EditBatch& batch) const
    {
        for (const auto& [key, tile] : m_changed) {
            batch.emplace_back(annotation::SetTile{key, tile});
        }
    }

  private:
    annotation::PixelEdits m_edits;
    Size m_size;
    imaging::TileReplacements m_changed;
};

/// The object with another outline, said to be corrected when it was not drawn here.
annotation::Object withPolygon(const ToolContext& context, annotation::Object object,
                               annotation::Polygon polygon)
{
    object.polygon = std::move(polygon);
    object.polygonText.clear();
    noteChange(context, object);
    return object;
}

/// The outlines that are left of one after a change of its pixels.
std::vector<annotation::Polygon> changedPixels(const annotation::Polygon& polygon, Reshape kind,
                                               double amount)
{
    const auto box = annotation::pixelBox(polygon);
    const int margin = static_cast<int>(std::ceil(amount)) + 2;
    const PixelRect part{box.x - margin, box.y - margin, box.width + 2 * margin, box.height + 2 * margin};
    imaging::Mask mask(part.width, part.height);
    imaging::rasterize(annotation::translated(polygon, -part.x, -part.y), 1, mask);
    const auto before = mask;
    switch (kind) {
    case Reshape::Grow:
        mask = imaging::grown(mask, amount);
        break;
    case Reshape::Shrink:
        mask = imaging::shrunk(mask, amount);
        break;
    case Reshape::RemoveSmall:
        mask = imaging::smallRemoved(mask, static_cast<std::uint64_t>(amount));
        break;
    default:
        break;
    }
    if (mask == before) {
        return {polygon}; // and not the same pixels along another outline
    }
    auto outlines = imaging::trace(mask);
    for (auto& outline : outlines) {
        outline = annotation::translated(outline, part.x, part.y);
    }
    return outlines;
}

std::vector<annotation::Polygon> reshaped(const annotation::Polygon& polygon, Reshape kind, double amount)
{
    switch (kind) {
    case Reshape::Smooth:
        return {annotation::simplified(annotation::smoothed(polygon, amount),
                                       annotation::kStrokeTolerancePx / 2)};
    case Reshape::Simplify:
        return {annotation::simplified(polygon, amount)};
    case Reshape::FillHoles:
        return {annotation::Polygon{polygon.outer, {}}};
    case Reshape::Grow:
    case Reshape::Shrink:
    case Reshape::RemoveSmall:
        break;
    }
    return changedPixels(polygon, kind, amount);
}

QString textOf(Reshape kind)
{
    switch (kind) {
    case Reshape::Smooth:
        return tr("Smooth");
    case Reshape::Simplify:
        return tr("Simplify");
    case Reshape::Grow:
        return tr("Grow");
    case Reshape::Shrink:
        return tr("Shrink");
    case Reshape::FillHoles:
        return tr("Fill holes");
    case Reshape::RemoveSmall:
        break;
    }
    return tr("Remove small pieces");
}

/// Moves the selection to the end (`raises`) or the beginning of the drawing order, in its own order.
bool reorderSelection(ToolContext& context, bool raises)
{
    annotation::Annotations wanted = context.annotations();
    const auto isChosen = [&](const annotation::Object& object) {
        return context.selection.contains(object.id);
    };
    std::stable_partition(wanted.objects.begin(), wanted.objects.end(),
                          [&](const annotation::Object& object) { return isChosen(object) != raises; });
    return context.editor.submit(annotation::difference(context.annotations(), wanted),
                                 raises ? tr("Raise") : tr("Lower"));
}

} // namespace

annotation::EditBatch movedObjects(const ToolContext& context, const std::vector<annotation::Object>& objects,
                                   double dx, double dy)
{
    annotation::EditBatch batch;
    ClearedTiles cleared(context);
    for (const auto& object : objects) {
        auto moved = withPolygon(context, object, annotation::translated(object.polygon, dx, dy));
        cleared.clearInside(moved.polygon);
        if (moved.poi) {
            *moved.poi = {moved.poi->x + dx, moved.poi->y + dy};
            moved.poiText.clear();
        }
        batch.emplace_back(annotation::ReplaceObject{std::move(moved)});
    }
    cleared.addTo(batch);
    return batch;
}

bool removeSelection(ToolContext& context)
{
    annotation::EditBatch batch;
    for (const auto id : context.selection.ids()) {
        batch.emplace_back(annotation::RemoveObject{id});
    }
    const auto count = static_cast<int>(batch.size());
    const auto text = count == 1 ? tr("Delete an object") : tr("Delete %1 objects").arg(count);
    if (!context.editor.submit(batch, text)) {
        return false;
    }
    context.selection.clear();
    return true;
}

bool reclassSelection(ToolContext& context)
{
    const auto id = context.options().classId;
    annotation::EditBatch batch;
    for (auto& object : context.selection.objectsIn(context.annotations())) {
        if (object.classId != id) {
            object.classId = id;
            noteChange(context, object);
            batch.emplace_back(annotation::ReplaceObject{std::move(object)});
        }
    }
    return context.editor.submit(batch, tr("Change class to %1").arg(className(context, id)));
}

Result<bool> mergeSelection(ToolContext& context)
{
    const auto objects = context.selection.objectsIn(context.annotations());
    if (objects.size() < 2) {
        return Error{ErrorCode::InvalidArgument, "choose two or more objects that overlap or touch", {}};
    }
    std::vector<annotation::Polygon> polygons;
    for (const auto& object : objects) {
        polygons.push_back(object.polygon);
    }
    auto merged = annotation::merged(polygons);
    if (!merged) {
        return merged.error();
    }
    annotation::EditBatch batch{
        annotation::ReplaceObject{withPolygon(context, objects.front(), std::move(*merged))}};
    for (std::size_t i = 1; i < objects.size(); ++i) {
        batch.emplace_back(annotation::RemoveObject{objects[i].id});
    }
    const auto id = objects.front().id;
    if (!context.editor.submit(batch, tr("Merge %1 objects").arg(objects.size()))) {
        return false;
    }
    context.selection.set({id});
    return true;
}

bool raiseSelection(ToolContext& context)
{
    return reorderSelection(context, true);
}

bool lowerSelection(ToolContext& context)
{
    return reorderSelection(context, false);
}

Result<bool> reshapeSelection(ToolContext& context, Reshape kind, double amount)
{
    annotation::EditBatch batch;
    ClearedTiles cleared(context);
    std::vector<annotation::ObjectId> chosen;
    auto position = context.annotations().objects.size();
    for (const auto& object : context.selection.objectsIn(context.annotations())) {
        const auto pieces = reshaped(object.polygon, kind, amount);
        if (pieces.size() == 1 && pieces.front() == object.polygon) {
            chosen.push_back(object.id);
            continue;
        }
        if (pieces.empty()) {
            batch.emplace_back(annotation::RemoveObject{object.id});
            --position;
        }
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            auto piece = withPolygon(context, object, pieces[i]);
            cleared.clearInside(piece.polygon);
            if (i == 0) {
                batch.emplace_back(annotation::ReplaceObject{piece});
            } else {
                piece.id = context.editor.newId();
                piece.poi.reset();
                piece.poiText.clear();
                batch.emplace_back(annotation::InsertObject{position++, piece});
            }
            chosen.push_back(piece.id);
        }
    }
    if (batch.empty()) {
        return false;
    }
    cleared.addTo(batch);
    const bool done = context.editor.submit(batch, textOf(kind));
    if (done) {
        context.selection.set(std::move(chosen));
    }
    return done;
}

bool flattenSelection(ToolContext& context)
{
    using annotation::PixelEdits;
    constexpr int kTile = PixelEdits::kTileSize;
    struct Flattened {
        imaging::LabelImage shown;
        std::shared_ptr<PixelEdits::Tile> edits;
    };
    const auto size = context.editor.imageSize();
    const auto& present = context.annotations().pixelEdits.tiles();
    const imaging::ReferenceTiles reference(context.annotations(), size);
    std::map<PixelEdits::TileKey, Flattened> tiles;
    const auto tileAt = [&](PixelEdits::TileKey key) -> Flattened& {
        auto& tile = tiles[key];
        if (!tile.edits) {
            const auto found = present.find(key);
            tile = {reference.tile(key),
                    found == present.end()
                        ? std::make_shared<PixelEdits::Tile>(kTile, kTile, annotation::kUnset)
                        : std::make_shared<PixelEdits::Tile>(*found->second)};
        }
        return tile;
    };
    annotation::EditBatch batch;
    // What is seen at the object's pixels now, whatever lies above them, is what they keep.
    for (const auto& object : context.selection.objectsIn(context.annotations())) {
        imaging::scanConvert(object.polygon, size, [&](const imaging::Span& span) {
            for (int from = span.x0; from < span.x1;) {
                const int to = std::min(span.x1, (from / kTile + 1) * kTile);
                auto& tile = tileAt({from / kTile, span.y / kTile});
                for (; from < to; ++from) {
                    tile.edits->at(from % kTile, span.y % kTile) =
                        tile.shown.at(from % kTile, span.y % kTile);
                }
            }
        });
        batch.emplace_back(annotation::RemoveObject{object.id});
    }
    for (auto& [key, tile] : tiles) {
        batch.emplace_back(annotation::SetTile{key, std::move(tile.edits)});
    }
    if (!context.editor.submit(batch, tr("Flatten to pixels"))) {
        return false;
    }
    context.selection.clear();
    return true;
}

bool traceToObjects(ToolContext& context)
{
    auto flat = imaging::flattenToObjects(context.annotations(), context.editor.imageSize());
    annotation::Annotations wanted;
    wanted.points = context.annotations().points;
    for (auto& object : flat.objects) {
        if (object.id == 0) {
            object.id = context.editor.newId();
            object.provenance = context.editor.provenance(annotation::Origin::Drawn);
        }
    }
    wanted.objects = std::move(flat.objects);
    return context.editor.submit(annotation::difference(context.annotations(), wanted),
                                 tr("Trace to objects"));
}

bool paste(ToolContext& context, const std::vector<annotation::Object>& objects)
{
    const auto size = context.editor.imageSize();
    annotation::EditBatch batch;
    ClearedTiles cleared(context);
    std::vector<annotation::ObjectId> pasted;
    auto position = context.annotations().objects.size();
    for (auto object : objects) {
        if (imaging::pixelCount(object.polygon, size) == 0 ||
            (object.classId != annotation::kIgnore && object.classId >= context.classes.size())) {
            continue;
        }
        object.id = context.editor.newId();
        object.provenance = context.editor.provenance(annotation::Origin::Drawn);
        object.polygonText.clear();
        object.poiText.clear();
        object.group = 0;
        cleared.clearInside(object.polygon);
        pasted.push_back(object.id);
        batch.emplace_back(annotation::InsertObject{position++, std::move(object)});
    }
    cleared.addTo(batch);
    const auto count = static_cast<int>(pasted.size());
    if (!context.editor.submit(batch,
                               count == 1 ? tr("Paste an object") : tr("Paste %1 objects").arg(count))) {
        return false;
    }
    context.selection.set(std::move(pasted));
    return true;
}

} // namespace sorby::tools
