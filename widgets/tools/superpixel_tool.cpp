// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/superpixel_tool.h"

#include "core/base/pixel_rect.h"
#include "core/imaging/mask_operations.h"
#include "widgets/support/qt_convert.h"
#include "widgets/tools/micrograph_part.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sorby::tools {
namespace {

/// Side of the parts whose pieces are worked out at once, in about a tenth of a second; larger pieces need
/// larger ones.
constexpr int kPartPx = 512;
constexpr int kPiecesAlongPart = 12;
constexpr int kPieceLimitPx = 200;
constexpr std::size_t kMostParts = 16;

/// The runs of one piece, in the pixels of the image.
std::vector<imaging::Span> spansOfPiece(const Raster<std::int32_t>& pieces, int piece, const PixelRect& rect)
{
    std::vector<imaging::Span> spans;
    for (int y = 0; y < pieces.height(); ++y) {
        const auto row = pieces.row(y);
        for (int x = 0; x < pieces.width(); ++x) {
            if (row[static_cast<std::size_t>(x)] != piece) {
                continue;
            }
            const int from = x;
            while (x < pieces.width() && row[static_cast<std::size_t>(x)] == piece) {
                ++x;
            }
            spans.push_back({y + rect.y, from + rect.x, x + rect.x});
        }
    }
    return spans;
}

} // namespace

SuperpixelTool::SuperpixelTool(ToolContext& context, QObject* parent)
    : Tool(parent), m_context(context), m_background(this, tr("Superpixels"))
{
    connect(&context.settings, &ToolSettings::changed, this, [this] {
        m_shown = {nullptr, -1}; // another size or another colour
        showPiece();
    });
}

bool SuperpixelTool::isInImage(annotation::Point point) const
{
    const auto size = m_context.editor.imageSize();
    return point.x >= 0 && point.y >= 0 && point.x < size.width && point.y < size.height;
}

imaging::SuperpixelOptions SuperpixelTool::wantedOptions() const
{
    imaging::SuperpixelOptions options;
    options.sizePx = std::clamp(m_context.options().superpixelSizePx, 2, kPieceLimitPx);
    options.compactness = std::max(m_context.options().compactness, 0.1);
    return options;
}

/// Parts overlap by half, and of those that hold a pixel it is the one with the pixel in its middle half: so
/// the border of a part, which cuts pieces, is never near.
PixelRect SuperpixelTool::partAround(int x, int y) const
{
    const int side = std::max(kPartPx, kPiecesAlongPart * wantedOptions().sizePx);
    const int step = side / 2;
    const auto begin = [&](int at) { return (at + step / 2) / step * step - step; };
    return clippedTo({begin(x), begin(y), 2 * step, 2 * step}, m_context.editor.imageSize());
}

std::shared_ptr<const SuperpixelTool::Part> SuperpixelTool::partAt(int x, int y)
{
    const auto rect = partAround(x, y);
    const auto options = wantedOptions();
    const auto isWanted = [&](const std::shared_ptr<const Part>& part) {
        return part->rect == rect && part->options.sizePx == options.sizePx &&
               part->options.compactness == options.compactness && part->content.lock() == m_context.content;
    };
    if (const auto found = std::find_if(m_parts.begin(), m_parts.end(), isWanted); found != m_parts.end()) {
        return *found;
    }
    if (!m_background.isBusy() || !m_asked || !isWanted(m_asked)) {
        ask(rect);
    }
    return nullptr;
}

void SuperpixelTool::ask(const PixelRect& rect)
{
    auto part = std::make_shared<Part>();
    part->rect = rect;
    part->options = wantedOptions();
    part->content = m_context.content;
    m_asked = part;
    m_background.ask(
        [part,
         content = m_context.content](const JobControl& control) -> Result<std::shared_ptr<const Part>> {
            const auto display = displayPart(*content, part->rect);
            if (!display) {
                return display.error();
            }
            auto pieces = imaging::superpixels(*display, part->options, control);
            if (!pieces) {
                return pieces.error();
            }
            part->superpixels = std::move(*pieces);
            return std::shared_ptr<const Part>(part);
        },
        [this](Result<std::shared_ptr<const Part>> made) { take(std::move(made)); });
}

void SuperpixelTool::take(Result<std::shared_ptr<const Part>> part)
{
    if (!part) {
        cancel(canvas::CancelReason::Escape);
        Q_EMIT refused(support::toUserText(part.error()));
        return;
    }
    m_parts.push_back(std::move(*part));
    if (m_parts.size() > kMostParts) {
        m_parts.pop_front();
    }
    goOn();
    showPiece();
}

void SuperpixelTool::press(const canvas::Pointer& pointer)
{
    if (isBusy() && !m_strokes.back().isReleased) {
        return;
    }
    if (const auto why = m_context.editor.obstacle(); !why.isEmpty()) {
        Q_EMIT refused(why);
        return;
    }
    if (!m_context.content) {
        return;
    }
    m_pointer = pointer.at;
    Stroke stroke;
    stroke.button = pointer.button;
    m_erases = stroke.erases = pointer.control || pointer.button == canvas::Button::Right;
    stroke.text = paintText(m_context, stroke.erases);
    stroke.rule = paintRule(m_context, stroke.erases);
    stroke.trail.push_back(pointer.at);
    m_strokes.push_back(std::move(stroke));
    goOn();
    Q_EMIT repaintWanted();
}

void SuperpixelTool::move(const canvas::Pointer& pointer)
{
    m_pointer = pointer.at;
    if (isBusy() && !m_strokes.back().isReleased) {
        m_strokes.back().trail.push_back(pointer.at);
        goOn();
    } else if (m_erases != pointer.control) {
        m_erases = pointer.control;
        m_shown = {nullptr, -1}; // in the other colour
    }
    showPiece();
}

void SuperpixelTool::release(const canvas::Pointer& pointer)
{
    if (isBusy() && !m_strokes.back().isReleased && pointer.button == m_strokes.back().button) {
        m_strokes.back().isReleased = true;
        goOn();
    }
}

/// Paints as far as the pieces are known, and ends the strokes that are painted wholly.
void SuperpixelTool::goOn()
{
    while (isBusy()) {
        auto& stroke = m_strokes.front();
        while (!stroke.trail.empty()) {
            if (!paintAlong(stroke, stroke.trail.front())) {
                return;
            }
            stroke.trail.pop_front();
        }
        if (!stroke.isReleased) {
            return;
        }
        const auto text = stroke.text;
        m_paint.reset();
        m_strokes.pop_front();
        m_context.editor.finish(text);
    }
}

/// From where the stroke is to a place. False: the pieces there are not known yet.
bool SuperpixelTool::paintAlong(Stroke& stroke, annotation::Point to)
{
    const auto from = stroke.last.value_or(to);
    const double length = std::hypot(to.x - from.x, to.y - from.y);
    const int steps = std::max(1, static_cast<int>(std::ceil(length)));
    for (int i = stroke.last ? 1 : steps; i <= steps; ++i) {
        const double share = static_cast<double>(i) / steps;
        const annotation::Point place{from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)};
        if (isInImage(place)) {
            const int x = static_cast<int>(place.x);
            const int y = static_cast<int>(place.y);
            const auto part = partAt(x, y);
            if (!part) {
                return false;
            }
            paintPiece(stroke, part, part->superpixels.pieces.at(x - part->rect.x, y - part->rect.y));
        }
        stroke.last = place;
    }
    return true;
}

void SuperpixelTool::paintPiece(Stroke& stroke, const std::shared_ptr<const Part>& part, int piece)
{
    if (!stroke.painted.emplace(part, piece).second) {
        return;
    }
    if (!m_paint) {
        m_paint.emplace(m_context.annotations().pixelEdits, m_context.editor.imageSize(), stroke.rule,
                        stroke.rule.needsLabels() ? labelsOfTile(m_context) : imaging::LabelsOfTile());
    }
    const auto touched = m_paint->paint(spansOfPiece(part->superpixels.pieces, piece, part->rect));
    if (touched.isEmpty()) {
        return;
    }
    annotation::EditBatch batch;
    for (const auto& [key, tile] : m_paint->replacementsIn(touched)) {
        batch.emplace_back(annotation::SetTile{key, tile});
    }
    (void)m_context.editor.amendPixels(batch, touched);
}

/// Puts the piece under the pointer into the preview.
void SuperpixelTool::showPiece()
{
    Piece shown{nullptr, -1};
    if (m_pointer && m_context.content && isInImage(*m_pointer)) {
        const int x = static_cast<int>(m_pointer->x);
        const int y = static_cast<int>(m_pointer->y);
        // A stroke that waits for a part has asked for it: that goes first.
        const bool strokeWaits = isBusy() && !m_strokes.front().trail.empty();
        const auto part = strokeWaits ? nullptr : partAt(x, y);
        if (part) {
            const int piece = part->superpixels.pieces.at(x - part->rect.x, y - part->rect.y);
            shown = {part, piece};
            if (shown != m_shown) {
                const auto spans = spansOfPiece(part->superpixels.pieces, piece, part->rect);
                m_preview = RegionPreview(imaging::maskOfPiece(part->superpixels, piece), part->rect,
                                          imaging::boundsOf(spans), paintColour(m_context, m_erases));
            }
        }
    }
    if (shown.first == nullptr) {
        m_preview = {};
    }
    m_shown = std::move(shown);
    Q_EMIT repaintWanted();
}

bool SuperpixelTool::doubleClick(const canvas::Pointer& pointer)
{
    press(pointer); // two clicks, not a double click
    return true;
}

void SuperpixelTool::leave()
{
    m_pointer.reset();
    showPiece();
}

bool SuperpixelTool::key(canvas::ToolKey key)
{
    if (key != canvas::ToolKey::Escape || !isBusy()) {
        return false;
    }
    cancel(canvas::CancelReason::Escape);
    return true;
}

void SuperpixelTool::cancel(canvas::CancelReason reason)
{
    m_background.drop();
    m_strokes.clear();
    if (m_paint) {
        m_paint.reset();
        m_context.editor.cancel();
    }
    if (reason == canvas::CancelReason::OtherImage) {
        m_parts.clear();
        m_pointer.reset();
    }
    m_shown = {nullptr, -1};
    m_preview = {};
    Q_EMIT repaintWanted();
}

void SuperpixelTool::paint(QPainter& painter, const canvas::ViewTransform& view) const
{
    m_preview.paint(painter, view);
}

QString SuperpixelTool::hint() const
{
    return tr("Click or drag to paint the pieces under the pointer; hold Ctrl to erase them.");
}

} // namespace sorby::tools
