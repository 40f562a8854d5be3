// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/painting.h"
#include "core/imaging/reference.h"
#include "tests/support/label_text.h"

#include <gtest/gtest.h>

namespace sorby::imaging {
namespace {

using annotation::Annotations;
using annotation::kIgnore;
using annotation::kMatrix;
using annotation::kUnset;
using annotation::PixelEdits;

constexpr Size kImage{300, 200};

annotation::Object rectangle(double left, double top, double right, double bottom, annotation::ClassId id)
{
    annotation::Object object;
    object.classId = id;
    object.polygon.outer = {{left, top}, {right, top}, {right, bottom}, {left, bottom}};
    return object;
}

/// Class 1 in the columns 0 to 99, class 2 in 100 to 199, matrix beyond, in rows 0 to 9.
Annotations threeFields()
{
    Annotations annotations;
    annotations.objects = {rectangle(0, 0, 100, 10, 1), rectangle(100, 0, 200, 10, 2)};
    return annotations;
}

PixelEdits afterRow(const Annotations& annotations, const PaintRule& rule)
{
    const ReferenceTiles tiles(annotations, kImage);
    PaintStroke stroke(annotations.pixelEdits, kImage, rule,
                       [&](PixelEdits::TileKey key) { return tiles.tile(key); });
    const Span row{5, 0, kImage.width};
    stroke.paint(std::span(&row, 1));
    PixelEdits edits = annotations.pixelEdits;
    exchangeTiles(edits, stroke.replacements());
    return edits;
}

std::array<int, 3> inThreeFields(const PixelEdits& edits)
{
    return {edits.at(50, 5), edits.at(150, 5), edits.at(250, 5)};
}

TEST(Painting, OverEverything)
{
    const auto edits = afterRow(threeFields(), {.value = 3, .protectedClasses = {}});
    EXPECT_EQ(inThreeFields(edits), (std::array<int, 3>{3, 3, 3}));
    EXPECT_EQ(edits.at(50, 4), kUnset);
    EXPECT_EQ(edits.tiles().size(), 3U);
}

TEST(Painting, OnlyOverMatrix)
{
    const auto edits =
        afterRow(threeFields(), {.value = 3, .over = PaintOver::OnlyMatrix, .protectedClasses = {}});
    EXPECT_EQ(inThreeFields(edits), (std::array<int, 3>{kUnset, kUnset, 3}));
    EXPECT_EQ(edits.at(199, 5), kUnset);
    EXPECT_EQ(edits.at(200, 5), 3);
    EXPECT_EQ(edits.tiles().size(), 2U) << "tiles in which nothing changed are not copied";
}

TEST(Painting, OnlyOverOneClass)
{
    const auto edits =
        afterRow(threeFields(),
                 {.value = kIgnore, .over = PaintOver::OnlyClass, .onlyClass = 2, .protectedClasses = {}});
    EXPECT_EQ(inThreeFields(edits), (std::array<int, 3>{kUnset, kIgnore, kUnset}));
}

TEST(Painting, ProtectedClassesStay)
{
    PaintRule rule{.value = 3, .protectedClasses = {}};
    rule.protectedClasses.set(1);
    EXPECT_EQ(inThreeFields(afterRow(threeFields(), rule)), (std::array<int, 3>{kUnset, 3, 3}));
    rule.protectedClasses.set(kMatrix);
    EXPECT_EQ(inThreeFields(afterRow(threeFields(), rule)), (std::array<int, 3>{kUnset, 3, kUnset}));
}

TEST(Painting, TheTwoErasers)
{
    Annotations annotations = threeFields();
    annotations.pixelEdits.set(50, 5, 2);
    const auto toMatrix = afterRow(annotations, {.value = kMatrix, .protectedClasses = {}});
    EXPECT_EQ(inThreeFields(toMatrix), (std::array<int, 3>{kMatrix, kMatrix, kMatrix}));
    annotations.pixelEdits = toMatrix;
    const auto back = afterRow(annotations, {.value = kUnset, .protectedClasses = {}});
    EXPECT_TRUE(back.isEmpty());
}

TEST(Painting, TellsWhereSomethingChanged)
{
    PixelEdits before;
    before.set(10, 5, 3);
    PaintStroke stroke(before, kImage, {.value = 3, .protectedClasses = {}});
    const Span same{5, 10, 11};
    EXPECT_TRUE(stroke.paint(std::span(&same, 1)).isEmpty());
    EXPECT_TRUE(stroke.isEmpty());
    const Span wide{5, -20, 14};
    EXPECT_EQ(stroke.paint(std::span(&wide, 1)), (PixelRect{0, 5, 14, 1}));
    EXPECT_TRUE(stroke.paint(std::span(&wide, 1)).isEmpty());
    EXPECT_EQ(stroke.at(13, 5), 3);
    EXPECT_EQ(stroke.at(14, 5), kUnset);
    const Span below{200, 0, 14};
    EXPECT_TRUE(stroke.paint(std::span(&below, 1)).isEmpty());
}

TEST(Painting, DrawingAnObjectClearsTheEditsInsideIt)
{
    PixelEdits edits;
    edits.set(10, 5, 3);
    edits.set(150, 5, 3);
    edits.set(151, 20, 3);
    edits.set(290, 150, 2);
    const auto object = rectangle(0, 0, 160, 10, 1);
    const auto change = clearedInside(edits, object.polygon, kImage);
    ASSERT_EQ(change.size(), 2U);
    EXPECT_EQ(change.at({0, 0}), nullptr);
    PixelEdits after = edits;
    const auto inverse = exchangeTiles(after, change);
    EXPECT_EQ(after.at(10, 5), kUnset);
    EXPECT_EQ(after.at(150, 5), kUnset);
    EXPECT_EQ(after.at(151, 20), 3);
    EXPECT_EQ(after.at(290, 150), 2);
    exchangeTiles(after, inverse);
    EXPECT_EQ(after, edits);
}

TEST(Painting, ATileOfTheReferenceIsAPieceOfIt)
{
    Annotations annotations = threeFields();
    annotations.objects.push_back(rectangle(90.5, 3, 290.5, 190, 3));
    annotations.pixelEdits.set(130, 130, kIgnore);
    const auto whole = makeReference(annotations, kImage);
    for (const PixelEdits::TileKey key : {PixelEdits::TileKey{0, 0}, {1, 1}, {2, 1}, {5, 5}}) {
        EXPECT_EQ(ReferenceTiles(annotations, kImage).tile(key),
                  crop(whole, {key.column * 128, key.row * 128, 128, 128}));
    }
}

} // namespace
} // namespace sorby::imaging
