// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/units.h"

#include "core/base/raster.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <string>

namespace sorby {
namespace {

/// printf into a short string: base/ builds without fmt, so that learning/ can be built on a bare machine.
template <typename... Values>
std::string print(const char* format, Values... values)
{
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), format, values...);
    return text.data();
}

} // namespace

Result<std::uint64_t> parseBytes(std::string_view text)
{
    const auto fail = [&] {
        return Error{ErrorCode::InvalidArgument,
                     "'" + std::string(text) + "' is not a size; write for example 4GiB or 800M",
                     {}};
    };
    double number = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (status != std::errc{} || number < 0 || !std::isfinite(number)) {
        return fail();
    }
    std::string unit;
    for (const char c : text.substr(static_cast<std::size_t>(end - text.data()))) {
        if (c != ' ') {
            unit += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        }
    }
    static constexpr std::string_view kPrefixes = "kmgt";
    double factor = 1;
    if (!unit.empty() && kPrefixes.find(unit.front()) != std::string_view::npos) {
        factor = std::pow(1024.0, static_cast<double>(kPrefixes.find(unit.front())) + 1);
        unit.erase(0, 1);
        if (unit == "ib" || unit == "i") {
            unit.clear();
        }
    }
    if (!unit.empty() && unit != "b" && unit != "bytes") {
        return fail();
    }
    return static_cast<std::uint64_t>(number * factor);
}

std::string formatBytes(std::uint64_t bytes)
{
    if (bytes < 1024) {
        return std::to_string(bytes) + " bytes";
    }
    static constexpr std::array kUnits = {"KiB", "MiB", "GiB", "TiB"};
    double value = static_cast<double>(bytes) / 1024;
    std::size_t unit = 0;
    while (value >= 1024 && unit + 1 < kUnits.size()) {
        value /= 1024;
        ++unit;
    }
    return print(value < 10 ? "%.1f %s" : "%.0f %s", value, kUnits[unit]);
}

Result<double> parseDuration(std::string_view text)
{
    double number = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (status == std::errc{} && number > 0 && std::isfinite(number)) {
        auto unit = text.substr(static_cast<std::size_t>(end - text.data()));
        unit.remove_prefix(std::min(unit.find_first_not_of(' '), unit.size()));
        if (unit.empty() || unit == "s") {
            return number;
        }
        if (unit == "m" || unit == "min") {
            return number * 60;
        }
        if (unit == "h") {
            return number * 3600;
        }
    }
    return Error{ErrorCode::InvalidArgument,
                 "'" + std::string(text) + "' is not a time; write for example 90s, 20min or 1.5h",
                 {}};
}

std::string formatDuration(double seconds)
{
    const auto whole = static_cast<long long>(std::llround(std::max(0.0, seconds)));
    if (whole < 60) {
        return std::to_string(whole) + " s";
    }
    if (whole < 3600) {
        return print("%lld min %02lld s", whole / 60, whole % 60);
    }
    return print("%lld h %02lld min", whole / 3600, whole % 3600 / 60);
}

Result<Size> parseSize(std::string_view text)
{
    const auto parseInt = [](std::string_view digits) {
        int value = 0;
        const auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return status == std::errc{} && end == digits.data() + digits.size() ? value : 0;
    };
    const auto cross = text.find_first_of("xX");
    if (cross != std::string_view::npos) {
        const Size size{parseInt(text.substr(0, cross)), parseInt(text.substr(cross + 1))};
        if (!size.isEmpty()) {
            return size;
        }
    }
    return Error{ErrorCode::InvalidArgument,
                 "'" + std::string(text) + "' is not a width and height; write for example 1024x768",
                 {}};
}

} // namespace sorby
