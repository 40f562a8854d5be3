// SPDX-License-Identifier: GPL-3.0-or-later
// What the canvas shows, and where; its events and painting are in canvas.cpp.
#include "widgets/canvas/canvas_private.h"
#include "widgets/canvas/hover_text.h"

#include <algorithm>
#include <cmath>

namespace sorby::canvas {

void Canvas::setContent(std::shared_ptr<const document::ImageContent> content,
                        const annotation::ClassList& classes)
{
    const auto* before = d->scene.content();
    const bool isSameImage = before != nullptr && content && before->record.id == content->record.id &&
                             before->record.file == content->record.file;
    d->scene.setContent(std::move(content), classes);
    if (!isSameImage) {
        stopMeasuring();
    }
    if (const auto* now = d->scene.content()) {
        if (!isSameImage) {
            setWindow(now->window);
        }
        changeView([&] { d->view.setImageSize(now->size(), d->keepsView || isSameImage); });
    }
    d->navigator->refresh();
    updateCursor();
    announceHover();
    update();
    if (d->mirror != nullptr) {
        setMirror(d->mirror);
    }
}

const document::ImageContent* Canvas::content() const
{
    return d->scene.content();
}

void Canvas::setMessage(const QString& text)
{
    d->message = text;
    setAccessibleDescription(text);
    update();
}

const Layers& Canvas::layers() const
{
    return d->scene.layers();
}

void Canvas::setLayers(const Layers& layers)
{
    if (layers != d->scene.layers()) {
        d->scene.setLayers(layers);
        announceHover();
        update();
    }
}

imaging::Window Canvas::window() const
{
    return d->scene.mapping().window;
}

void Canvas::setWindow(const imaging::Window& window)
{
    setMapping({window, mapping().gamma, mapping().table});
}

const GreyMapping& Canvas::mapping() const
{
    return d->scene.mapping();
}

void Canvas::setTone(double gamma, ColourTable table)
{
    setMapping({window(), gamma, table});
}

void Canvas::setMapping(const GreyMapping& mapping)
{
    if (mapping != d->scene.mapping()) {
        d->scene.setMapping(mapping);
        d->navigator->refresh();
        update();
        if (d->mirror != nullptr) {
            d->mirror->setMapping(mapping);
        }
    }
}

void Canvas::annotationsChanged(const annotation::Annotations& annotations, const PixelRect& changed,
                                AnnotationPart part)
{
    update(d->scene.setAnnotations(annotations, changed, part));
    announceHover();
    if (d->mirror != nullptr) {
        d->mirror->annotationsChanged(annotations, changed, part);
    }
}

void Canvas::setSelection(std::vector<annotation::ObjectId> objects)
{
    if (d->mirror != nullptr) {
        d->mirror->setSelection(objects);
    }
    d->scene.setSelection(std::move(objects));
    update();
}

void Canvas::setHoveredObject(std::optional<annotation::ObjectId> object)
{
    d->scene.setHovered(object);
    update();
}

std::optional<annotation::ObjectId> Canvas::objectAt(annotation::Point imagePosition) const
{
    const auto* reference = d->scene.reference();
    const auto* object = reference == nullptr ? nullptr : reference->objects()->topmostAt(imagePosition);
    return object == nullptr ? std::nullopt : std::optional(object->id);
}

bool Canvas::isComplete() const
{
    return d->scene.isComplete();
}

void Canvas::setCompared(const std::optional<Layers>& layers, bool canSwipe)
{
    d->scene.setCompared(layers);
    d->divider->setVisible(layers && canSwipe);
    d->divider->place();
    update();
}

void Canvas::setSplit(double share)
{
    const double inside = std::clamp(share, 0.0, 1.0);
    if (inside != d->scene.split()) {
        d->scene.setSplit(inside);
        d->divider->place();
        update();
        Q_EMIT splitChanged(inside);
    }
}

double Canvas::split() const
{
    return d->scene.split();
}

void Canvas::setMirror(Canvas* mirror)
{
    if (d->mirror != nullptr) {
        disconnect(this, &Canvas::viewChanged, d->mirror, nullptr);
        disconnect(d->mirror, &Canvas::viewChanged, this, nullptr);
        d->mirror->d->leader = nullptr;
    }
    d->mirror = mirror;
    if (mirror == nullptr) {
        return;
    }
    mirror->d->leader = this;
    mirror->d->scene.adopt(d->scene);
    if (const auto* content = d->scene.content()) {
        mirror->d->view.setImageSize(content->size());
    }
    mirror->followView(*this);
    mirror->update();
    connect(this, &Canvas::viewChanged, mirror, [this] { d->mirror->followView(*this); });
    connect(mirror, &Canvas::viewChanged, this, [this] { followView(*d->mirror); });
}

void Canvas::setScaleBarShown(bool shown)
{
    d->showsScaleBar = shown;
    update();
}

void Canvas::setNavigatorShown(bool shown)
{
    d->navigator->setWanted(shown);
}

void Canvas::setKeepsView(bool keeps)
{
    d->keepsView = keeps;
}

double Canvas::zoom() const
{
    return d->view.zoom();
}

void Canvas::setZoom(double zoom)
{
    if (d->scene.content() != nullptr) {
        changeView([this, zoom] { d->view.zoomAt(d->view.middle(), zoom); });
    }
}

bool Canvas::isFitted() const
{
    return d->view.isFitted();
}

annotation::Point Canvas::centre() const
{
    return d->view.toImage(d->view.middle());
}

void Canvas::setView(double zoom, annotation::Point centre)
{
    if (d->scene.content() != nullptr) {
        changeView([this, zoom, centre] {
            d->view.zoomAt(d->view.middle(), zoom);
            d->view.moveBy(d->view.middle() - d->view.toWidget(centre));
        });
    }
}

void Canvas::zoomIn()
{
    setZoom(zoom() * ViewTransform::kZoomStep);
}

void Canvas::zoomOut()
{
    setZoom(zoom() / ViewTransform::kZoomStep);
}

void Canvas::fit()
{
    changeView([this] { d->view.fit(); });
}

void Canvas::centreOn(annotation::Point imagePosition)
{
    changeView([&] { d->view.centreOn(imagePosition); });
}

void Canvas::followView(const Canvas& other)
{
    if (d->scene.content() == nullptr || other.content() == nullptr || other.d->isFollowing) {
        return; // what moves because this one has moved is not followed back
    }
    d->isFollowing = true;
    changeView([&] {
        d->view.zoomAt(d->view.middle(), other.zoom());
        d->view.centreOn(other.d->view.centre());
    });
    d->isFollowing = false;
}

QRectF Canvas::visibleImage() const
{
    return d->view.visible();
}

std::optional<annotation::Point> Canvas::pointerAt() const
{
    return d->cursorPosition ? std::optional(toImage(*d->cursorPosition)) : std::nullopt;
}

annotation::Point Canvas::toImage(QPointF widgetPosition) const
{
    return d->view.toImage(widgetPosition);
}

QPointF Canvas::toWidget(annotation::Point imagePosition) const
{
    return d->view.toWidget(imagePosition);
}

QSize Canvas::sizeHint() const
{
    return {800, 600};
}

void Canvas::announceHover()
{
    if (d->cursorPosition) {
        Q_EMIT hovered(hoverTextAt(toImage(*d->cursorPosition)));
    }
}

QString Canvas::hoverTextAt(annotation::Point place) const
{
    const auto& scene = d->scene;
    const auto* content = scene.content();
    const Size size = content == nullptr ? Size{} : content->size();
    if (!(place.x >= 0 && place.y >= 0 && place.x < size.width && place.y < size.height)) {
        return {};
    }
    HoverFacts facts;
    facts.x = static_cast<int>(std::floor(place.x));
    facts.y = static_cast<int>(std::floor(place.y));
    facts.pixel = scene.pixelAt(facts.x, facts.y);
    facts.calibration = content->record.calibration;
    if (const auto* reference = scene.reference()) {
        facts.label = reference->labelAt(facts.x, facts.y);
    }
    if (content->prediction && (scene.layers().prediction || scene.layers().iouOverlay)) {
        facts.predictedLabel = content->prediction->labelAt(facts.x, facts.y);
    }
    return hoverText(facts, scene.classes());
}

} // namespace sorby::canvas
