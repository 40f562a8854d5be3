// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/canvas/tool.h"

#include <QPointer>

class QKeyEvent;
class QMouseEvent;
class QWheelEvent;

namespace sorby::canvas {

/// Gives the canvas's events to the tool in hand as plain data. Each call says whether the tool took the
/// event; none does without a tool. GUI thread.
class ToolEvents {
  public:
    void setTool(Tool* tool) { m_tool = tool; }
    [[nodiscard]] Tool* tool() const { return m_tool; }

    bool press(const QMouseEvent& event, const ViewTransform& view);
    bool move(const QMouseEvent& event, const ViewTransform& view);
    bool release(const QMouseEvent& event, const ViewTransform& view);
    bool doubleClick(const QMouseEvent& event, const ViewTransform& view);
    bool wheel(const QWheelEvent& event);
    bool key(const QKeyEvent& event);
    void leave();

  private:
    QPointer<Tool> m_tool;
};

} // namespace sorby::canvas
