// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/outline_drawing.h"
#include "widgets/tools/set_aside.h"
#include "widgets/tools/tool_context.h"

namespace sorby::tools {

/// What the tools that draw a line have in common: clicks and freehand, Backspace takes the last piece back,
/// Enter, a double click or a click on the first point ends it, Escape or the right button's take it back.
/// GUI thread.
class DrawingTool : public canvas::Tool {
    Q_OBJECT
  public:
    DrawingTool(ToolContext& context, QObject* parent);

    void press(const canvas::Pointer& pointer) override;
    void move(const canvas::Pointer& pointer) override;
    void release(const canvas::Pointer& pointer) override;
    bool doubleClick(const canvas::Pointer& pointer) override;
    bool key(canvas::ToolKey key) override;
    /// What is drawn is set aside when another tool or micrograph interrupts it.
    void cancel(canvas::CancelReason reason) override;
    bool takeBack() override;
    void resume() override;
    [[nodiscard]] bool isBusy() const override { return !m_drawing.isEmpty(); }
    void paint(QPainter& painter, const canvas::ViewTransform& view) const override;

  protected:
    /// The line is complete. False: it stays.
    virtual bool complete(const OutlineDrawing& drawing) = 0;
    [[nodiscard]] virtual bool closes() const { return true; }
    [[nodiscard]] virtual QColor colour() const;

    ToolContext& m_context;

  private:
    void end();

    OutlineDrawing m_drawing;
    SetAside<OutlineDrawing> m_aside;
};

/// Draws an object of the current class.
class PolygonTool : public DrawingTool {
    Q_OBJECT
  public:
    using DrawingTool::DrawingTool;
    [[nodiscard]] QString hint() const override;

  protected:
    bool complete(const OutlineDrawing& drawing) override;
};

/// Cuts a hole into the object in which it is drawn, the selected one first.
class HoleTool : public DrawingTool {
    Q_OBJECT
  public:
    using DrawingTool::DrawingTool;
    [[nodiscard]] QString hint() const override;

  protected:
    bool complete(const OutlineDrawing& drawing) override;
};

/// Parts objects along an open line: the selected ones, or all that the line parts.
class CutTool : public DrawingTool {
    Q_OBJECT
  public:
    using DrawingTool::DrawingTool;
    [[nodiscard]] QString hint() const override;

  protected:
    bool complete(const OutlineDrawing& drawing) override;
    [[nodiscard]] bool closes() const override { return false; }
    [[nodiscard]] QColor colour() const override;
};

} // namespace sorby::tools
