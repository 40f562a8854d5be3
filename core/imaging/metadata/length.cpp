// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/metadata/length.h"

#include "core/base/text.h"
#include "core/imaging/metadata/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace sorby::imaging::metadata {
namespace {

struct Unit {
    std::string_view name;
    double micrometres;
};
constexpr std::array kUnits = {
    Unit{"pm", 1e-6},       Unit{"nm", 1e-3},    Unit{"um", 1},
    Unit{"\xc2\xb5m", 1}, // the micro sign
    Unit{"\xce\xbcm", 1}, // the Greek letter
    Unit{"\\u00b5m", 1},    Unit{"micron", 1},   Unit{"microns", 1},
    Unit{"mm", 1e3},        Unit{"cm", 1e4},     Unit{"m", 1e6},
    Unit{"in", 25400},      Unit{"inch", 25400}, Unit{"inches", 25400},
    Unit{"\xc3\x85", 1e-4}, // Angstrom
    Unit{"angstrom", 1e-4},
};
constexpr std::array kLongNames = {
    Unit{"pico", 1e-6}, Unit{"nano", 1e-3}, Unit{"micro", 1}, Unit{"milli", 1e3}, Unit{"centi", 1e4},
};

/// What the last digit before the exponent stands for: 0.1 in "558.2", 1e-10 in "3.1e-9".
double lastDigit(std::string_view number)
{
    const auto exponentSign = std::min(number.find_first_of("eE"), number.size());
    const auto digits = number.substr(0, exponentSign);
    const auto point = digits.find_first_of(".,");
    const double places =
        point == std::string_view::npos ? 0 : static_cast<double>(digits.size() - point - 1);
    const auto exponent =
        exponentSign < number.size() ? parseNumber(number.substr(exponentSign + 1)).value_or(0) : 0;
    return std::pow(10.0, exponent - places);
}

} // namespace

std::optional<double> micrometresOf(std::string_view unit)
{
    unit = trimmed(unit);
    // Mm is no mm and Pm no pm; other capitals mean nothing else.
    if (unit.size() == 2 && (unit.front() == 'M' || unit.front() == 'P')) {
        return std::nullopt;
    }
    const std::string name = lowered(unit);
    const auto found =
        std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& known) { return known.name == name; });
    if (found != kUnits.end()) {
        return found->micrometres;
    }
    for (const auto& prefix : kLongNames) {
        if (name.starts_with(prefix.name)) {
            const auto rest = std::string_view(name).substr(prefix.name.size());
            if (rest == "meter" || rest == "meters" || rest == "metre" || rest == "metres") {
                return prefix.micrometres;
            }
        }
    }
    return std::nullopt;
}

std::optional<Length> parseLength(std::string_view text)
{
    text = trimmed(text);
    auto end = std::min(text.find_first_not_of("0123456789.,+-eE"), text.size());
    const auto number = parseNumber(text.substr(0, end));
    const auto unit = micrometresOf(text.substr(end));
    if (!number || !unit) {
        return std::nullopt;
    }
    return Length{*number * *unit, lastDigit(trimmed(text.substr(0, end))) * *unit / 2};
}

bool isPixelSize(double micrometres)
{
    return micrometres >= 1e-6 && micrometres <= 1e4;
}

} // namespace sorby::imaging::metadata
