// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"
#include "core/imaging/overlay.h"
#include "widgets/canvas/grey_mapping.h"
#include "widgets/document/image_content.h"

#include <QString>
#include <QWidget>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace sorby::canvas {

class Tool;

/// What lies over the micrograph.
struct Layers {
    bool polygons = true;
    bool points = true;
    bool reference = false;  ///< label image in the classes' colours
    bool prediction = false; ///< likewise
    bool iouOverlay = false; ///< TP, FP, FN of reference against prediction; hides the two above
    bool micrograph = true;  ///< off: overlays on black, opaque as they are published
    double opacity = 0.5;    ///< of label images and of the IoU overlay, over the micrograph
    /// Class of the IoU overlay; nothing: all classes together.
    std::optional<annotation::ClassId> overlayClass;
    bool showTruePositive = true;
    bool showFalsePositive = true;
    bool showFalseNegative = true;
    imaging::OverlayPalette palette = imaging::kPublishedPalette;
    bool operator==(const Layers&) const = default;
};

/// What of the annotations has changed: pixel edits alone is much less work.
enum class AnnotationPart { Pixels, All };

/// Shows one image with its layers. The wheel and + - zoom (the wheel at the cursor), space with the left
/// button or the middle button pans, Ctrl+0 is 100 %, Ctrl+F or a double click fits. The view (zoom and
/// place) is kept between images of one size, if so wished. Without an image it shows the empty text. GUI
/// thread.
class Canvas : public QWidget {
    Q_OBJECT
  public:
    explicit Canvas(QWidget* parent = nullptr);
    ~Canvas() override;

    /// Null clears. Another image comes with its own contrast; the same one, read again, keeps the contrast
    /// that was set.
    void setContent(std::shared_ptr<const document::ImageContent> content,
                    const annotation::ClassList& classes);
    [[nodiscard]] const document::ImageContent* content() const;
    /// Shown in the middle when there is no content: "Loading ...", "This image cannot be read: ...". Empty:
    /// how to begin.
    void setMessage(const QString& text);

    [[nodiscard]] const Layers& layers() const;
    void setLayers(const Layers& layers);
    [[nodiscard]] imaging::Window window() const;
    void setWindow(const imaging::Window& window); ///< contrast
    [[nodiscard]] const GreyMapping& mapping() const;
    /// Gamma and colour table; they stay for all images.
    void setTone(double gamma, ColourTable table);

    /// The image is annotated differently now, inside `changed`, pixels of the image. Repaints no more than
    /// that, at once for what is in sight; `annotations` is not kept. For the tools: every brush event calls
    /// it.
    void annotationsChanged(const annotation::Annotations& annotations, const PixelRect& changed,
                            AnnotationPart part = AnnotationPart::All);
    /// Objects that are drawn on top, wider: those selected, and the one under the cursor.
    void setSelection(std::vector<annotation::ObjectId> objects);
    void setHoveredObject(std::optional<annotation::ObjectId> object);
    /// The topmost object at a place of the image, as it is annotated now.
    [[nodiscard]] std::optional<annotation::ObjectId> objectAt(annotation::Point imagePosition) const;
    /// Is all that is in sight as sharp and new as it will get? For tests and measurements.
    [[nodiscard]] bool isComplete() const;

    /// Swipe and blink: right of the split other layers are shown; nothing ends it. `share` of the width is
    /// left of the split. With `canSwipe` a person drags the split.
    void setCompared(const std::optional<Layers>& layers, bool canSwipe = true);
    void setSplit(double share);
    [[nodiscard]] double split() const;
    /// Another canvas shows the same image beside this one with layers of its own: it gets every content,
    /// contrast and edit, and both keep the same view. Null ends it. The other one outlives that.
    void setMirror(Canvas* mirror);
    void setScaleBarShown(bool shown);
    void setNavigatorShown(bool shown);
    /// Zoom and place are kept for another image of the same size; otherwise each image is fitted.
    void setKeepsView(bool keeps);

    /// What the mouse does from now on, beneath panning and zooming; null: nothing. It outlives that.
    void setTool(Tool* tool);
    /// The tool in hand has another cursor.
    void toolCursorChanged();

    /// The next drag with the left button draws a line over a scale bar; Escape gives up.
    void startMeasuring();
    [[nodiscard]] bool isMeasuring() const;

    [[nodiscard]] double zoom() const;              ///< device pixels for an image pixel
    void setZoom(double zoom);                      ///< at the middle of the widget
    [[nodiscard]] bool isFitted() const;            ///< all of the image is seen, and stays seen
    [[nodiscard]] annotation::Point centre() const; ///< image position in the middle of the widget
    void setView(double zoom, annotation::Point centre);
    void zoomIn();
    void zoomOut();
    void fit();
    void centreOn(annotation::Point imagePosition);
    /// The same place at the same zoom as another canvas.
    void followView(const Canvas& other);
    /// What is in sight, in pixels of the image, also beyond its borders.
    [[nodiscard]] QRectF visibleImage() const;
    [[nodiscard]] annotation::Point toImage(QPointF widgetPosition) const;
    /// Where the pointer is, also beyond the image's border; nothing while it is elsewhere.
    [[nodiscard]] std::optional<annotation::Point> pointerAt() const;
    [[nodiscard]] QPointF toWidget(annotation::Point imagePosition) const;
    [[nodiscard]] QSize sizeHint() const override;

  Q_SIGNALS:
    /// Image position under the cursor, and what is there ("x 12  y 40 · grey 133 · MA island"); empty
    /// outside.
    void hovered(const QString& text);
    void zoomChanged(double zoom);
    void viewChanged(); ///< zoom or place, by whatever means
    void splitChanged(double share);
    /// A line over a scale bar was drawn, its extent in pixels of the image.
    void measured(double dxPx, double dyPx);
    void measuringEnded(); ///< with or without a line

  protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    void changeView(const std::function<void()>& change);
    void setMapping(const GreyMapping& mapping);
    void announceHover();
    [[nodiscard]] QString hoverTextAt(annotation::Point place) const;
    void updateCursor();
    void stopMeasuring();
    void finishMeasuring();
    void drawMessage(QPainter& painter) const;

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace sorby::canvas
