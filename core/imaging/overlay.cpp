// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/overlay.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace sorby::imaging {
namespace {

constexpr Rgb8 kBlack{};

/// Calls `colour(reference, prediction)` for each pixel that counts; ignored ones stay black.
template <typename Colour>
Raster<Rgb8> compare(const LabelImage& reference, const LabelImage& prediction, const Colour& colour)
{
    assert(reference.size() == prediction.size());
    Raster<Rgb8> result(reference.size(), kBlack);
    const auto expected = reference.pixels();
    const auto said = prediction.pixels();
    const auto out = result.pixels();
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (expected[i] != annotation::kIgnore && said[i] != annotation::kIgnore) {
            out[i] = colour(expected[i], said[i]);
        }
    }
    return result;
}

/// An opacity in units of 1 / 65536: whole numbers are four times as fast here.
constexpr std::uint32_t kOpaque = 65536;

std::uint8_t mixed(std::uint8_t below, std::uint8_t above, std::uint32_t weight)
{
    return static_cast<std::uint8_t>((below * (kOpaque - weight) + above * weight + kOpaque / 2) / kOpaque);
}

} // namespace

Raster<Rgb8> iouOverlay(const LabelImage& reference, const LabelImage& prediction,
                        annotation::ClassId classId, const OverlayPalette& palette)
{
    return compare(reference, prediction, [&](std::uint8_t expected, std::uint8_t said) {
        if (said == classId) {
            return expected == classId ? palette.truePositive : palette.falsePositive;
        }
        return expected == classId ? palette.falseNegative : kBlack;
    });
}

Raster<Rgb8> iouOverlayAllClasses(const LabelImage& reference, const LabelImage& prediction,
                                  const OverlayPalette& palette)
{
    return compare(reference, prediction, [&](std::uint8_t expected, std::uint8_t said) {
        if (said == expected) {
            return said == annotation::kMatrix ? kBlack : palette.truePositive;
        }
        return said == annotation::kMatrix ? palette.falseNegative : palette.falsePositive;
    });
}

Raster<Rgb8> colourise(const LabelImage& labels, const annotation::ClassList& classes)
{
    std::array<Rgb8, 256> colours{};
    colours[annotation::kIgnore] = annotation::kIgnoreColour;
    for (const auto& info : classes) {
        if (info.id != annotation::kMatrix) {
            colours[info.id] = info.colour;
        }
    }
    Raster<Rgb8> result(labels.size());
    const auto in = labels.pixels();
    const auto out = result.pixels();
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = colours[in[i]];
    }
    return result;
}

Raster<Rgb8> blend(const Raster<Rgb8>& base, const Raster<Rgb8>& overlay, double opacity)
{
    assert(base.size() == overlay.size());
    const auto weight = static_cast<std::uint32_t>(std::lround(std::clamp(opacity, 0.0, 1.0) * kOpaque));
    Raster<Rgb8> result = base;
    const auto above = overlay.pixels();
    const auto out = result.pixels();
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (above[i] != kBlack) {
            out[i] = {mixed(out[i].r, above[i].r, weight), mixed(out[i].g, above[i].g, weight),
                      mixed(out[i].b, above[i].b, weight)};
        }
    }
    return result;
}

} // namespace sorby::imaging
