// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/outline_drawing.h"

#include "core/annotation/live_validity.h"
#include "core/annotation/simplification.h"
#include "widgets/tools/tool_painting.h"

#include <QPainter>

#include <cmath>

namespace sorby::tools {
namespace {

constexpr double kStartReach = 9;   ///< widget units: a click so near to the first point closes
constexpr double kFreehandFrom = 4; ///< a drag so long is freehand, less is a click with a shaky hand
constexpr std::size_t kFewest = 3;  ///< points that enclose something
const QColor kCrossing(230, 40, 40);

double distance(annotation::Point a, annotation::Point b)
{
    return std::hypot(a.x - b.x, a.y - b.y);
}

} // namespace

bool OutlineDrawing::isAtStart(const canvas::Pointer& pointer) const
{
    return m_points.size() >= kFewest && distance(pointer.at, m_points.front()) <= kStartReach * pointer.unit;
}

bool OutlineDrawing::press(const canvas::Pointer& pointer)
{
    m_unit = pointer.unit;
    m_pointer = pointer.at;
    if (isAtStart(pointer)) {
        return true;
    }
    m_isPressed = true;
    m_isFreehand = false;
    // A double click presses twice on one place.
    if (m_points.empty() || distance(pointer.at, m_points.back()) > pointer.unit) {
        m_pieces.push_back(m_points.size());
        m_points.push_back(pointer.at);
    }
    m_freehandFrom = m_points.size() - 1;
    return false;
}

void OutlineDrawing::move(const canvas::Pointer& pointer)
{
    m_unit = pointer.unit;
    m_pointer = pointer.at;
    if (!m_isPressed || m_points.empty()) {
        return;
    }
    if (!m_isFreehand && distance(pointer.at, m_points.back()) < kFreehandFrom * pointer.unit) {
        return;
    }
    m_isFreehand = true;
    m_points.push_back(pointer.at);
}

void OutlineDrawing::release(const canvas::Pointer& pointer)
{
    m_pointer = pointer.at;
    m_isPressed = false;
    if (!m_isFreehand) {
        return;
    }
    m_isFreehand = false;
    const auto from = m_points.begin() + static_cast<std::ptrdiff_t>(m_freehandFrom);
    const auto thinned = annotation::thinnedLine({from, m_points.end()});
    m_points.erase(from, m_points.end());
    m_points.insert(m_points.end(), thinned.begin(), thinned.end());
}

void OutlineDrawing::interrupt()
{
    m_isPressed = m_isFreehand = false;
    m_pointer.reset();
}

void OutlineDrawing::takeBack()
{
    if (!m_pieces.empty()) {
        m_points.resize(m_pieces.back());
        m_pieces.pop_back();
        m_isPressed = m_isFreehand = false;
    }
}

Result<annotation::Polygon> OutlineDrawing::polygon() const
{
    return annotation::strokeToPolygon(m_points, 0);
}

void OutlineDrawing::paint(QPainter& painter, const canvas::ViewTransform& view, QColor colour,
                           bool closes) const
{
    if (m_points.empty()) {
        return;
    }
    QPolygonF line;
    for (const auto& point : m_points) {
        line << view.toWidget(point);
    }
    drawLine(painter, line, colour);
    if (m_pointer && !m_isFreehand) {
        const bool crosses = annotation::findCrossingOfNextPoint(m_points, *m_pointer).has_value();
        drawLine(painter, QPolygonF({line.back(), view.toWidget(*m_pointer)}), crosses ? kCrossing : colour,
                 Qt::DashLine);
    }
    if (closes && m_points.size() >= 2) {
        const auto end = m_pointer ? view.toWidget(*m_pointer) : line.back();
        drawLine(painter, QPolygonF({end, line.front()}), colour, Qt::DotLine);
    }
    for (const auto& piece : m_pieces) {
        drawHandle(painter, line[static_cast<qsizetype>(piece)], colour, piece == 0);
    }
}

} // namespace sorby::tools
