// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/scene.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace sorby::canvas {

namespace {

constexpr double kGridZoom = 16; ///< from here on the pixel grid is shown

bool isDark(const QPalette& palette)
{
    return palette.color(QPalette::Window).lightness() < 128;
}

void drawGrid(QPainter& painter, const ViewTransform& view, const QRectF& clip)
{
    const auto image = view.paintRect();
    const auto visible = image.intersected(clip);
    if (visible.isEmpty()) {
        return;
    }
    const double step = view.scale();
    // A faint blue is seen on black, grey and white alike.
    painter.setPen(QPen(QColor(70, 130, 200, 80), 0));
    for (auto column = std::ceil((visible.left() - image.left()) / step);; ++column) {
        const double x = image.left() + column * step;
        if (x > visible.right()) {
            break;
        }
        painter.drawLine(QPointF(x, visible.top()), QPointF(x, visible.bottom()));
    }
    for (auto row = std::ceil((visible.top() - image.top()) / step);; ++row) {
        const double y = image.top() + row * step;
        if (y > visible.bottom()) {
            break;
        }
        painter.drawLine(QPointF(visible.left(), y), QPointF(visible.right(), y));
    }
}

/// What is left out of training and scores is seen through a veil, with a dashed line where the specimen
/// ends.
void drawVeil(QPainter& painter, const ViewTransform& view, const PixelRect& specimen)
{
    const auto left = static_cast<double>(specimen.x);
    const auto top = static_cast<double>(specimen.y);
    const QRectF inside(view.toWidget({left, top}),
                        view.toWidget({left + specimen.width, top + specimen.height}));
    QPainterPath veil;
    veil.addRect(view.paintRect());
    veil.addRect(inside); // odd-even: a hole
    painter.fillPath(veil, QColor(60, 60, 60, 150));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(QColor(255, 214, 0), 1, Qt::DashLine));
    painter.drawRect(inside);
}

} // namespace

QColor backgroundColour(const QPalette& palette)
{
    const int lightness = palette.color(QPalette::Window).lightness();
    const int grey = lightness < 128 ? lightness * 3 / 4 : lightness * 4 / 5;
    return {grey, grey, grey};
}

Scene::Scene(Canvas& canvas)
    : m_micrograph(&canvas, [&canvas] { canvas.update(); }),
      m_reference(&canvas, [&canvas] { canvas.update(); }),
      m_prediction(&canvas, [&canvas] { canvas.update(); }),
      m_overlay(&canvas, [&canvas] { canvas.update(); })
{}

void Scene::setContent(std::shared_ptr<const document::ImageContent> content,
                       const annotation::ClassList& classes)
{
    m_content = std::move(content);
    m_classes = classes;
    m_shapes = m_content ? Shapes(m_content->annotations, m_classes) : Shapes();
    if (!m_content) {
        for (auto* picture : {&m_micrograph, &m_reference, &m_prediction, &m_overlay}) {
            picture->clear();
        }
    }
}

LayerSpec Scene::spec(LayerKind kind) const
{
    LayerSpec spec;
    spec.kind = kind;
    spec.content = m_content;
    if (kind == LayerKind::Micrograph) {
        spec.window = window;
    } else if (kind == LayerKind::IouOverlay) {
        spec.overlayClass = layers.overlayClass;
        spec.truePositive = layers.showTruePositive;
        spec.falsePositive = layers.showFalsePositive;
        spec.falseNegative = layers.showFalseNegative;
        spec.palette = layers.palette;
    } else {
        spec.classes = m_classes;
    }
    return spec;
}

/// False while there is no picture yet.
bool Scene::draw(LayerPicture& layer, LayerKind kind, QPainter& painter, const Placement& place) const
{
    const auto* picture = layer.get(spec(kind));
    if (picture == nullptr) {
        return false;
    }
    picture->draw(painter, place.origin, place.scale, place.zoom, place.clip);
    return true;
}

void Scene::drawPictures(QPainter& painter, const Placement& place)
{
    const auto size = m_content->micrograph->size();
    const QRectF image(place.origin, QSizeF(size.width, size.height) * place.scale);
    if (!layers.micrograph) {
        painter.fillRect(image, Qt::black);
    } else if (!draw(m_micrograph, LayerKind::Micrograph, painter, place)) {
        painter.fillRect(image, QColor(128, 128, 128));
    }
    painter.setOpacity(layers.micrograph ? std::clamp(layers.opacity, 0.0, 1.0) : 1);
    if (layers.iouOverlay) {
        draw(m_overlay, LayerKind::IouOverlay, painter, place);
    } else {
        if (layers.reference) {
            draw(m_reference, LayerKind::Reference, painter, place);
        }
        if (layers.prediction) {
            draw(m_prediction, LayerKind::Prediction, painter, place);
        }
    }
    painter.setOpacity(1);
}

/// Blends what is in sight at the image's own size and magnifies the result: QPainter blends unscaled images
/// several times faster than scaled ones.
void Scene::drawMagnified(QPainter& painter, const Placement& place)
{
    const auto size = m_content->micrograph->size();
    const QRectF wanted((place.clip.topLeft() - place.origin) / place.scale, place.clip.size() / place.scale);
    const auto source = wanted.toAlignedRect().adjusted(-1, -1, 1, 1) & QRect(0, 0, size.width, size.height);
    if (source.isEmpty()) {
        return;
    }
    QImage blended(source.size(), QImage::Format_RGB32);
    QPainter blender(&blended);
    drawPictures(blender, {-QPointF(source.topLeft()), 1, 1, QRectF(blended.rect())});
    blender.end();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.drawImage(
        QRectF(place.origin + QPointF(source.topLeft()) * place.scale, QSizeF(source.size()) * place.scale),
        blended);
}

void Scene::paint(QPainter& painter, const ViewTransform& view, const QRectF& clip, const QPalette& palette)
{
    const Placement place{view.paintOrigin(), view.scale(), view.zoom(), clip};
    const bool blends = layers.iouOverlay || layers.reference || layers.prediction;
    if (blends && view.zoom() > 1) {
        drawMagnified(painter, place);
    } else {
        drawPictures(painter, place);
    }
    if (view.zoom() >= kGridZoom) {
        drawGrid(painter, view, clip);
    }
    if (m_content->record.region) {
        drawVeil(painter, view, m_content->record.region->rect);
    }
    painter.setPen(QPen(isDark(palette) ? QColor(255, 255, 255, 60) : QColor(0, 0, 0, 90), 0));
    painter.setBrush(Qt::NoBrush);
    const double pixel = view.scale() / view.zoom();
    painter.drawRect(view.paintRect().adjusted(-pixel, -pixel, 0, 0));
    if (layers.polygons) {
        m_shapes.drawPolygons(painter, view.paintOrigin(), view.scale(), clip);
    }
    if (layers.points) {
        m_shapes.drawPoints(painter, view.paintOrigin(), view.scale(), clip);
    }
}

} // namespace sorby::canvas
