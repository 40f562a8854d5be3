// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/background_result.h"
#include "widgets/tools/set_aside.h"
#include "widgets/tools/tool_context.h"

#include <optional>
#include <vector>

namespace sorby::imaging {
class Scissors;
}

namespace sorby::tools {

/// Intelligent scissors: clicks set anchors along a border, and the outline follows the edges of the
/// micrograph from anchor to anchor; the way from the last one to the pointer is shown. Backspace or the
/// right button takes the last anchor back; Enter, a double click or a click on the first anchor closes the
/// outline and draws an object. Ways are found on another thread; straight lines stand for them until then.
/// GUI thread.
class ScissorsTool : public canvas::Tool {
    Q_OBJECT
  public:
    ScissorsTool(ToolContext& context, QObject* parent);

    void press(const canvas::Pointer& pointer) override;
    void move(const canvas::Pointer& pointer) override;
    bool doubleClick(const canvas::Pointer& pointer) override;
    void leave() override;
    bool key(canvas::ToolKey key) override;
    /// What is drawn is set aside when another tool or micrograph interrupts it.
    void cancel(canvas::CancelReason reason) override;
    bool takeBack() override;
    void resume() override;
    [[nodiscard]] bool isBusy() const override { return !m_anchors.empty(); }
    void paint(QPainter& painter, const canvas::ViewTransform& view) const override;
    [[nodiscard]] QString hint() const override;

    /// From the last anchor to the pointer, once it is found.
    [[nodiscard]] const std::vector<annotation::Point>& livePath() const { return m_live.points; }
    [[nodiscard]] std::size_t anchorCount() const { return m_anchors.size(); }

  private:
    /// The way between two places; no points while it is not found.
    struct Way {
        annotation::Point from;
        annotation::Point to;
        std::vector<annotation::Point> points;
        [[nodiscard]] bool joins(const Way& other) const { return from == other.from && to == other.to; }
    };
    struct Finder;

    struct Begun {
        std::vector<annotation::Point> anchors;
        std::vector<Way> ways;
    };

    void forget();
    void close();
    void complete();
    void findWays();
    void takeWays(Result<std::vector<Way>> found);
    void tellState();

    ToolContext& m_context;
    std::vector<annotation::Point> m_anchors;
    std::vector<Way> m_ways; ///< from each anchor to the next; closing, from the last to the first, too
    Way m_live;
    std::optional<annotation::Point> m_pointer;
    bool m_isClosing = false; ///< it is complete as soon as all ways are found
    std::shared_ptr<Finder> m_finder;
    SetAside<Begun> m_aside;
    BackgroundResult<std::vector<Way>> m_background;
};

} // namespace sorby::tools
