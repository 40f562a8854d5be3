// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/canvas/canvas.h"
#include "widgets/canvas/measure_line.h"
#include "widgets/canvas/navigator.h"
#include "widgets/canvas/scene.h"
#include "widgets/canvas/swipe_divider.h"
#include "widgets/canvas/view_transform.h"

#include <optional>

namespace sorby::canvas {

/// What canvas.cpp (events and painting) and canvas_content.cpp (what is shown) share.
struct Canvas::Private {
    explicit Private(Canvas& canvas) : scene(canvas) {}

    Scene scene;
    ViewTransform view;
    QString message; ///< empty: the default

    bool spaceHeld = false;
    Qt::MouseButton panButton = Qt::NoButton; ///< that is dragging the image now
    QPointF panPosition;
    std::optional<QPointF> cursorPosition; ///< while the cursor is over the widget
    MeasureLine measure;

    Canvas* mirror = nullptr; ///< shows the same beside this one
    Canvas* leader = nullptr; ///< whose mirror this one is
    bool isFollowing = false; ///< moves because the other one has moved
    bool showsScaleBar = true;
    bool keepsView = true;
    Navigator* navigator = nullptr; ///< child of the canvas, and so is:
    SwipeDivider* divider = nullptr;
};

} // namespace sorby::canvas
