// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/pixel_edits.h"

#include <gtest/gtest.h>

namespace sorby::annotation {
namespace {

constexpr int kTile = PixelEdits::kTileSize;

TEST(PixelEditLayer, IsUnsetToBeginWith)
{
    const PixelEdits edits;
    EXPECT_TRUE(edits.isEmpty());
    EXPECT_EQ(edits.at(0, 0), kUnset);
    EXPECT_EQ(edits.at(-1, 5), kUnset);
    EXPECT_EQ(edits.at(100000, 100000), kUnset);
}

TEST(PixelEditLayer, KeepsMatrixClassesAndIgnoreApart)
{
    PixelEdits edits;
    edits.set(0, 0, kMatrix);
    edits.set(kTile - 1, 0, 3);
    edits.set(kTile, 0, kIgnore);
    EXPECT_EQ(edits.at(0, 0), kMatrix);
    EXPECT_EQ(edits.at(kTile - 1, 0), 3);
    EXPECT_EQ(edits.at(kTile, 0), kIgnore);
    EXPECT_EQ(edits.at(1, 0), kUnset);
    EXPECT_EQ(edits.tiles().size(), 2U);
}

TEST(PixelEditLayer, DropsATileWhenItsLastPixelIsUnset)
{
    PixelEdits edits;
    edits.set(300, 200, 1);
    edits.set(301, 200, 1);
    edits.set(300, 200, kUnset);
    EXPECT_FALSE(edits.isEmpty());
    edits.set(301, 200, kUnset);
    EXPECT_TRUE(edits.isEmpty());
    EXPECT_EQ(edits, PixelEdits());
    edits.set(5, 5, kUnset);
    EXPECT_TRUE(edits.isEmpty());
}

TEST(PixelEditLayer, CopiesShareTilesUntilOneIsWritten)
{
    PixelEdits edits;
    edits.set(1, 1, 1);
    edits.set(kTile + 1, 1, 1);
    PixelEdits copy = edits;
    EXPECT_EQ(copy.tiles().at({0, 0}), edits.tiles().at({0, 0}));
    copy.set(2, 2, 2);
    EXPECT_EQ(edits.at(2, 2), kUnset);
    EXPECT_EQ(copy.at(1, 1), 1);
    EXPECT_NE(copy.tiles().at({0, 0}), edits.tiles().at({0, 0}));
    EXPECT_EQ(copy.tiles().at({1, 0}), edits.tiles().at({1, 0}));
    EXPECT_FALSE(copy == edits);
    copy.set(2, 2, kUnset);
    EXPECT_TRUE(copy == edits) << "equal by value, not by tile";
}

TEST(PixelEditLayer, ChangesATileAtOnce)
{
    PixelEdits edits;
    edits.changeTile({2, 1}, [](PixelEdits::Tile& tile) {
        EXPECT_EQ(tile.size(), (Size{kTile, kTile}));
        tile.at(3, 4) = 7;
    });
    EXPECT_EQ(edits.at(2 * kTile + 3, kTile + 4), 7);
    edits.changeTile({2, 1}, [](PixelEdits::Tile& tile) { tile.fill(kUnset); });
    EXPECT_TRUE(edits.isEmpty());
}

TEST(PixelEditLayer, PutsBackATile)
{
    PixelEdits edits;
    edits.set(1, 1, 1);
    const PixelEdits before = edits;
    edits.set(1, 1, 2);
    edits.setTile({0, 0}, before.tiles().at({0, 0}));
    EXPECT_EQ(edits, before);
    edits.setTile({0, 0}, nullptr);
    EXPECT_TRUE(edits.isEmpty());
}

TEST(PixelEditsFromLabels, LeaveTheMatrixUnset)
{
    Raster<std::uint8_t> labels(kTile + 3, kTile + 1);
    labels.at(0, 0) = 2;
    labels.at(kTile + 2, kTile) = kIgnore;
    const auto edits = PixelEdits::fromLabels(labels);
    EXPECT_EQ(edits.tiles().size(), 2U) << "tiles without a class are not kept";
    EXPECT_EQ(edits.at(0, 0), 2);
    EXPECT_EQ(edits.at(kTile + 2, kTile), kIgnore);
    EXPECT_EQ(edits.at(1, 0), kUnset);
    EXPECT_EQ(edits.at(kTile + 3, kTile), kUnset);
    EXPECT_TRUE(PixelEdits::fromLabels(Raster<std::uint8_t>(500, 500)).isEmpty());
    EXPECT_TRUE(PixelEdits::fromLabels({}).isEmpty());
}

TEST(PaintOver, SetsMatrixTooAndStaysInside)
{
    PixelEdits edits;
    edits.set(1, 0, kMatrix);
    edits.set(2, 0, 4);
    edits.set(5, 0, 4);
    edits.set(0, 200, 4);
    edits.set(400, 0, 4);
    Raster<std::uint8_t> labels(4, 2, 1);
    edits.paintOver(labels);
    EXPECT_EQ(std::vector<int>(labels.pixels().begin(), labels.pixels().end()),
              (std::vector<int>{1, 0, 4, 1, 1, 1, 1, 1}));
}

} // namespace
} // namespace sorby::annotation
