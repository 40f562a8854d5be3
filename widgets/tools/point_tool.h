// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/tool_context.h"

#include <optional>

namespace sorby::tools {

/// Sets points of interest with clicks, each with the annotator's name; drags them; Delete or the right
/// button takes the one under the pointer out. Other annotators' points are left alone. GUI thread.
class PointTool : public canvas::Tool {
    Q_OBJECT
  public:
    PointTool(ToolContext& context, QObject* parent);

    void press(const canvas::Pointer& pointer) override;
    void move(const canvas::Pointer& pointer) override;
    void release(const canvas::Pointer& pointer) override;
    bool key(canvas::ToolKey key) override;
    void cancel(canvas::CancelReason reason) override;
    [[nodiscard]] bool isBusy() const override { return m_dragged.has_value(); }
    void paint(QPainter& painter, const canvas::ViewTransform& view) const override;
    [[nodiscard]] QString hint() const override;

  private:
    [[nodiscard]] const annotation::PointOfInterest* pointAt(const canvas::Pointer& pointer) const;
    void remove(std::int64_t id);

    ToolContext& m_context;
    std::optional<annotation::PointOfInterest> m_dragged; ///< as it was
    std::optional<std::int64_t> m_hovered;
};

} // namespace sorby::tools
