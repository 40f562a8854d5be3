// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

/// Private to core/imaging: lengths with their units.
namespace sorby::imaging::metadata {

/// How many micrometres the unit is: pm, nm, um, µm (either sign, or written out as \u00B5m), micron, Å, mm,
/// cm, m, inch and their names. Nothing for "pixel" and what else is no length.
[[nodiscard]] std::optional<double> micrometresOf(std::string_view unit);

/// A number with its unit, with a blank between or not: "558.2 pm", "5um", "0,5 µm". UTF-8.
struct Length {
    double micrometres = 0;
    double halfStep = 0; ///< half of what the last written digit stands for: how far rounding may have gone
};
[[nodiscard]] std::optional<Length> parseLength(std::string_view text);

/// Can a pixel be that large? From 1 pm to 1 cm.
[[nodiscard]] bool isPixelSize(double micrometres);

} // namespace sorby::imaging::metadata
