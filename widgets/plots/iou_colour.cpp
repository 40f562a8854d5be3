// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/iou_colour.h"

#include <algorithm>

namespace sorby::plots {
namespace {

// Okabe-Ito (2008): vermilion, yellow, bluish green.
constexpr QRgb kLow = qRgb(213, 94, 0);
constexpr QRgb kMiddle = qRgb(240, 228, 66);
constexpr QRgb kHigh = qRgb(0, 158, 115);

QColor between(const QColor& a, const QColor& b, double share)
{
    const auto mix = [share](int x, int y) {
        return static_cast<int>(static_cast<double>(x) + share * static_cast<double>(y - x) + 0.5);
    };
    return {mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue())};
}

} // namespace

QColor iouColour(double iou)
{
    const double value = std::clamp(iou, 0.0, 1.0);
    return value < 0.5 ? between(kLow, kMiddle, value * 2) : between(kMiddle, kHigh, value * 2 - 1);
}

QColor textColourOn(const QColor& background)
{
    // Luminance weights of ITU-R BT.601.
    const int luminance = background.red() * 299 + background.green() * 587 + background.blue() * 114;
    return luminance > 128'000 ? QColor(Qt::black) : QColor(Qt::white);
}

} // namespace sorby::plots
