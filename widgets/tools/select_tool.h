// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/tool_context.h"

#include <optional>

namespace sorby::tools {

/// Chooses objects and moves them: a click takes the topmost, the next click on the same place the one
/// beneath; Shift or Ctrl adds or takes out; a drag on an object moves the selection, a drag elsewhere
/// chooses what its frame touches. Delete removes the selection. GUI thread.
class SelectTool : public canvas::Tool {
    Q_OBJECT
  public:
    SelectTool(ToolContext& context, QObject* parent);

    void press(const canvas::Pointer& pointer) override;
    void move(const canvas::Pointer& pointer) override;
    void release(const canvas::Pointer& pointer) override;
    bool doubleClick(const canvas::Pointer& pointer) override;
    bool key(canvas::ToolKey key) override;
    void cancel(canvas::CancelReason reason) override;
    [[nodiscard]] bool isBusy() const override { return m_state != State::Idle; }
    void paint(QPainter& painter, const canvas::ViewTransform& view) const override;
    [[nodiscard]] Qt::CursorShape cursor() const override;
    [[nodiscard]] QString hint() const override;

  Q_SIGNALS:
    /// A double click on an object: its points are to be moved.
    void verticesWanted();

  private:
    enum class State { Idle, Pressed, Moving, Framing };

    void choose(const canvas::Pointer& pointer);
    void moveSelection(const canvas::Pointer& pointer);
    void chooseInFrame(bool adds);
    [[nodiscard]] std::vector<annotation::ObjectId> idsAt(const canvas::Pointer& pointer) const;

    ToolContext& m_context;
    State m_state = State::Idle;
    annotation::Point m_pressedAt;
    annotation::Point m_at;
    bool m_wasChosen = false; ///< what was pressed: a click without a move takes the one beneath
    std::vector<annotation::Object> m_moved; ///< as they were
    bool m_isOverObject = false;
};

} // namespace sorby::tools
