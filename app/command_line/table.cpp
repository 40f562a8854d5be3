// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line/table.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace sorby::command_line {
namespace {

bool startsCodePoint(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

} // namespace

int displayWidth(std::string_view utf8)
{
    return static_cast<int>(std::count_if(utf8.begin(), utf8.end(), startsCodePoint));
}

std::string elided(std::string_view utf8, int columns)
{
    if (displayWidth(utf8) <= columns) {
        return std::string(utf8);
    }
    std::string kept;
    int width = 0;
    for (const char byte : utf8) {
        if (startsCodePoint(byte) && ++width >= columns) {
            break;
        }
        kept += byte;
    }
    return columns > 0 ? kept + "…" : std::string();
}

void Table::add(std::vector<std::string> cells)
{
    assert(cells.size() == m_alignment.size());
    m_rows.push_back(std::move(cells));
}

std::vector<std::string> Table::lines(int indent) const
{
    std::vector<int> widths(m_alignment.size(), 0);
    for (const auto& row : m_rows) {
        for (std::size_t column = 0; column < row.size(); ++column) {
            widths[column] = std::max(widths[column], displayWidth(row[column]));
        }
    }
    std::vector<std::string> result;
    for (const auto& row : m_rows) {
        std::string line(static_cast<std::size_t>(indent), ' ');
        for (std::size_t column = 0; column < row.size(); ++column) {
            const std::string space(static_cast<std::size_t>(widths[column] - displayWidth(row[column])),
                                    ' ');
            line += column == 0 ? "" : "  ";
            line += m_alignment[column] == Align::Left ? row[column] + space : space + row[column];
        }
        line.erase(line.find_last_not_of(' ') + 1);
        result.push_back(std::move(line));
    }
    return result;
}

} // namespace sorby::command_line
