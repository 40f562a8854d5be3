// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/learning/command_line.h"

#include "core/base/units.h"

#include <charconv>
#include <string_view>

namespace sorby::learning {

CommandLine::CommandLine(int count, char** arguments)
{
    for (int i = 1; i < count; ++i) {
        const std::string_view word = arguments[i];
        if (word.starts_with("--")) {
            m_options.push_back({std::string(word.substr(2)), {}, false, false});
        } else if (!m_options.empty() && !m_options.back().hasValue) {
            m_options.back().value = word;
            m_options.back().hasValue = true;
        } else if (m_error.empty()) {
            m_error.append("'").append(word).append("' belongs to no option");
        }
    }
}

CommandLine::Option* CommandLine::find(const std::string& name)
{
    for (auto& option : m_options) {
        if (option.name == name) {
            option.asked = true;
            return &option;
        }
    }
    return nullptr;
}

void CommandLine::refuse(const std::string& name, const std::string& reason)
{
    if (m_error.empty()) {
        m_error.append("--").append(name).append(": ").append(reason);
    }
}

const std::string* CommandLine::valueOf(const std::string& name)
{
    const auto* option = find(name);
    if (option == nullptr) {
        return nullptr;
    }
    if (!option->hasValue) {
        refuse(name, "a value is missing");
        return nullptr;
    }
    return &option->value;
}

bool CommandLine::has(const std::string& name)
{
    return find(name) != nullptr;
}

std::string CommandLine::text(const std::string& name, const std::string& fallback)
{
    const auto* value = valueOf(name);
    return value != nullptr ? *value : fallback;
}

int CommandLine::number(const std::string& name, int fallback)
{
    const auto* value = valueOf(name);
    if (value == nullptr) {
        return fallback;
    }
    int number = 0;
    const auto* const end = value->data() + value->size();
    const auto [stopped, failure] = std::from_chars(value->data(), end, number);
    if (failure != std::errc() || stopped != end || number < 0) {
        refuse(name, "a whole number is needed");
        return fallback;
    }
    return number;
}

std::uint64_t CommandLine::bytes(const std::string& name, std::uint64_t fallback)
{
    const auto* value = valueOf(name);
    if (value == nullptr) {
        return fallback;
    }
    const auto parsed = parseBytes(*value);
    if (!parsed) {
        refuse(name, parsed.error().message);
    }
    return parsed.valueOr(fallback);
}

Size CommandLine::size(const std::string& name, Size fallback)
{
    const auto* value = valueOf(name);
    if (value == nullptr) {
        return fallback;
    }
    const auto parsed = parseSize(*value);
    if (!parsed) {
        refuse(name, parsed.error().message);
    }
    return parsed.valueOr(fallback);
}

Status CommandLine::check() const
{
    if (!m_error.empty()) {
        return Error{ErrorCode::InvalidArgument, m_error, {}};
    }
    for (const auto& option : m_options) {
        if (!option.asked) {
            return Error{ErrorCode::InvalidArgument, "there is no option --" + option.name, {}};
        }
    }
    return {};
}

} // namespace sorby::learning
