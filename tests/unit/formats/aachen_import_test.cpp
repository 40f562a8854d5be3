// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/formats/aachen.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/formats/collecting_sink.h"

#include <gtest/gtest.h>

#include <stop_token>
#include <string>
#include <vector>

namespace sorby::test {
namespace {

using annotation::Point;
using annotation::Ring;
using formats::ImportRequest;
using formats::Severity;

class AachenImportTest : public testing::Test {
  protected:
    void put(const std::string& name, std::string_view text) { writeText(m_folder / name, text); }
    void putImage(const std::string& name, Size size = {100, 80}) { writeMicrograph(m_folder / name, size); }

    Status run(ImportRequest request) { return formats::aachenFormat().read(request, sink, JobControl{}); }
    /// Imports the folder, which has to work.
    void import()
    {
        const auto done = run({.source = m_folder.path()});
        ASSERT_TRUE(done) << describe(done.error());
    }
    const annotation::Annotations& annotationsOf(const std::string& name)
    {
        static const annotation::Annotations kNone;
        const auto* image = sink.imageOf(name);
        if (image == nullptr) {
            ADD_FAILURE() << name << " was not imported";
            return kNone;
        }
        return image->annotations;
    }

    TemporaryFolder m_folder;
    CollectingSink sink;
};

constexpr const char* kSquare = "[(10, 10), (30, 10), (30, 30), (10, 30)]";
const Ring kSquareRing = {{10.5, 10.5}, {30.5, 10.5}, {30.5, 30.5}, {10.5, 30.5}};

TEST_F(AachenImportTest, CoordinatesThatNamePixelsAreMovedToTheirCentres)
{
    putImage("PNG/a.png");
    put("annotations_polygon.csv",
        std::string("image_url;point;polygon\na.png;(12, 13.5);") + kSquare + "\n");
    import();
    ASSERT_EQ(sink.images.size(), 1U);
    const auto& image = sink.images.front();
    EXPECT_EQ(image.name, "a.png");
    EXPECT_EQ(image.file, m_folder / "PNG/a.png");
    EXPECT_EQ(image.size, (Size{100, 80}));
    EXPECT_TRUE(image.annotated);
    EXPECT_FALSE(image.specimen);
    EXPECT_FALSE(sink.givenClasses) << "the format has no classes of its own";
    ASSERT_EQ(image.annotations.objects.size(), 1U);
    const auto& object = image.annotations.objects.front();
    EXPECT_EQ(object.polygon.outer, kSquareRing);
    EXPECT_EQ(object.poi, (Point{12.5, 14}));
    EXPECT_EQ(object.classId, 1);
    EXPECT_EQ(object.id, 0);
    EXPECT_EQ(object.provenance.origin, annotation::Origin::Imported);
    EXPECT_EQ(object.provenance.who, "annotations_polygon.csv");
    EXPECT_EQ(object.polygonText, kSquare);
    EXPECT_EQ(object.poiText, "(12, 13.5)");
    EXPECT_EQ(sink.list(), "");
}

struct Spelling {
    const char* name;
    const char* text;
};
void PrintTo(const Spelling& spelling, std::ostream* stream)
{
    *stream << spelling.name;
}
class AachenSpellingTest : public AachenImportTest, public testing::WithParamInterface<Spelling> {};

TEST_P(AachenSpellingTest, GivesTheSameObject)
{
    putImage("a.png");
    put("my_Polygons.CSV", GetParam().text);
    import();
    EXPECT_EQ(sink.list(), "");
    const auto& objects = annotationsOf("a.png").objects;
    ASSERT_EQ(objects.size(), 1U);
    EXPECT_EQ(objects.front().polygon.outer, kSquareRing);
    EXPECT_EQ(objects.front().poi, (Point{12.5, 13.5}));
}

INSTANTIATE_TEST_SUITE_P(
    Spellings, AachenSpellingTest,
    testing::Values(
        Spelling{"semicolons, tuples",
                 "image_url;point;polygon\na.png;(12, 13);[(10, 10), (30, 10), (30, 30), (10, 30)]\n"},
        Spelling{"lists", "image_url;point;polygon\na.png;[12, 13];[[10, 10], [30, 10], [30, 30], [10, 30]]"},
        Spelling{
            "commas, quoted",
            "image_url,point,polygon\na.png,\"(12, 13)\",\"[(10, 10), (30, 10), (30, 30), (10, 30)]\"\n"},
        Spelling{"tabs",
                 "image_url\tpoint\tpolygon\na.png\t(12, 13)\t[(10, 10), (30, 10), (30, 30), (10, 30)]\n"},
        Spelling{"CRLF",
                 "image_url;point;polygon\r\na.png;(12, 13);[(10, 10), (30, 10), (30, 30), (10, 30)]\r\n"},
        Spelling{
            "byte order mark",
            "\xef\xbb\xbfimage_url;point;polygon\na.png;(12, 13);[(10, 10), (30, 10), (30, 30), (10, 30)]\n"},
        Spelling{"header in capitals",
                 "Image_URL;POINT;Polygon\na.png;(12, 13);[(10, 10), (30, 10), (30, 30), (10, 30)]\n"},
        Spelling{"columns in another order",
                 "polygon;id;image_url;point\n[(10, 10), (30, 10), (30, 30), (10, 30)];7;a.png;(12, 13)\n"},
        Spelling{
            "floats",
            "image_url;point;polygon\na.png;(12.0, 13.0);[(10.0, 10.), (30, 1e1), (30, 30), (10, 30)]\n"},
        Spelling{"line break in a quoted cell",
                 "image_url;point;polygon\na.png;(12, 13);\"[(10, 10), (30, 10),\n (30, 30), (10, 30)]\"\n"},
        Spelling{
            "quotes within quotes",
            "image_url;point;polygon\na.png;(12, 13);\"\"\"[(10, 10), (30, 10), (30, 30), (10, 30)]\"\"\"\n"},
        Spelling{
            "folder in the name",
            "image_url;point;polygon\ndata/PNG/a.png;(12, 13);[(10, 10), (30, 10), (30, 30), (10, 30)]\n"}));

TEST_F(AachenImportTest, ImagesAreFoundWhateverTheirFolderAndExtension)
{
    putImage("PNG/a.png");
    putImage("TIFF/b.tif");
    putImage("images/c #1.png");
    putImage("d.PNG");
    put("polygon.csv", "image_url;polygon\n"
                       "x/y/a.tif;[(1,1),(9,1),(9,9)]\n"
                       "b.tif;[(1,1),(9,1),(9,9)]\n"
                       "..\\img\\C #1.jpg;[(1,1),(9,1),(9,9)]\n"
                       "d.tiff;[(1,1),(9,1),(9,9)]\n");
    import();
    ASSERT_EQ(sink.images.size(), 4U);
    EXPECT_EQ(sink.imageOf("a.tif")->file, m_folder / "PNG/a.png");
    EXPECT_EQ(sink.imageOf("b.tif")->file, m_folder / "TIFF/b.tif");
    EXPECT_EQ(sink.imageOf("C #1.jpg")->file, m_folder / "images/c #1.png");
    EXPECT_EQ(sink.imageOf("d.tiff")->file, m_folder / "d.PNG");
    EXPECT_EQ(sink.list(), "");
}

TEST_F(AachenImportTest, TheNamedImageFolderAndTheOneAboveAreUsed)
{
    putImage("images/a.png");
    putImage("elsewhere/a.png", {50, 50});
    put("tables/polygon.csv", "image_url;polygon\na.png;[(1,1),(9,1),(9,9)]\n");
    ASSERT_TRUE(run({.source = m_folder / "tables"}));
    ASSERT_TRUE(run({.source = m_folder / "tables/polygon.csv", .images = m_folder / "elsewhere"}));
    ASSERT_EQ(sink.images.size(), 2U);
    EXPECT_EQ(sink.images[0].size, (Size{100, 80}));
    EXPECT_EQ(sink.images[1].size, (Size{50, 50}));
}

TEST_F(AachenImportTest, RowsOfAnImageAreGroupedInTheOrderOfTheFile)
{
    putImage("b.png");
    putImage("a.png");
    put("polygon.csv", "image_url;polygon\n"
                       "b.png;[(1,1),(9,1),(9,9)]\n"
                       "a.png;[(2,2),(9,2),(9,9)]\n"
                       "folder/b.tif;[(3,3),(9,3),(9,9)]\n"
                       "b.png;[(4,4),(9,4),(9,9)]\n");
    import();
    ASSERT_EQ(sink.images.size(), 2U);
    EXPECT_EQ(sink.images[0].name, "b.png");
    EXPECT_EQ(sink.images[1].name, "a.png");
    const auto& objects = sink.images[0].annotations.objects;
    ASSERT_EQ(objects.size(), 3U);
    EXPECT_EQ(objects[0].polygon.outer.front(), (Point{1.5, 1.5}));
    EXPECT_EQ(objects[1].polygon.outer.front(), (Point{3.5, 3.5}));
    EXPECT_EQ(objects[2].polygon.outer.front(), (Point{4.5, 4.5}));
}

struct BadRow {
    const char* name;
    const char* row;
    const char* column;
    const char* said;
};
void PrintTo(const BadRow& bad, std::ostream* stream)
{
    *stream << bad.name;
}
class AachenBadRowTest : public AachenImportTest, public testing::WithParamInterface<BadRow> {};

TEST_P(AachenBadRowTest, IsRefusedWithLineAndColumnAndTheRestIsTaken)
{
    putImage("a.png");
    put("polygon.csv", std::string("image_url;point;polygon\na.png;(1, 1);[(1,1),(9,1),(9,9)]\n") +
                           GetParam().row + "\na.png;(8, 2);[(2,1),(9,1),(9,9)]\n");
    import();
    EXPECT_EQ(annotationsOf("a.png").objects.size(), 2U);
    ASSERT_EQ(sink.findings.size(), 1U) << sink.list();
    const auto& finding = sink.findings.front();
    EXPECT_EQ(finding.severity, Severity::Refused);
    EXPECT_EQ(finding.file, toUtf8(m_folder / "polygon.csv"));
    EXPECT_EQ(finding.line, 3);
    EXPECT_EQ(finding.path, GetParam().column);
    EXPECT_NE(finding.message.find(GetParam().said), std::string::npos) << finding.message;
}

INSTANTIATE_TEST_SUITE_P(
    Rows, AachenBadRowTest,
    testing::Values(
        BadRow{"unparsable polygon", "a.png;(1, 1);[(1,1),(9,1),(9,y)]", "polygon",
               "column 3, character 17: expected a number but found 'y'"},
        BadRow{"unparsable point", "a.png;(1, one);[(1,1),(9,1),(9,9)]", "point", "column 2, character 5"},
        BadRow{"too few columns", "a.png;[(1,1),(9,1),(9,9)]", "", "has 2 columns where the header has 3"},
        BadRow{"too many columns", "a.png;(1,1);x;[(1,1),(9,1),(9,9)]", "", "has 4 columns"},
        BadRow{"NaN", "a.png;(1, 1);[(1,1),(nan,1),(9,9)]", "polygon", "the coordinate is nan"},
        BadRow{"infinite", "a.png;(1, 1);[(1,1),(9,-inf),(9,9)]", "polygon", "the coordinate is inf"},
        BadRow{"NaN in the point", "a.png;(NaN, 1);[(1,1),(9,1),(9,9)]", "point", "the coordinate is NaN"},
        BadRow{"two points", "a.png;(1, 1);[(1,1),(9,1)]", "polygon", "2 points; at least 3"},
        BadRow{"empty list", "a.png;(1, 1);[]", "polygon", "0 points; at least 3"},
        BadRow{"empty cell", "a.png;(1, 1);", "polygon", "0 points; at least 3"},
        BadRow{"pandas' empty cell", "a.png;(1, 1);nan", "polygon", "0 points; at least 3"},
        BadRow{"three times the same point", "a.png;(1, 1);[(5,5),(5,5),(5,5)]", "polygon", "distinct"},
        BadRow{"wholly outside", "a.png;(500, 500);[(500,500),(510,500),(510,510)]", "polygon", "outside"},
        BadRow{"no image", ";(1, 1);[(1,1),(9,1),(9,9)]", "image_url", "names no image"},
        BadRow{"open quote", "a.png;\"(1, 1);[(1,1),(9,1),(9,9)]", "", "quote"}));

TEST_F(AachenImportTest, CertainRepairsAreMadeAndTheTextIsDropped)
{
    putImage("a.png");
    put("polygon.csv", "image_url;point;polygon\n"
                       "a.png;(15, 12);[(10, 10), (10, 10), (30, 10), (30, 30), (10, 10)]\n"
                       "a.png;(90, 50);[(80, 40), (120, 40), (120, 60), (80, 60)]\n");
    import();
    const auto& objects = annotationsOf("a.png").objects;
    ASSERT_EQ(objects.size(), 2U) << sink.list();
    EXPECT_EQ(objects[0].polygon.outer, (Ring{{10.5, 10.5}, {30.5, 10.5}, {30.5, 30.5}}));
    EXPECT_EQ(objects[0].polygonText, "");
    EXPECT_EQ(objects[0].poiText, "(15, 12)");
    EXPECT_EQ(annotation::boundingBox(objects[1].polygon).right, 100);
    EXPECT_EQ(objects[1].polygonText, "");
    EXPECT_EQ(sink.count(Severity::Repaired), 2U) << sink.list();
    EXPECT_EQ(sink.findingWith("repeated").line, 2);
    const auto clipped = sink.findingWith("clipped");
    EXPECT_EQ(clipped.line, 3);
    EXPECT_EQ(clipped.path, "polygon");
    EXPECT_EQ(clipped.image, "a.png");
}

TEST_F(AachenImportTest, DoubtfulObjectsAreTakenAsTheyAreAndFlagged)
{
    putImage("a.png");
    put("polygon.csv", "image_url;point;polygon\n"
                       "a.png;(12, 20);[(10, 10), (30, 30), (30, 10), (10, 30)]\n"
                       "a.png;(70, 70);[(10, 10), (30, 10), (30, 30)]\n"
                       "a.png;[(20, 11), (21, 11)];[(10, 10), (30, 10), (30, 30)]\n");
    import();
    const auto& objects = annotationsOf("a.png").objects;
    ASSERT_EQ(objects.size(), 3U);
    EXPECT_EQ(objects[0].polygonText, "[(10, 10), (30, 30), (30, 10), (10, 30)]") << "unchanged";
    EXPECT_EQ(sink.count(Severity::Repaired), 0U) << sink.list();
    EXPECT_EQ(sink.findingWith("crosses itself").severity, Severity::Flagged);
    const auto point = sink.findingWith("point of interest");
    EXPECT_EQ(point.severity, Severity::Flagged);
    EXPECT_EQ(point.path, "point");
    EXPECT_EQ(point.line, 3);
    EXPECT_EQ(sink.findingWith("the first is kept").line, 4);
    EXPECT_EQ(objects[2].poi, (Point{20.5, 11.5}));
}

TEST_F(AachenImportTest, MissingImagesAreAddedAsMissingWithTheirObjects)
{
    putImage("PNG/a.png");
    put("polygon.csv", "image_url;polygon\nlost.png;[(1,1),(9,1),(9,9)]\na.png;[(1,1),(9,1),(9,9)]\n"
                       "dir/LOST.tif;[(2,1),(9,1),(9,9)]\n");
    import();
    const auto* lost = sink.imageOf("lost.png");
    ASSERT_NE(lost, nullptr);
    EXPECT_TRUE(lost->file.empty());
    EXPECT_FALSE(lost->size);
    EXPECT_EQ(lost->annotations.objects.size(), 2U);
    const auto finding = sink.findingWith("image not found in " + toUtf8(m_folder / "PNG"));
    EXPECT_EQ(finding.severity, Severity::Flagged);
    EXPECT_EQ(finding.image, "lost.png");
}

TEST_F(AachenImportTest, BrokenImagesAreAddedWithoutSizeAndNamed)
{
    putImage("a.png");
    putImage("b.png");
    writeText(m_folder / "c.png", "no image at all");
    cutInHalf(m_folder / "b.png");
    put("polygon.csv", "image_url;polygon\na.png;[(1,1),(9,1),(9,9)]\nb.png;[(1,1),(9,1),(9,9)]\n"
                       "c.png;[(1,1),(9,1),(9,9)]\n");
    import();
    ASSERT_EQ(sink.images.size(), 3U);
    for (const char* name : {"b.png", "c.png"}) {
        EXPECT_EQ(sink.imageOf(name)->file, m_folder / name);
        EXPECT_FALSE(sink.imageOf(name)->size);
        EXPECT_EQ(annotationsOf(name).objects.size(), 1U);
    }
    EXPECT_EQ(sink.findingWith("cut off").image, "b.png");
    EXPECT_EQ(sink.findingWith("is not a PNG").image, "c.png");
}

TEST_F(AachenImportTest, MetadataGiveTheSpecimenAndAddImages)
{
    putImage("a.png");
    putImage("b.png");
    putImage("c.png");
    putImage("not listed.png");
    put("polygon.csv", "image_url;polygon\na.png;[(1,1),(9,1),(9,9)]\n");
    put("Steel_MetaData.csv", "IMAGE_URL,type,TEMPERATURE\na.tif,spot1,180\nb.png,45kx,NA\nc.png,lone,\n");
    import();
    ASSERT_EQ(sink.images.size(), 3U);
    EXPECT_EQ(sink.imageOf("a.png")->specimen, "spot1 180");
    EXPECT_EQ(sink.imageOf("b.png")->specimen, "45kx NA");
    EXPECT_TRUE(sink.imageOf("b.png")->annotated);
    EXPECT_TRUE(annotationsOf("b.png").isEmpty());
    EXPECT_EQ(sink.imageOf("c.png")->specimen, "lone");
}

TEST_F(AachenImportTest, AColumnNamedSpecimenOrSampleComesFirst)
{
    putImage("a.png");
    putImage("b.png");
    put("polygon.csv", "image_url;polygon\na.png;[(1,1),(9,1),(9,9)]\nb.png;[(1,1),(9,1),(9,9)]\n");
    put("metadata.csv", "image_url;Type;Temperature;Sample\na.png;spot1;180;S 7\nb.png;spot1;0;\n");
    import();
    EXPECT_EQ(sink.imageOf("a.png")->specimen, "S 7");
    EXPECT_EQ(sink.imageOf("b.png")->specimen, "spot1 0");
}

TEST_F(AachenImportTest, PointsOfInterestNameTheirAnnotator)
{
    putImage("a.png");
    putImage("b.png");
    put("polygon.csv", "image_url;polygon\na.png;[(1,1),(9,1),(9,9)]\n");
    put("x_POI.csv", "Image_url;Expert;point\n"
                     "a.png;A;(5, 6)\na.png;B;[(1, 2), (3.5, 4)]\nb.png;;(7, 8)\n"
                     "a.png;A;(x, 1)\na.png;A;\na.png;C;(500, 1)\n");
    import();
    const auto& points = annotationsOf("a.png").points;
    ASSERT_EQ(points.size(), 4U);
    EXPECT_EQ(points[0], (annotation::PointOfInterest{0, "A", {5.5, 6.5}}));
    EXPECT_EQ(points[1], (annotation::PointOfInterest{0, "B", {1.5, 2.5}}));
    EXPECT_EQ(points[2], (annotation::PointOfInterest{0, "B", {4, 4.5}}));
    EXPECT_EQ(points[3].annotator, "C");
    ASSERT_EQ(annotationsOf("b.png").points.size(), 1U);
    EXPECT_EQ(annotationsOf("b.png").points[0].annotator, "unknown");
    EXPECT_EQ(sink.findingWith("expected a number").line, 5);
    EXPECT_EQ(sink.findingWith("has no point").line, 6);
    const auto outside = sink.findingWith("outside the micrograph");
    EXPECT_EQ(outside.severity, Severity::Flagged);
    EXPECT_EQ(outside.path, "point");
}

TEST_F(AachenImportTest, FilesThatAreNamedComeBeforeThoseFound)
{
    putImage("a.png");
    put("polygon.csv", "image_url;polygon\na.png;[(1,1),(9,1),(9,9)]\n");
    put("poi.csv", "image_url;point\na.png;(1, 1)\n");
    put("other/points.csv", "image_url;user;point\na.png;me;(2, 2)\n");
    put("other/meta.csv", "image_url;specimen\na.png;S1\n");
    ASSERT_TRUE(run({.source = m_folder / "polygon.csv",
                     .points = m_folder / "other/points.csv",
                     .metadata = m_folder / "other/meta.csv"}));
    ASSERT_EQ(annotationsOf("a.png").points.size(), 1U);
    EXPECT_EQ(annotationsOf("a.png").points[0].annotator, "me");
    EXPECT_EQ(sink.images[0].specimen, "S1");
}

TEST_F(AachenImportTest, WhatCannotBeReadAtAllIsAnError)
{
    const auto errorOf = [&](ImportRequest request) {
        const auto done = run(std::move(request));
        EXPECT_FALSE(done);
        return done ? Error{} : done.error();
    };
    EXPECT_EQ(errorOf({.source = m_folder.path()}).code, ErrorCode::NotFound);
    EXPECT_EQ(errorOf({.source = m_folder / "weg.csv"}).code, ErrorCode::NotFound);
    put("polygon.csv", "");
    const auto empty = errorOf({.source = m_folder.path()});
    EXPECT_EQ(empty.where, toUtf8(m_folder / "polygon.csv"));
    put("polygon.csv", "image;point;Outline\na.png;(1, 1);[(1,1),(9,1),(9,9)]\n");
    const auto columns = errorOf({.source = m_folder.path()});
    EXPECT_EQ(columns.code, ErrorCode::Malformed);
    EXPECT_EQ(columns.message, "lacks the column image_url, polygon; found: image, point, Outline");
    put("polygon.csv", "image_url;polygon\n");
    EXPECT_EQ(errorOf({.source = m_folder.path(), .images = m_folder / "weg"}).where,
              toUtf8(m_folder / "weg"));
    EXPECT_EQ(errorOf({.source = m_folder.path(), .points = m_folder / "weg.csv"}).code, ErrorCode::NotFound);
    put("bad.csv", "a;b\n1;2\n");
    EXPECT_EQ(errorOf({.source = m_folder.path(), .metadata = m_folder / "bad.csv"}).code,
              ErrorCode::Malformed);
    EXPECT_TRUE(sink.images.empty());
}

TEST_F(AachenImportTest, AnUnsuitableFileThatWasOnlyFoundIsLeftOutAndFlagged)
{
    putImage("a.png");
    put("polygon.csv", "image_url;polygon\na.png;[(1,1),(9,1),(9,9)]\n");
    put("metadata.csv", "key;value\nx;y\n");
    import();
    EXPECT_EQ(sink.images.size(), 1U);
    EXPECT_EQ(sink.findingWith("is left out: lacks the column image_url").severity, Severity::Flagged);
}

TEST_F(AachenImportTest, StopsWithinOneImageAndReportsEach)
{
    putImage("a.png");
    putImage("b.png");
    put("polygon.csv", "image_url;polygon\na.png;[(1,1),(9,1),(9,9)]\nb.png;[(1,1),(9,1),(9,9)]\n");
    std::stop_source stop;
    std::vector<Progress> reports;
    const JobControl control{stop.get_token(), [&](const Progress& progress) {
                                 reports.push_back(progress);
                                 stop.request_stop();
                             }};
    const auto done = formats::aachenFormat().read({.source = m_folder.path()}, sink, control);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(sink.images.size(), 1U);
    ASSERT_EQ(reports.size(), 1U);
    EXPECT_EQ(reports[0].done, 1U);
    EXPECT_EQ(reports[0].total, 2U);
    EXPECT_EQ(reports[0].what, "a.png");
}

} // namespace
} // namespace sorby::test
