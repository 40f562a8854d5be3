// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace sorby::command_line {

/// The help as a person reads it on 80 columns: the option and its values on the left, wrapped words on the
/// right.
class HelpFormatter final : public CLI::Formatter {
  public:
    HelpFormatter();
    std::string make_option_opts(const CLI::Option* option) const override;
    std::string make_option_desc(const CLI::Option* option) const override;
};

/// Breaks between words so that no line is longer than `columns`, where words allow.
[[nodiscard]] std::string wrapped(const std::string& text, std::size_t columns);

} // namespace sorby::command_line
