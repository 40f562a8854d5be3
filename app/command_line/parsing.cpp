// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line/parsing.h"

#include "core/base/files.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace sorby::command_line {
namespace {

/// All of the text as a number, or an Error.
template <typename Number>
Result<Number> parseNumber(std::string_view text, const char* kind)
{
    Number number{};
    const auto* const last = text.data() + text.size();
    const auto [end, status] = std::from_chars(text.data(), last, number);
    if (status != std::errc{} || end != last || !std::isfinite(static_cast<double>(number))) {
        return Error{ErrorCode::InvalidArgument, fmt::format("'{}' is not {}", text, kind), {}};
    }
    return number;
}

} // namespace

Result<int> parseInteger(std::string_view text, int least, int most)
{
    const auto number = parseNumber<int>(text, "a whole number");
    if (number && (*number < least || *number > most)) {
        return Error{
            ErrorCode::InvalidArgument, fmt::format("{} is not between {} and {}", *number, least, most), {}};
    }
    return number;
}

Option& Option::required()
{
    m_option->required();
    return *this;
}

Option& Option::excludes(const Option& other)
{
    m_option->excludes(other.m_option);
    return *this;
}

Option& Option::needs(const Option& other)
{
    m_option->needs(other.m_option);
    return *this;
}

Option& Option::group(const std::string& title)
{
    m_option->group(title);
    return *this;
}

Option addOption(CLI::App& app, const std::string& name, TakeText take, const std::string& type,
                 const std::string& help)
{
    const auto check = [name, take = std::move(take)](const std::string& text) {
        if (const auto taken = take(text); !taken) {
            throw CLI::ValidationError(name, taken.error().message);
        }
    };
    return Option(app.add_option_function<std::string>(name, check, help)->type_name(type));
}

Option addFlag(CLI::App& app, const std::string& name, bool& target, const std::string& help)
{
    return Option(app.add_flag(name, target, help));
}

Option addList(CLI::App& app, const std::string& name, std::vector<std::string>& target,
               const std::string& help)
{
    const auto notEmpty = [](const std::string& text) { return text.empty() ? "the value is empty" : ""; };
    return Option(app.add_option(name, target, help)->type_name("")->check(notEmpty));
}

Option addPath(CLI::App& app, const std::string& name, std::filesystem::path& target, const std::string& type,
               const std::string& help)
{
    const auto parse = [](std::string_view text) -> Result<std::filesystem::path> {
        if (text.empty()) {
            return Error{ErrorCode::InvalidArgument, "the path is empty", {}};
        }
        return fromUtf8(text);
    };
    return addParsed(app, name, target, parse, type, help);
}

Option addText(CLI::App& app, const std::string& name, std::string& target, const std::string& type,
               const std::string& help)
{
    const auto parse = [](std::string_view text) -> Result<std::string> {
        if (text.empty()) {
            return Error{ErrorCode::InvalidArgument, "the value is empty", {}};
        }
        return std::string(text);
    };
    return addParsed(app, name, target, parse, type, help);
}

Option addNumber(CLI::App& app, const std::string& name, std::function<void(double)> take,
                 std::function<bool(double)> sensible, const std::string& condition, const std::string& help)
{
    const auto check = [take = std::move(take), sensible = std::move(sensible),
                        condition](std::string_view text) -> Status {
        const auto number = parseNumber<double>(text, "a number");
        if (!number) {
            return number.error();
        }
        if (!sensible(*number)) {
            return Error{ErrorCode::InvalidArgument, fmt::format("{} is not {}", text, condition), {}};
        }
        take(*number);
        return {};
    };
    return addOption(app, name, check, "X", help);
}

} // namespace sorby::command_line
