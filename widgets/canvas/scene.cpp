// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/scene.h"

#include <QElapsedTimer>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace sorby::canvas {

namespace {

constexpr double kGridZoom = 16; ///< from here on the pixel grid is shown
constexpr int kMostPieces = 8;
/// Of a view with more device pixels than this, reducing the micrograph takes long.
constexpr double kSmallView = 600'000;
constexpr int kSettleMs = 120;
constexpr int kBandRows = 32;
constexpr qint64 kRefineNs = 1'000'000; ///< at a time
constexpr double kReach = 8;            ///< device pixels that outlines and marks reach beyond their place

bool isDark(const QPalette& palette)
{
    return palette.color(QPalette::Window).lightness() < 128;
}

QRectF imageRect(const Placement& place, Size size)
{
    return place.toDevice(QRectF(0, 0, size.width, size.height));
}

void drawGrid(QPainter& painter, const Placement& place, const QRectF& image)
{
    const auto visible = image.intersected(place.clip);
    if (visible.isEmpty()) {
        return;
    }
    const double step = place.zoom;
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
void drawVeil(QPainter& painter, const Placement& place, const QRectF& image, const PixelRect& specimen)
{
    const auto inside = place.toDevice(QRectF(specimen.x, specimen.y, specimen.width, specimen.height));
    QPainterPath veil;
    veil.addRect(image);
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
    : m_canvas(canvas),
      m_tiles(&canvas, [this](const QRectF& image) { pictureChanged(image); }),
      m_comparedTiles(&canvas, [this](const QRectF& image) { pictureChanged(image); })
{
    m_settled.setSingleShot(true);
    m_settled.callOnTimeout(&canvas, [this] { refine(); });
}

void Scene::setContent(std::shared_ptr<const document::ImageContent> content,
                       const annotation::ClassList& classes)
{
    m_content = std::move(content);
    m_classes = classes;
    m_selection.clear();
    m_hovered.reset();
    m_reference = m_content ? m_content->reference : nullptr;
    makeShapes(m_content ? m_content->annotations.points : std::vector<annotation::PointOfInterest>{});
    if (!m_content) {
        m_tiles.setInput({});
        m_comparedTiles.setInput({});
        m_frame.clear();
        return;
    }
    m_tiles.setInput({m_content->pyramid, m_reference, m_content->prediction});
    m_comparedTiles.setInput(m_compared ? TileInput{m_content->pyramid, m_reference, m_content->prediction}
                                        : TileInput{});
    updateLooks();
}

void Scene::adopt(const Scene& other)
{
    setContent(other.m_content, other.m_classes);
    m_mapping = other.m_mapping;
    m_reference = other.m_reference;
    makeShapes(other.m_points);
    if (m_content) {
        m_tiles.setInput({m_content->pyramid, m_reference, m_content->prediction});
    }
    updateLooks();
}

void Scene::updateLooks()
{
    m_tiles.setLook(look(m_layers));
    if (m_compared) {
        m_comparedTiles.setLook(look(*m_compared));
    }
    m_frame.invalidate();
}

void Scene::setCompared(const std::optional<Layers>& layers)
{
    if (layers.has_value() != m_compared.has_value()) {
        m_comparedTiles.setInput(layers && m_content
                                     ? TileInput{m_content->pyramid, m_reference, m_content->prediction}
                                     : TileInput{});
    }
    m_compared = layers;
    updateLooks();
}

void Scene::setSplit(double share)
{
    const double width = m_place.view.width();
    const auto [left, right] = std::minmax({m_split, share});
    m_frame.invalidate(
        QRectF(left * width - 1, 0, (right - left) * width + 2, m_place.view.height()).toAlignedRect());
    m_split = share;
}

void Scene::makeShapes(const std::vector<annotation::PointOfInterest>& points)
{
    m_points = points;
    std::shared_ptr<const imaging::ObjectSet> objects;
    if (m_reference) {
        objects = m_reference->objects();
    } else {
        objects = std::make_shared<const imaging::ObjectSet>(m_content ? m_content->annotations.objects
                                                                       : std::vector<annotation::Object>{});
    }
    m_shapes = Shapes(std::move(objects), m_points, m_classes, m_pixelRatio);
}

void Scene::setLayers(const Layers& layers)
{
    m_layers = layers;
    updateLooks();
}

void Scene::setMapping(const GreyMapping& mapping)
{
    m_mapping = mapping;
    updateLooks();
}

TileLook Scene::look(const Layers& layers) const
{
    TileLook look;
    look.micrograph = layers.micrograph;
    if (layers.micrograph) {
        look.mapping = m_mapping;
    }
    if (layers.iouOverlay) {
        look.iouOverlay = true;
        look.overlayClass = layers.overlayClass;
        look.truePositive = layers.showTruePositive;
        look.falsePositive = layers.showFalsePositive;
        look.falseNegative = layers.showFalseNegative;
        look.palette = layers.palette;
    } else {
        look.reference = layers.reference;
        look.prediction = layers.prediction;
        look.classes = m_classes;
    }
    if (look.showsLabels()) {
        look.opacity = layers.opacity;
    }
    return look;
}

QRect Scene::setAnnotations(const annotation::Annotations& annotations, const PixelRect& changed,
                            AnnotationPart part)
{
    if (!m_content) {
        return {};
    }
    if (part == AnnotationPart::Pixels && m_reference) {
        m_reference =
            std::make_shared<const imaging::ReferenceSource>(m_reference->withEdits(annotations.pixelEdits));
    } else if (m_reference && changed.size() != m_content->size()) {
        m_reference = std::make_shared<const imaging::ReferenceSource>(
            m_reference->withAnnotations(annotations, changed));
        makeShapes(annotations.points);
    } else {
        const auto& record = m_content->record;
        const bool hasRegion = record.region && record.size == m_content->size();
        m_reference = std::make_shared<const imaging::ReferenceSource>(
            m_content->size(), annotations, hasRegion ? std::optional(record.region->rect) : std::nullopt);
        makeShapes(annotations.points);
    }
    m_tiles.setReference(m_reference, changed);
    if (m_compared) {
        m_comparedTiles.setReference(m_reference, changed);
    }
    const double reach = kReach * m_pixelRatio / std::max(m_place.zoom, 1e-9);
    const QRectF image(changed.x, changed.y, changed.width, changed.height);
    const auto touched =
        part == AnnotationPart::Pixels ? image : image.adjusted(-reach, -reach, reach, reach);
    m_frame.invalidate(m_place.toDevice(touched).toAlignedRect().adjusted(-1, -1, 1, 1));
    return toWidget(touched);
}

QRect Scene::toWidget(const QRectF& image) const
{
    const auto device = m_place.toDevice(image);
    return QRectF(device.topLeft() / m_pixelRatio, device.size() / m_pixelRatio)
        .toAlignedRect()
        .adjusted(-1, -1, 1, 1);
}

void Scene::pictureChanged(const QRectF& image)
{
    m_frame.markRough(m_place.toDevice(image).toAlignedRect().adjusted(-1, -1, 1, 1));
    if (!m_settled.isActive()) {
        m_settled.start(0);
    }
}

void Scene::repaint(const Placement& place, const QPalette& palette)
{
    if (!m_compared) {
        repaintSide(place, palette, m_layers, m_tiles);
        return;
    }
    const auto split = std::round(m_split * place.view.width());
    for (const bool isLeft : {true, false}) {
        auto side = place;
        side.view = isLeft ? QRectF(0, 0, split, place.view.height())
                           : QRectF(split, 0, place.view.width() - split, place.view.height());
        side.clip = place.clip & side.view;
        if (!side.clip.isEmpty()) {
            repaintSide(side, palette, isLeft ? m_layers : *m_compared, isLeft ? m_tiles : m_comparedTiles);
        }
    }
}

void Scene::repaintSide(const Placement& place, const QPalette& palette, const Layers& layers,
                        TileLayer& tiles)
{
    const auto image = imageRect(place, m_content->size());
    QPainter painter(&m_frame.image());
    painter.setClipRect(place.clip);
    if (!image.contains(place.clip)) {
        painter.fillRect(place.clip, QColor(m_ground));
    }
    tiles.draw(painter, place);
    if (place.zoom >= kGridZoom) {
        drawGrid(painter, place, image);
    }
    if (m_content->record.region) {
        drawVeil(painter, place, image, m_content->record.region->rect);
    }
    painter.setPen(QPen(isDark(palette) ? QColor(255, 255, 255, 60) : QColor(0, 0, 0, 90), 0));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(image.adjusted(-1, -1, 0, 0));
    if (layers.polygons) {
        painter.end(); // the lines go past it
        m_shapes.drawPolygons(m_frame.image(), place);
        painter.begin(&m_frame.image());
        painter.setClipRect(place.clip);
    }
    if (layers.points) {
        m_shapes.drawPoints(painter, place);
    }
}

bool Scene::isHeavy() const
{
    return (m_layers.polygons && m_shapes.isHeavy()) ||
           (m_place.zoom < 1 && m_place.view.width() * m_place.view.height() > kSmallView);
}

void Scene::refine()
{
    QElapsedTimer clock;
    clock.start();
    m_tiles.beginFrame();
    m_comparedTiles.beginFrame();
    while (m_content && m_frame.isRough() && clock.nsecsElapsed() < kRefineNs) {
        auto band = m_place;
        const QRect rect = m_frame.nextRough(kBandRows);
        band.clip = rect;
        repaint(band, m_canvas.palette());
        m_frame.markFine(rect);
        m_canvas.update(toWidget(band.toImage(band.clip)));
    }
    if (m_frame.isRough()) {
        m_settled.start(0);
    }
}

void Scene::paint(QPainter& painter, const ViewTransform& view, const QRectF& clip, const QPalette& palette)
{
    const double ratio = view.devicePixelRatio();
    if (ratio != m_pixelRatio) {
        m_pixelRatio = ratio;
        makeShapes(m_points);
        m_frame.invalidate();
    }
    const QSize size = (view.widgetSize() * ratio).toSize();
    const QPoint origin = (view.paintOrigin() * ratio).toPoint();
    m_frame.place(size, origin, view.zoom());
    m_place = {QPointF(origin), view.zoom(), QRectF(QPointF(), QSizeF(size)), {}};
    const auto ground = backgroundColour(palette).rgb();
    const bool isOtherStyle = m_shapes.prepare(m_place);
    if (ground != m_ground || isOtherStyle) {
        m_ground = ground;
        m_frame.invalidate();
    }
    m_place.isRough = (m_frame.isZoomed() || isOtherStyle) && isHeavy();
    m_tiles.beginFrame();
    m_comparedTiles.beginFrame();
    auto dirty = m_frame.takeDirty();
    if (dirty.rectCount() > kMostPieces) { // each piece has a cost of its own
        dirty = dirty.boundingRect();
    }
    for (const auto& rect : dirty) {
        Placement part = m_place;
        part.clip = rect;
        repaint(part, palette);
        m_frame.markFine(rect);
    }
    if (m_place.isRough) {
        m_place.isRough = false;
        m_frame.markRough();
        m_settled.start(kSettleMs);
    }
    const auto target = clip.toAlignedRect();
    painter.drawImage(QRectF(target), m_frame.image(),
                      QRectF(QPointF(target.topLeft()) * ratio, QSizeF(target.size()) * ratio));
    if (m_layers.polygons && (!m_selection.empty() || m_hovered)) {
        painter.save();
        painter.scale(1 / ratio, 1 / ratio);
        if (m_hovered) {
            m_shapes.drawRaised(painter, m_place, *m_hovered, false);
        }
        for (const auto id : m_selection) {
            m_shapes.drawRaised(painter, m_place, id, true);
        }
        painter.restore();
    }
}

} // namespace sorby::canvas
