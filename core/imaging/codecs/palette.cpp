// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/codecs/palette.h"

#include <algorithm>
#include <utility>

namespace sorby::imaging::codecs {

bool isGrey(std::span<const Rgb8> palette)
{
    return std::all_of(palette.begin(), palette.end(),
                       [](const Rgb8& colour) { return colour.r == colour.g && colour.g == colour.b; });
}

std::optional<Pixels> applyPalette(const Raster<std::uint8_t>& indices, std::span<const Rgb8> palette)
{
    const auto source = indices.pixels();
    if (!source.empty() && *std::max_element(source.begin(), source.end()) >= palette.size()) {
        return std::nullopt;
    }
    if (isGrey(palette)) {
        Raster<std::uint8_t> grey(indices.size());
        std::transform(source.begin(), source.end(), grey.data(),
                       [&](std::uint8_t index) { return palette[index].r; });
        return grey;
    }
    Raster<Rgb8> colour(indices.size());
    std::transform(source.begin(), source.end(), colour.data(),
                   [&](std::uint8_t index) { return palette[index]; });
    return colour;
}

void scaleToByte(Raster<std::uint8_t>& grey, int bits)
{
    if (bits >= 8) {
        return;
    }
    const int factor = 255 / ((1 << bits) - 1);
    for (auto& value : grey.pixels()) {
        value = static_cast<std::uint8_t>(value * factor);
    }
}

} // namespace sorby::imaging::codecs
