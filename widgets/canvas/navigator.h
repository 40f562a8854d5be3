// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/canvas/grey_mapping.h"

#include <QImage>
#include <QWidget>

namespace sorby::canvas {

class Canvas;

/// A small picture of the whole micrograph in a corner of the canvas with a frame around what is in sight; a
/// click or a drag in it moves the view. Hidden while all of the image is in sight. Child of its canvas, GUI
/// thread.
class Navigator : public QWidget {
    Q_OBJECT
  public:
    explicit Navigator(Canvas& canvas);

    void setWanted(bool wanted);
    [[nodiscard]] bool isWanted() const { return m_isWanted; }
    /// Another image, contrast or view, or another size of the canvas.
    void refresh();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

  private:
    void makePicture();
    void lookAt(QPointF position);

    Canvas& m_canvas;
    bool m_isWanted = true;
    QImage m_picture;
    const void* m_pictured = nullptr; ///< the pyramid that it shows; never followed
    GreyMapping m_mapping;
};

} // namespace sorby::canvas
