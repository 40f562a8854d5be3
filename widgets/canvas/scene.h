// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/canvas/canvas.h"
#include "widgets/canvas/frame.h"
#include "widgets/canvas/placement.h"
#include "widgets/canvas/shapes.h"
#include "widgets/canvas/tile_layer.h"
#include "widgets/canvas/view_transform.h"

#include <QColor>
#include <QPalette>
#include <QTimer>

#include <optional>
#include <vector>

namespace sorby::canvas {

/// What the canvas shows of one image, and how it is painted: micrograph with label layers or IoU overlay,
/// pixel grid, frame, polygons and points, in this order, and raised objects on top. GUI thread.
class Scene {
  public:
    /// The canvas is repainted where a picture that was made in a job is there.
    explicit Scene(Canvas& canvas);

    /// Null clears and frees the pictures.
    void setContent(std::shared_ptr<const document::ImageContent> content,
                    const annotation::ClassList& classes);
    /// The same image as another scene shows, as it is annotated there now.
    void adopt(const Scene& other);
    [[nodiscard]] const document::ImageContent* content() const { return m_content.get(); }
    [[nodiscard]] const annotation::ClassList& classes() const { return m_classes; }
    /// What is annotated now; null when nothing is.
    [[nodiscard]] const imaging::ReferenceSource* reference() const { return m_reference.get(); }

    [[nodiscard]] const Layers& layers() const { return m_layers; }
    void setLayers(const Layers& layers);
    /// Right of the split other layers are shown: what is compared. Nothing: all of the view is one.
    void setCompared(const std::optional<Layers>& layers);
    [[nodiscard]] bool isCompared() const { return m_compared.has_value(); }
    /// Share of the view that is left of the split, 0 to 1.
    void setSplit(double share);
    [[nodiscard]] double split() const { return m_split; }
    [[nodiscard]] const GreyMapping& mapping() const { return m_mapping; }
    void setMapping(const GreyMapping& mapping);

    /// The part of the widget that has to be repainted for it.
    QRect setAnnotations(const annotation::Annotations& annotations, const PixelRect& changed,
                         AnnotationPart part);
    void setSelection(std::vector<annotation::ObjectId> objects) { m_selection = std::move(objects); }
    void setHovered(std::optional<annotation::ObjectId> object) { m_hovered = object; }

    /// Paints what is inside `clip` (widget units). There must be a content. While the zoom changes, what
    /// takes long is painted roughly; a moment after the last change it is painted again, a band at a time,
    /// and so is what a picture from a job changes.
    void paint(QPainter& painter, const ViewTransform& view, const QRectF& clip, const QPalette& palette);
    /// Is everything as sharp and new as it will get?
    [[nodiscard]] bool isComplete() const
    {
        return !m_frame.isRough() && m_tiles.isComplete() && (!m_compared || m_comparedTiles.isComplete());
    }
    /// The micrograph's pixel there, when it is in memory.
    [[nodiscard]] std::optional<imaging::Pixels> pixelAt(int x, int y) const { return m_tiles.pixelAt(x, y); }

  private:
    [[nodiscard]] TileLook look(const Layers& layers) const;
    void updateLooks();
    void makeShapes(const std::vector<annotation::PointOfInterest>& points);
    [[nodiscard]] QRect toWidget(const QRectF& image) const;
    void pictureChanged(const QRectF& image);
    [[nodiscard]] bool isHeavy() const;
    void refine();
    void repaint(const Placement& place, const QPalette& palette);
    void repaintSide(const Placement& place, const QPalette& palette, const Layers& layers, TileLayer& tiles);

    Canvas& m_canvas;
    std::shared_ptr<const document::ImageContent> m_content;
    annotation::ClassList m_classes;
    std::shared_ptr<const imaging::ReferenceSource> m_reference;
    std::vector<annotation::PointOfInterest> m_points;
    Layers m_layers;
    std::optional<Layers> m_compared;
    double m_split = 0.5;
    GreyMapping m_mapping;
    std::vector<annotation::ObjectId> m_selection;
    std::optional<annotation::ObjectId> m_hovered;
    Shapes m_shapes;
    TileLayer m_tiles;
    TileLayer m_comparedTiles;
    Frame m_frame;
    QTimer m_settled;        ///< since the zoom changed, and between bands
    Placement m_place;       ///< of the last painting
    double m_pixelRatio = 1; ///< likewise
    QRgb m_ground = 0;       ///< likewise, the colour around the image
};

/// A grey without a tint, somewhat darker than the window: colours and greys are judged against it.
[[nodiscard]] QColor backgroundColour(const QPalette& palette);

} // namespace sorby::canvas
