// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/annotations.h"

#include <QColor>
#include <QPolygonF>
#include <QRectF>

#include <vector>

class QPainter;

namespace sorby::canvas {

/// An image's polygons and points of interest, ready to be drawn at any zoom. Lines and marks keep their
/// width on the screen and have a dark casing, so that they stand out from any grey. Where very many lines
/// are in sight they are thinner, which is many times faster. Value type.
class Shapes {
  public:
    Shapes() = default;
    Shapes(const annotation::Annotations& annotations, const annotation::ClassList& classes);

    /// `scale` is in painter units for an image pixel; only what touches `clip` (painter units) is drawn.
    void drawPolygons(QPainter& painter, QPointF origin, double scale, const QRectF& clip) const;
    /// Circles in the annotators' colours, and crosses in the class's colour for the points that polygons
    /// were drawn around.
    void drawPoints(QPainter& painter, QPointF origin, double scale, const QRectF& clip) const;

  private:
    struct Outline {
        std::vector<QPolygonF> rings; ///< image coordinates, each closed by its first point
        QRectF bounds;
        QColor colour;
    };
    struct Line {
        QPolygonF points; ///< painter units
        QColor colour;
    };
    struct Mark {
        QPointF place; ///< image coordinates
        QColor colour;
        bool isCross = false;
    };
    [[nodiscard]] std::vector<Line> visibleLines(QPointF origin, double scale, const QRectF& clip) const;

    std::vector<Outline> m_outlines;
    std::vector<Mark> m_marks;
};

/// The colour of an annotator's marks: always the same for a name.
[[nodiscard]] QColor annotatorColour(const std::string& annotator);

} // namespace sorby::canvas
