// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/formats/imagej.h"
#include "core/formats/imagej_archive.h"
#include "core/formats/roi_file.h"
#include "core/imaging/reference.h"
#include "tests/support/label_text.h"
#include "tests/support/results.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/formats/collecting_sink.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace sorby::test {
namespace {

namespace fs = std::filesystem;
using annotation::Object;
using annotation::Point;
using annotation::Ring;
using formats::imageJFormat;
using formats::Roi;

constexpr Size kSize{60, 40};

Ring squareRing(double left, double top, double side)
{
    return {{left, top}, {left + side, top}, {left + side, top + side}, {left, top + side}};
}

class ImageJExportTest : public testing::Test {
  protected:
    ImageJExportTest()
    {
        for (const char* name : {"MA island", "Pore größer"}) {
            const auto id = static_cast<annotation::ClassId>(m_classes.size());
            m_classes.push_back({id, name, annotation::defaultClassColour(id)});
        }
    }

    static Object object(Ring outer, annotation::ClassId classId = 1, int group = 0)
    {
        Object result;
        result.classId = classId;
        result.polygon.outer = std::move(outer);
        result.group = group;
        return result;
    }
    /// Writes and reads again; the pixels must be the same.
    const annotation::Annotations& throughFile(const annotation::Annotations& annotations)
    {
        formats::ImportedImage image;
        image.name = "spot #1 (ä).png";
        image.size = kSize;
        image.annotations = annotations;
        const auto given = exported(image);
        writeMicrograph(out() / fromUtf8(image.name), kSize);
        m_losses = exportAll(imageJFormat(), out(), m_classes, {given}, 1);
        EXPECT_TRUE(imageJFormat().recognises(out()) || annotations.isEmpty());
        m_sink = {};
        expectGood(imageJFormat().read({.source = out(), .classes = m_classes}, m_sink, {}));
        EXPECT_EQ(m_sink.images.size(), 1U) << m_sink.list();
        static const annotation::Annotations none;
        if (m_sink.images.empty()) {
            return none;
        }
        const auto& back = m_sink.images.front();
        EXPECT_EQ(back.name, image.name);
        EXPECT_TRUE(back.annotated);
        EXPECT_EQ(text(imaging::makeReference(back.annotations, kSize)), text(*given.labels()));
        return back.annotations;
    }
    [[nodiscard]] fs::path out() const { return m_folder / "out ü"; }
    [[nodiscard]] fs::path written() const { return out() / fromUtf8("spot #1 (ä).zip"); }

    static void expectSame(std::vector<Object> back, const std::vector<Object>& given)
    {
        ASSERT_EQ(back.size(), given.size());
        for (std::size_t i = 0; i < given.size(); ++i) {
            EXPECT_EQ(back[i].polygon, given[i].polygon) << i;
            EXPECT_EQ(back[i].classId, given[i].classId) << i;
            EXPECT_EQ(back[i].group, given[i].group) << i;
            EXPECT_EQ(back[i].poi, given[i].poi) << i;
            EXPECT_EQ(back[i].provenance.origin, annotation::Origin::Imported);
        }
    }

    TemporaryFolder m_folder;
    annotation::ClassList m_classes = {{0, "matrix", {}}};
    CollectingSink m_sink;
    std::vector<formats::Finding> m_losses;
};

TEST_F(ImageJExportTest, ObjectsOfAllKindsComeBackExactly)
{
    annotation::Annotations annotations;
    auto ring = object(squareRing(2, 2, 20), 1);
    ring.polygon.holes = {{{5, 5}, {5, 15.5}, {15.25, 15}, {15, 5}},
                          {{17, 17}, {17, 19}, {19, 19}, {19, 17}}};
    auto pointed = object({{30.125, 3}, {40, 3.5}, {35, 12.875}}, 2);
    pointed.poi = Point{35.123456789, 5};
    annotations.objects = {ring, object(squareRing(8, 8, 4), 2), pointed,
                           object(squareRing(45, 25, 10), annotation::kIgnore)};
    annotations.points = {
        {0, "Anna Größe", {3.5, 4.5}}, {0, "Bo/2", {3.25, 4}}, {0, "Anna Größe", {7.5, 8.5}}};
    const auto& back = throughFile(annotations);
    expectSame(back.objects, annotations.objects);
    EXPECT_TRUE(m_losses.empty());
    EXPECT_TRUE(m_sink.findings.empty()) << m_sink.list();
    EXPECT_FALSE(m_sink.givenClasses); // all are known
    ASSERT_EQ(back.points.size(), 3U);
    EXPECT_EQ(back.points[0].annotator, "Anna Größe");
    EXPECT_EQ(back.points[1].position, (Point{7.5, 8.5}));
    EXPECT_EQ(back.points[2].annotator, "Bo/2");
    EXPECT_EQ(back.points[2].position, (Point{3.25, 4}));
}

TEST_F(ImageJExportTest, EighthsOfPixelsComeBackExactly)
{
    std::mt19937 random(5);
    const auto place = [&](int limit) {
        return static_cast<double>(random() % static_cast<unsigned>(8 * limit)) / 8;
    };
    annotation::Annotations annotations;
    while (annotations.objects.size() < 60) {
        const double x = place(40);
        const double y = place(20);
        annotations.objects.push_back(
            object({{x, y}, {x + 3 + place(15), y + 0.125}, {x + 3, y + 4 + place(14)}},
                   static_cast<annotation::ClassId>(1 + random() % 2)));
    }
    expectSame(throughFile(annotations).objects, annotations.objects);
    EXPECT_TRUE(m_losses.empty());
}

TEST_F(ImageJExportTest, CoordinatesOfMoreThan32BitsComeBackExactly)
{
    annotation::Annotations annotations;
    // The edge from (8.3, 30.1) to (20.7, 2.9) runs so near to a pixel's centre that rounding moves it over.
    annotations.objects = {
        object({{1.1, 1.3}, {20.7, 2.9}, {8.3, 30.1}}), object({{30.1, 1}, {50, 1}, {50, 22}, {30.1, 20}}, 2),
        object({{30.2, 30}, {33, 30}, {33, 33}}, 2, 5), object({{40.2, 30}, {43, 30}, {43, 33}}, 2, 5)};
    annotations.objects[1].polygon.holes = {{{35, 5}, {35, 1.0 / 3 + 9}, {40, 8}}};
    annotations.points = {{0, "Anna", {1.1, 2.2}}};
    const auto& back = throughFile(annotations);
    expectSame(back.objects, annotations.objects);
    EXPECT_EQ(back.points.at(0).position, (Point{1.1, 2.2}));
    EXPECT_TRUE(m_losses.empty());
}

TEST_F(ImageJExportTest, PartsOfOneThingLeaveAsOneSelection)
{
    annotation::Annotations annotations;
    auto outer = object(squareRing(2, 2, 20), 1, 7);
    outer.polygon.holes = {{{5, 5}, {5, 15}, {15, 15}, {15, 5}}};
    annotations.objects = {outer, object(squareRing(8, 8, 4), 1, 7), object(squareRing(30, 8, 4.5), 1, 7),
                           object(squareRing(40, 8, 4), 2, 0)};
    expectSame(throughFile(annotations).objects, annotations.objects);
    EXPECT_EQ(valueOf(formats::RoiArchive::open(written())).size(), 2U);
}

TEST_F(ImageJExportTest, PartsThatOneSelectionCannotHoldStillBelongTogether)
{
    annotation::Annotations annotations;
    auto pointed = object(squareRing(50, 20, 5), 1, 6);
    pointed.poi = Point{51, 22};
    annotations.objects = {
        object(squareRing(2, 2, 10), 1, 3),  object(squareRing(8, 8, 10), 1, 3), // they overlap
        object(squareRing(22, 2, 10), 1, 4), object(squareRing(28, 8, 9), 2),    // one is drawn between them
        object(squareRing(34, 14, 8), 1, 4), pointed,
        object(squareRing(50, 30, 5), 1, 6), object(squareRing(50, 2, 5), 2, 9)};
    expectSame(throughFile(annotations).objects, annotations.objects);
    EXPECT_EQ(valueOf(formats::RoiArchive::open(written())).size(), annotations.objects.size());
}

TEST_F(ImageJExportTest, AnImageWithoutObjectsIsStillAnnotated)
{
    EXPECT_TRUE(throughFile({}).isEmpty());
    EXPECT_EQ(fs::file_size(written()), 22U);
}

TEST_F(ImageJExportTest, SelectionsAreNamedAndColouredByClass)
{
    m_classes[2].name = "Pore/größer: \"b\"\nc";
    annotation::Annotations annotations;
    annotations.objects = {object(squareRing(2, 2, 5), 1), object(squareRing(12, 2, 5), 2)};
    throughFile(annotations);
    auto archive = valueOf(formats::RoiArchive::open(written()));
    ASSERT_EQ(archive.size(), 2U);
    EXPECT_EQ(archive.nameOf(0), "MA island-0001.roi");
    EXPECT_EQ(archive.nameOf(1), "Pore_größer_ _b__c-0002.roi");
    const Roi roi = valueOf(formats::decodeRoi(valueOf(archive.read(0))));
    EXPECT_EQ(roi.name, "MA island-0001");
    EXPECT_EQ(roi.group, 1);
    EXPECT_EQ(roi.stroke, m_classes[1].colour);
    EXPECT_FALSE(roi.isSubPixel);
    EXPECT_EQ(roi.properties, (formats::RoiProperties{{"class", "MA island"}}));
}

TEST_F(ImageJExportTest, TheSameAnnotationsGiveTheSameBytes)
{
    annotation::Annotations annotations;
    annotations.objects = {object(squareRing(2, 2, 5), 1)};
    throughFile(annotations);
    const auto first = textOf(written());
    throughFile(annotations);
    EXPECT_EQ(textOf(written()), first);
    EXPECT_EQ(first.substr(10, 4), std::string("\0\0\x21\0", 4)); // midnight, 1 January 1980
}

} // namespace
} // namespace sorby::test
