// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/grey_fields.h"

#include "core/base/random.h"

namespace sorby::test {

Raster<std::uint8_t> greyField(std::uint64_t seed)
{
    Random random(seed, "field");
    Raster<std::uint8_t> grey(160, 120);
    for (auto& value : grey.pixels()) {
        value = static_cast<std::uint8_t>(80 + random.below(30));
    }
    for (int block = 0; block < 40; ++block) {
        const int left = random.between(0, 145);
        const int top = random.between(0, 105);
        for (int y = top; y < top + 12; ++y) {
            for (int x = left; x < left + 12; ++x) {
                grey.at(x, y) = 200;
            }
        }
    }
    return grey;
}

Raster<std::uint8_t> darker(Raster<std::uint8_t> grey)
{
    for (auto& value : grey.pixels()) {
        value = static_cast<std::uint8_t>(value / 2 + 3);
    }
    return grey;
}

Raster<std::uint8_t> fieldWithBar()
{
    constexpr int kSide = 96;
    constexpr int kBarTop = 84;
    Random random(5, "field with bar");
    Raster<std::uint8_t> grey(kSide, kSide);
    for (int y = 0; y < kBarTop; ++y) {
        for (auto& pixel : grey.row(y)) {
            pixel = static_cast<std::uint8_t>(90 + random.below(40));
        }
    }
    for (int y = kBarTop + 3; y < kSide - 3; ++y) {
        for (int x = 6; x < kSide - 6; x += 6) {
            for (int part = 0; part < 5; ++part) { // blocks that look like a line of text
                grey.at(x + part, y) = random.chance(0.5) ? 255 : 0;
            }
        }
    }
    return grey;
}

} // namespace sorby::test
