// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/drawing_tool.h"

#include "core/annotation/picking.h"
#include "core/annotation/polygon_boolean.h"
#include "widgets/support/qt_convert.h"

#include <algorithm>

namespace sorby::tools {
namespace {

/// The object with all these points inside, a selected one first, then the topmost.
const annotation::Object* objectAround(const ToolContext& context,
                                       const std::vector<annotation::Point>& points)
{
    const auto& objects = context.annotations().objects;
    const annotation::Object* found = nullptr;
    for (const auto& object : objects) {
        const bool holdsAll = std::all_of(points.begin(), points.end(), [&](annotation::Point point) {
            return annotation::contains(object.polygon, point);
        });
        const bool isBetter = found == nullptr || context.selection.contains(object.id) ||
                              !context.selection.contains(found->id);
        if (holdsAll && isBetter) {
            found = &object;
        }
    }
    return found;
}

} // namespace

DrawingTool::DrawingTool(ToolContext& context, QObject* parent) : Tool(parent), m_context(context) {}

void DrawingTool::press(const canvas::Pointer& pointer)
{
    if (pointer.button == canvas::Button::Right) {
        m_drawing.takeBack();
    } else if (const auto why = m_context.editor.obstacle(); !why.isEmpty()) {
        Q_EMIT refused(why);
        return;
    } else if (m_drawing.press(pointer)) {
        end();
    }
    Q_EMIT repaintWanted();
    Q_EMIT hintChanged();
}

void DrawingTool::move(const canvas::Pointer& pointer)
{
    m_drawing.move(pointer);
    if (isBusy()) {
        Q_EMIT repaintWanted();
    }
}

void DrawingTool::release(const canvas::Pointer& pointer)
{
    if (pointer.button == canvas::Button::Left) {
        m_drawing.release(pointer);
        Q_EMIT repaintWanted();
    }
}

bool DrawingTool::doubleClick(const canvas::Pointer& pointer)
{
    if (pointer.button != canvas::Button::Left || !isBusy()) {
        return false;
    }
    end();
    return true;
}

bool DrawingTool::key(canvas::ToolKey key)
{
    if (!isBusy()) {
        return false;
    }
    switch (key) {
    case canvas::ToolKey::Enter:
        end();
        break;
    case canvas::ToolKey::Escape:
        cancel(canvas::CancelReason::Escape);
        break;
    case canvas::ToolKey::Backspace:
    case canvas::ToolKey::Delete:
        takeBack();
        break;
    }
    Q_EMIT repaintWanted();
    Q_EMIT hintChanged();
    return true;
}

bool DrawingTool::takeBack()
{
    if (!isBusy()) {
        return false;
    }
    m_drawing.takeBack();
    Q_EMIT repaintWanted();
    Q_EMIT hintChanged();
    return true;
}

void DrawingTool::cancel(canvas::CancelReason reason)
{
    // A drawing has nothing to do with what was undone beneath it.
    if (reason == canvas::CancelReason::AnnotationsChanged || !isBusy()) {
        return;
    }
    if (reason == canvas::CancelReason::Escape) {
        m_aside.clear();
    } else {
        m_drawing.interrupt();
        m_aside.keep(m_context, m_drawing);
    }
    m_drawing.clear();
    Q_EMIT repaintWanted();
    Q_EMIT hintChanged();
}

void DrawingTool::resume()
{
    if (isBusy()) {
        return;
    }
    if (auto begun = m_aside.take(m_context)) {
        m_drawing = std::move(*begun);
        Q_EMIT repaintWanted();
        Q_EMIT hintChanged();
    }
}

void DrawingTool::end()
{
    const auto drawing = m_drawing;
    if (complete(drawing)) {
        m_drawing.clear();
        m_aside.clear();
    }
    Q_EMIT repaintWanted();
    Q_EMIT hintChanged();
}

QColor DrawingTool::colour() const
{
    return drawingColour(m_context);
}

void DrawingTool::paint(QPainter& painter, const canvas::ViewTransform& view) const
{
    m_drawing.paint(painter, view, colour(), closes());
}

bool PolygonTool::complete(const OutlineDrawing& drawing)
{
    auto polygon = drawing.polygon();
    if (!polygon) {
        Q_EMIT refused(tr("This outline encloses nothing yet; add points, or press Escape."));
        return false;
    }
    const auto added = addObject(m_context, *polygon);
    if (!added) {
        Q_EMIT refused(support::toUserText(added.error()));
    }
    return added && *added;
}

QString PolygonTool::hint() const
{
    return isBusy() ? tr("Click for points, or drag. Enter or a double click closes, Backspace takes back.")
                    : tr("Click around a structure, or drag along its border.");
}

bool HoleTool::complete(const OutlineDrawing& drawing)
{
    auto ring = drawing.polygon();
    if (!ring) {
        Q_EMIT refused(tr("This outline encloses nothing yet; add points, or press Escape."));
        return false;
    }
    const auto* object = objectAround(m_context, ring->outer);
    if (object == nullptr) {
        Q_EMIT refused(tr("Draw a hole inside of one object."));
        return false;
    }
    auto polygon = annotation::withHole(object->polygon, ring->outer);
    if (!polygon) {
        Q_EMIT refused(support::toUserText(polygon.error()));
        return false;
    }
    const auto id = object->id;
    if (!m_context.editor.submit(reshapeObject(m_context, *object, std::move(*polygon)), tr("Cut a hole"))) {
        return false;
    }
    m_context.selection.set({id});
    return true;
}

QString HoleTool::hint() const
{
    return isBusy() ? tr("Click for points, or drag. Enter or a double click closes, Backspace takes back.")
                    : tr("Draw the border of a hole inside of an object.");
}

bool CutTool::complete(const OutlineDrawing& drawing)
{
    annotation::EditBatch batch;
    std::vector<annotation::ObjectId> pieces;
    std::size_t position = 0; // in the order with the pieces: they lie where the whole lay
    for (const auto& object : m_context.annotations().objects) {
        ++position;
        if (!m_context.selection.isEmpty() && !m_context.selection.contains(object.id)) {
            continue;
        }
        const auto parts = annotation::cutByLine(object.polygon, drawing.points());
        if (!parts) {
            continue; // the line does not part it
        }
        for (std::size_t i = 0; i < parts->size(); ++i) {
            auto piece = object;
            piece.polygon = (*parts)[i];
            piece.polygonText.clear();
            noteChange(m_context, piece);
            if (piece.poi && !annotation::contains(piece.polygon, *piece.poi)) {
                piece.poi.reset();
                piece.poiText.clear();
            }
            if (i == 0) {
                batch.emplace_back(annotation::ReplaceObject{piece});
            } else {
                piece.id = m_context.editor.newId();
                batch.emplace_back(annotation::InsertObject{position++, piece});
            }
            pieces.push_back(piece.id);
        }
    }
    if (batch.empty()) {
        Q_EMIT refused(tr("This line parts no object: it has to begin and end outside of it."));
        return false;
    }
    if (!m_context.editor.submit(batch, tr("Cut"))) {
        return false;
    }
    m_context.selection.set(std::move(pieces));
    return true;
}

QString CutTool::hint() const
{
    return isBusy() ? tr("Enter or a double click cuts along the line, Backspace takes back.")
                    : tr("Draw a line across objects to part them.");
}

QColor CutTool::colour() const
{
    return {255, 214, 0};
}

} // namespace sorby::tools
