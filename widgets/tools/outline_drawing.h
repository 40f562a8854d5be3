// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "widgets/canvas/tool.h"

#include <QColor>

#include <optional>
#include <vector>

namespace sorby::tools {

/// A line that grows point by point with clicks, or freehand while the button is held, in any mixture. What
/// the polygon, hole and cut tools have in common. Value type.
class OutlineDrawing {
  public:
    [[nodiscard]] bool isEmpty() const { return m_points.empty(); }
    [[nodiscard]] const std::vector<annotation::Point>& points() const { return m_points; }

    /// A click: another point. A click on the first one means "closed": true.
    [[nodiscard]] bool press(const canvas::Pointer& pointer);
    void move(const canvas::Pointer& pointer);
    /// Ends a freehand piece, which is thinned.
    void release(const canvas::Pointer& pointer);
    /// The button and the pointer are elsewhere from now on; the points stay.
    void interrupt();
    /// Takes the last point, or the last freehand piece, back.
    void takeBack();
    void clear() { *this = OutlineDrawing(); }

    /// The outline, closed; where it crosses itself the largest piece. An Error when it encloses nothing.
    [[nodiscard]] Result<annotation::Polygon> polygon() const;

    /// Line, points, and the way to the pointer; closed with a thin line when `closes`. Red where the next
    /// point would make the outline cross itself.
    void paint(QPainter& painter, const canvas::ViewTransform& view, QColor colour, bool closes) const;

  private:
    [[nodiscard]] bool isAtStart(const canvas::Pointer& pointer) const;

    std::vector<annotation::Point> m_points;
    std::vector<std::size_t> m_pieces; ///< number of points before each click or freehand piece
    std::optional<annotation::Point> m_pointer;
    std::size_t m_freehandFrom = 0; ///< first point of the piece that is being drawn
    bool m_isFreehand = false;
    bool m_isPressed = false;
    double m_unit = 1;
};

} // namespace sorby::tools
