// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"
#include "widgets/canvas/view_transform.h"

#include <QPointF>

#include <optional>

class QPainter;

namespace sorby::canvas {

/// A line that a person draws over a scale bar: begun where the button goes down, ended where it comes up.
/// With Shift it stays horizontal or vertical. Value type.
class MeasureLine {
  public:
    void arm() { m_isArmed = true; }
    void disarm();
    /// Waits for a line, or is being drawn.
    [[nodiscard]] bool isArmed() const { return m_isArmed; }
    [[nodiscard]] bool isDrawn() const { return m_from.has_value(); }

    void begin(annotation::Point from);
    void moveTo(annotation::Point to, bool straight);
    /// The ends, and the line is gone; nothing when it is shorter than a pixel: a click by mistake.
    struct Ends {
        annotation::Point from;
        annotation::Point to;
    };
    [[nodiscard]] std::optional<Ends> end();

    /// The line with end marks and its length in pixels.
    void paint(QPainter& painter, const ViewTransform& view) const;

  private:
    bool m_isArmed = false;
    std::optional<annotation::Point> m_from;
    annotation::Point m_to;
};

} // namespace sorby::canvas
