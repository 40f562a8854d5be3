// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace sorby::command_line {

/// All of the text as a whole number from `least` to `most`.
[[nodiscard]] Result<int> parseInteger(std::string_view text, int least, int most);

/// An option whose text `parse` turns into the target's type (or what converts to it); its Error becomes a
/// usage error.
template <typename Target, typename Parse>
CLI::Option* addParsed(CLI::App& app, const std::string& name, Target& target, Parse parse,
                       const std::string& type, const std::string& help)
{
    const auto take = [&target, parse = std::move(parse), name](const std::string& text) {
        auto value = parse(std::string_view(text));
        if (!value) {
            throw CLI::ValidationError(name, value.error().message);
        }
        target = std::move(value).value();
    };
    return app.add_option_function<std::string>(name, take, help)->type_name(type);
}

/// A path in UTF-8. An empty one is a usage error.
CLI::Option* addPath(CLI::App& app, const std::string& name, std::filesystem::path& target,
                     const std::string& type, const std::string& help);
/// A text that may not be empty.
CLI::Option* addText(CLI::App& app, const std::string& name, std::string& target, const std::string& type,
                     const std::string& help);
/// A whole number from `least` to `most`; Target is int or std::optional<int>.
template <typename Target>
CLI::Option* addInteger(CLI::App& app, const std::string& name, Target& target, int least, int most,
                        const std::string& help)
{
    const auto parse = [least, most](std::string_view text) { return parseInteger(text, least, most); };
    return addParsed(app, name, target, parse, "N", help);
}
/// A finite number that `sensible` accepts; `condition` says which those are: "above 0".
CLI::Option* addNumber(CLI::App& app, const std::string& name, std::function<void(double)> take,
                       std::function<bool(double)> sensible, const std::string& condition,
                       const std::string& help);

} // namespace sorby::command_line
