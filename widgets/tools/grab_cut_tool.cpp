// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/grab_cut_tool.h"

#include "core/base/pixel_rect.h"
#include "core/imaging/grab_cut.h"
#include "core/imaging/mask_operations.h"
#include "widgets/support/qt_convert.h"
#include "widgets/tools/micrograph_part.h"
#include "widgets/tools/tool_painting.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace sorby::tools {
namespace {

constexpr int kSmallestBoxPx = 4; ///< less is a click
constexpr int kFewestAround = 10; ///< pixels beside the box that tell the background

/// The smallest rectangle with all pixels of the mask, in the pixels of the image.
PixelRect boundsOfMask(const Raster<std::uint8_t>& mask, const PixelRect& part)
{
    return imaging::boundsOf(imaging::spansOf(mask, part.x, part.y));
}

} // namespace

GrabCutTool::GrabCutTool(ToolContext& context, QObject* parent)
    : Tool(parent), m_context(context), m_cutting(this, tr("GrabCut")), m_painting(this, tr("Paint"))
{}

void GrabCutTool::enter(State state)
{
    m_state = state;
    Q_EMIT cursorChanged();
    Q_EMIT hintChanged();
    Q_EMIT repaintWanted();
}

PixelRect GrabCutTool::box() const
{
    const auto size = m_context.editor.imageSize();
    const auto within = [](double value, int limit) {
        return static_cast<int>(std::lround(std::clamp(value, 0.0, static_cast<double>(limit))));
    };
    const int left = within(std::min(m_from.x, m_to.x), size.width);
    const int top = within(std::min(m_from.y, m_to.y), size.height);
    return {left, top, within(std::max(m_from.x, m_to.x), size.width) - left,
            within(std::max(m_from.y, m_to.y), size.height) - top};
}

bool GrabCutTool::isInBox(annotation::Point point) const
{
    return holds(box(), static_cast<int>(std::floor(point.x)), static_cast<int>(std::floor(point.y)));
}

void GrabCutTool::press(const canvas::Pointer& pointer)
{
    if (m_state == State::Painting || m_state == State::Dragging) {
        return;
    }
    if (pointer.button == canvas::Button::Right) {
        cancel(canvas::CancelReason::Escape);
        return;
    }
    if (const auto why = m_context.editor.obstacle(); !why.isEmpty()) {
        Q_EMIT refused(why);
        return;
    }
    if (m_state == State::Shown && isInBox(pointer.at)) {
        accept();
        return;
    }
    if (!m_context.content) {
        return;
    }
    m_cutting.drop();
    m_cut = {};
    m_from = m_to = pointer.at;
    enter(State::Dragging);
}

void GrabCutTool::move(const canvas::Pointer& pointer)
{
    if (m_state == State::Dragging) {
        m_to = pointer.at;
        Q_EMIT repaintWanted();
    }
}

void GrabCutTool::release(const canvas::Pointer& pointer)
{
    if (m_state != State::Dragging || pointer.button != canvas::Button::Left) {
        return;
    }
    m_to = pointer.at;
    const auto drawn = box();
    if (drawn.width < kSmallestBoxPx || drawn.height < kSmallestBoxPx) {
        enter(State::Idle);
        return;
    }
    if (drawn.width > kLargestBoxPx || drawn.height > kLargestBoxPx) {
        enter(State::Idle);
        Q_EMIT refused(tr("Draw a smaller box: at most %1 × %1 pixels.").arg(kLargestBoxPx));
        return;
    }
    cutOut();
}

void GrabCutTool::cutOut()
{
    const auto drawn = box();
    const int around = std::max(kFewestAround, std::max(drawn.width, drawn.height) / 5);
    const auto part = clippedTo(widened(drawn, around), m_context.editor.imageSize());
    const PixelRect inPart{drawn.x - part.x, drawn.y - part.y, drawn.width, drawn.height};
    m_cutting.ask(
        [content = m_context.content, part, inPart,
         colour = drawingColour(m_context)](const JobControl&) -> Result<Cut> {
            const auto display = displayPart(*content, part);
            if (!display) {
                return display.error();
            }
            auto mask = imaging::grabCut(*display, inPart);
            if (!mask) {
                return mask.error();
            }
            Cut cut;
            cut.part = part;
            cut.preview = RegionPreview(*mask, part, boundsOfMask(*mask, part), colour);
            cut.mask = std::make_shared<const Raster<std::uint8_t>>(std::move(*mask));
            return cut;
        },
        [this](Result<Cut> cut) { take(std::move(cut)); });
    enter(State::Cutting);
}

void GrabCutTool::take(Result<Cut> cut)
{
    if (!cut) {
        enter(State::Idle);
        Q_EMIT refused(support::toUserText(cut.error()));
        return;
    }
    if (cut->preview.isEmpty()) {
        enter(State::Idle);
        Q_EMIT refused(tr("Nothing stands out in this box; draw it closer around the structure."));
        return;
    }
    m_cut = std::move(*cut);
    enter(State::Shown);
}

void GrabCutTool::accept()
{
    auto task = std::make_shared<const PaintTask>(paintTask(m_context, paintRule(m_context, false)));
    m_painting.ask(
        [task, mask = m_cut.mask, part = m_cut.part](const JobControl&) -> Result<annotation::EditBatch> {
            return editsOf(*task, imaging::spansOf(*mask, part.x, part.y));
        },
        [this, revision = task->revision](const Result<annotation::EditBatch>& edits) {
            paintEdits(edits, revision);
        });
    enter(State::Painting);
}

void GrabCutTool::paintEdits(const Result<annotation::EditBatch>& edits, std::uint64_t revision)
{
    if (edits && revision != m_context.editor.revision()) {
        accept(); // again, with what is there now
        return;
    }
    m_cut = {};
    enter(State::Idle);
    if (!edits) {
        Q_EMIT refused(support::toUserText(edits.error()));
    } else if (edits->empty()) {
        Q_EMIT refused(nothingToPaint());
    } else {
        m_context.editor.submit(*edits, paintText(m_context, false));
    }
}

bool GrabCutTool::doubleClick(const canvas::Pointer& pointer)
{
    return pointer.button == canvas::Button::Left; // its press has done what there is to do
}

bool GrabCutTool::key(canvas::ToolKey key)
{
    if (key == canvas::ToolKey::Enter && m_state == State::Shown) {
        accept();
        return true;
    }
    if (key == canvas::ToolKey::Escape && isBusy()) {
        cancel(canvas::CancelReason::Escape);
        return true;
    }
    return false;
}

void GrabCutTool::cancel(canvas::CancelReason reason)
{
    // A box and what was cut out have nothing to do with what was undone beneath them; what is being painted
    // waits to be accepted again.
    if (reason == canvas::CancelReason::AnnotationsChanged) {
        if (m_state == State::Painting) {
            m_painting.drop();
            enter(State::Shown);
        }
        return;
    }
    m_cutting.drop();
    m_painting.drop();
    m_cut = {};
    enter(State::Idle);
}

void GrabCutTool::paint(QPainter& painter, const canvas::ViewTransform& view) const
{
    if (m_state == State::Idle) {
        return;
    }
    m_cut.preview.paint(painter, view);
    const QRectF frame = QRectF(view.toWidget(m_from), view.toWidget(m_to)).normalized();
    QPolygonF line(frame);
    drawLine(painter, line, Qt::white, Qt::DashLine);
    if (m_state == State::Dragging) {
        const auto drawn = box();
        drawLabel(painter, view.toWidget(m_to), tr("%1 × %2 px").arg(drawn.width).arg(drawn.height));
    } else if (m_state == State::Cutting) {
        drawLabel(painter, frame.topLeft(), tr("Cutting out…"));
    }
}

Qt::CursorShape GrabCutTool::cursor() const
{
    return m_state == State::Cutting || m_state == State::Painting ? Qt::BusyCursor : Qt::CrossCursor;
}

QString GrabCutTool::hint() const
{
    switch (m_state) {
    case State::Dragging:
        return tr("Drag the box over the whole structure with a little of what surrounds it.");
    case State::Cutting:
    case State::Painting:
        return tr("Working; Escape leaves it.");
    case State::Shown:
        return tr("Enter or a click in the box paints this; Escape leaves it, or draw another box.");
    case State::Idle:
        break;
    }
    return tr("Drag a box around a structure: what stands out in it is cut out.");
}

} // namespace sorby::tools
