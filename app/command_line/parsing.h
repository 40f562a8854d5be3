// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace CLI {
class App;
class Option;
} // namespace CLI

/// The verbs' way to CLI11, whose header alone takes ten seconds to compile.
namespace sorby::command_line {

/// An option (a name with --) or a positional. A light handle.
class Option {
  public:
    explicit Option(CLI::Option* option) : m_option(option) {}
    Option& required();
    Option& excludes(const Option& other);
    Option& needs(const Option& other);
    Option& group(const std::string& title);

  private:
    CLI::Option* m_option;
};

/// Takes the option's text while it is parsed; an Error is a usage error.
using TakeText = std::function<Status(std::string_view)>;
Option addOption(CLI::App& app, const std::string& name, TakeText take, const std::string& type,
                 const std::string& help);
Option addFlag(CLI::App& app, const std::string& name, bool& target, const std::string& help);
/// One or more texts, none of them empty.
Option addList(CLI::App& app, const std::string& name, std::vector<std::string>& target,
               const std::string& help);

/// All of the text as a whole number from `least` to `most`.
[[nodiscard]] Result<int> parseInteger(std::string_view text, int least, int most);

/// An option whose text `parse` turns into the target's type, or what converts to it.
template <typename Target, typename Parse>
Option addParsed(CLI::App& app, const std::string& name, Target& target, Parse parse, const std::string& type,
                 const std::string& help)
{
    const auto take = [&target, parse = std::move(parse)](std::string_view text) -> Status {
        auto value = parse(text);
        if (!value) {
            return value.error();
        }
        target = std::move(value).value();
        return {};
    };
    return addOption(app, name, take, type, help);
}

/// A whole number from `least` to `most`; Target is int or std::optional<int>.
template <typename Target>
Option addInteger(CLI::App& app, const std::string& name, Target& target, int least, int most,
                  const std::string& help)
{
    const auto parse = [least, most](std::string_view text) { return parseInteger(text, least, most); };
    return addParsed(app, name, target, parse, "N", help);
}

/// A path in UTF-8 that is not empty.
Option addPath(CLI::App& app, const std::string& name, std::filesystem::path& target, const std::string& type,
               const std::string& help);
/// A text that is not empty.
Option addText(CLI::App& app, const std::string& name, std::string& target, const std::string& type,
               const std::string& help);
/// A finite number that `sensible` accepts; `condition` says which those are: "above 0".
Option addNumber(CLI::App& app, const std::string& name, std::function<void(double)> take,
                 std::function<bool(double)> sensible, const std::string& condition, const std::string& help);

} // namespace sorby::command_line
