// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/tool_context.h"

#include <QObject>

#include <array>
#include <memory>
#include <vector>

namespace sorby::tools {

enum class ToolId {
    Select,
    Vertices,
    Polygon,
    Rectangle,
    Ellipse,
    Hole,
    Cut,
    Point,
    Brush,
    Eraser,
    Fill,
    Wand,
    Scissors,
    Superpixels,
    GrabCut,
    Pick,
    Measure,
};
inline constexpr std::size_t kToolCount = 17;

/// A name for settings and object names: "select", "grabCut". It never changes.
[[nodiscard]] const char* toText(ToolId id);
[[nodiscard]] std::optional<ToolId> parseToolId(const QString& text);

/// All tools, one of which is in hand. It ends what a tool was doing when another is taken or another
/// micrograph is shown. GUI thread.
class ToolBox : public QObject {
    Q_OBJECT
  public:
    explicit ToolBox(ToolContext& context, QObject* parent = nullptr);

    [[nodiscard]] canvas::Tool& tool(ToolId id) const;
    [[nodiscard]] canvas::Tool& current() const { return tool(m_current); }
    [[nodiscard]] ToolId currentId() const { return m_current; }
    void take(ToolId id);
    /// Ends what the current tool is doing without a change.
    void cancel(canvas::CancelReason reason);

  Q_SIGNALS:
    void taken(sorby::tools::ToolId id);
    void repaintWanted();
    void cursorChanged();
    void hintChanged();
    /// A tool could not do what was asked, and why.
    void refused(const QString& why);

  private:
    void add(ToolId id, canvas::Tool* tool);
    template <typename T, typename... More>
    T* make(ToolId id, More... more);

    ToolContext& m_context;
    std::array<canvas::Tool*, kToolCount> m_tools{};
    ToolId m_current = ToolId::Select;
    ToolId m_before = ToolId::Select; ///< that picking a class goes back to
};

} // namespace sorby::tools
