// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/formats/labelme.h"
#include "core/formats/labelme_files.h"
#include "core/imaging/rasterizer.h"
#include "core/imaging/reference.h"
#include "tests/support/label_text.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/formats/collecting_sink.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

namespace sorby::test {
namespace {

using annotation::Point;
using annotation::Ring;
using formats::ImportRequest;
using formats::Severity;

/// The file of LabelMe for spot #1 ü.png of 20x16 pixels, with these shapes.
std::string labelMe(const std::string& shapes, const std::string& picture = "null")
{
    return R"({
  "version": "5.5.0",
  "flags": {},
  "shapes": [)" +
           shapes + R"(],
  "imagePath": "spot #1 ü.png",
  "imageData": )" +
           picture + R"(,
  "imageHeight": 16,
  "imageWidth": 20
})";
}

std::string shape(const std::string& label, const std::string& type, const std::string& points,
                  const std::string& more = "")
{
    return R"({"label": ")" + label + R"(", "points": )" + points +
           R"(, "description": "", "flags": {}, "shape_type": ")" + type + "\"" + more + "}";
}

std::string square(const std::string& label, int left, int top, int side, const std::string& more = "")
{
    const auto number = [](int value) { return std::to_string(value); };
    const auto pair = [&](int x, int y) { return "[" + number(x) + ", " + number(y) + "]"; };
    return shape(label, "polygon",
                 "[" + pair(left, top) + ", " + pair(left + side, top) + ", " +
                     pair(left + side, top + side) + ", " + pair(left, top + side) + "]",
                 more);
}

/// Hears of classes again and again, as a project does.
class GrowingSink final : public formats::ImportSink {
  public:
    Status classes(const annotation::ClassList& list) override
    {
        lists.push_back(list);
        return {};
    }
    Status image(formats::ImportedImage&& image) override { return rest.image(std::move(image)); }
    void finding(formats::Finding finding) override { rest.finding(std::move(finding)); }

    std::vector<annotation::ClassList> lists;
    CollectingSink rest;
};

class LabelMeImportTest : public testing::Test {
  protected:
    void put(const std::string& name, const std::string& text) { writeText(m_folder / name, text); }
    void putMicrograph(Size size = {20, 16}) { writeMicrograph(m_folder / "spot #1 ü.png", size); }
    Status run(const ImportRequest& request) { return formats::labelMeFormat().read(request, sink, {}); }
    /// The shapes as the file of the micrograph; the image that comes of it.
    const formats::ImportedImage& import(const std::string& shapes,
                                         imaging::RasterRule raster = imaging::RasterRule::Centre)
    {
        putMicrograph();
        put("spot #1 ü.json", labelMe(shapes));
        const auto done = run({.source = m_folder / "spot #1 ü.json", .raster = raster});
        EXPECT_TRUE(done) << describe(done.error());
        EXPECT_EQ(sink.images.size(), 1U);
        static const formats::ImportedImage none;
        return sink.images.empty() ? none : sink.images.front();
    }
    static std::size_t pixels(const formats::ImportedImage& image)
    {
        const auto reference = imaging::makeReference(image.annotations, image.size.value_or(Size{}));
        return static_cast<std::size_t>(std::count_if(reference.pixels().begin(), reference.pixels().end(),
                                                      [](auto v) { return v != 0; }));
    }

    TemporaryFolder m_folder;
    CollectingSink sink;
};

TEST_F(LabelMeImportTest, PolygonsAreShiftedByHalfAPixel)
{
    const auto& image = import(shape("MA island", "polygon", "[[2, 3], [8.5, 3], [8.25, 7], [2, 7]]"));
    EXPECT_EQ(sink.list(), "");
    EXPECT_EQ(image.name, "spot #1 ü.png");
    EXPECT_EQ(image.file.filename(), fromUtf8("spot #1 ü.png"));
    EXPECT_EQ(image.size, (Size{20, 16}));
    EXPECT_TRUE(image.annotated);
    ASSERT_EQ(image.annotations.objects.size(), 1U);
    const auto& object = image.annotations.objects.front();
    EXPECT_EQ(object.polygon.outer, (Ring{{2.5, 3.5}, {9, 3.5}, {8.75, 7.5}, {2.5, 7.5}}));
    EXPECT_EQ(object.classId, 1);
    EXPECT_EQ(object.group, 0);
    EXPECT_EQ(object.provenance.origin, annotation::Origin::Imported);
    EXPECT_EQ(object.provenance.who, "spot #1 ü.json");
    ASSERT_TRUE(sink.givenClasses);
    ASSERT_EQ(sink.givenClasses->size(), 2U);
    EXPECT_EQ((*sink.givenClasses)[1].name, "MA island");
}

TEST_F(LabelMeImportTest, RectanglesHaveTwoCornersInAnyOrderOrFour)
{
    const auto& image = import(shape("a", "rectangle", "[[9, 7], [2, 3]]") + "," +
                               shape("a", "rectangle", "[[2, 9], [8, 9], [8, 12], [2, 12]]") + "," +
                               shape("a", "rectangle", "[[2, 9], [8, 9], [8, 12]]"));
    ASSERT_EQ(image.annotations.objects.size(), 2U);
    EXPECT_EQ(image.annotations.objects[0].polygon.outer,
              (Ring{{2.5, 3.5}, {9.5, 3.5}, {9.5, 7.5}, {2.5, 7.5}}));
    EXPECT_EQ(image.annotations.objects[1].polygon.outer,
              (Ring{{2.5, 9.5}, {8.5, 9.5}, {8.5, 12.5}, {2.5, 12.5}}));
    EXPECT_EQ(sink.findingWith("2 or 4 points, not 3").path, "shapes[2]");
}

TEST_F(LabelMeImportTest, CirclesBecomePolygonsThatFollowThem)
{
    const auto& image = import(shape("a", "circle", "[[10, 8], [14, 11]]")); // radius 5
    ASSERT_EQ(image.annotations.objects.size(), 1U) << sink.list();
    const auto& ring = image.annotations.objects[0].polygon.outer;
    EXPECT_EQ(ring.size() % 4, 0U);
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const Point next = ring[(i + 1) % ring.size()];
        EXPECT_NEAR(std::hypot(ring[i].x - 10.5, ring[i].y - 8.5), 5, 1e-12);
        const double middle = std::hypot((ring[i].x + next.x) / 2 - 10.5, (ring[i].y + next.y) / 2 - 8.5);
        EXPECT_LT(5 - middle, 0.05);
    }
    EXPECT_NEAR(annotation::area(image.annotations.objects[0].polygon), 25 * std::numbers::pi, 1.6);
}

TEST_F(LabelMeImportTest, PointsBecomePointsOfInterestOfTheirLabel)
{
    const auto& image =
        import(shape("Anna", "point", "[[3, 4]]") + "," + shape("point of interest", "point", "[[5.25, 6]]") +
               "," + shape("Ben", "points", "[[1, 1], [30, 2]]"));
    const auto& points = image.annotations.points;
    ASSERT_EQ(points.size(), 4U);
    EXPECT_EQ(points[0], (annotation::PointOfInterest{0, "Anna", {3.5, 4.5}}));
    EXPECT_EQ(points[1], (annotation::PointOfInterest{0, "", {5.75, 6.5}}));
    EXPECT_EQ(points[3], (annotation::PointOfInterest{0, "Ben", {30.5, 2.5}}));
    EXPECT_EQ(sink.findingWith("outside the micrograph").path, "shapes[2].points[1]");
    EXPECT_FALSE(sink.givenClasses) << "the label of a point is no class";
}

TEST_F(LabelMeImportTest, LinesAreTakenAsTheBandsThatLabelMePaints)
{
    // Counted with Pillow: ImageDraw.line(..., width=10) of the same points on 20x16 pixels.
    const auto& line = import(shape("pore", "line", "[[3, 8], [14.9, 8.2]]", R"(, "group_id": 4)"));
    ASSERT_EQ(line.annotations.objects.size(), 1U) << sink.list();
    EXPECT_EQ(line.annotations.objects[0].polygon.outer, (Ring{{3, 4}, {15, 4}, {15, 14}, {3, 14}}));
    EXPECT_EQ(line.annotations.objects[0].group, 4);
    const auto finding = sink.findingWith("band of 10 pixels");
    EXPECT_EQ(finding.severity, Severity::Flagged);
    EXPECT_EQ(finding.path, "shapes[0].points");
    sink = {};
    const auto& strip = import(shape("pore", "linestrip", "[[1, 1], [5.5, 9.5], [18, 2]]"));
    EXPECT_EQ(strip.annotations.objects.size(), 1U) << "one thing, however many its parts";
    EXPECT_EQ(pixels(strip), 192U);
}

TEST_F(LabelMeImportTest, LinesThatCannotBePaintedAndUnknownShapesAreNamed)
{
    const auto& image =
        import(shape("a", "line", "[[1, 1], [5, 5], [9, 1]]") + "," + shape("a", "linestrip", "[[1, 1]]") +
               "," + shape("a", "linestrip", "[[90, 90], [99, 99]]") + "," +
               shape("a", "cuboid", "[[1, 1], [5, 5], [9, 1]]") + "," + square("a", 2, 2, 4));
    EXPECT_EQ(image.annotations.objects.size(), 1U);
    EXPECT_EQ(sink.count(Severity::Refused), 4U) << sink.list();
    EXPECT_EQ(sink.findingWith("a line has 2 points, not 3").path, "shapes[0]");
    EXPECT_EQ(sink.findingWith("a linestrip has 2 or more points, not 1").path, "shapes[1]");
    EXPECT_EQ(sink.findingWith("paint no pixel of the micrograph").path, "shapes[2].points");
    EXPECT_EQ(sink.findingWith("\"cuboid\"").image, "spot #1 ü.png");
    sink = {};
    put("b.json", R"({"imagePath": "missing.png", "shapes": [)" + shape("a", "line", "[[1, 1], [5, 5]]") +
                      "," + square("a", 2, 2, 4) + "]}");
    ASSERT_TRUE(run({.source = m_folder / "b.json"}));
    EXPECT_EQ(sink.findingWith("without the size of the micrograph").severity, Severity::Refused);
    EXPECT_EQ(sink.images.at(0).annotations.objects.size(), 1U);
}

/// 3x2 pixels, 101 over 011, as LabelMe packs a mask: grey, 8 bits, zeros and ones.
constexpr const char* kMask =
    "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAAAAAC4HznGAAAAEElEQVR4nGNgZGBkYGBkBAAAFwAFtXSfSAAAAABJRU5ErkJggg==";

TEST_F(LabelMeImportTest, MasksAreTakenPixelForPixel)
{
    const auto& image = import(
        shape("a", "mask", "[[4, 5], [6, 6]]", std::string(R"(, "group_id": 3, "mask": ")") + kMask + "\""));
    ASSERT_FALSE(image.annotations.objects.empty()) << sink.list();
    for (const auto& object : image.annotations.objects) {
        EXPECT_EQ(object.group, 3);
    }
    auto expected = imaging::LabelImage(20, 16);
    for (const auto& [x, y] : std::vector<std::pair<int, int>>{{4, 5}, {6, 5}, {5, 6}, {6, 6}}) {
        expected.at(x, y) = 1;
    }
    EXPECT_EQ(text(imaging::makeReference(image.annotations, Size{20, 16})), text(expected));
}

TEST_F(LabelMeImportTest, DamagedMasksAreRefusedOneByOne)
{
    const auto mask = [](const std::string& points, const std::string& value) {
        return shape("a", "mask", points, R"(, "mask": )" + value);
    };
    const std::string good = std::string("\"") + kMask + "\"";
    const std::string cut = std::string("\"") + std::string(kMask).substr(0, 60) + "\"";
    const auto& image =
        import(mask("[[4, 5], [6, 6]]", "null") + "," + mask("[[4, 5], [6, 6]]", "\"?!\"") + "," +
               mask("[[4, 5], [6, 6]]", cut) + "," + mask("[[4, 5], [7, 6]]", good) + "," +
               mask("[[6, 6], [4, 5]]", good) + "," + mask("[[4, 5]]", good) + "," +
               mask("[[1e300, 5], [2e300, 6]]", good) + "," + mask("[[0, 0], [1000000, 1000000]]", good) +
               "," + mask("[[400, 5], [402, 6]]", good) + "," + mask("[[18, 5], [20, 6]]", good));
    EXPECT_EQ(sink.count(Severity::Refused), 9U) << sink.list();
    EXPECT_EQ(sink.findingWith("no mask").path, "shapes[0].mask");
    EXPECT_EQ(sink.findingWith("base64").path, "shapes[1].mask");
    EXPECT_EQ(sink.findingWith("no PNG that can be read").path, "shapes[2].mask");
    EXPECT_EQ(sink.findingWith("3x2 pixels and its corners span 4x2").path, "shapes[3].mask");
    EXPECT_EQ(sink.findingWith("outside the micrograph").path, "shapes[8].mask");
    EXPECT_EQ(sink.findingWith("clipped").severity, Severity::Repaired);
    EXPECT_EQ(pixels(image), 2U) << "of the mask across the border";
}

TEST_F(LabelMeImportTest, ShapesOfOneGroupAndLabelArePartsOfOneThing)
{
    const auto group = [](const std::string& id) { return R"(, "group_id": )" + id; };
    const auto& image =
        import(square("a", 0, 0, 3, group("0")) + "," + square("a", 4, 0, 3, group("7")) + "," +
               square("b", 8, 0, 3, group("7")) + "," + square("a", 0, 4, 3, group("0")) + "," +
               square("a", 4, 4, 3, group("7")) + "," + square("a", 8, 4, 3, group("-2")) + "," +
               square("a", 12, 4, 3, group("null")) + "," + square("a", 12, 8, 3, group("\"x\"")) + "," +
               square("a", 90, 90, 3, group("5")) + "," + square("a", 12, 0, 3, group("99999999999")));
    ASSERT_EQ(image.annotations.objects.size(), 9U) << sink.list();
    std::vector<int> groups;
    for (const auto& object : image.annotations.objects) {
        groups.push_back(object.group);
    }
    EXPECT_EQ(groups[0], groups[3]);
    EXPECT_EQ(groups[1], 7);
    EXPECT_EQ(groups[4], 7);
    EXPECT_EQ(std::set<int>({groups[0], groups[1], groups[2], groups[5], groups[8]}).size(), 5U);
    EXPECT_GT(*std::min_element(groups.begin(), groups.begin() + 6), 0);
    EXPECT_EQ(groups[6], 0);
    EXPECT_EQ(groups[7], 0);
    EXPECT_EQ(sink.findingWith("no whole number").path, "shapes[7].group_id");
}

TEST_F(LabelMeImportTest, AGroupWhoseShapeWasRefusedLeavesItsNumberToOthers)
{
    const std::string group = R"(, "group_id": 5)";
    const auto& image = import(square("a", 90, 90, 3, group) + "," + square("b", 0, 0, 3, group) + "," +
                               square("a", 4, 0, 3, group));
    ASSERT_EQ(image.annotations.objects.size(), 2U);
    EXPECT_EQ(image.annotations.objects[0].group, 5);
    EXPECT_NE(image.annotations.objects[1].group, 5);
}

TEST_F(LabelMeImportTest, LabelsBecomeClassesInTheOrderInWhichTheyAreMet)
{
    const auto& image = import(square("pore", 0, 0, 3) + "," + square("MA island", 4, 0, 3) + "," +
                               square("Pore", 8, 0, 3) + "," + square("__ignore__", 0, 5, 3) + "," +
                               square("_background_", 4, 5, 3) + R"(,{"points": [[8,5],[11,5],[11,8]]})" +
                               R"(,{"label": 4, "points": [[8,9],[11,9],[11,12]]})");
    std::vector<int> ids;
    for (const auto& object : image.annotations.objects) {
        ids.push_back(object.classId);
    }
    EXPECT_EQ(ids, (std::vector<int>{1, 2, 1, annotation::kIgnore, 0, 1, 3}));
    ASSERT_TRUE(sink.givenClasses);
    EXPECT_EQ((*sink.givenClasses)[2].name, "MA island");
    EXPECT_EQ((*sink.givenClasses)[3].name, "4");
    EXPECT_EQ(sink.findingWith("no label").path, "shapes[5]");
}

TEST_F(LabelMeImportTest, TheProjectsClassesKeepTheirNumbers)
{
    putMicrograph();
    put("a.json", labelMe(square("class 2", 0, 0, 3) + "," + square("pore", 4, 0, 3)));
    ASSERT_TRUE(run({.source = m_folder / "a.json", .classes = annotation::numberedClasses(2)}));
    EXPECT_EQ(sink.images.at(0).annotations.objects.at(0).classId, 2);
    EXPECT_EQ(sink.images.at(0).annotations.objects.at(1).classId, 3);
    ASSERT_TRUE(sink.givenClasses);
    EXPECT_EQ(sink.givenClasses->size(), 4U);
}

TEST_F(LabelMeImportTest, MoreLabelsThanClassesAreRefused)
{
    std::string shapes;
    for (int i = 0; i < 255; ++i) {
        shapes += (i == 0 ? "" : ",") + square("l" + std::to_string(i), i % 16, i / 16 % 12, 2);
    }
    EXPECT_EQ(import(shapes).annotations.objects.size(), 253U);
    EXPECT_EQ(sink.count(Severity::Refused), 2U);
    EXPECT_EQ(sink.findings.at(0).path, "shapes[253].label");
}

TEST_F(LabelMeImportTest, LaterShapesCoverEarlierOnes)
{
    const auto& image = import(square("a", 0, 0, 6) + "," + square("b", 2, 2, 2));
    const auto reference = imaging::makeReference(image.annotations, Size{20, 16});
    EXPECT_EQ(reference.at(1, 1), 1);
    EXPECT_EQ(reference.at(3, 3), 2);
}

TEST_F(LabelMeImportTest, TheRulePilPaintsAsLabelMeDoes)
{
    // Counted with Pillow: the square of side 10 has 121 pixels.
    EXPECT_EQ(pixels(import(square("a", 4, 4, 10))), 100U);
    sink = {};
    const auto& image = import(square("a", 4, 4, 10), imaging::RasterRule::Pil);
    EXPECT_EQ(pixels(image), 121U);
    const auto reference = imaging::makeReference(image.annotations, Size{20, 16});
    EXPECT_EQ(reference.at(4, 4), 1);
    EXPECT_EQ(reference.at(14, 14), 1);
    EXPECT_EQ(reference.at(15, 14), 0);
}

TEST_F(LabelMeImportTest, TheRulePilPaintsCirclesAsLabelMeDoes)
{
    // Counted with Pillow: ImageDraw.ellipse of a circle of radius 5, which a polygon of many corners is not.
    const std::string circle = shape("a", "circle", "[[10, 8], [14, 11]]");
    const auto& image = import(circle, imaging::RasterRule::Pil);
    EXPECT_EQ(pixels(image), 97U);
    EXPECT_EQ(sink.list(), "");
    sink = {};
    EXPECT_EQ(pixels(import(shape("a", "circle", "[[10, 8], [10.25, 8]]") + "," +
                                shape("a", "circle", "[[100, 8], [104, 8]]") + "," +
                                shape("a", "circle", "[[10, 8], [1e300, 8]]"),
                            imaging::RasterRule::Pil)),
              20U * 16U)
        << "too wide for Pillow: by its outline";
    EXPECT_EQ(sink.count(Severity::Refused), 1U) << sink.list();
}

TEST_F(LabelMeImportTest, TheSizeInTheFileIsComparedWithTheMicrograph)
{
    putMicrograph({24, 16});
    put("a.json", labelMe(square("a", 0, 0, 3)));
    ASSERT_TRUE(run({.source = m_folder / "a.json"}));
    const auto finding = sink.findingWith("24x16 pixels and the file was made for 20x16");
    EXPECT_EQ(finding.severity, Severity::Flagged);
    EXPECT_EQ(sink.images.at(0).size, (Size{24, 16}));
    EXPECT_EQ(sink.images.at(0).annotations.objects.size(), 1U);
}

TEST_F(LabelMeImportTest, MicrographsAreFoundByPathByNameAndByTheFilesOwnStem)
{
    const auto file = [](const std::string& path) {
        std::string text = labelMe("");
        const std::string name = "spot #1 ü.png";
        return text.replace(text.find(name), name.size(), path);
    };
    writeMicrograph(m_folder / "set/pictures/a.png", {20, 16});
    writeMicrograph(m_folder / "set/images/b.tif.png", {20, 16});
    writeMicrograph(m_folder / "set/json/c.png", {20, 16});
    put("set/json/1.json", file(R"(..\\pictures\\a.png)"));
    put("set/json/2.json", file(R"(D:\\old place\\b.tif.png)"));
    put("set/json/c.json", file("renamed.tif"));
    ASSERT_TRUE(run({.source = m_folder / "set/json"}));
    ASSERT_EQ(sink.images.size(), 3U);
    EXPECT_EQ(sink.list(), "");
    EXPECT_EQ(sink.images[0].file.filename(), "a.png");
    EXPECT_EQ(sink.images[1].file.filename(), "b.tif.png");
    EXPECT_EQ(sink.images[2].file.filename(), "c.png");
    EXPECT_EQ(sink.images[2].name, "renamed.tif");
    CollectingSink other;
    ASSERT_TRUE(formats::labelMeFormat().read(
        {.source = m_folder / "set/json", .images = m_folder / "set/images"}, other, {}));
    EXPECT_EQ(other.images[1].file.filename(), "b.tif.png");
    EXPECT_TRUE(other.images[0].file.empty()) << "only the folder that was named counts";
    EXPECT_TRUE(other.images[2].file.empty());
}

TEST_F(LabelMeImportTest, AMissingMicrographStillComesInAndAnEmbeddedOneIsMentioned)
{
    const std::string picture = "\"" + std::string(100000, 'A') + R"(\/\"A\\")";
    put("a.json", labelMe(square("a", 0, 0, 3) + "," + square("a", 18, 0, 6), picture));
    ASSERT_TRUE(run({.source = m_folder / "a.json"}));
    ASSERT_EQ(sink.images.size(), 1U);
    EXPECT_TRUE(sink.images[0].file.empty());
    EXPECT_EQ(sink.images[0].size, (Size{20, 16}));
    EXPECT_EQ(sink.images[0].annotations.objects.size(), 2U);
    EXPECT_EQ(sink.count(Severity::Repaired), 1U) << "clipped to the size that the file gives";
    const auto finding = sink.findingWith("image not found in");
    EXPECT_EQ(finding.path, "imagePath");
    EXPECT_NE(finding.message.find("save it beside the file as spot #1 ü.png"), std::string::npos);
    sink = {};
    put("a.json", labelMe(square("a", 0, 0, 3)));
    ASSERT_TRUE(run({.source = m_folder / "a.json"}));
    EXPECT_EQ(sink.findingWith("image not found in").message.find("embedded"), std::string::npos);
}

TEST_F(LabelMeImportTest, TheEmbeddedPictureIsPassedOverUnread)
{
    put("a.json", labelMe(square("a", 0, 0, 3), "\"\x01 no JSON text \xff\""));
    const auto file = formats::readLabelMe(m_folder / "a.json");
    ASSERT_TRUE(file) << describe(file.error());
    EXPECT_TRUE(file->hasPicture);
    EXPECT_TRUE(file->json["imageData"].is_null());
    EXPECT_EQ(file->json["imageWidth"], 20);
}

TEST_F(LabelMeImportTest, AFolderIsReadFileByFileWithItsSubfolders)
{
    for (const char* name : {"a", "sub ü/b"}) {
        writeMicrograph(m_folder / (std::string("set/") + name + ".png"), {20, 16});
        std::string text = labelMe(square(name[0] == 'a' ? "pore" : "MA", 1, 1, 4));
        const std::string old = "spot #1 ü.png";
        put(std::string("set/") + name + ".json",
            text.replace(text.find(old), old.size(),
                         std::string(name).substr(std::string(name).size() - 1) + ".png"));
    }
    put("set/cut.json", labelMe(square("a", 1, 1, 4)).substr(0, 120));
    put("set/other.json", R"({"some": "thing"})");
    put("set/wrong.json", R"({"shapes": 3, "imagePath": "a.png"})");
    put("set/again.json", [&] {
        std::string text = labelMe("");
        const std::string old = "spot #1 ü.png";
        return text.replace(text.find(old), old.size(), "a.png");
    }());
    GrowingSink growing;
    std::vector<std::size_t> steps;
    JobControl control;
    control.progress = [&](const Progress& progress) { steps.push_back(progress.done); };
    const auto done = formats::labelMeFormat().read({.source = m_folder / "set"}, growing, control);
    ASSERT_TRUE(done) << describe(done.error());
    EXPECT_EQ(steps, (std::vector<std::size_t>{1, 2, 3, 4, 5, 6}));
    ASSERT_EQ(growing.rest.images.size(), 2U) << growing.rest.list();
    EXPECT_NE(growing.rest.imageOf("b.png"), nullptr);
    ASSERT_EQ(growing.lists.size(), 2U);
    EXPECT_EQ(growing.lists[0].size(), 2U);
    EXPECT_EQ(growing.lists[1][1], growing.lists[0][1]);
    EXPECT_EQ(growing.lists[1][2].name, "MA");
    EXPECT_EQ(growing.rest.findingWith("no whole JSON: it goes wrong at line 4, column").file,
              toUtf8(m_folder / "set/cut.json"));
    EXPECT_EQ(growing.rest.findingWith("no list of shapes").severity, Severity::Refused);
    EXPECT_EQ(growing.rest.findingWith("no file of LabelMe").severity, Severity::Flagged);
    EXPECT_EQ(growing.rest.findingWith("a.json holds the annotations").file,
              toUtf8(m_folder / "set/again.json"));
}

TEST_F(LabelMeImportTest, AStopRequestEndsTheImport)
{
    putMicrograph();
    put("a.json", labelMe(""));
    std::stop_source stop;
    stop.request_stop();
    JobControl control;
    control.stop = stop.get_token();
    const auto done = formats::labelMeFormat().read({.source = m_folder.path()}, sink, control);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::Cancelled);
    EXPECT_TRUE(sink.images.empty());
}

TEST_F(LabelMeImportTest, DamagedFilesNeverTakeTheGoodRestWithThem)
{
    const std::string good = square("a", 1, 1, 4);
    const std::vector<std::string> damaged = {
        "3",
        "null",
        R"({"label": "a"})",
        R"({"label": "a", "points": 7})",
        R"({"label": "a", "points": [[1, 2], [3], [4, 5]]})",
        R"({"label": "a", "points": [[1, 2], ["x", "y"], [4, 5]]})",
        R"({"label": "a", "points": [[1, 2], [3, 4]]})",
        R"({"label": "a", "points": [[1e308, 2], [-1e308, 4], [4, 1e308]], "shape_type": "circle"})",
        R"({"label": "a", "points": [[1e308, 1e308], [-1e308, -1e308]], "shape_type": "circle"})",
        R"({"label": "a", "points": [[1, 2], [1, 2]], "shape_type": "circle"})",
        R"({"label": "a", "points": [], "shape_type": "point"})",
        R"({"label": "a", "points": [[1, 2], [6, 2], [6, 8]], "shape_type": 5})",
        R"({"label": "a", "points": [[-50, -50], [-40, -50], [-40, -40]]})",
    };
    for (const auto& bad : damaged) {
        sink = {};
        const auto& image = import(good + "," + bad + "," + good);
        EXPECT_EQ(image.annotations.objects.size(), 2U) << bad;
        EXPECT_EQ(sink.count(Severity::Refused), 1U) << bad << "\n" << sink.list();
        EXPECT_EQ(sink.findings.at(0).path.substr(0, 9), "shapes[1]") << bad;
        EXPECT_EQ(sink.findings.at(0).image, "spot #1 ü.png") << bad;
    }
}

TEST_F(LabelMeImportTest, WhatIsNoLabelMeFileIsAnError)
{
    const auto messageOf = [&](const std::string& text) {
        put("a.json", text);
        const auto done = run({.source = m_folder / "a.json"});
        EXPECT_FALSE(done) << text.substr(0, 50);
        EXPECT_TRUE(sink.images.empty());
        return done ? std::string() : describe(done.error());
    };
    const auto has = [](const std::string& message, const char* part) {
        return message.find(part) != std::string::npos && message.find("a.json") != std::string::npos;
    };
    const std::string whole = labelMe(square("a", 1, 1, 4), "\"" + std::string(1000, 'A') + "\"");
    EXPECT_TRUE(has(messageOf(""), "line 1"));
    EXPECT_TRUE(has(messageOf(whole.substr(0, whole.size() - 20)), "line 8"));
    EXPECT_TRUE(has(messageOf(whole.substr(0, whole.find("AAAA") + 100)), "line 6"));
    EXPECT_TRUE(has(messageOf(std::string(200000, '[')), "line 1"));
    EXPECT_TRUE(has(messageOf("[]"), "no file of LabelMe"));
    EXPECT_TRUE(has(messageOf(R"({"shapes": {}})"), "no list of shapes"));
    EXPECT_TRUE(has(messageOf("\xff\xfe not text"), "no whole JSON"));
    EXPECT_EQ(run({.source = m_folder / "none"}).error().code, ErrorCode::NotFound);
    std::filesystem::create_directories(m_folder / "empty");
    EXPECT_EQ(run({.source = m_folder / "empty"}).error().code, ErrorCode::NotFound);
    put("two/1.json", "{");
    put("two/2.json", "{");
    const auto none = run({.source = m_folder / "two"});
    ASSERT_FALSE(none);
    EXPECT_NE(none.error().message.find("none of its 2"), std::string::npos);
    EXPECT_EQ(sink.count(Severity::Refused), 2U);
}

TEST_F(LabelMeImportTest, WrongNamesAndSizesAreNoReasonToLoseTheShapes)
{
    put("x ü.json", R"({"shapes": [)" + square("a", 1, 1, 4) +
                        R"(], "imagePath": 5, "imageHeight": -4, "imageWidth": 1e99})");
    ASSERT_TRUE(run({.source = m_folder.path()}));
    ASSERT_EQ(sink.images.size(), 1U);
    EXPECT_EQ(sink.images[0].name, "x ü");
    EXPECT_FALSE(sink.images[0].size);
    EXPECT_EQ(sink.images[0].annotations.objects.size(), 1U);
    EXPECT_EQ(sink.findingWith("names no micrograph").path, "imagePath");
}

TEST_F(LabelMeImportTest, IsRecognisedByItsKeys)
{
    const auto& format = formats::labelMeFormat();
    put("set/a.json", labelMe(square("a", 1, 1, 4), "\"" + std::string(300000, 'A') + "\""));
    EXPECT_TRUE(format.recognises(m_folder / "set/a.json"));
    EXPECT_TRUE(format.recognises(m_folder / "set"));
    EXPECT_TRUE(format.recognises(m_folder.path())) << "one folder further down";
    put("other/a.json", R"({"images": [], "annotations": [], "categories": []})");
    put("other/b.txt", labelMe(""));
    put("other/c.json", R"({"shapes": []})");
    EXPECT_FALSE(format.recognises(m_folder / "other"));
    EXPECT_FALSE(format.recognises(m_folder / "other/b.txt"));
    EXPECT_FALSE(format.recognises(m_folder / "none.json"));
}

} // namespace
} // namespace sorby::test
