// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/wand_tool.h"

#include "core/base/pixel_rect.h"
#include "core/imaging/mask_operations.h"
#include "core/imaging/region_grow.h"
#include "widgets/support/qt_convert.h"
#include "widgets/tools/micrograph_part.h"
#include "widgets/tools/tool_painting.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace sorby::tools {
namespace {

/// The part around the seed that is looked at: growing takes about ten bytes a pixel.
constexpr int kLookedAtPx = 4096;
constexpr double kToleranceFrom = 4;     ///< widget units: less is a click with a shaky hand
constexpr double kToleranceOfUnit = 0.2; ///< hundredths a widget unit: 100 units make a fifth
constexpr double kMostTolerance = 100;

} // namespace

/// What the jobs of one seed share; one runs at a time.
struct WandTool::Growth {
    std::shared_ptr<const document::ImageContent> content;
    Size image;
    int x = 0; ///< the seed
    int y = 0;
    bool contiguous = true;
    std::optional<imaging::RegionGrower> grower; ///< in the pixels of the part
    PixelRect part;

    [[nodiscard]] Status begin()
    {
        part = clippedTo({x - kLookedAtPx / 2, y - kLookedAtPx / 2, kLookedAtPx, kLookedAtPx}, image);
        auto pixels = micrographPart(*content, part);
        if (!pixels) {
            return pixels.error();
        }
        imaging::GrowOptions options;
        options.contiguous = contiguous;
        grower.emplace(std::make_shared<const imaging::Pixels>(std::move(pixels->pixels)),
                       PixelRect{0, 0, part.width, part.height}, x - part.x, y - part.y, options);
        return {};
    }
    /// From hundredths of the contrast window to the pixels' own unit.
    [[nodiscard]] double ownTolerance(double hundredths) const
    {
        const auto& window = content->window;
        return hundredths / 100 * (window.high > window.low ? window.high - window.low : 1);
    }
    /// Does the region reach a border of the part beyond which the image goes on?
    [[nodiscard]] bool isCut() const
    {
        const auto reached = bounds();
        const int right = part.x + part.width;
        const int bottom = part.y + part.height;
        return !reached.isEmpty() &&
               ((part.x > 0 && reached.x == part.x) || (part.y > 0 && reached.y == part.y) ||
                (right < image.width && reached.x + reached.width == right) ||
                (bottom < image.height && reached.y + reached.height == bottom));
    }
    [[nodiscard]] PixelRect bounds() const
    {
        auto bounds = grower->bounds();
        bounds.x += part.x;
        bounds.y += part.y;
        return bounds;
    }
};

WandTool::WandTool(ToolContext& context, QObject* parent)
    : Tool(parent), m_context(context), m_background(this, tr("Magic wand"))
{}

void WandTool::press(const canvas::Pointer& pointer)
{
    if (isBusy() && !m_picks.back().isReleased) {
        return;
    }
    if (const auto why = m_context.editor.obstacle(); !why.isEmpty()) {
        Q_EMIT refused(why);
        return;
    }
    const auto size = m_context.editor.imageSize();
    const bool isInside =
        pointer.at.x >= 0 && pointer.at.y >= 0 && pointer.at.x < size.width && pointer.at.y < size.height;
    if (!isInside || !m_context.content) {
        return;
    }
    Pick pick;
    pick.at = pointer.at;
    pick.button = pointer.button;
    pick.erases = pointer.control || pointer.button == canvas::Button::Right;
    pick.startTolerance = pick.tolerance = m_context.options().tolerance;
    pick.rule = paintRule(m_context, pick.erases);
    pick.text = paintText(m_context, pick.erases);
    pick.growth = std::make_shared<Growth>();
    pick.growth->content = m_context.content;
    pick.growth->image = size;
    pick.growth->x = static_cast<int>(pointer.at.x);
    pick.growth->y = static_cast<int>(pointer.at.y);
    pick.growth->contiguous = m_context.options().contiguous;
    m_picks.push_back(std::move(pick));
    if (m_picks.size() == 1) {
        workOnFirst();
    }
    Q_EMIT hintChanged();
}

void WandTool::move(const canvas::Pointer& pointer)
{
    if (!isBusy() || m_picks.back().isReleased) {
        return;
    }
    auto& pick = m_picks.back();
    const double right = (pointer.at.x - pick.at.x) / pointer.unit;
    const double up = (pick.at.y - pointer.at.y) / pointer.unit;
    pick.isDragged = pick.isDragged || std::hypot(right, up) >= kToleranceFrom;
    if (pick.isDragged) {
        setTolerance(pick, pick.startTolerance + kToleranceOfUnit * (right + up));
    }
}

void WandTool::setTolerance(Pick& pick, double tolerance)
{
    const double wanted = std::clamp(tolerance, 0.0, kMostTolerance);
    if (wanted == pick.tolerance) {
        return;
    }
    pick.tolerance = wanted;
    if (&pick == &m_picks.front()) {
        workOnFirst();
    }
    Q_EMIT hintChanged();
    Q_EMIT repaintWanted();
}

void WandTool::release(const canvas::Pointer& pointer)
{
    if (!isBusy() || m_picks.back().isReleased || pointer.button != m_picks.back().button) {
        return;
    }
    auto& pick = m_picks.back();
    pick.isReleased = true;
    if (m_picks.size() == 1) {
        workOnFirst();
    }
    // What was found to be right here is where the next one begins.
    m_context.settings.edit(
        [tolerance = pick.tolerance](ToolOptions& options) { options.tolerance = tolerance; });
}

Result<WandTool::Grown> WandTool::grow(Growth& growth, double tolerance, QColor colour, const PaintTask* task,
                                       const JobControl& control)
{
    if (!growth.grower) {
        if (const auto begun = growth.begin(); !begun) {
            return begun.error();
        }
    }
    if (!growth.grower->setTolerance(growth.ownTolerance(tolerance), control)) {
        return Error{ErrorCode::Cancelled, "stopped", {}};
    }
    Grown grown;
    grown.tolerance = tolerance;
    grown.preview = RegionPreview(growth.grower->mask(), growth.part, growth.bounds(), colour);
    if (task != nullptr) {
        grown.isPainted = true;
        grown.isCut = growth.isCut();
        grown.edits = editsOf(*task, imaging::spansOf(growth.grower->mask(), growth.part.x, growth.part.y));
    }
    return grown;
}

void WandTool::workOnFirst()
{
    if (m_picks.empty()) {
        return;
    }
    const auto& pick = m_picks.front();
    std::shared_ptr<const PaintTask> task;
    if (pick.isReleased) {
        task = std::make_shared<const PaintTask>(paintTask(m_context, pick.rule));
    }
    m_background.ask(
        [growth = pick.growth, tolerance = pick.tolerance, colour = paintColour(m_context, pick.erases),
         task](const JobControl& control) { return grow(*growth, tolerance, colour, task.get(), control); },
        [this, revision = m_context.editor.revision()](Result<Grown> grown) {
            take(std::move(grown), revision);
        });
}

void WandTool::take(Result<Grown> grown, std::uint64_t revision)
{
    if (grown && !grown->isPainted) {
        m_preview = std::move(grown->preview);
        Q_EMIT repaintWanted();
        return; // goes on with the next move, or the release
    }
    if (grown && revision != m_context.editor.revision()) {
        workOnFirst(); // again, with what is there now
        return;
    }
    const auto text = m_picks.front().text;
    m_picks.pop_front();
    m_preview = {};
    if (!grown) {
        Q_EMIT refused(support::toUserText(grown.error()));
    } else if (grown->edits.empty()) {
        Q_EMIT refused(nothingToPaint());
    } else {
        m_context.editor.submit(grown->edits, text);
        if (grown->isCut) {
            Q_EMIT refused(tr("What looks alike goes on: the wand takes %1 × %1 pixels at once. Click there, "
                              "too.")
                               .arg(kLookedAtPx));
        }
    }
    workOnFirst();
    Q_EMIT repaintWanted();
    Q_EMIT hintChanged();
}

bool WandTool::key(canvas::ToolKey key)
{
    if (key != canvas::ToolKey::Escape || !isBusy()) {
        return false;
    }
    cancel(canvas::CancelReason::Escape);
    return true;
}

bool WandTool::wheel(double notches)
{
    if (isBusy() && !m_picks.back().isReleased) {
        auto& pick = m_picks.back();
        pick.startTolerance += notches;
        setTolerance(pick, pick.tolerance + notches);
        return true;
    }
    m_context.settings.edit([notches](ToolOptions& options) {
        options.tolerance = std::clamp(options.tolerance + notches, 0.0, kMostTolerance);
    });
    Q_EMIT hintChanged();
    return true;
}

void WandTool::cancel(canvas::CancelReason /*reason*/)
{
    m_background.drop();
    m_picks.clear();
    m_preview = {};
    Q_EMIT repaintWanted();
    Q_EMIT hintChanged();
}

void WandTool::paint(QPainter& painter, const canvas::ViewTransform& view) const
{
    m_preview.paint(painter, view);
    if (isBusy()) {
        const auto& pick = m_picks.back();
        const auto place = view.toWidget(pick.at);
        drawHandle(painter, place, paintColour(m_context, pick.erases));
        drawLabel(painter, place, tr("tolerance %1").arg(pick.tolerance, 0, 'f', 1));
    }
}

QString WandTool::hint() const
{
    return isBusy() ? tr("Drag right or up to take more, left or down for less; release to paint, Escape to "
                         "leave it.")
                    : tr("Press on what you want and drag to take more or less of it (tolerance %1, or Alt "
                         "and the wheel); hold Ctrl to erase.")
                          .arg(m_context.options().tolerance, 0, 'f', 1);
}

} // namespace sorby::tools
