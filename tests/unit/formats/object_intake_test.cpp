// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/class_names.h"
#include "core/formats/object_intake.h"
#include "core/imaging/rasterizer.h"
#include "tests/support/results.h"
#include "tests/unit/formats/collecting_sink.h"

#include <gtest/gtest.h>

#include <limits>

namespace sorby::formats {
namespace {

using annotation::Object;
using imaging::RasterRule;
using test::CollectingSink;

const Place kPlace{"file.json", 7, "shapes[2]", {}};

Object square(double left, double top, double side)
{
    Object object;
    object.polygon.outer = {{left, top}, {left + side, top}, {left + side, top + side}, {left, top + side}};
    return object;
}

ImportedImage image(Size size)
{
    ImportedImage image;
    image.name = "a.png";
    image.size = size;
    return image;
}

TEST(ObjectIntake, TakesRepairsAndRefuses)
{
    CollectingSink sink;
    ObjectIntake intake(RasterRule::Centre, 0, sink);
    auto target = image({20, 20});
    intake.take(target, square(2, 2, 5), kPlace);
    EXPECT_TRUE(sink.findings.empty());
    intake.take(target, square(15, 15, 10), kPlace);
    EXPECT_EQ(sink.findingWith("clipped to the micrograph").severity, Severity::Repaired);
    EXPECT_EQ(imaging::pixelCount(target.annotations.objects.back().polygon, {20, 20}), 25U);
    intake.take(target, square(30, 30, 5), kPlace);
    const auto refused = sink.findingWith("outside the micrograph");
    EXPECT_EQ(refused.severity, Severity::Refused);
    EXPECT_EQ(refused.line, 7);
    EXPECT_EQ(refused.path, "shapes[2]");
    EXPECT_EQ(refused.image, "a.png");
    auto broken = square(2, 2, 5);
    broken.polygon.outer[1].x = std::numeric_limits<double>::quiet_NaN();
    intake.take(target, broken, kPlace);
    EXPECT_EQ(sink.findingWith("not a finite number").severity, Severity::Refused);
    EXPECT_EQ(target.annotations.objects.size(), 2U);
}

TEST(ObjectIntake, WithoutASizeOnlyWhatCannotStandIsRefused)
{
    CollectingSink sink;
    ObjectIntake intake(RasterRule::Pil, 0, sink);
    auto target = image({});
    target.size.reset();
    intake.take(target, square(-500, 2, 5), kPlace);
    EXPECT_EQ(target.annotations.objects.size(), 1U);
    auto flat = square(2, 2, 5);
    flat.polygon.outer.resize(2);
    intake.take(target, flat, kPlace);
    EXPECT_EQ(target.annotations.objects.size(), 1U);
    EXPECT_EQ(sink.count(Severity::Refused), 1U);
}

TEST(ObjectIntake, AnotherToolsRulePaintsTheCoordinatesOfTheFile)
{
    CollectingSink sink;
    // (4, 4) to (14, 14) in the file: Pillow paints the outline, too, 11 x 11 pixels.
    ObjectIntake intake(RasterRule::Pil, annotation::kPixelCentre, sink);
    auto target = image({24, 24});
    intake.take(target, square(4.5, 4.5, 10), kPlace);
    intake.take(target, square(4.5, 4.5, 10), kPlace);
    ASSERT_EQ(target.annotations.objects.size(), 2U);
    const auto& ring = target.annotations.objects[1].polygon.outer;
    EXPECT_EQ(ring, (annotation::Ring{{4, 4}, {15, 4}, {15, 15}, {4, 15}}));
    EXPECT_EQ(target.annotations.objects[0], target.annotations.objects[1]) << "the canvas is clean again";
}

TEST(ObjectIntake, PartsOfAMaskAreOneGroup)
{
    CollectingSink sink;
    ObjectIntake intake(RasterRule::Centre, 0, sink);
    auto target = image({20, 20});
    Raster<std::uint8_t> mask(6, 3);
    mask.at(0, 0) = 1;
    mask.at(5, 2) = 9;
    Object prototype;
    prototype.classId = 3;
    intake.takeMask(target, mask, 10, 5, prototype, kPlace);
    ASSERT_EQ(target.annotations.objects.size(), 2U);
    EXPECT_EQ(target.annotations.objects[0].polygon.outer.front(), (annotation::Point{10, 5}));
    EXPECT_EQ(target.annotations.objects[0].classId, 3);
    EXPECT_EQ(target.annotations.objects[0].group, 1);
    EXPECT_EQ(target.annotations.objects[1].group, 1);
    intake.takeMask(target, mask, 0, 0, prototype, kPlace);
    EXPECT_EQ(target.annotations.objects.back().group, 2);
    EXPECT_TRUE(sink.findings.empty());
}

TEST(ObjectIntake, AMaskIsClippedToTheImageWhereverItLies)
{
    CollectingSink sink;
    ObjectIntake intake(RasterRule::Centre, 0, sink);
    auto target = image({20, 20});
    const Raster<std::uint8_t> mask(6, 6, 1);
    intake.takeMask(target, mask, 17, -3, {}, kPlace);
    ASSERT_EQ(target.annotations.objects.size(), 1U);
    EXPECT_EQ(target.annotations.objects[0].polygon.outer,
              (annotation::Ring{{17, 0}, {20, 0}, {20, 3}, {17, 3}}));
    EXPECT_EQ(sink.findingWith("clipped").severity, Severity::Repaired);
    for (const int left : {20, -6, std::numeric_limits<int>::max(), std::numeric_limits<int>::min()}) {
        intake.takeMask(target, mask, left, 0, {}, kPlace);
    }
    intake.takeMask(target, Raster<std::uint8_t>(4, 4), 0, 0, {}, kPlace);
    EXPECT_EQ(sink.count(Severity::Refused), 5U);
    EXPECT_EQ(target.annotations.objects.size(), 1U);
}

TEST(ClassNames, ComeFromTheProjectFirstAndGrow)
{
    ClassNames names(annotation::ClassList{{0, "matrix", {}}, {1, "MA island", {}}});
    EXPECT_EQ(test::valueOf(names.idOf("ma ISLAND")), 1);
    EXPECT_EQ(test::valueOf(names.idOf("")), 1);
    EXPECT_EQ(test::valueOf(names.idOf(" Matrix ")), 0);
    EXPECT_EQ(test::valueOf(names.idOf("background")), 0);
    EXPECT_EQ(test::valueOf(names.idOf("Ignore*")), annotation::kIgnore);
    CollectingSink sink;
    test::expectGood(names.announce(sink));
    EXPECT_FALSE(sink.givenClasses) << "the project knows its own";
    EXPECT_EQ(test::valueOf(names.idOf("pore", Rgb8{1, 2, 3})), 2);
    test::expectGood(names.announce(sink));
    ASSERT_TRUE(sink.givenClasses);
    EXPECT_EQ(sink.givenClasses->at(2).name, "pore");
    EXPECT_EQ(sink.givenClasses->at(2).colour, (Rgb8{1, 2, 3}));
}

TEST(ClassNames, WithoutAProjectTheFirstNameIsClass1)
{
    ClassNames names(std::nullopt);
    EXPECT_EQ(test::valueOf(names.idOf("pore")), 1);
    EXPECT_EQ(names.list()[0].name, "matrix");
    EXPECT_EQ(nameOf(names.list(), 1), "pore");
    EXPECT_EQ(nameOf(names.list(), annotation::kIgnore), kIgnoreName);
}

TEST(ClassNames, TooManyAreAnError)
{
    ClassNames names(std::nullopt);
    for (int i = 1; i <= annotation::kMaxClassId; ++i) {
        EXPECT_EQ(test::valueOf(names.idOf("c" + std::to_string(i))), i);
    }
    EXPECT_FALSE(names.idOf("one more"));
}

} // namespace
} // namespace sorby::formats
