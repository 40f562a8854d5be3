// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/background_result.h"
#include "widgets/tools/region_painting.h"

#include <deque>

namespace sorby::tools {

/// Fills the region of one class under the pointer with the current class, as far as the paint rule allows;
/// holding Ctrl or the right button erases it. Each click is one step. The region is looked for on another
/// thread; clicks made meanwhile wait for their turn. GUI thread.
class FillTool : public canvas::Tool {
    Q_OBJECT
  public:
    FillTool(ToolContext& context, QObject* parent);

    void press(const canvas::Pointer& pointer) override;
    bool key(canvas::ToolKey key) override;
    void cancel(canvas::CancelReason reason) override;
    [[nodiscard]] bool isBusy() const override { return !m_clicks.empty(); }
    [[nodiscard]] Qt::CursorShape cursor() const override;
    [[nodiscard]] QString hint() const override;

  private:
    struct Click {
        int x = 0;
        int y = 0;
        imaging::PaintRule rule;
        QString text; ///< of the step
    };

    void workOnNext();
    void take(const Result<annotation::EditBatch>& edits, std::uint64_t revision);
    void tellState();

    ToolContext& m_context;
    std::deque<Click> m_clicks; ///< the first is worked on
    BackgroundResult<annotation::EditBatch> m_background;
};

} // namespace sorby::tools
