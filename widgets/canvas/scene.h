// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/canvas/canvas.h"
#include "widgets/canvas/layer_picture.h"
#include "widgets/canvas/shapes.h"
#include "widgets/canvas/view_transform.h"

#include <QColor>
#include <QPalette>

namespace sorby::canvas {

/// What the canvas shows of one image, and how it is painted: micrograph, label layers or IoU overlay, pixel
/// grid, frame, polygons and points, in this order. GUI thread.
class Scene {
  public:
    /// The canvas is repainted when a picture that was made in a job is there.
    explicit Scene(Canvas& canvas);

    /// Null clears and frees the pictures.
    void setContent(std::shared_ptr<const document::ImageContent> content,
                    const annotation::ClassList& classes);
    [[nodiscard]] const document::ImageContent* content() const { return m_content.get(); }
    [[nodiscard]] const annotation::ClassList& classes() const { return m_classes; }

    Layers layers;
    imaging::Window window;

    /// Paints what is inside `clip` (widget units). There must be a content.
    void paint(QPainter& painter, const ViewTransform& view, const QRectF& clip, const QPalette& palette);

  private:
    /// Where the image is painted, in painter units.
    struct Placement {
        QPointF origin;   ///< of its corner (0, 0)
        double scale = 1; ///< painter units for an image pixel
        double zoom = 1;  ///< device pixels for an image pixel
        QRectF clip;      ///< what is seen of it
    };

    [[nodiscard]] LayerSpec spec(LayerKind kind) const;
    bool draw(LayerPicture& layer, LayerKind kind, QPainter& painter, const Placement& place) const;
    void drawPictures(QPainter& painter, const Placement& place);
    void drawMagnified(QPainter& painter, const Placement& place);

    std::shared_ptr<const document::ImageContent> m_content;
    annotation::ClassList m_classes;
    Shapes m_shapes;
    LayerPicture m_micrograph;
    LayerPicture m_reference;
    LayerPicture m_prediction;
    LayerPicture m_overlay;
};

/// A grey without a tint, somewhat darker than the window: colours and greys are judged against it.
[[nodiscard]] QColor backgroundColour(const QPalette& palette);

} // namespace sorby::canvas
