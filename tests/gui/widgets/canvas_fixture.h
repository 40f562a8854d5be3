// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/canvas/canvas.h"

#include <QColor>
#include <QImage>
#include <gtest/gtest.h>

#include <memory>

namespace sorby::test {

/// Content of a flat grey; a test fills in what it needs.
[[nodiscard]] std::shared_ptr<document::ImageContent> flatContent(Size size, std::uint8_t grey = 100);
/// Gives the content a reference of pixel edits, or a prediction.
void setReference(document::ImageContent& content, const imaging::LabelImage& labels);
void setPrediction(document::ImageContent& content, const imaging::LabelImage& labels);

/// A shown canvas of 400 x 300, two classes (class 1 is pure green), and a mouse that sends plain events.
class CanvasTest : public testing::Test {
  protected:
    CanvasTest();

    void show(const std::shared_ptr<document::ImageContent>& content);
    [[nodiscard]] QImage render() { return canvas.grab().toImage(); }
    /// The rendered colour in the middle of an image pixel.
    [[nodiscard]] QColor colourAt(const QImage& rendered, int x, int y) const;
    void press(Qt::MouseButton button, QPointF position);
    void move(QPointF position, Qt::MouseButtons buttons = Qt::NoButton);
    void release(Qt::MouseButton button, QPointF position);
    void wheel(QPointF position, QPoint angleDelta, QPoint pixelDelta = {});

    annotation::ClassList classes{{0, "matrix", {0, 0, 0}}, {1, "MA island", {0, 255, 0}}};
    canvas::Canvas canvas;
};

} // namespace sorby::test
