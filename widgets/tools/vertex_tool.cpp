// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/vertex_tool.h"

#include "core/annotation/live_validity.h"
#include "widgets/tools/tool_painting.h"

#include <QPainter>

#include <algorithm>

namespace sorby::tools {
namespace {

constexpr std::size_t kFewestPoints = 3;
const QColor kHandle(255, 255, 255);
const QColor kHovered(255, 214, 0);
const QColor kBadEdge(230, 40, 40);

} // namespace

VertexTool::VertexTool(ToolContext& context, QObject* parent) : Tool(parent), m_context(context)
{
    connect(&context.selection, &Selection::changed, this, [this] {
        m_hovered.reset();
        m_insertion.reset();
        Q_EMIT repaintWanted();
    });
}

const annotation::Object* VertexTool::object() const
{
    if (m_context.selection.isEmpty()) {
        return nullptr;
    }
    const auto id = m_context.selection.ids().front();
    const auto& objects = m_context.annotations().objects;
    const auto found = std::find_if(objects.begin(), objects.end(),
                                    [id](const annotation::Object& candidate) { return candidate.id == id; });
    return found == objects.end() ? nullptr : &*found;
}

std::optional<annotation::VertexHit> VertexTool::vertexAt(const canvas::Pointer& pointer) const
{
    const auto* chosen = object();
    return chosen == nullptr ? std::nullopt
                             : annotation::nearestVertex(chosen->polygon, pointer.at, reachPx(pointer));
}

void VertexTool::chooseObject(const canvas::Pointer& pointer)
{
    const auto& objects = m_context.annotations().objects;
    const auto found = annotation::ObjectPicker(objects).topmostAt(pointer.at, reachPx(pointer));
    found ? m_context.selection.set({objects[*found].id}) : m_context.selection.clear();
}

void VertexTool::press(const canvas::Pointer& pointer)
{
    if (m_dragged) {
        return;
    }
    const auto hit = vertexAt(pointer);
    if (pointer.button == canvas::Button::Right) {
        if (hit) {
            removeVertex(*hit);
        }
        return;
    }
    const auto* chosen = object();
    if (hit) {
        m_dragged = Drag{*chosen, hit->ring, hit->vertex, false};
        return;
    }
    const auto edge = chosen == nullptr
                          ? std::nullopt
                          : annotation::nearestEdge(chosen->polygon, pointer.at, reachPx(pointer));
    if (!edge) {
        chooseObject(pointer);
        return;
    }
    Drag drag{*chosen, edge->ring, edge->edge + 1, true};
    auto& ring = annotation::ringOf(drag.object.polygon, drag.ring);
    ring.insert(ring.begin() + static_cast<std::ptrdiff_t>(drag.vertex), edge->place);
    if (m_context.editor.amend(reshapeObject(m_context, drag.object, drag.object.polygon))) {
        m_dragged = std::move(drag);
    }
}

void VertexTool::move(const canvas::Pointer& pointer)
{
    if (!m_dragged) {
        m_hovered = vertexAt(pointer);
        m_insertion.reset();
        if (const auto* chosen = object(); chosen != nullptr && !m_hovered) {
            if (const auto edge = annotation::nearestEdge(chosen->polygon, pointer.at, reachPx(pointer))) {
                m_insertion = edge->place;
            }
        }
        Q_EMIT cursorChanged();
        Q_EMIT repaintWanted();
        return;
    }
    auto polygon = m_dragged->object.polygon;
    annotation::ringOf(polygon, m_dragged->ring)[m_dragged->vertex] = pointer.at;
    m_crossing = annotation::findCrossingAtVertex(polygon, m_dragged->ring, m_dragged->vertex);
    (void)m_context.editor.replace(reshapeObject(m_context, m_dragged->object, std::move(polygon)));
    Q_EMIT repaintWanted();
}

void VertexTool::release(const canvas::Pointer& pointer)
{
    if (!m_dragged || pointer.button != canvas::Button::Left) {
        return;
    }
    const bool isNew = m_dragged->isNew;
    m_dragged.reset();
    m_context.editor.finish(isNew ? tr("Add a point") : tr("Move a point"));
    if (m_crossing) {
        Q_EMIT refused(tr("The outline crosses itself here; move the point on, or undo."));
    }
    m_crossing.reset();
    Q_EMIT repaintWanted();
}

void VertexTool::removeVertex(const annotation::VertexHit& hit)
{
    const auto* chosen = object();
    if (chosen == nullptr) {
        return;
    }
    auto polygon = chosen->polygon;
    auto& ring = annotation::ringOf(polygon, hit.ring);
    if (ring.size() > kFewestPoints) {
        ring.erase(ring.begin() + static_cast<std::ptrdiff_t>(hit.vertex));
    } else if (hit.ring > 0) {
        polygon.holes.erase(polygon.holes.begin() + static_cast<std::ptrdiff_t>(hit.ring - 1));
    } else {
        Q_EMIT refused(tr("An outline needs three points; delete the object instead."));
        return;
    }
    m_hovered.reset();
    m_context.editor.submit(reshapeObject(m_context, *chosen, std::move(polygon)), tr("Delete a point"));
}

bool VertexTool::doubleClick(const canvas::Pointer& pointer)
{
    if (pointer.button != canvas::Button::Left) {
        return false;
    }
    // The second click has taken hold of the point.
    cancel(canvas::CancelReason::Escape);
    if (const auto hit = vertexAt(pointer)) {
        removeVertex(*hit);
    }
    return true;
}

bool VertexTool::key(canvas::ToolKey key)
{
    switch (key) {
    case canvas::ToolKey::Escape:
        if (m_dragged) {
            cancel(canvas::CancelReason::Escape);
            return true;
        }
        if (!m_context.selection.isEmpty()) {
            m_context.selection.clear();
            return true;
        }
        return false;
    case canvas::ToolKey::Delete:
    case canvas::ToolKey::Backspace:
        if (m_hovered && !m_dragged) {
            removeVertex(*m_hovered);
            return true;
        }
        return false;
    case canvas::ToolKey::Enter:
        break;
    }
    return false;
}

void VertexTool::cancel(canvas::CancelReason /*reason*/)
{
    if (m_dragged) {
        m_context.editor.cancel();
    }
    m_dragged.reset();
    m_hovered.reset();
    m_crossing.reset();
    m_insertion.reset();
    Q_EMIT repaintWanted();
}

void VertexTool::paint(QPainter& painter, const canvas::ViewTransform& view) const
{
    const auto* chosen = object();
    if (chosen == nullptr) {
        return;
    }
    for (std::size_t ring = 0; ring <= chosen->polygon.holes.size(); ++ring) {
        const auto& points = annotation::ringOf(chosen->polygon, ring);
        for (std::size_t i = 0; i < points.size(); ++i) {
            const bool isHovered = (m_hovered && m_hovered->ring == ring && m_hovered->vertex == i) ||
                                   (m_dragged && m_dragged->ring == ring && m_dragged->vertex == i);
            drawHandle(painter, view.toWidget(points[i]), isHovered ? kHovered : kHandle, isHovered);
        }
    }
    if (m_insertion && !m_dragged) {
        drawHandle(painter, view.toWidget(*m_insertion), kHovered);
    }
    if (m_crossing) {
        drawHandle(painter, view.toWidget(*m_crossing), kBadEdge, true);
    }
}

Qt::CursorShape VertexTool::cursor() const
{
    return m_hovered || m_dragged ? Qt::SizeAllCursor : Qt::ArrowCursor;
}

QString VertexTool::hint() const
{
    return object() == nullptr
               ? tr("Click an object to see its points.")
               : tr("Drag a point; click the outline to add one; Delete or a right click takes one out.");
}

} // namespace sorby::tools
