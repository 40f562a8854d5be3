// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace sorby::imaging::codecs {

/// Ink amounts (0 none, the highest value full), four to a pixel, to colour: each of cyan, magenta and yellow
/// takes its share of what the black leaves. Without an ink profile no conversion is exact.
template <typename Colour, typename Sample>
void cmykToRgb(std::span<const Sample> inks, std::span<Colour> colours)
{
    constexpr std::uint64_t kFull = std::numeric_limits<Sample>::max();
    for (std::size_t i = 0; i < colours.size(); ++i) {
        const auto left = [&](std::size_t ink) {
            return static_cast<Sample>(((kFull - inks[4 * i + ink]) * (kFull - inks[4 * i + 3]) + kFull / 2) /
                                       kFull);
        };
        colours[i] = {left(0), left(1), left(2)};
    }
}

} // namespace sorby::imaging::codecs
