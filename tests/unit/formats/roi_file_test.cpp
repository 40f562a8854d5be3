// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/roi_file.h"
#include "core/formats/roi_outline.h"
#include "core/formats/roi_path.h"
#include "tests/support/results.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <numbers>
#include <random>
#include <string>
#include <vector>

namespace sorby::test {
namespace {

using annotation::Point;
using annotation::Polygon;
using annotation::Ring;
using formats::decodeRoi;
using formats::encodeRoi;
using formats::Roi;
using formats::RoiType;

/// A file put together by hand, number by number.
class Bytes {
  public:
    Bytes& word(int value)
    {
        m_bytes.push_back(static_cast<std::byte>((static_cast<unsigned>(value) >> 8U) & 0xFFU));
        m_bytes.push_back(static_cast<std::byte>(static_cast<unsigned>(value) & 0xFFU));
        return *this;
    }
    Bytes& longWord(std::uint32_t value)
    {
        return word(static_cast<int>(value >> 16U)).word(static_cast<int>(value & 0xFFFFU));
    }
    Bytes& real(float value) { return longWord(std::bit_cast<std::uint32_t>(value)); }
    Bytes& text(const std::u16string& value)
    {
        for (const char16_t unit : value) {
            word(unit);
        }
        return *this;
    }
    operator std::span<const std::byte>() const { return m_bytes; } // NOLINT: conversion wanted
    std::vector<std::byte> m_bytes;
};

/// "Iout", version, type, top 20, left 10, bottom 60, right 50, and 48 bytes of zeros but for these:
struct Header {
    int version = 227;
    int type = 0;
    int count = 0;
    float x1 = 0;
    float y1 = 0;
    float x2 = 0;
    float y2 = 0;
    std::uint32_t pathSize = 0;
    std::uint32_t colour = 0;
    int subtype = 0;
    int options = 0;
    float shape = 0;
    std::uint32_t position = 0;
    std::uint32_t second = 0;
};

Bytes file(const Header& h)
{
    Bytes bytes;
    bytes.longWord(0x496F7574).word(h.version).word(h.type << 8);
    bytes.word(20).word(10).word(60).word(50).word(h.count);
    bytes.real(h.x1).real(h.y1).real(h.x2).real(h.y2).word(0).longWord(h.pathSize);
    bytes.longWord(h.colour).longWord(0).word(h.subtype).word(h.options);
    bytes.real(h.shape).longWord(h.position).longWord(h.second);
    EXPECT_EQ(bytes.m_bytes.size(), 64U);
    return bytes;
}

Ring outlineOf(std::span<const std::byte> bytes)
{
    const auto polygons = valueOf(formats::outlinesOf(valueOf(decodeRoi(bytes))));
    EXPECT_EQ(polygons.size(), 1U);
    EXPECT_TRUE(polygons.front().holes.empty());
    return polygons.front().outer;
}

std::string refusal(std::span<const std::byte> bytes)
{
    const auto roi = decodeRoi(bytes);
    if (!roi) {
        return roi.error().message;
    }
    const auto outlines = formats::outlinesOf(*roi);
    return outlines ? "" : outlines.error().message;
}

const Ring kTriangle = {{10, 20}, {50, 25}, {15, 60}};

Bytes triangle(Header header = {})
{
    header.count = 3;
    return file(header).word(0).word(40).word(5).word(0).word(5).word(40);
}

TEST(RoiFileTest, ReadsAPolygonInWholeNumbersRelativeToItsCorner)
{
    for (const int type : {0, 7, 8}) {
        EXPECT_EQ(outlineOf(triangle({.type = type})), kTriangle) << type;
    }
}

TEST(RoiFileTest, ReadsSubPixelCoordinatesAsAbsolute)
{
    const Header header{.type = 7, .options = 128};
    auto bytes = triangle(header);
    bytes.real(10.25F).real(49.5F).real(15).real(20.125F).real(25).real(59.875F);
    EXPECT_EQ(outlineOf(bytes), (Ring{{10.25, 20.125}, {49.5, 25}, {15, 59.875}}));
    // Older versions had another meaning for the bit.
    EXPECT_EQ(outlineOf(triangle({.version = 221, .type = 7, .options = 128})), kTriangle);
}

TEST(RoiFileTest, ReadsLargeCountsAndLargeCoordinatesAsUnsigned)
{
    auto bytes = triangle();
    bytes.m_bytes[10] = std::byte{0x9C}; // left = 40000
    bytes.m_bytes[11] = std::byte{0x40};
    EXPECT_EQ(outlineOf(bytes).front(), (Point{40000, 20}));
    // A count of 0 stands in 32 bits behind it.
    auto many = file({.x1 = std::bit_cast<float>(std::uint32_t{70000})});
    many.m_bytes.resize(64 + 70000 * 4);
    EXPECT_EQ(valueOf(decodeRoi(many)).points.size(), 70000U);
}

TEST(RoiFileTest, ReadsNameGroupColourAndProperties)
{
    const std::u16string name = u"Körner \U0001F52C #1";
    const std::u16string properties = u"class: Pore: größer\nnote: a\\\\b\\nc\n";
    auto bytes = triangle({.colour = 0xFF0180F0, .position = 3, .second = 76});
    bytes.longWord(0).longWord(0).longWord(0).longWord(0);
    bytes.longWord(140).longWord(static_cast<std::uint32_t>(name.size()));
    bytes.longWord(0).word(0).word(7 << 8).longWord(0).real(0);
    bytes.longWord(140 + 2 * static_cast<std::uint32_t>(name.size()));
    bytes.longWord(static_cast<std::uint32_t>(properties.size()))
        .longWord(0)
        .longWord(0)
        .longWord(0)
        .longWord(0);
    ASSERT_EQ(bytes.m_bytes.size(), 140U);
    bytes.text(name).text(properties);
    const Roi roi = valueOf(decodeRoi(bytes));
    EXPECT_EQ(roi.name, "Körner \xF0\x9F\x94\xAC #1");
    EXPECT_EQ(roi.group, 7);
    EXPECT_EQ(roi.slice, 3);
    EXPECT_EQ(roi.stroke, (Rgb8{1, 0x80, 0xF0}));
    EXPECT_EQ(roi.properties, (formats::RoiProperties{{"class", "Pore: größer"}, {"note", "a\\b\nc"}}));
    // Texts that lie outside the file are left out, and no more.
    bytes.m_bytes.resize(150);
    EXPECT_TRUE(valueOf(decodeRoi(bytes)).name.empty());
    EXPECT_EQ(valueOf(decodeRoi(bytes)).group, 7);
}

TEST(RoiFileTest, ReadsRectanglesAndOvals)
{
    EXPECT_EQ(outlineOf(file({.type = 1})), (Ring{{10, 20}, {50, 20}, {50, 60}, {10, 60}}));
    const Header subPixel{.type = 1, .x1 = 10.5F, .y1 = 20.25F, .x2 = 3, .y2 = 4.5F, .options = 128};
    EXPECT_EQ(outlineOf(file(subPixel)), (Ring{{10.5, 20.25}, {13.5, 20.25}, {13.5, 24.75}, {10.5, 24.75}}));
    const Ring oval = outlineOf(file({.type = 2}));
    for (const auto& point : oval) {
        EXPECT_NEAR(std::hypot(point.x - 30, point.y - 40), 20, 1e-9);
    }
    EXPECT_NEAR(annotation::signedArea(oval), std::numbers::pi * 400, 2 * std::numbers::pi * 20 * 0.05);
}

TEST(RoiFileTest, ReadsRoundCornersAndShapesAtAnAngle)
{
    auto rounded = file({.type = 1});
    rounded.m_bytes[55] = std::byte{10};
    const double corners = (4 - std::numbers::pi) * 25;
    EXPECT_NEAR(annotation::signedArea(outlineOf(rounded)), 1600 - corners, 2);
    EXPECT_EQ(annotation::boundingBox(outlineOf(rounded)), (annotation::Box{10, 20, 50, 60}));

    const auto turned =
        outlineOf(file({.type = 7, .x1 = 10, .y1 = 10, .x2 = 16, .y2 = 18, .subtype = 5, .shape = 5}));
    EXPECT_NEAR(std::abs(annotation::signedArea(turned)), 50, 1e-9);
    EXPECT_TRUE(annotation::contains({turned, {}}, {13, 14}));
    EXPECT_TRUE(annotation::contains({turned, {}}, {11.5, 15}) &&
                !annotation::contains({turned, {}}, {10, 16.2}));

    const auto ellipse =
        outlineOf(file({.type = 7, .x1 = 10, .y1 = 10, .x2 = 16, .y2 = 18, .subtype = 3, .shape = 0.5F}));
    EXPECT_NEAR(std::abs(annotation::signedArea(ellipse)), std::numbers::pi * 5 * 2.5, 2);
    EXPECT_TRUE(annotation::contains({ellipse, {}}, {15.9, 17.8}));
    EXPECT_FALSE(annotation::contains({ellipse, {}}, {10, 17}));
}

TEST(RoiFileTest, ReadsACompositeWithAHoleAnIslandAndCurves)
{
    const auto square = [](Bytes& bytes, float left, float top, float side) {
        bytes.real(0).real(left).real(top).real(1).real(left + side).real(top);
        bytes.real(1).real(left + side).real(top + side).real(1).real(left).real(top + side);
        bytes.real(1).real(left).real(top).real(4); // back to the start, and closed
    };
    auto bytes = file({.type = 1, .pathSize = 16 * 4 + 9});
    square(bytes, 5, 5, 2); // the island comes first
    square(bytes, 0, 0, 12);
    square(bytes, 3, 3, 6);
    square(bytes, 12, 12, 4); // meets the outer square in a corner
    bytes.real(0).real(20).real(20).real(2).real(30).real(40).real(40).real(20).real(4);
    const auto polygons = valueOf(formats::outlinesOf(valueOf(decodeRoi(bytes))));
    ASSERT_EQ(polygons.size(), 4U);
    EXPECT_EQ(polygons[0].outer, (Ring{{5, 5}, {7, 5}, {7, 7}, {5, 7}}));
    EXPECT_EQ(polygons[1].outer, (Ring{{0, 0}, {12, 0}, {12, 12}, {0, 12}}));
    EXPECT_EQ(polygons[1].holes, (std::vector<Ring>{{{3, 3}, {9, 3}, {9, 9}, {3, 9}}}));
    EXPECT_EQ(polygons[2].outer.front(), (Point{12, 12}));
    for (const auto& part : {polygons[0], polygons[2], polygons[3]}) {
        EXPECT_TRUE(part.holes.empty());
    }
    // A parabola from (20, 20) over (30, 30) to (40, 20): y = 20 + (x - 20)(40 - x) / 10, area 2/3 20 10.
    for (const auto& point : polygons[3].outer) {
        EXPECT_NEAR(point.y, 20 + (point.x - 20) * (40 - point.x) / 10, 1e-9);
    }
    EXPECT_NEAR(std::abs(annotation::signedArea(polygons[3].outer)), 400.0 / 3, 20 * 0.02);
}

TEST(RoiFileTest, RefusesWhatHasNoArea)
{
    for (const int type : {3, 4, 5, 9}) {
        EXPECT_NE(refusal(triangle({.type = type})).find("is a line"), std::string::npos) << type;
    }
    EXPECT_EQ(refusal(file({.type = 6})), "has no outline");
    EXPECT_EQ(refusal(file({.type = 1, .subtype = 1})), "is a text, no outline");
    EXPECT_EQ(refusal(file({.type = 1, .subtype = 4})), "is a picture, no outline");
    EXPECT_EQ(refusal(file({.type = 7, .subtype = 3, .shape = 0.5F})), "has no area");
    EXPECT_EQ(refusal(file({.type = 1, .x1 = 3, .x2 = -2, .y2 = 5, .options = 128})), "has no area");
}

TEST(RoiFileTest, DamagedFilesAreErrorsThatSayWhatIsWrong)
{
    const float nan = std::nanf("");
    EXPECT_NE(refusal(Bytes()).find("Iout"), std::string::npos);
    auto magic = triangle();
    magic.m_bytes[0] = std::byte{'X'};
    EXPECT_NE(refusal(magic).find("Iout"), std::string::npos);
    EXPECT_NE(refusal(file({.type = 11})).find("unknown type 11"), std::string::npos);
    EXPECT_NE(refusal(file({.count = 65535})).find("65535 points need 262204 bytes"), std::string::npos);
    EXPECT_NE(refusal(file({.x1 = std::bit_cast<float>(0xFFFFFFFFU)})).find("cut off"), std::string::npos);
    EXPECT_NE(refusal(file({.type = 1, .pathSize = 0x7FFFFFFF})).find("cut off"), std::string::npos);
    EXPECT_NE(refusal(file({.type = 2, .pathSize = 1}).real(0)).find("composite"), std::string::npos);
    EXPECT_NE(refusal(file({.type = 1, .pathSize = 1}).real(5)).find("no kind of segment"),
              std::string::npos);
    EXPECT_NE(refusal(file({.type = 1, .pathSize = 1}).real(nan)).find("no kind of segment"),
              std::string::npos);
    EXPECT_NE(refusal(file({.type = 1, .pathSize = 1}).real(0.5F)).find("no kind of segment"),
              std::string::npos);
    EXPECT_NE(refusal(file({.type = 1, .pathSize = 2}).real(0).real(1)).find("cut off"), std::string::npos);
    EXPECT_NE(refusal(file({.type = 1, .pathSize = 3}).real(0).real(1).real(nan)).find("not finite"),
              std::string::npos);
    EXPECT_EQ(refusal(file({.type = 1, .pathSize = 1}).real(4)), "has no area");
    auto infinite = triangle({.options = 128});
    infinite.real(1).real(INFINITY).real(3).real(1).real(2).real(3);
    EXPECT_NE(refusal(infinite).find("point 2 is not a number"), std::string::npos);
    EXPECT_EQ(refusal(triangle({.second = 0xFFFFFFFF})), ""); // a name is no more than a name
}

TEST(RoiFileTest, WhatIsCutOffAnywhereNeverGivesAnotherOutline)
{
    Roi roi = formats::roiOf({{{{0, 0}, {9.5, 0}, {9, 9}}, {{{3, 1}, {4, 1}, {4, 2}}}}});
    roi.name = "name";
    roi.properties = {{"class", "x"}};
    Roi whole = formats::roiOf({{kTriangle, {}}});
    whole.name = "name";
    for (const auto& one : {roi, whole}) {
        const auto bytes = encodeRoi(one);
        const auto expected = valueOf(formats::outlinesOf(valueOf(decodeRoi(bytes))));
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            const auto cut = decodeRoi(std::span(bytes).first(length));
            if (cut) {
                EXPECT_EQ(valueOf(formats::outlinesOf(*cut)), expected) << length;
            }
            EXPECT_EQ(bool(cut), length >= (one.isComposite ? 64U + 80U : 64U + 12U)) << length;
        }
    }
}

TEST(RoiFileTest, RandomDamageNeverCrashes)
{
    const auto bytes = encodeRoi(formats::roiOf({{{{0, 0}, {9.5, 0}, {9, 9}}, {{{3, 1}, {4, 1}, {4, 2}}}}}));
    std::mt19937 random(3);
    int read = 0;
    for (int i = 0; i < 20000; ++i) {
        auto damaged = bytes;
        for (int k = 0; k < 3; ++k) {
            damaged[random() % damaged.size()] = static_cast<std::byte>(random() & 0xFFU);
        }
        const auto roi = decodeRoi(damaged);
        read += roi && formats::outlinesOf(*roi) ? 1 : 0;
    }
    EXPECT_GT(read, 0);
}

TEST(RoiFileTest, WritesTheBytesThatImageJWrites)
{
    Roi roi = formats::roiOf({{kTriangle, {}}});
    roi.name = "ä";
    roi.group = 2;
    roi.stroke = Rgb8{1, 2, 3};
    Bytes expected = triangle({.version = 228, .colour = 0xFF010203, .second = 76});
    expected.longWord(0).longWord(0).longWord(0).longWord(0).longWord(140).longWord(1);
    expected.longWord(0).word(0).word(2 << 8);
    expected.m_bytes.resize(140);
    expected.word(0xE4);
    EXPECT_EQ(encodeRoi(roi), expected.m_bytes);
}

TEST(RoiFileTest, EighthsOfPixelsComeBackExactly)
{
    std::mt19937 random(11);
    const auto place = [&] { return static_cast<double>(random() % 300000) / 8; };
    for (int i = 0; i < 300; ++i) {
        const bool isWhole = i % 3 == 0;
        Ring ring;
        for (int k = 0; k < 5 + i % 7; ++k) {
            const Point point{place(), place()};
            ring.push_back(isWhole ? Point{std::floor(point.x), std::floor(point.y)} : point);
        }
        const Roi written = formats::roiOf({{ring, {}}});
        const Roi back = valueOf(decodeRoi(encodeRoi(written)));
        EXPECT_EQ(back.points, ring);
        const bool isFar = std::any_of(ring.begin(), ring.end(),
                                       [](Point point) { return point.x > 32767 || point.y > 32767; });
        EXPECT_EQ(back.isSubPixel, !isWhole || isFar);
    }
}

TEST(RoiFileTest, PointsNameThePixelWhenTheyAreItsCentre)
{
    const std::vector<Point> centres = {{3.5, 4.5}, {0.5, 10.5}};
    Roi roi = valueOf(decodeRoi(encodeRoi(formats::roiOfPoints(centres))));
    EXPECT_EQ(roi.type, RoiType::Point);
    EXPECT_EQ(roi.points, (std::vector<Point>{{3, 4}, {0, 10}}));
    EXPECT_EQ(formats::pointsOf(roi), centres);
    const std::vector<Point> others = {{3.5, 4.5}, {7, 8.25}};
    roi = valueOf(decodeRoi(encodeRoi(formats::roiOfPoints(others))));
    EXPECT_EQ(roi.points, others);
    EXPECT_EQ(formats::pointsOf(roi), others);
}

TEST(RoiFileTest, ManyVerticesLeaveAsAComposite)
{
    Ring ring;
    for (int i = 0; i < 70000; ++i) {
        const double angle = 2 * std::numbers::pi * i / 70000;
        ring.push_back(
            {std::round(8e4 * (2 + std::cos(angle))) / 8, std::round(8e4 * (2 + std::sin(angle))) / 8});
    }
    const Roi roi = valueOf(decodeRoi(encodeRoi(formats::roiOf({{ring, {}}}))));
    EXPECT_TRUE(roi.isComposite);
    EXPECT_EQ(valueOf(formats::outlinesOf(roi)), (std::vector<Polygon>{{ring, {}}}));
}

TEST(RoiPathTest, DeepNestingAlternatesBetweenOutlinesAndHoles)
{
    std::vector<Ring> rings;
    for (int i = 0; i < 50; ++i) {
        const double r = i + 1;
        rings.push_back({{100 - r, 100 - r}, {100 + r, 100 - r}, {100 + r, 100 + r}, {100 - r, 100 + r}});
    }
    const auto polygons = formats::polygonsOf(rings);
    ASSERT_TRUE(polygons);
    ASSERT_EQ(polygons->size(), 25U);
    for (std::size_t i = 0; i < 25; ++i) {
        EXPECT_EQ((*polygons)[i].outer, rings[2 * i + 1]);
        EXPECT_EQ((*polygons)[i].holes, (std::vector<Ring>{rings[2 * i]}));
    }
}

TEST(RoiPathTest, PixelsAreThoseOfEvenOddFilling)
{
    std::mt19937 random(4);
    for (int round = 0; round < 100; ++round) {
        // Squares on a grid, some in one another: none crosses another.
        Polygon all;
        std::vector<Ring> rings;
        for (int cell = 0; cell < 16; ++cell) {
            const double x = 12 * (cell % 4);
            const double y = 12 * (cell / 4);
            const int depth = static_cast<int>(random() % 5);
            for (double r = 6; r > 6 - depth; --r) {
                rings.push_back({{x + 6 - r, y + 6 - r},
                                 {x + 6 + r, y + 6 - r},
                                 {x + 6 + r, y + 6 + r},
                                 {x + 6 - r, y + 6 + r}});
            }
        }
        std::shuffle(rings.begin(), rings.end(), random);
        const auto polygons = formats::polygonsOf(rings);
        ASSERT_TRUE(polygons);
        all.holes = rings;
        for (double y = 0.5; y < 48; ++y) {
            for (double x = 0.5; x < 48; ++x) {
                const auto isIn = [&](const Polygon& polygon) {
                    return annotation::contains(polygon, {x, y});
                };
                EXPECT_EQ(std::count_if(polygons->begin(), polygons->end(), isIn), isIn(all) ? 1 : 0);
            }
        }
    }
}

TEST(RoiTextTest, TextsAndPropertiesComeBack)
{
    for (const std::string text : {"", "a", "Größe µm", "\xF0\x9F\x94\xAC", "\xEF\xBF\xBD"}) {
        EXPECT_EQ(formats::fromUtf16(formats::toUtf16(text)), text);
    }
    EXPECT_EQ(formats::fromUtf16(formats::toUtf16("a\xFF\xC3z\xE2\x82")),
              "a\xEF\xBF\xBD\xEF\xBF\xBDz\xEF\xBF\xBD");
    const std::byte half[] = {std::byte{0xD8}, std::byte{0x01}, std::byte{0x00}, std::byte{0x41},
                              std::byte{1}};
    EXPECT_EQ(formats::fromUtf16(half), "\xEF\xBF\xBD"
                                        "A");
    const formats::RoiProperties properties = {{"a", "x: y = z"}, {"b", "two\nlines\r\\n"}, {"c", ""}};
    EXPECT_EQ(formats::parseRoiProperties(formats::toText(properties)), properties);
    EXPECT_EQ(formats::valueOf(properties, "A"), "x: y = z");
    EXPECT_EQ(formats::valueOf(properties, "d"), std::nullopt);
    EXPECT_TRUE(formats::parseRoiProperties("\r\n: x\nno sign\n").empty());
}

} // namespace
} // namespace sorby::test
