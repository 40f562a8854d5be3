// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/scissors_tool.h"

#include "core/annotation/simplification.h"
#include "core/imaging/scissors.h"
#include "widgets/support/qt_convert.h"
#include "widgets/tools/micrograph_part.h"
#include "widgets/tools/tool_painting.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace sorby::tools {
namespace {

constexpr double kCloseReach = 9;         ///< widget units: a click so near to the first anchor closes
constexpr std::size_t kFewestAnchors = 2; ///< anchors: two ways between them can enclose something

double distance(annotation::Point a, annotation::Point b)
{
    return std::hypot(a.x - b.x, a.y - b.y);
}

} // namespace

/// What the jobs of one outline share; one runs at a time.
struct ScissorsTool::Finder {
    imaging::Scissors scissors;
    std::optional<annotation::Point> anchor;

    Finder(Size image, std::shared_ptr<const document::ImageContent> content)
        : scissors(image, [content = std::move(content)](const PixelRect& rect) {
              auto display = displayPart(*content, rect);
              return display ? std::move(*display) : Raster<Rgb8>(); // which the scissors take for an error
          })
    {}

    [[nodiscard]] Status find(Way& way)
    {
        if (anchor != way.from) {
            anchor.reset();
            if (const auto set = scissors.setAnchor(way.from); !set) {
                return set.error();
            }
            anchor = way.from;
        }
        auto path = scissors.pathTo(way.to);
        if (!path) {
            return path.error();
        }
        way.points = std::move(*path);
        return {};
    }
};

ScissorsTool::ScissorsTool(ToolContext& context, QObject* parent)
    : Tool(parent), m_context(context), m_background(this, tr("Scissors"))
{}

void ScissorsTool::press(const canvas::Pointer& pointer)
{
    if (m_isClosing) {
        return;
    }
    if (pointer.button == canvas::Button::Right) {
        takeBack();
        return;
    }
    if (const auto why = m_context.editor.obstacle(); !why.isEmpty()) {
        Q_EMIT refused(why);
        return;
    }
    if (!m_context.content) {
        return;
    }
    if (m_anchors.size() >= kFewestAnchors &&
        distance(pointer.at, m_anchors.front()) <= kCloseReach * pointer.unit) {
        close();
        return;
    }
    // A double click presses twice on one place.
    if (!m_anchors.empty() && distance(pointer.at, m_anchors.back()) <= pointer.unit) {
        return;
    }
    const auto size = m_context.editor.imageSize();
    const annotation::Point at{std::clamp(pointer.at.x, 0.0, static_cast<double>(size.width)),
                               std::clamp(pointer.at.y, 0.0, static_cast<double>(size.height))};
    if (m_anchors.empty()) {
        m_finder = std::make_shared<Finder>(size, m_context.content);
    } else {
        Way way{m_anchors.back(), at, {}};
        if (m_live.joins(way)) {
            way.points = std::move(m_live.points);
        }
        m_ways.push_back(std::move(way));
    }
    m_anchors.push_back(at);
    m_live = {};
    findWays();
    tellState();
}

void ScissorsTool::move(const canvas::Pointer& pointer)
{
    const auto size = m_context.editor.imageSize();
    m_pointer = annotation::Point{std::clamp(pointer.at.x, 0.0, static_cast<double>(size.width)),
                                  std::clamp(pointer.at.y, 0.0, static_cast<double>(size.height))};
    if (isBusy()) {
        findWays();
        Q_EMIT repaintWanted();
    }
}

void ScissorsTool::leave()
{
    m_pointer.reset();
    m_live = {};
    Q_EMIT repaintWanted();
}

/// Asks for all that is not found yet.
void ScissorsTool::findWays()
{
    std::vector<Way> wanted;
    for (const auto& way : m_ways) {
        if (way.points.empty()) {
            wanted.push_back(way);
        }
    }
    if (m_pointer && !m_isClosing && !m_anchors.empty() && *m_pointer != m_anchors.back()) {
        wanted.push_back({m_anchors.back(), *m_pointer, {}});
    }
    if (wanted.empty()) {
        return;
    }
    m_background.ask(
        [finder = m_finder, wanted](const JobControl& control) -> Result<std::vector<Way>> {
            auto ways = wanted;
            for (auto& way : ways) {
                if (control.stopRequested()) {
                    return Error{ErrorCode::Cancelled, "stopped", {}};
                }
                if (const auto done = finder->find(way); !done) {
                    return done.error();
                }
            }
            return ways;
        },
        [this](Result<std::vector<Way>> found) { takeWays(std::move(found)); });
}

void ScissorsTool::takeWays(Result<std::vector<Way>> found)
{
    if (!found) {
        m_isClosing = false;
        Q_EMIT refused(support::toUserText(found.error()));
        tellState();
        return;
    }
    for (auto& way : *found) {
        const auto asked = std::find_if(m_ways.begin(), m_ways.end(), [&way](const Way& candidate) {
            return candidate.points.empty() && candidate.joins(way);
        });
        if (asked != m_ways.end()) {
            asked->points = std::move(way.points);
        } else if (!m_anchors.empty() && way.from == m_anchors.back()) {
            m_live = std::move(way);
        }
    }
    if (m_isClosing) {
        complete();
    }
    Q_EMIT repaintWanted();
}

bool ScissorsTool::takeBack()
{
    if (m_anchors.empty() || m_isClosing) {
        return false;
    }
    m_anchors.pop_back();
    if (!m_ways.empty()) {
        m_ways.pop_back();
    }
    m_live = {};
    if (m_anchors.empty()) {
        forget();
        return true;
    }
    findWays();
    tellState();
    return true;
}

void ScissorsTool::close()
{
    if (m_isClosing || m_anchors.empty()) {
        return;
    }
    if (m_anchors.size() < kFewestAnchors) {
        Q_EMIT refused(tr("Click along the border first, then close the outline."));
        return;
    }
    m_isClosing = true;
    m_live = {};
    m_ways.push_back({m_anchors.back(), m_anchors.front(), {}});
    findWays();
    complete();
    tellState();
}

/// Draws the object when all ways are found.
void ScissorsTool::complete()
{
    std::vector<annotation::Point> trail;
    for (const auto& way : m_ways) {
        if (way.points.empty()) {
            return;
        }
        trail.insert(trail.end(), way.points.begin(), way.points.end());
    }
    m_isClosing = false;
    m_ways.pop_back(); // the closing one, in case that the outline has to be mended
    const auto polygon = annotation::strokeToPolygon(trail);
    if (!polygon) {
        Q_EMIT refused(tr("This outline encloses nothing yet; add points, or press Escape."));
        return;
    }
    const auto added = addObject(m_context, *polygon);
    if (!added) {
        Q_EMIT refused(support::toUserText(added.error()));
    } else if (*added) {
        forget(); // it begins anew
    }
}

bool ScissorsTool::doubleClick(const canvas::Pointer& pointer)
{
    if (pointer.button != canvas::Button::Left || !isBusy()) {
        return false;
    }
    close();
    return true;
}

bool ScissorsTool::key(canvas::ToolKey key)
{
    if (!isBusy()) {
        return false;
    }
    switch (key) {
    case canvas::ToolKey::Enter:
        close();
        break;
    case canvas::ToolKey::Escape:
        cancel(canvas::CancelReason::Escape);
        break;
    case canvas::ToolKey::Backspace:
    case canvas::ToolKey::Delete:
        takeBack();
        break;
    }
    return true;
}

void ScissorsTool::cancel(canvas::CancelReason reason)
{
    // A drawing has nothing to do with what was undone beneath it.
    if (reason == canvas::CancelReason::AnnotationsChanged || !isBusy()) {
        return;
    }
    if (m_isClosing) {
        m_ways.pop_back();
    }
    auto begun = Begun{std::move(m_anchors), std::move(m_ways)};
    forget();
    if (reason != canvas::CancelReason::Escape) {
        m_aside.keep(m_context, std::move(begun));
    }
}

void ScissorsTool::resume()
{
    if (isBusy() || !m_context.content) {
        return;
    }
    if (auto begun = m_aside.take(m_context)) {
        m_anchors = std::move(begun->anchors);
        m_ways = std::move(begun->ways);
        m_finder = std::make_shared<Finder>(m_context.editor.imageSize(), m_context.content);
        findWays();
        tellState();
    }
}

/// Of what is drawn nothing stays.
void ScissorsTool::forget()
{
    m_background.drop();
    m_aside.clear();
    m_anchors.clear();
    m_ways.clear();
    m_live = {};
    m_isClosing = false;
    m_finder.reset();
    tellState();
}

void ScissorsTool::tellState()
{
    Q_EMIT repaintWanted();
    Q_EMIT hintChanged();
}

void ScissorsTool::paint(QPainter& painter, const canvas::ViewTransform& view) const
{
    const auto colour = drawingColour(m_context);
    const auto draw = [&](const Way& way) {
        QPolygonF line;
        for (const auto& point : way.points) {
            line << view.toWidget(point);
        }
        if (line.isEmpty()) {
            line = QPolygonF({view.toWidget(way.from), view.toWidget(way.to)});
        }
        drawLine(painter, line, colour, way.points.empty() ? Qt::DotLine : Qt::SolidLine);
    };
    std::for_each(m_ways.begin(), m_ways.end(), draw);
    if (m_pointer && !m_anchors.empty() && !m_isClosing) {
        const bool isFound = !m_live.points.empty() && m_live.from == m_anchors.back();
        draw(isFound ? m_live : Way{m_anchors.back(), *m_pointer, {}});
    }
    for (std::size_t i = 0; i < m_anchors.size(); ++i) {
        drawHandle(painter, view.toWidget(m_anchors[i]), colour, i == 0);
    }
}

QString ScissorsTool::hint() const
{
    if (m_isClosing) {
        return tr("Closing the outline; Escape leaves it.");
    }
    return isBusy() ? tr("Click on along the border. Enter or a double click closes, Backspace takes back.")
                    : tr("Click on the border of a structure; the outline follows its edge to the pointer.");
}

} // namespace sorby::tools
