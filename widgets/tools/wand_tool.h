// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/background_result.h"
#include "widgets/tools/region_painting.h"
#include "widgets/tools/region_preview.h"

#include <deque>

namespace sorby::tools {

/// The magic wand: a press takes the pixels that look like the one under the pointer; dragging right or up
/// takes more, left or down less, with a preview; the release paints them by the paint rule. Ctrl or the
/// right button erases them. Alt with the wheel sets the tolerance, which is in hundredths of the contrast
/// window. The pixels are found on another thread; clicks made meanwhile wait for their turn. GUI thread.
class WandTool : public canvas::Tool {
    Q_OBJECT
  public:
    WandTool(ToolContext& context, QObject* parent);

    void press(const canvas::Pointer& pointer) override;
    void move(const canvas::Pointer& pointer) override;
    void release(const canvas::Pointer& pointer) override;
    bool key(canvas::ToolKey key) override;
    bool wheel(double notches) override;
    void cancel(canvas::CancelReason reason) override;
    [[nodiscard]] bool isBusy() const override { return !m_picks.empty(); }
    void paint(QPainter& painter, const canvas::ViewTransform& view) const override;
    [[nodiscard]] QString hint() const override;

    /// What would be painted; empty while nothing is picked or it is not found yet.
    [[nodiscard]] const RegionPreview& preview() const { return m_preview; }

  private:
    struct Growth;
    /// One press, and what it asks for.
    struct Pick {
        annotation::Point at;
        canvas::Button button = canvas::Button::None;
        bool erases = false;
        double startTolerance = 0;
        double tolerance = 0;
        bool isDragged = false;
        bool isReleased = false;
        imaging::PaintRule rule;
        QString text; ///< of the step
        std::shared_ptr<Growth> growth;
    };
    struct Grown {
        double tolerance = 0;
        RegionPreview preview;
        bool isPainted = false; ///< `edits` paint it
        bool isCut = false;     ///< it goes on beyond the part that is looked at
        annotation::EditBatch edits;
    };

    [[nodiscard]] static Result<Grown> grow(Growth& growth, double tolerance, QColor colour,
                                            const PaintTask* task, const JobControl& control);
    void workOnFirst();
    void take(Result<Grown> grown, std::uint64_t revision);
    void setTolerance(Pick& pick, double tolerance);

    ToolContext& m_context;
    std::deque<Pick> m_picks; ///< the first is worked on, the last follows the pointer
    RegionPreview m_preview;  ///< of the first
    BackgroundResult<Grown> m_background;
};

} // namespace sorby::tools
