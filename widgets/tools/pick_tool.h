// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/tool_context.h"

namespace sorby::tools {

/// Takes the class under the pointer for what is drawn next. GUI thread.
class PickTool : public canvas::Tool {
    Q_OBJECT
  public:
    PickTool(ToolContext& context, QObject* parent);
    void press(const canvas::Pointer& pointer) override;
    [[nodiscard]] Qt::CursorShape cursor() const override { return Qt::PointingHandCursor; }
    [[nodiscard]] QString hint() const override;

  Q_SIGNALS:
    void picked(); ///< the tool before is wanted again

  private:
    ToolContext& m_context;
};

/// The class that the reference has at a place; nothing outside of the image.
[[nodiscard]] std::optional<annotation::ClassId> classAt(const ToolContext& context, annotation::Point place);

/// Measures a distance: drag a line, Shift keeps it straight. It is shown until the next one, and not stored.
class MeasureTool : public canvas::Tool {
    Q_OBJECT
  public:
    MeasureTool(ToolContext& context, QObject* parent);
    void press(const canvas::Pointer& pointer) override;
    void move(const canvas::Pointer& pointer) override;
    void release(const canvas::Pointer& pointer) override;
    bool key(canvas::ToolKey key) override;
    void cancel(canvas::CancelReason reason) override;
    [[nodiscard]] bool isBusy() const override { return m_isDragging; }
    void paint(QPainter& painter, const canvas::ViewTransform& view) const override;
    [[nodiscard]] QString hint() const override;
    /// "12.3 µm (246 px)", in pixels alone when the micrograph is not calibrated; empty without a line.
    [[nodiscard]] QString text() const;

  private:
    ToolContext& m_context;
    bool m_isDragging = false;
    bool m_isShown = false;
    annotation::Point m_from;
    annotation::Point m_to;
};

} // namespace sorby::tools
