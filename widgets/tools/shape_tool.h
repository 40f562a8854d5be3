// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/tool_context.h"

#include <optional>

namespace sorby::tools {

/// Draws a rectangle or an ellipse of the current class by a drag from corner to corner; Shift makes it a
/// square or a circle, Alt draws it from the middle. GUI thread.
class ShapeTool : public canvas::Tool {
    Q_OBJECT
  public:
    enum class Kind { Rectangle, Ellipse };
    ShapeTool(ToolContext& context, Kind kind, QObject* parent);

    void press(const canvas::Pointer& pointer) override;
    void move(const canvas::Pointer& pointer) override;
    void release(const canvas::Pointer& pointer) override;
    bool key(canvas::ToolKey key) override;
    void cancel(canvas::CancelReason reason) override;
    [[nodiscard]] bool isBusy() const override { return m_from.has_value(); }
    void paint(QPainter& painter, const canvas::ViewTransform& view) const override;
    [[nodiscard]] QString hint() const override;

  private:
    [[nodiscard]] annotation::Ring ring() const;
    void follow(const canvas::Pointer& pointer);

    ToolContext& m_context;
    Kind m_kind;
    std::optional<annotation::Point> m_from;
    annotation::Point m_corner; ///< opposite corners of the shape
    annotation::Point m_opposite;
};

} // namespace sorby::tools
