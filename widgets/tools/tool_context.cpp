// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/tool_context.h"

#include "core/annotation/snapping.h"
#include "core/imaging/painting.h"
#include "widgets/support/qt_convert.h"

#include <QCoreApplication>

#include <span>

namespace sorby::tools {
namespace {

constexpr double kReach = 7; ///< widget units

/// Clears the pixel edits inside all these polygons: each tile is set once.
void clearInside(const ToolContext& context, std::span<const annotation::Polygon> polygons,
                 annotation::EditBatch& batch)
{
    auto edits = context.editor.pixelEditsBefore();
    imaging::TileReplacements cleared;
    for (const auto& polygon : polygons) {
        const auto tiles = imaging::clearedInside(edits, polygon, context.editor.imageSize());
        imaging::exchangeTiles(edits, tiles);
        for (const auto& [key, tile] : tiles) {
            cleared[key] = tile;
        }
    }
    for (auto& [key, tile] : cleared) {
        batch.emplace_back(annotation::SetTile{key, tile});
    }
}

/// The outlines near a polygon, but those of ignored pixels.
std::vector<annotation::Polygon> neighboursOf(const ToolContext& context, const annotation::Polygon& polygon)
{
    const auto reach = static_cast<int>(context.options().snapDistancePx) + 1;
    const auto box = annotation::pixelBox(polygon);
    std::vector<annotation::Polygon> neighbours;
    for (const auto& object : context.annotations().objects) {
        const auto other = annotation::pixelBox(object.polygon);
        const bool isNear = other.x < box.x + box.width + reach && box.x < other.x + other.width + reach &&
                            other.y < box.y + box.height + reach && box.y < other.y + other.height + reach;
        if (isNear) {
            neighbours.push_back(object.polygon);
        }
    }
    return neighbours;
}

} // namespace

QString className(const ToolContext& context, annotation::ClassId id)
{
    if (id == annotation::kIgnore) {
        return QCoreApplication::translate("sorby::tools", "ignore");
    }
    return id < context.classes.size() ? support::toQString(context.classes[id].name) : QString::number(id);
}

QColor drawingColour(const ToolContext& context)
{
    const auto id = context.options().classId;
    return support::toQColor(id < context.classes.size() && id != annotation::kMatrix
                                 ? context.classes[id].colour
                                 : annotation::kIgnoreColour);
}

double reachPx(const canvas::Pointer& pointer)
{
    return kReach * pointer.unit;
}

Result<annotation::EditBatch> drawObject(ToolContext& context, const annotation::Polygon& polygon)
{
    annotation::EditBatch batch;
    std::vector<annotation::Polygon> pieces{polygon};
    if (context.options().snaps && !context.hidesOthers) {
        auto laid =
            annotation::snapped(polygon, neighboursOf(context, polygon), context.options().snapDistancePx);
        if (!laid) {
            return laid.error();
        }
        if (laid->empty()) {
            return Error{ErrorCode::Mismatch, "this outline lies wholly in objects that are there", {}};
        }
        pieces = std::move(*laid);
    }
    clearInside(context, pieces, batch);
    auto position = context.annotations().objects.size();
    for (auto& piece : pieces) {
        annotation::Object object;
        object.id = context.editor.newId();
        object.classId = context.options().classId;
        object.provenance = context.editor.provenance(annotation::Origin::Drawn);
        object.polygon = std::move(piece);
        if (context.prepareObject) {
            auto prepared = context.prepareObject(std::move(object));
            if (!prepared) {
                return prepared.error();
            }
            object = std::move(*prepared);
        }
        batch.emplace_back(annotation::InsertObject{position++, std::move(object)});
    }
    return batch;
}

Result<bool> addObject(ToolContext& context, const annotation::Polygon& polygon)
{
    const auto batch = drawObject(context, polygon);
    if (!batch) {
        return batch.error();
    }
    std::vector<annotation::ObjectId> drawn;
    for (const auto& edit : *batch) {
        if (const auto* insert = std::get_if<annotation::InsertObject>(&edit)) {
            drawn.push_back(insert->object.id);
        }
    }
    const auto text = QCoreApplication::translate("sorby::tools", "Draw %1")
                          .arg(className(context, context.options().classId));
    if (!context.editor.submit(*batch, text)) {
        return false;
    }
    context.selection.set(std::move(drawn));
    return true;
}

void noteChange(const ToolContext& context, annotation::Object& object)
{
    auto& provenance = object.provenance;
    if (provenance.origin == annotation::Origin::Imported ||
        provenance.origin == annotation::Origin::Predicted) {
        provenance.origin = annotation::Origin::Corrected;
    }
    const auto now = context.editor.provenance(annotation::Origin::Corrected);
    provenance.changedBy = now.who;
    provenance.changedAt = now.when;
}

annotation::EditBatch reshapeObject(const ToolContext& context, const annotation::Object& object,
                                    annotation::Polygon polygon)
{
    annotation::EditBatch batch;
    clearInside(context, std::span(&polygon, 1), batch);
    auto changed = object;
    changed.polygon = std::move(polygon);
    changed.polygonText.clear(); // the file's spelling is that of the old outline
    noteChange(context, changed);
    batch.emplace_back(annotation::ReplaceObject{std::move(changed)});
    return batch;
}

} // namespace sorby::tools
