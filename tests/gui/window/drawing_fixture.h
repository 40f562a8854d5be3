// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/annotations.h"
#include "core/project/project.h"
#include "tests/gui/window/window_fixture.h"
#include "widgets/canvas/canvas.h"
#include "widgets/document/project_document.h"

#include <QApplication>
#include <QMouseEvent>
#include <QTest>

#include <string>

namespace sorby::test {

/// Draws with the real mouse events of the real window, and looks at what the project file holds.
class DrawingTest : public WindowTest {
  public:
    DrawingTest()
    {
        openProject(makeProject());
        canvas = widget<canvas::Canvas>("canvas");
        EXPECT_TRUE(waitUntil([this] { return canvas->content() != nullptr; }));
        canvas->setFocus();
    }
    [[nodiscard]] annotation::Annotations stored() const
    {
        return document().project()->annotations(document().currentImage()).value();
    }
    bool waitForChange(const annotation::Annotations& before)
    {
        return waitUntil([&] { return !(stored() == before); }, std::chrono::seconds(10));
    }
    bool waitFor(const annotation::Annotations& wanted)
    {
        return waitUntil([&] { return stored() == wanted; }, std::chrono::seconds(10));
    }
    void take(const char* tool)
    {
        trigger((std::string("tool.") + tool).c_str());
        canvas->setFocus();
    }
    void send(QEvent::Type type, annotation::Point at, Qt::MouseButton button, Qt::MouseButtons held)
    {
        const QPointF position = canvas->toWidget(at);
        QMouseEvent event(type, position, canvas->mapToGlobal(position), button, held, Qt::NoModifier);
        QApplication::sendEvent(canvas, &event);
    }
    void click(annotation::Point at)
    {
        send(QEvent::MouseButtonPress, at, Qt::LeftButton, Qt::LeftButton);
        send(QEvent::MouseButtonRelease, at, Qt::LeftButton, Qt::NoButton);
    }
    void drag(annotation::Point from, annotation::Point to)
    {
        send(QEvent::MouseButtonPress, from, Qt::LeftButton, Qt::LeftButton);
        for (int i = 1; i <= 4; ++i) {
            const annotation::Point at{from.x + (to.x - from.x) * i / 4, from.y + (to.y - from.y) * i / 4};
            send(QEvent::MouseMove, at, Qt::NoButton, Qt::LeftButton);
        }
        send(QEvent::MouseButtonRelease, to, Qt::LeftButton, Qt::NoButton);
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(canvas, key, modifiers); }
    /// An object to work on, drawn on top of everything.
    void drawRectangle()
    {
        const auto before = stored();
        take("rectangle");
        drag({10, 10}, {60, 50});
        ASSERT_TRUE(waitForChange(before));
    }

    canvas::Canvas* canvas = nullptr;
};

} // namespace sorby::test
