// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/painting.h"
#include "widgets/tools/tool_context.h"

#include <optional>

namespace sorby::tools {

/// Paints pixel edits of the current class, or erases them: the eraser leaves matrix or what the polygons
/// beneath say. Holding Ctrl or the right button erases with the brush. Shift at the press draws a straight
/// line from where the last stroke ended. A stroke is one step. Alt with the wheel changes the size. GUI
/// thread.
class BrushTool : public canvas::Tool {
    Q_OBJECT
  public:
    enum class Kind { Brush, Eraser };
    BrushTool(ToolContext& context, Kind kind, QObject* parent);

    void press(const canvas::Pointer& pointer) override;
    void move(const canvas::Pointer& pointer) override;
    void release(const canvas::Pointer& pointer) override;
    bool doubleClick(const canvas::Pointer& pointer) override;
    void leave() override;
    bool key(canvas::ToolKey key) override;
    bool wheel(double notches) override;
    void cancel(canvas::CancelReason reason) override;
    [[nodiscard]] bool isBusy() const override { return m_stroke.has_value(); }
    void paint(QPainter& painter, const canvas::ViewTransform& view) const override;
    [[nodiscard]] Qt::CursorShape cursor() const override { return Qt::BlankCursor; }
    [[nodiscard]] QString hint() const override;

  private:
    void paintTo(annotation::Point to);

    ToolContext& m_context;
    Kind m_kind;
    std::optional<imaging::PaintStroke> m_stroke;
    canvas::Button m_button = canvas::Button::None;
    bool m_erases = false; ///< this stroke, or the next one as the keys are held now
    annotation::Point m_last;
    std::optional<annotation::Point> m_lastStrokeEnd;
    std::optional<annotation::Point> m_pointer;
};

} // namespace sorby::tools
