// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/background_result.h"
#include "widgets/tools/region_painting.h"
#include "widgets/tools/region_preview.h"

namespace sorby::tools {

/// Drag a box around a structure: what stands out in it is worked out on another thread and shown. Enter or a
/// click inside the box paints it by the paint rule, Escape or the right button leaves it, and another box
/// takes its place. The box can be at most kLargestBoxPx wide and high. GUI thread.
class GrabCutTool : public canvas::Tool {
    Q_OBJECT
  public:
    static constexpr int kLargestBoxPx = 4096;

    GrabCutTool(ToolContext& context, QObject* parent);

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

    enum class State {
        Idle,
        Dragging, ///< the box
        Cutting,
        Shown,   ///< what was cut, to be accepted
        Painting ///< what was accepted
    };
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const RegionPreview& preview() const { return m_cut.preview; }

  private:
    struct Cut {
        PixelRect part;                                   ///< of the image
        std::shared_ptr<const Raster<std::uint8_t>> mask; ///< of the part
        RegionPreview preview;
    };

    [[nodiscard]] PixelRect box() const;
    [[nodiscard]] bool isInBox(annotation::Point point) const;
    void cutOut();
    void take(Result<Cut> cut);
    void accept();
    void paintEdits(const Result<annotation::EditBatch>& edits, std::uint64_t revision);
    void enter(State state);

    ToolContext& m_context;
    State m_state = State::Idle;
    annotation::Point m_from;
    annotation::Point m_to;
    Cut m_cut;
    BackgroundResult<Cut> m_cutting;
    BackgroundResult<annotation::EditBatch> m_painting;
};

} // namespace sorby::tools
