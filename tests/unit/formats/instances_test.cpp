// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/formats/instances.h"
#include "core/imaging/micrograph.h"
#include "core/imaging/reference.h"
#include "tests/support/results.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/formats/collecting_sink.h"

#include <gtest/gtest.h>

namespace sorby::formats {
namespace {

using annotation::Object;
using test::CollectingSink;
using test::expectGood;
using test::TemporaryFolder;
using test::valueOf;

const annotation::ClassList kClasses{{0, "matrix", {}}, {1, "MA island", {}}, {2, "pore, open", {}}};

Object rectangle(annotation::ClassId classId, double x0, double y0, double x1, double y1)
{
    Object object;
    object.classId = classId;
    object.polygon.outer = {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}};
    return object;
}

class InstancesTest : public testing::Test {
  protected:
    void SetUp() override { test::writeMicrograph(m_folder / "images/a #1ä.tif", {12, 9}); }
    Status run(ImportRequest request = {})
    {
        request.source = m_folder / "out";
        request.images = m_folder / "images";
        return instancesFormat().read(request, m_sink, JobControl{});
    }
    void putInstances(const Raster<std::uint16_t>& numbers)
    {
        expectGood(imaging::writePng(m_folder / "out/a #1ä.png", numbers));
    }

    TemporaryFolder m_folder;
    CollectingSink m_sink;
};

TEST_F(InstancesTest, WhatGoesOutComesBack)
{
    ImportedImage image;
    image.name = "a #1ä.tif";
    image.size = Size{12, 9};
    auto ring = rectangle(1, 0, 0, 5, 5);
    ring.polygon.holes = {{{1, 1}, {1, 3}, {3, 3}, {3, 1}}};
    auto part = rectangle(2, 6, 0, 8, 2);
    part.group = 4;
    auto other = rectangle(2, 9, 5, 11, 9);
    other.group = 4;
    image.annotations.objects = {ring, part, rectangle(1, 4, 4, 6, 6), other,
                                 rectangle(annotation::kIgnore, 0, 7, 3, 9)};
    const auto losses =
        test::exportAll(instancesFormat(), m_folder / "out", kClasses, {test::exported(image)}, 1);
    EXPECT_TRUE(losses.empty());
    EXPECT_EQ(test::textOf(m_folder / "out/instances.csv"), "image,instance,class,pixels\n"
                                                            "a #1ä.png,1,MA island,20\n"
                                                            "a #1ä.png,2,\"pore, open\",12\n"
                                                            "a #1ä.png,3,MA island,4\n"
                                                            "a #1ä.png,4,ignore,6\n");
    EXPECT_TRUE(instancesFormat().recognises(m_folder / "out"));
    ImportRequest request;
    request.classes = kClasses;
    expectGood(run(request));
    EXPECT_TRUE(m_sink.findings.empty()) << m_sink.list();
    const auto& back = *m_sink.imageOf("a #1ä.tif");
    EXPECT_EQ(back.annotations.objects.size(), 5U);
    EXPECT_EQ(imaging::makeReference(back.annotations, Size{12, 9}),
              imaging::makeReference(image.annotations, Size{12, 9}));
    EXPECT_EQ(back.annotations.objects[1].group, back.annotations.objects[2].group);
    EXPECT_EQ(back.annotations.objects[0].polygon.holes.size(), 1U);
}

TEST_F(InstancesTest, WithoutATableAllAreOfTheFirstClass)
{
    Raster<std::uint16_t> numbers(12, 9);
    numbers.at(2, 2) = 65535;
    numbers.at(5, 2) = 300;
    putInstances(numbers);
    expectGood(run());
    const auto& objects = m_sink.images.at(0).annotations.objects;
    ASSERT_EQ(objects.size(), 2U);
    EXPECT_EQ(objects[0].classId, 1);
    EXPECT_EQ(objects[0].polygon.outer.front(), (annotation::Point{5, 2})) << "in the order of the numbers";
}

TEST_F(InstancesTest, BadFilesLeaveTheRestAlone)
{
    putInstances(Raster<std::uint16_t>(12, 9, 1));
    expectGood(imaging::writePng(m_folder / "out/colour.png", Raster<Rgb8>(3, 3, {1, 2, 3})));
    test::writeText(m_folder / "out/text.png", "no picture");
    expectGood(imaging::writePng(m_folder / "out/cut.png", Raster<std::uint16_t>(30, 30, 7)));
    test::cutInHalf(m_folder / "out/cut.png");
    test::writeMicrograph(m_folder / "images/size.png", {5, 5});
    expectGood(imaging::writePng(m_folder / "out/size.png", Raster<std::uint16_t>(5, 4, 1)));
    expectGood(imaging::writePng(m_folder / "out/alone.png", Raster<std::uint16_t>(5, 4, 1)));
    test::writeText(m_folder / "out/instances.csv", "image,instance,class\n"
                                                    "a #1ä.png,1,pore\n"
                                                    "a #1ä.png,minus,pore\n"
                                                    "a #1ä.png\n"
                                                    "a #1ä.png,0,pore\n");
    expectGood(run());
    EXPECT_EQ(m_sink.count(Severity::Refused), 7U) << m_sink.list();
    EXPECT_EQ(m_sink.findingWith("5x4 pixels and the micrograph 5x5").severity, Severity::Refused);
    EXPECT_EQ(m_sink.findingWith("\"minus\"").line, 3);
    EXPECT_EQ(m_sink.findingWith("image not found").image, "alone.png");
    EXPECT_EQ(m_sink.images.size(), 2U);
    EXPECT_EQ(m_sink.givenClasses->at(1).name, "pore");
}

TEST_F(InstancesTest, OfTwoFilesOfOneNameTheSecondIsLeftOutAndNamed)
{
    putInstances(Raster<std::uint16_t>(12, 9, 1));
    expectGood(imaging::writePng(m_folder / "out/a #1ä.tif", Raster<std::uint16_t>(12, 9)));
    expectGood(run());
    const auto finding = m_sink.findingWith("a #1ä.png is an instance image of the same name");
    EXPECT_EQ(finding.severity, Severity::Refused);
    EXPECT_EQ(finding.file, toUtf8(m_folder / "out/a #1ä.tif"));
    ASSERT_EQ(m_sink.images.size(), 1U) << "the second would take the place of the first";
    EXPECT_EQ(m_sink.images[0].annotations.objects.size(), 1U);
}

TEST_F(InstancesTest, WhatIsNoFolderOrHoldsNothingIsAnError)
{
    EXPECT_FALSE(run());
    std::filesystem::create_directories(m_folder / "out");
    EXPECT_FALSE(run());
    putInstances(Raster<std::uint16_t>(12, 9, 1));
    test::writeText(m_folder / "out/instances.csv", "image;number\n");
    EXPECT_EQ(run().error().code, ErrorCode::Malformed);
    EXPECT_TRUE(m_sink.images.empty());
}

} // namespace
} // namespace sorby::formats
