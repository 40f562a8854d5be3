// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <optional>

namespace sorby::canvas {

class Canvas;

/// The line between the two sides of a canvas that compares; dragged with the left button, moved with the
/// arrow keys. Child of its canvas, GUI thread.
class SwipeDivider : public QWidget {
    Q_OBJECT
  public:
    explicit SwipeDivider(Canvas& canvas);

    /// Where the canvas is split now.
    void place();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    Canvas& m_canvas;
    std::optional<double> m_grip; ///< where in the divider it was taken
};

} // namespace sorby::canvas
