// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/fill_tool.h"

#include "core/base/pixel_rect.h"
#include "core/imaging/label_fill.h"
#include "core/imaging/reference.h"
#include "widgets/support/qt_convert.h"

#include <cmath>
#include <utility>

namespace sorby::tools {
namespace {

/// Most regions are small: the part that is looked at begins so and doubles while the region leaves it.
constexpr int kFirstPartPx = 1024;
/// Two bytes a pixel: half a gigabyte.
constexpr int kLargestPartPx = 16384;

/// Does a region go on beyond this part of an image?
bool leaves(const PixelRect& region, const PixelRect& part, Size image)
{
    const auto right = [](const PixelRect& rect) { return rect.x + rect.width; };
    const auto bottom = [](const PixelRect& rect) { return rect.y + rect.height; };
    return (part.x > 0 && region.x == part.x) || (part.y > 0 && region.y == part.y) ||
           (right(part) < image.width && right(region) == right(part)) ||
           (bottom(part) < image.height && bottom(region) == bottom(part));
}

/// The region of one label around a pixel, in the pixels of the image.
Result<std::vector<imaging::Span>> findRegion(const PaintTask& task, int x, int y, const JobControl& control)
{
    for (int side = kFirstPartPx; side <= kLargestPartPx; side *= 2) {
        const auto part = clippedTo({x - side / 2, y - side / 2, side, side}, task.size);
        const auto labels = imaging::makeReference(task.annotations, part);
        auto region = imaging::regionOfLabel(labels, {0, 0, part.width, part.height}, x - part.x, y - part.y,
                                             imaging::Connectivity::Four, control);
        if (!region.isComplete) {
            return Error{ErrorCode::Cancelled, "stopped", {}};
        }
        region.bounds.x += part.x;
        region.bounds.y += part.y;
        if (!leaves(region.bounds, part, task.size)) {
            for (auto& span : region.spans) {
                span = {span.y + part.y, span.x0 + part.x, span.x1 + part.x};
            }
            return std::move(region.spans);
        }
    }
    return Error{ErrorCode::Unsupported,
                 "this region goes on for more than " + std::to_string(kLargestPartPx) +
                     " pixels; close it off first",
                 {}};
}

Result<annotation::EditBatch> fillEdits(const PaintTask& task, int x, int y, const JobControl& control)
{
    const auto region = findRegion(task, x, y, control);
    if (!region) {
        return region.error();
    }
    return editsOf(task, *region);
}

} // namespace

FillTool::FillTool(ToolContext& context, QObject* parent)
    : Tool(parent), m_context(context), m_background(this, tr("Fill"))
{}

void FillTool::press(const canvas::Pointer& pointer)
{
    if (const auto why = m_context.editor.obstacle(); !why.isEmpty()) {
        Q_EMIT refused(why);
        return;
    }
    const auto size = m_context.editor.imageSize();
    const bool isInside =
        pointer.at.x >= 0 && pointer.at.y >= 0 && pointer.at.x < size.width && pointer.at.y < size.height;
    if (!isInside) {
        return;
    }
    const bool erases = pointer.control || pointer.button == canvas::Button::Right;
    m_clicks.push_back({static_cast<int>(pointer.at.x), static_cast<int>(pointer.at.y),
                        paintRule(m_context, erases),
                        erases ? tr("Erase a region")
                               : tr("Fill with %1").arg(className(m_context, m_context.options().classId))});
    if (m_clicks.size() == 1) {
        workOnNext();
    }
    tellState();
}

void FillTool::workOnNext()
{
    if (m_clicks.empty()) {
        return;
    }
    const auto& click = m_clicks.front();
    auto task = std::make_shared<PaintTask>(paintTask(m_context, click.rule));
    task->annotations.objects = m_context.annotations().objects; // the region is one of labels
    const auto revision = task->revision;
    m_background.ask([task = std::move(task), x = click.x,
                      y = click.y](const JobControl& control) { return fillEdits(*task, x, y, control); },
                     [this, revision](const Result<annotation::EditBatch>& edits) { take(edits, revision); });
}

void FillTool::take(const Result<annotation::EditBatch>& edits, std::uint64_t revision)
{
    if (edits && revision != m_context.editor.revision()) {
        workOnNext(); // again, with what is there now
        return;
    }
    const auto click = m_clicks.front();
    m_clicks.pop_front();
    if (!edits) {
        Q_EMIT refused(support::toUserText(edits.error()));
    } else if (edits->empty()) {
        Q_EMIT refused(nothingToPaint());
    } else {
        m_context.editor.submit(*edits, click.text);
    }
    workOnNext();
    tellState();
}

void FillTool::tellState()
{
    Q_EMIT cursorChanged();
    Q_EMIT hintChanged();
}

bool FillTool::key(canvas::ToolKey key)
{
    if (key != canvas::ToolKey::Escape || !isBusy()) {
        return false;
    }
    cancel(canvas::CancelReason::Escape);
    return true;
}

void FillTool::cancel(canvas::CancelReason /*reason*/)
{
    m_background.drop();
    m_clicks.clear();
    tellState();
}

Qt::CursorShape FillTool::cursor() const
{
    return isBusy() ? Qt::BusyCursor : Qt::CrossCursor;
}

QString FillTool::hint() const
{
    return isBusy() ? tr("Filling; Escape stops it.")
                    : tr("Click a region of one class to fill it; hold Ctrl to erase it.");
}

} // namespace sorby::tools
