// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/label_text.h"

#include <sstream>
#include <vector>

namespace sorby::test {

imaging::LabelImage labels(std::string_view rows)
{
    std::vector<std::string> lines;
    std::istringstream stream{std::string(rows)};
    for (std::string line; stream >> line;) {
        lines.push_back(line);
    }
    imaging::LabelImage result(lines.empty() ? 0 : static_cast<int>(lines.front().size()),
                               static_cast<int>(lines.size()));
    for (int y = 0; y < result.height(); ++y) {
        for (int x = 0; x < result.width(); ++x) {
            const char c = lines[static_cast<std::size_t>(y)].at(static_cast<std::size_t>(x));
            result.at(x, y) = c == '.'   ? annotation::kMatrix
                              : c == 'x' ? annotation::kIgnore
                                         : static_cast<std::uint8_t>(c - '0');
        }
    }
    return result;
}

std::string text(const imaging::LabelImage& labels)
{
    std::string result;
    for (int y = 0; y < labels.height(); ++y) {
        for (const auto value : labels.row(y)) {
            result += value == 0 ? '.' : value == annotation::kIgnore ? 'x' : static_cast<char>('0' + value);
        }
        result += '\n';
    }
    return result;
}

} // namespace sorby::test
