// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/tool_context.h"

#include <filesystem>
#include <optional>
#include <utility>

namespace sorby::tools {

/// What a tool had begun on a micrograph when another tool or micrograph came between. Value type.
template <typename T>
class SetAside {
  public:
    void keep(const ToolContext& context, T begun)
    {
        m_place = placeOf(context);
        m_begun = std::move(begun);
    }
    /// What was begun on the micrograph that is shown now; it is taken out.
    [[nodiscard]] std::optional<T> take(const ToolContext& context)
    {
        return m_begun && m_place == placeOf(context) ? std::exchange(m_begun, std::nullopt) : std::nullopt;
    }
    void clear() { m_begun.reset(); }

  private:
    /// Two projects may have images of one number.
    using Place = std::pair<project::ImageId, std::filesystem::path>;
    [[nodiscard]] static Place placeOf(const ToolContext& context)
    {
        return {context.editor.image(),
                context.content ? context.content->record.file : Place::second_type()};
    }

    Place m_place;
    std::optional<T> m_begun;
};

} // namespace sorby::tools
