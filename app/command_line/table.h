// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sorby::command_line {

enum class Align { Left, Right };

/// Columns on a terminal that a UTF-8 text takes: one for each code point.
[[nodiscard]] int displayWidth(std::string_view utf8);
/// Cut to `columns` code points; a cut text ends in an ellipsis.
[[nodiscard]] std::string elided(std::string_view utf8, int columns);

/// A table for people: two spaces between columns, no lines.
class Table {
  public:
    explicit Table(std::vector<Align> alignment) : m_alignment(std::move(alignment)) {}

    /// As many cells as there are columns (assertion).
    void add(std::vector<std::string> cells);
    [[nodiscard]] bool isEmpty() const { return m_rows.empty(); }
    /// Each row begins with `indent` spaces; no row ends in a space.
    [[nodiscard]] std::vector<std::string> lines(int indent = 0) const;

  private:
    std::vector<Align> m_alignment;
    std::vector<std::vector<std::string>> m_rows;
};

} // namespace sorby::command_line
