// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/pixel_edits.h"
#include "tests/property/generators.h"

#include <gtest/gtest.h>

#include <array>

namespace sorby::annotation {
namespace {

using test::forEachSeed;

TEST(PixelEditsProperty, LabelsGoRound)
{
    forEachSeed("labels", [](Random& random) {
        const Size size = test::anySize(random, 300);
        auto labels = test::shapes(random, size, 5);
        labels.at(random.between(0, size.width - 1), random.between(0, size.height - 1)) = kIgnore;
        Raster<std::uint8_t> painted(size, kMatrix);
        const auto edits = PixelEdits::fromLabels(labels);
        edits.paintOver(painted);
        EXPECT_EQ(painted, labels);
        EXPECT_EQ(PixelEdits::fromLabels(painted), edits);
    });
}

TEST(PixelEditsProperty, BehavesLikeAPlainRaster)
{
    forEachSeed("plain", [](Random& random) {
        const Size size = test::anySize(random, 300);
        Raster<std::uint8_t> plain(size, kUnset);
        PixelEdits edits;
        for (int i = 0; i < 40; ++i) {
            const int x = random.between(0, size.width - 1);
            const int y = random.between(0, size.height - 1);
            const std::uint8_t value =
                std::array{kMatrix, std::uint8_t{1}, kIgnore, kUnset}.at(random.below(4));
            plain.at(x, y) = value;
            edits.set(x, y, value);
        }
        Raster<std::uint8_t> painted(size, 77);
        edits.paintOver(painted);
        for (int y = 0; y < size.height; ++y) {
            for (int x = 0; x < size.width; ++x) {
                const std::uint8_t value = plain.at(x, y);
                ASSERT_EQ(edits.at(x, y), value);
                ASSERT_EQ(painted.at(x, y), value == kUnset ? 77 : value);
            }
        }
    });
}

TEST(PixelEditsProperty, PuttingTheOldTilesBackUndoesEverything)
{
    forEachSeed("undo", [](Random& random) {
        const Size size = test::anySize(random, 300);
        PixelEdits edits = PixelEdits::fromLabels(test::shapes(random, size, 3));
        const PixelEdits before = edits;
        for (int i = 0; i < 20; ++i) {
            edits.set(random.between(0, 400), random.between(0, 400),
                      random.chance(0.3) ? kUnset : static_cast<std::uint8_t>(random.between(0, 3)));
        }
        const PixelEdits after = edits;
        for (const auto& [key, tile] : after.tiles()) {
            const auto old = before.tiles().find(key);
            edits.setTile(key, old == before.tiles().end() ? nullptr : old->second);
        }
        for (const auto& [key, tile] : before.tiles()) {
            edits.setTile(key, tile);
        }
        EXPECT_EQ(edits, before);
    });
}

} // namespace
} // namespace sorby::annotation
