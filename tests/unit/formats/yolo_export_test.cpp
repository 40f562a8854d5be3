// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/formats/yolo.h"
#include "core/formats/yolo_lines.h"
#include "core/imaging/reference.h"
#include "core/imaging/tracer.h"
#include "tests/support/label_text.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/formats/collecting_sink.h"

#include <gtest/gtest.h>

#include <charconv>
#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace sorby::test {
namespace {

using annotation::Object;
using annotation::Point;
using annotation::Ring;
using formats::ExportedImage;
using formats::Finding;

double backFrom(const std::string& share, int side)
{
    double number = -1;
    std::from_chars(share.data(), share.data() + share.size(), number);
    return formats::pixelsOf(number, side);
}

TEST(YoloShares, WholeAndHalfCoordinatesComeBackExactly)
{
    for (const int side : {1, 3, 7, 49, 255, 640, 1023, 1279, 2047, 4095, 6143, 29999}) {
        for (int twice = 0; twice <= 2 * side; twice += 1 + side / 700) {
            const double pixels = twice / 2.0;
            ASSERT_EQ(backFrom(formats::shareText(pixels, side), side), pixels) << side;
        }
    }
    EXPECT_EQ(formats::shareText(160, 640), "0.25");
    EXPECT_EQ(formats::shareText(640, 640), "1");
    EXPECT_EQ(formats::shareText(0, 640), "0");
}

TEST(YoloShares, OtherCoordinatesComeBackToTheLastDigits)
{
    std::mt19937 random(8);
    for (int i = 0; i < 4000; ++i) {
        const int side = 1 + static_cast<int>(random() % 30000);
        const double pixels = std::uniform_real_distribution<double>(0, side)(random);
        EXPECT_NEAR(backFrom(formats::shareText(pixels, side), side), pixels, 1e-9);
    }
}

class YoloExportTest : public testing::Test {
  protected:
    YoloExportTest()
    {
        m_classes.push_back({1, "MA island", annotation::defaultClassColour(1)});
        m_classes.push_back({2, "Pore: \"größer\" #2", annotation::defaultClassColour(2)});
    }
    static Object object(Ring outer, annotation::ClassId classId = 1)
    {
        Object result;
        result.classId = classId;
        result.polygon.outer = std::move(outer);
        return result;
    }
    static Object square(double left, double top, double side, annotation::ClassId classId = 1)
    {
        return object({{left, top}, {left + side, top}, {left + side, top + side}, {left, top + side}},
                      classId);
    }
    ExportedImage image(annotation::Annotations annotations, Size size = {60, 40})
    {
        formats::ImportedImage imported;
        imported.name = "spot #1 (ä).png";
        imported.size = size;
        imported.annotations = std::move(annotations);
        writeMicrograph(out() / "images" / fromUtf8(imported.name), size);
        return exported(imported);
    }
    [[nodiscard]] std::filesystem::path out() const { return m_folder / "out ö/yolo"; }
    std::string written() { return textOf(out() / "labels" / fromUtf8("spot #1 (ä).txt")); }
    /// Writes and reads again, without the project's classes; the pixels are the same.
    const formats::ImportedImage& throughFile(const ExportedImage& given)
    {
        m_losses = exportAll(formats::yoloFormat(), out(), m_classes, {given}, 1);
        EXPECT_TRUE(formats::yoloFormat().recognises(out()));
        const auto done = formats::yoloFormat().read({.source = out()}, sink, {});
        EXPECT_TRUE(done) << describe(done.error());
        EXPECT_EQ(sink.images.size(), 1U);
        static const formats::ImportedImage none;
        const auto& back = sink.images.empty() ? none : sink.images.front();
        EXPECT_EQ(text(imaging::makeReference(back.annotations, given.size)), text(*given.labels()));
        return back;
    }

    TemporaryFolder m_folder;
    annotation::ClassList m_classes = {{0, "matrix", {}}};
    CollectingSink sink;
    std::vector<Finding> m_losses;
};

TEST_F(YoloExportTest, TheFilesAreThoseOfUltralytics)
{
    annotation::Annotations annotations;
    annotations.objects = {square(15, 10, 15, 2), object({{0, 0}, {60, 0}, {37.5, 40}})};
    exportAll(formats::yoloFormat(), out(), m_classes, {image(annotations)}, 1);
    EXPECT_EQ(written(), "1 0.25 0.25 0.5 0.25 0.5 0.625 0.25 0.625\n0 0 0 1 0 0.625 1\n");
    EXPECT_EQ(textOf(out() / "data.yaml"),
              "path: .\nnames:\n  0: \"MA island\"\n  1: \"Pore: \\\"größer\\\" #2\"\n");
}

TEST_F(YoloExportTest, WhatGoesOutComesIn)
{
    constexpr Size kOdd{1023, 767};
    std::mt19937 random(5);
    annotation::Annotations annotations;
    for (int i = 0; i < 60; ++i) {
        const bool isHalf = i % 2 == 0;
        const auto place = [&](int limit) {
            const double any = std::uniform_real_distribution<double>(0, limit)(random);
            return isHalf ? std::round(any * 2) / 2 : any;
        };
        const double x = place(900);
        const double y = place(600);
        annotations.objects.push_back(
            object({{x, y}, {x + 1 + place(100), y + 0.5}, {x + 3.5, y + 3 + place(100)}},
                   static_cast<annotation::ClassId>(1 + i % 2)));
    }
    const auto& back = throughFile(image(annotations, kOdd));
    EXPECT_TRUE(m_losses.empty());
    EXPECT_EQ(sink.list(), "");
    ASSERT_EQ(back.annotations.objects.size(), annotations.objects.size());
    for (std::size_t i = 0; i < annotations.objects.size(); ++i) {
        const auto& given = annotations.objects[i];
        const auto& got = back.annotations.objects[i];
        EXPECT_EQ(got.classId, given.classId);
        ASSERT_EQ(got.polygon.outer.size(), given.polygon.outer.size());
        for (std::size_t k = 0; k < given.polygon.outer.size(); ++k) {
            if (i % 2 == 0) {
                EXPECT_EQ(got.polygon.outer[k], given.polygon.outer[k]);
            }
            EXPECT_NEAR(got.polygon.outer[k].x, given.polygon.outer[k].x, 1e-9);
            EXPECT_NEAR(got.polygon.outer[k].y, given.polygon.outer[k].y, 1e-9);
        }
    }
    ASSERT_EQ(sink.givenClasses->size(), 3U);
    EXPECT_EQ((*sink.givenClasses)[2].name, m_classes[2].name);
}

TEST_F(YoloExportTest, HolesLeaveAsSlitsAndComeBack)
{
    auto holed = square(3, 4, 30);
    holed.polygon.holes = {{{6, 6}, {6, 9}, {9, 9}, {9, 6}}, {{20, 12}, {22, 25}, {30, 20}}};
    annotation::Annotations annotations;
    annotations.objects = {holed, square(7, 7, 1, 2)};
    const auto& back = throughFile(image(annotations));
    ASSERT_EQ(back.annotations.objects.size(), 2U) << sink.list();
    EXPECT_EQ(back.annotations.objects[0].polygon, holed.polygon);
    EXPECT_EQ(back.annotations.objects[1].polygon, annotations.objects[1].polygon);
    ASSERT_EQ(m_losses.size(), 1U);
    EXPECT_NE(m_losses[0].message.find("holes as such; they leave as slits"), std::string::npos);
}

TEST_F(YoloExportTest, AnyMaskKeepsItsPixels)
{
    std::mt19937 random(2);
    for (int round = 0; round < 12; ++round) {
        const Size size{31 + round, 23};
        Raster<std::uint8_t> mask(size);
        for (auto& pixel : mask.pixels()) {
            pixel = random() % 3 != 0 ? 1 : 0;
        }
        annotation::Annotations annotations;
        for (auto& polygon : imaging::trace(mask)) {
            annotations.objects.push_back(square(0, 0, 1));
            annotations.objects.back().polygon = std::move(polygon);
        }
        sink = {};
        throughFile(image(annotations, size)); // compares the pixels
    }
}

TEST_F(YoloExportTest, WhatCannotLeaveIsTold)
{
    auto part = square(2, 2, 6);
    part.group = 3;
    part.poi = Point{4, 4};
    annotation::Annotations annotations;
    annotations.objects = {part, square(20, 2, 6, annotation::kIgnore)};
    annotations.points = {{0, "Anna", {3.75, 4}}};
    auto given = image(annotations);
    given.specimen = "steel A";
    exportAll(formats::yoloFormat(), out(), m_classes, {given}, 1);
    const auto exporter = formats::yoloFormat().makeExporter({out(), m_classes});
    ASSERT_TRUE(exporter->add(given));
    std::string all;
    for (const auto& loss : exporter->losses()) {
        all += loss.message + "\n";
    }
    for (const char* what : {"parts of one thing", "points of interest", "specimens", "left out of loss"}) {
        EXPECT_NE(all.find(what), std::string::npos) << what;
    }
    EXPECT_EQ(exporter->losses().size(), 4U) << all;
    EXPECT_EQ(written().find('\n'), written().size() - 1) << "one line: the ignored area is no object";
}

TEST_F(YoloExportTest, AnImageWithoutObjectsIsAnnotatedAsEmpty)
{
    const auto& back = throughFile(image({}));
    EXPECT_TRUE(back.annotated);
    EXPECT_TRUE(back.annotations.isEmpty());
    EXPECT_EQ(written(), "");
}

TEST_F(YoloExportTest, AFolderThatCannotBeWrittenEndsTheExport)
{
    writeText(m_folder / "blocked", "a file where the folder should be");
    const auto exporter = formats::yoloFormat().makeExporter({m_folder / "blocked", m_classes});
    const auto added = exporter->add(image({}));
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().code, ErrorCode::Io);
}

} // namespace
} // namespace sorby::test
