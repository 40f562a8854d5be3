// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/pixel_size.h"

#include "core/base/text.h"
#include "core/imaging/metadata/length.h"
#include "core/imaging/metadata/text.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <optional>

namespace sorby::imaging {
namespace {

Error notASize(std::string_view text)
{
    return Error{
        ErrorCode::InvalidArgument,
        fmt::format("'{}' is not a pixel size; write it with its unit, for example 0.05um, 12.5nm or "
                    "2.5um x 2.6um",
                    metadata::shortened(text)),
        {}};
}

Error notPossible(std::string_view text)
{
    return Error{ErrorCode::InvalidArgument,
                 fmt::format("'{}' would make pixels that no micrograph has; they are 1 pm to 1 cm wide",
                             metadata::shortened(text)),
                 {}};
}

/// "2.5um/px" without what comes after the unit.
std::string_view withoutPerPixel(std::string_view text)
{
    static constexpr std::array<std::string_view, 6> kEndings = {"/px",     "/pixel",     "/ px",
                                                                 " per px", " per pixel", "/ pixel"};
    text = trimmed(text);
    for (const auto ending : kEndings) {
        if (text.ends_with(ending)) {
            return trimmed(text.substr(0, text.size() - ending.size()));
        }
    }
    return text;
}

/// Where the sign between width and height begins and ends; units have neither an x nor a times sign.
struct Sign {
    std::size_t begin;
    std::size_t end;
};
std::optional<Sign> findSign(std::string_view text)
{
    static constexpr std::string_view kTimes = "\xc3\x97";
    if (const auto at = text.find(kTimes); at != std::string_view::npos) {
        return Sign{at, at + kTimes.size()};
    }
    for (std::size_t at = 1; at < text.size(); ++at) {
        const bool isInPixel = text[at - 1] == 'p' || text[at - 1] == 'i';
        if ((text[at] == 'x' || text[at] == 'X' || text[at] == '*') && !isInPixel) {
            return Sign{at, at + 1};
        }
    }
    return std::nullopt;
}

std::string formatLength(double micrometres)
{
    if (micrometres < 0.9995e-3) {
        return fmt::format("{:.4g} pm", micrometres * 1e6);
    }
    if (micrometres < 0.09995) {
        return fmt::format("{:.4g} nm", micrometres * 1e3);
    }
    if (micrometres < 999.5) {
        return fmt::format("{:.4g} \u00b5m", micrometres);
    }
    return fmt::format("{:.4g} mm", micrometres * 1e-3);
}

} // namespace

Result<Calibration> parsePixelSize(std::string_view text)
{
    const std::string decoded = metadata::decodeText(text);
    const auto whole = withoutPerPixel(decoded);
    const auto sign = findSign(whole);
    const auto xText = sign ? withoutPerPixel(whole.substr(0, sign->begin)) : whole;
    const auto yText = sign ? trimmed(whole.substr(sign->end)) : whole;
    const auto y = metadata::parseLength(yText);
    auto x = metadata::parseLength(xText);
    if (!x && y && metadata::parseNumber(xText)) {
        // "2.5 x 2.6 um": the unit of the second is that of both.
        const auto unit = yText.substr(yText.find_last_of("0123456789.,") + 1);
        x = metadata::parseLength(fmt::format("{} {}", xText, unit));
    }
    if (!x || !y) {
        return notASize(decoded);
    }
    if (!metadata::isPixelSize(x->micrometres) || !metadata::isPixelSize(y->micrometres)) {
        return notPossible(decoded);
    }
    return Calibration{x->micrometres, y->micrometres, "by hand", metadata::shortened(decoded), true};
}

Result<Calibration> calibrationFromLine(double dxPx, double dyPx, std::string_view length,
                                        double heightPerWidth)
{
    static constexpr double kShortest = 2;
    const double drawn = std::hypot(dxPx, dyPx);
    if (!std::isfinite(drawn) || drawn < kShortest || !std::isfinite(heightPerWidth) || heightPerWidth <= 0) {
        return Error{ErrorCode::InvalidArgument,
                     "The line is too short; draw it over the whole length of the scale bar",
                     {}};
    }
    const std::string label = metadata::decodeText(length);
    const auto parsed = metadata::parseLength(label);
    if (!parsed || parsed->micrometres <= 0) {
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("'{}' is not a length; write it with its unit, for example 5 um or 200 nm",
                                 metadata::shortened(label)),
                     {}};
    }
    const double x = parsed->micrometres / std::hypot(dxPx, dyPx * heightPerWidth);
    const double y = x * heightPerWidth;
    const std::string raw = fmt::format("{} over {:.5g} px", metadata::shortened(label), drawn);
    if (!metadata::isPixelSize(x) || !metadata::isPixelSize(y)) {
        return notPossible(raw);
    }
    return Calibration{x, y, "scale bar", raw, true};
}

std::string formatPixelSize(const Calibration& calibration)
{
    const std::string x = formatLength(calibration.xMicrometres);
    const std::string y = formatLength(calibration.yMicrometres);
    return x == y ? x : fmt::format("{} x {}", x, y);
}

} // namespace sorby::imaging
