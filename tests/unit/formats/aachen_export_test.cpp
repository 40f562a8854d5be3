// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/formats/aachen.h"
#include "core/formats/interior_point.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/formats/collecting_sink.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace sorby::test {
namespace {

using annotation::Object;
using annotation::Point;
using annotation::Polygon;
using annotation::Ring;
using formats::ExportedImage;
using formats::Finding;

class AachenExportTest : public testing::Test {
  protected:
    std::vector<Finding> write(const std::vector<ExportedImage>& images, int files = 1,
                               const annotation::ClassList& classes = annotation::numberedClasses(1))
    {
        return exportAll(formats::aachenFormat(), out(), classes, images, files);
    }
    [[nodiscard]] std::filesystem::path out() const { return m_folder / "out"; }
    [[nodiscard]] std::string polygons() const { return textOf(out() / "annotations_polygon.csv"); }
    [[nodiscard]] bool has(const char* name) const { return std::filesystem::exists(out() / name); }

    static ExportedImage image(const std::string& name, std::vector<Object> objects)
    {
        formats::ImportedImage imported;
        imported.name = name;
        imported.size = Size{100, 80};
        imported.annotations.objects = std::move(objects);
        return exported(imported);
    }
    static Object square(double left, double top, double side)
    {
        Object object;
        object.polygon.outer = {
            {left, top}, {left + side, top}, {left + side, top + side}, {left, top + side}};
        return object;
    }

    TemporaryFolder m_folder;
};

TEST_F(AachenExportTest, AnImportedSetComesOutByteForByte)
{
    const std::string polygonText = "image_url;point;polygon\n"
                                    "b #1.tif;(12, 11);[(10, 10), (30, 10), (30.25, 30), (10, 30)]\n"
                                    "b #1.tif;[5,5.0];[[1,1],[9.50,1],[ 9,9 ]]\n"
                                    "a.png;(3, 2);((1,1), (9,1), (9,9))\n";
    const std::string pointText =
        "image_url;annotator;point\nb #1.tif;A;(12, 11)\nb #1.tif;B;(3.5, 4)\na.png;A;(7, 8)\n";
    const std::string metadata =
        "image_url;Type;Temperature\nb #1.tif;spot1;180\na.png;45kx;NA\nc.png;lhsr 2;0\n";
    for (const char* name : {"a.png", "b #1.png", "c.png"}) {
        writeMicrograph(m_folder / (std::string("in/PNG/") + name), {100, 80});
    }
    writeText(m_folder / "in/nature_scidata_heerlen_aachen_steel_annotations_polygon.csv", polygonText);
    writeText(m_folder / "in/nature_scidata_heerlen_aachen_steel_annotations_POI.csv", pointText);
    writeText(m_folder / "in/nature_scidata_steel_metadata.csv", metadata);
    CollectingSink sink;
    const auto done = formats::aachenFormat().read({.source = m_folder / "in"}, sink, {});
    ASSERT_TRUE(done) << describe(done.error());
    EXPECT_EQ(sink.list(), "");
    std::vector<ExportedImage> images;
    for (const auto& imported : sink.images) {
        images.push_back(exported(imported));
    }
    EXPECT_TRUE(write(images, 3).empty());
    EXPECT_EQ(polygons(), polygonText);
    EXPECT_EQ(textOf(out() / "annotations_POI.csv"), pointText);
    EXPECT_EQ(textOf(out() / "metadata.csv"), metadata);
}

TEST_F(AachenExportTest, TheSharedMicrographsComeOutByteForByte)
{
    const auto data = sharedData();
    if (data.empty()) {
        GTEST_SKIP() << "the shared micrographs are not there (SORBY_TEST_DATA)";
    }
    const auto source = data / "nasa_super" / "aachen_layout";
    CollectingSink sink;
    const auto done = formats::aachenFormat().read({.source = source}, sink, {});
    ASSERT_TRUE(done) << describe(done.error());
    ASSERT_EQ(sink.images.size(), 23U);
    EXPECT_EQ(sink.count(formats::Severity::Refused), 0U) << sink.list();
    std::vector<ExportedImage> images;
    std::size_t objects = 0;
    for (const auto& imported : sink.images) {
        images.push_back(exported(imported));
        objects += imported.annotations.objects.size();
    }
    EXPECT_EQ(objects, 690U);
    EXPECT_TRUE(write(images, 3).empty());
    for (const char* name : {"annotations_polygon.csv", "annotations_POI.csv", "metadata.csv"}) {
        EXPECT_TRUE(textOf(out() / name) == textOf(source / name)) << name;
    }
}

TEST_F(AachenExportTest, DrawnObjectsAreWrittenAsTheirPixelsNames)
{
    auto object = square(10.5, 20.5, 8);
    object.polygon.outer[2] = {18.75, 28};
    object.poi = Point{12.5, 22.25};
    EXPECT_TRUE(write({image("a.png", {object})}).empty());
    EXPECT_EQ(polygons(), "image_url;point;polygon\n"
                          "a.png;(12, 21.75);[(10, 20), (18, 20), (18.25, 27.5), (10, 28)]\n");
    EXPECT_FALSE(has("annotations_POI.csv"));
    EXPECT_FALSE(has("metadata.csv"));
}

TEST_F(AachenExportTest, TheTextOfAnUntouchedPolygonIsKeptAndQuotedWhenItMustBe)
{
    auto object = square(1, 1, 5);
    object.polygonText = "[(0.50, .5);\n\"]";
    object.poi = Point{2.5, 2.5};
    object.poiText = "[2,2]";
    EXPECT_TRUE(write({image("a;1.png", {object})}).empty());
    EXPECT_EQ(polygons(), "image_url;point;polygon\n\"a;1.png\";[2,2];\"[(0.50, .5);\n\"\"]\"\n");
}

TEST_F(AachenExportTest, ObjectsWithoutAPointGetOneInside)
{
    EXPECT_TRUE(write({image("a.png", {square(10, 10, 4)})}).empty());
    EXPECT_EQ(polygons(), "image_url;point;polygon\n"
                          "a.png;(12, 12);[(9.5, 9.5), (13.5, 9.5), (13.5, 13.5), (9.5, 13.5)]\n");
}

TEST_F(AachenExportTest, SpecimensThatAreNoPairComeBackAsTheyWere)
{
    const std::vector<std::string> specimens = {"spot1 180", "steel A", "S7", "", "two words 20C"};
    std::vector<ExportedImage> images;
    std::string rows = "image_url;point;polygon\n";
    for (std::size_t i = 0; i < specimens.size(); ++i) {
        const std::string name = std::to_string(i) + ".png";
        writeMicrograph(out() / name, {100, 80});
        images.push_back(image(name, {square(10.5, 10.5, 4)}));
        images.back().specimen = specimens[i];
    }
    EXPECT_TRUE(write(images, 2).empty());
    EXPECT_EQ(textOf(out() / "metadata.csv"),
              "image_url;Type;Temperature;specimen\n"
              "0.png;spot1;180;spot1 180\n1.png;steel A;NA;steel A\n2.png;S7;NA;S7\n"
              "3.png;;;\n4.png;two words;20C;two words 20C\n");
    CollectingSink sink;
    ASSERT_TRUE(formats::aachenFormat().read({.source = out()}, sink, {}));
    for (std::size_t i = 0; i < specimens.size(); ++i) {
        EXPECT_EQ(sink.imageOf(std::to_string(i) + ".png")->specimen.value_or(""), specimens[i]);
    }
}

TEST_F(AachenExportTest, WhatCannotBeKeptIsSaid)
{
    auto holed = square(10, 10, 20);
    holed.polygon.holes = {{{15, 15}, {20, 15}, {20, 20}}};
    auto other = square(40, 40, 5);
    other.classId = 2;
    auto with = image("a.png", {square(1, 1, 5), holed, other});
    with.annotations.pixelEdits.set(3, 3, 1);
    const auto losses = write({with, image("bare.png", {})}, 1, annotation::numberedClasses(2));
    ASSERT_EQ(losses.size(), 4U);
    for (const auto& loss : losses) {
        EXPECT_EQ(loss.severity, formats::Severity::Flagged);
    }
    EXPECT_EQ(losses[0].image, "a.png");
    EXPECT_NE(losses[0].message.find("1 hole is filled in object 2"), std::string::npos) << losses[0].message;
    EXPECT_NE(losses[1].message.find("class of 1 object "), std::string::npos) << losses[1].message;
    EXPECT_NE(losses[2].message.find("pixel edits"), std::string::npos) << losses[2].message;
    EXPECT_EQ(losses[3].image, "bare.png");
}

TEST_F(AachenExportTest, NothingIsThereBeforeTheEnd)
{
    {
        const auto exporter = formats::aachenFormat().makeExporter({out(), annotation::numberedClasses(1)});
        ASSERT_TRUE(exporter->add(image("a.png", {square(1, 1, 5)})));
        EXPECT_FALSE(has("annotations_polygon.csv"));
    }
    EXPECT_TRUE(std::filesystem::is_empty(out()));
}

TEST_F(AachenExportTest, AFolderThatCannotBeWrittenIsAnErrorThatNamesIt)
{
    writeText(out(), "a file where the folder should be");
    const auto exporter = formats::aachenFormat().makeExporter({out(), annotation::numberedClasses(1)});
    const auto added = exporter->add(image("a.png", {square(1, 1, 5)}));
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().code, ErrorCode::Io);
    EXPECT_NE(added.error().where.find("out"), std::string::npos);
}

TEST_F(AachenExportTest, AnySetComesBackWithTheSamePolygons)
{
    for (unsigned seed = 0; seed < 40; ++seed) {
        std::mt19937 generator(seed); // NOLINT: seeds on purpose
        std::uniform_real_distribution<double> radius(2, 30);
        std::vector<Object> objects;
        for (auto count = 1 + generator() % 4; count > 0; --count) {
            Object object;
            const auto corners = 3 + generator() % 9;
            for (std::size_t i = 0; i < corners; ++i) {
                const double angle =
                    6.283185307179586 * static_cast<double>(i) / static_cast<double>(corners);
                const double r = radius(generator);
                object.polygon.outer.push_back({50 + r * std::cos(angle), 40 + r * std::sin(angle)});
            }
            objects.push_back(object);
        }
        writeMicrograph(out() / "a.png", {100, 80});
        write({image("a.png", objects)});
        CollectingSink sink;
        ASSERT_TRUE(formats::aachenFormat().read({.source = out()}, sink, {}));
        ASSERT_EQ(sink.list(), "") << "seed " << seed;
        const auto& back = sink.imageOf("a.png")->annotations.objects;
        ASSERT_EQ(back.size(), objects.size()) << "seed " << seed;
        for (std::size_t i = 0; i < back.size(); ++i) {
            ASSERT_EQ(back[i].polygon.outer.size(), objects[i].polygon.outer.size());
            for (std::size_t k = 0; k < back[i].polygon.outer.size(); ++k) {
                EXPECT_NEAR(back[i].polygon.outer[k].x, objects[i].polygon.outer[k].x, 1e-12)
                    << "seed " << seed;
                EXPECT_NEAR(back[i].polygon.outer[k].y, objects[i].polygon.outer[k].y, 1e-12)
                    << "seed " << seed;
            }
            EXPECT_TRUE(annotation::contains(back[i].polygon, *back[i].poi)) << "seed " << seed;
        }
    }
}

TEST(InteriorPointTest, LiesInsideWhateverTheShape)
{
    const Polygon ring{{{0, 0}, {10, 0}, {10, 10}, {0, 10}}, {{{1, 1}, {9, 1}, {9, 9}, {1, 9}}}};
    EXPECT_TRUE(annotation::contains(ring, formats::interiorPoint(ring)));
    const Polygon sliver{{{0, 0}, {100, 0.02}, {0, 0.04}}, {}};
    EXPECT_TRUE(annotation::contains(sliver, formats::interiorPoint(sliver)));
    const Polygon crescent{{{0, 0}, {20, 0}, {20, 20}, {0, 20}, {19, 19}, {19, 1}}, {}};
    EXPECT_TRUE(annotation::contains(crescent, formats::interiorPoint(crescent)));
    for (unsigned seed = 0; seed < 300; ++seed) {
        std::mt19937 generator(seed); // NOLINT: seeds on purpose
        std::uniform_real_distribution<double> place(0, 40);
        Polygon polygon;
        for (auto count = 3 + generator() % 200; count > 0; --count) {
            polygon.outer.push_back({place(generator), place(generator)});
        }
        ASSERT_TRUE(annotation::contains(polygon, formats::interiorPoint(polygon))) << "seed " << seed;
    }
}

TEST(InteriorPointTest, IsAPixelsCentreWhereThereIsRoom)
{
    EXPECT_EQ(formats::interiorPoint({{{2.3, 2.1}, {8.7, 2.4}, {8.2, 9.9}, {2.2, 9.1}}, {}}).x, 5.5);
    const Point point = formats::interiorPoint({{{3, 3}, {3, 3}, {3, 3}}, {}});
    EXPECT_EQ(point, (Point{3, 3})) << "no area: some point of it";
}

} // namespace
} // namespace sorby::test
