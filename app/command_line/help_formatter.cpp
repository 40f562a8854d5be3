// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line/help_formatter.h"

#include <sstream>

namespace sorby::command_line {
namespace {

constexpr std::size_t kColumns = 80;
constexpr std::size_t kOptionColumns = 28;

} // namespace

HelpFormatter::HelpFormatter()
{
    column_width(kOptionColumns);
    label("SUBCOMMAND", "VERB");
    label("Positionals", "What it works on");
}

std::string HelpFormatter::make_option_opts(const CLI::Option* option) const
{
    std::string text = option->get_type_name().empty() ? "" : " " + option->get_type_name();
    if (option->get_expected_max() == CLI::detail::expected_max_vector_size) {
        text += "...";
    }
    return text;
}

std::string HelpFormatter::make_option_desc(const CLI::Option* option) const
{
    const bool needed = option->get_required() && option->nonpositional();
    return wrapped(option->get_description() + (needed ? " (needed)" : ""), kColumns - kOptionColumns);
}

std::string wrapped(const std::string& text, std::size_t columns)
{
    std::istringstream words(text);
    std::string result;
    std::size_t used = 0;
    for (std::string word; words >> word;) {
        if (used > 0 && used + 1 + word.size() > columns) {
            result += '\n';
            used = 0;
        } else if (used > 0) {
            result += ' ';
            ++used;
        }
        result += word;
        used += word.size();
    }
    return result;
}

} // namespace sorby::command_line
