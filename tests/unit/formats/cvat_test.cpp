// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/formats/cvat.h"
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

constexpr const char* kName = "spot #1 ü.png";

/// Nine lines before the first image.
constexpr const char* kHead = R"(<?xml version="1.0" encoding="utf-8"?>
<!-- made by hand -->
<annotations>
  <version>1.1</version>
  <meta><task><id>1</id><labels>
    <label><name>MA island</name><color>#33ddff</color><type>any</type><attributes></attributes></label>
    <label><name>pore &amp; crack</name><color>#fa3253</color></label>
    <label><name>unused</name></label>
  </labels></task></meta>
)";

std::string image(const std::string& shapes, const std::string& name = kName)
{
    return "  <image id=\"0\" name=\"" + name + "\" width=\"20\" height=\"16\">\n" + shapes +
           "\n  </image>\n";
}
std::string cvat(const std::string& images)
{
    return kHead + images + "</annotations>\n";
}
std::string polygon(const std::string& label, const std::string& points, const std::string& more = "")
{
    return "<polygon label=\"" + label + "\" source=\"manual\" occluded=\"0\" points=\"" + points + "\" " +
           more + ">\n</polygon>";
}
std::string mask(const std::string& rle, const std::string& box)
{
    return "<mask label=\"MA island\" source=\"manual\" rle=\"" + rle + "\" " + box + "></mask>";
}

class CvatTest : public testing::Test {
  protected:
    void put(const std::string& name, const std::string& text) { writeText(m_folder / name, text); }
    Status run(const ImportRequest& request) { return formats::cvatFormat().read(request, sink, {}); }
    /// The shapes as annotations.xml of the micrograph; the image that comes of it.
    const formats::ImportedImage& import(const std::string& shapes) { return importImages(image(shapes)); }
    const formats::ImportedImage& importImages(const std::string& images)
    {
        writeMicrograph(m_folder / "images" / fromUtf8(kName), {20, 16});
        put("annotations.xml", cvat(images));
        const auto done = run({.source = m_folder.path()});
        EXPECT_TRUE(done) << describe(done.error());
        EXPECT_FALSE(sink.images.empty());
        static const formats::ImportedImage none;
        return sink.images.empty() ? none : sink.images.front();
    }
    static std::string referenceOf(const formats::ImportedImage& image)
    {
        return text(imaging::makeReference(image.annotations, image.size.value_or(Size{})));
    }

    TemporaryFolder m_folder;
    CollectingSink sink;
};

TEST_F(CvatTest, PolygonsAreTakenAsTheyAre)
{
    const auto& given = import(polygon("pore &amp; crack", "2.5,3;9.00,3.25; 9,7 ;2,7"));
    EXPECT_EQ(sink.list(), "");
    EXPECT_EQ(given.name, kName);
    EXPECT_EQ(given.file.filename(), fromUtf8(kName));
    EXPECT_EQ(given.size, (Size{20, 16}));
    ASSERT_EQ(given.annotations.objects.size(), 1U);
    const auto& object = given.annotations.objects.front();
    EXPECT_EQ(object.polygon.outer, (Ring{{2.5, 3}, {9, 3.25}, {9, 7}, {2, 7}}));
    EXPECT_EQ(object.classId, 2);
    EXPECT_EQ(object.provenance,
              (annotation::Provenance{annotation::Origin::Imported, "annotations.xml", {}}));
    ASSERT_TRUE(sink.givenClasses);
    ASSERT_EQ(sink.givenClasses->size(), 4U) << "unused ones, too";
    EXPECT_EQ((*sink.givenClasses)[1].name, "MA island");
    EXPECT_EQ((*sink.givenClasses)[1].colour, (Rgb8{0x33, 0xdd, 0xff}));
    EXPECT_EQ((*sink.givenClasses)[2].name, "pore & crack");
}

TEST_F(CvatTest, LabelsThatTheHeadDoesNotNameAreClassesToo)
{
    const auto& given = import(polygon("new", "1,1;5,1;5,5") + polygon("Background", "1,1;5,1;5,5") +
                               polygon("ignore", "1,1;5,1;5,5") + "<polygon points=\"7,7;9,7;9,9\"/>");
    std::vector<int> ids;
    for (const auto& object : given.annotations.objects) {
        ids.push_back(object.classId);
    }
    EXPECT_EQ(ids, (std::vector<int>{4, 0, annotation::kIgnore, 1}));
    EXPECT_EQ(sink.givenClasses->size(), 5U);
    EXPECT_EQ(sink.findingWith("no label").severity, Severity::Flagged);
}

TEST_F(CvatTest, BoxesAndEllipsesBecomePolygonsTurnedOnesToo)
{
    const auto& given = import(R"(<box label="a" xtl="2" ytl="3" xbr="8" ybr="5" z_order="0"></box>
                  <box label="a" xtl="2" ytl="3" xbr="8" ybr="5" rotation="90"></box>
                  <ellipse label="a" cx="10" cy="8" rx="5" ry="2.5"></ellipse>
                  <ellipse label="a" cx="10" cy="8" rx="5" ry="2.5" rotation="30.0"></ellipse>)");
    ASSERT_EQ(given.annotations.objects.size(), 4U) << sink.list();
    EXPECT_EQ(given.annotations.objects[0].polygon.outer, (Ring{{2, 3}, {8, 3}, {8, 5}, {2, 5}}));
    const Ring turned{{6, 1}, {6, 7}, {4, 7}, {4, 1}}; // clockwise on the screen
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_NEAR(given.annotations.objects[1].polygon.outer[i].x, turned[i].x, 1e-12);
        EXPECT_NEAR(given.annotations.objects[1].polygon.outer[i].y, turned[i].y, 1e-12);
    }
    for (std::size_t i = 2; i < 4; ++i) {
        const double angle = i == 2 ? 0 : std::numbers::pi / 6;
        for (const auto& point : given.annotations.objects[i].polygon.outer) {
            const double along = (point.x - 10) * std::cos(angle) + (point.y - 8) * std::sin(angle);
            const double across = (point.y - 8) * std::cos(angle) - (point.x - 10) * std::sin(angle);
            EXPECT_NEAR(along * along / 25 + across * across / 6.25, 1, 1e-12);
        }
        EXPECT_NEAR(annotation::area(given.annotations.objects[i].polygon), 12.5 * std::numbers::pi, 0.8);
    }
}

TEST_F(CvatTest, MasksAreRunsAlongTheRowsOfTheirBox)
{
    // 4x3 pixels at (5, 2): .11. over 1..1 over 1111; the first run is of zeros.
    const auto& given =
        import(mask("1, 2, 1, 1, 2, 5", R"(left="5" top="2" width="4" height="3" z_order="0")"));
    EXPECT_EQ(sink.list(), "");
    imaging::LabelImage expected(20, 16);
    for (const auto& [x, y] :
         std::vector<std::pair<int, int>>{{6, 2}, {7, 2}, {5, 3}, {8, 3}, {5, 4}, {6, 4}, {7, 4}, {8, 4}}) {
        expected.at(x, y) = 1;
    }
    EXPECT_EQ(referenceOf(given), text(expected));
    const auto& objects = given.annotations.objects;
    ASSERT_EQ(objects.size(), 2U) << "the upper two pixels touch the rest in corners alone";
    EXPECT_EQ(objects[0].group, objects[1].group);
    EXPECT_NE(objects[0].group, 0);
}

TEST_F(CvatTest, TheOrderOfDrawingIsThatOfTheirHeights)
{
    const auto& given = import(polygon("MA island", "0,0;6,0;6,6;0,6", "z_order=\"1\"") +
                               polygon("pore &amp; crack", "0,0;9,0;9,9;0,9", "z_order=\"-2\"") +
                               polygon("unused", "1,1;3,1;3,3;1,3", "z_order=\"1\"") +
                               polygon("unused", "10,1;13,1;13,3;10,3", "z_order=\"x\""));
    std::vector<int> ids;
    for (const auto& object : given.annotations.objects) {
        ids.push_back(object.classId);
    }
    EXPECT_EQ(ids, (std::vector<int>{2, 3, 1, 3}));
    EXPECT_EQ(given.annotations.objects[1].polygon.outer[0], (Point{10, 1}))
        << "what is no number counts as 0";
    EXPECT_EQ(sink.findingWith("z_order").severity, Severity::Flagged);
}

TEST_F(CvatTest, PointsBecomePointsOfInterest)
{
    const auto& given = import(R"(<points label="Anna" points="3.5,4;30,1"></points>
                                  <points label="Anna" points="nan,4"></points>)");
    EXPECT_EQ(given.annotations.points,
              (std::vector<annotation::PointOfInterest>{{0, "Anna", {3.5, 4}}, {0, "Anna", {30, 1}}}));
    EXPECT_EQ(sink.findingWith("outside the micrograph").line, 11);
    EXPECT_EQ(sink.findingWith("not finite").line, 12);
}

TEST_F(CvatTest, ShapesOfOneGroupAndLabelArePartsOfOneThing)
{
    const auto& given = import(polygon("MA island", "1,1;4,1;4,4", "group_id=\"5\"") +
                               polygon("MA island", "6,1;9,1;9,4", "group_id=\"5\"") +
                               polygon("unused", "6,6;9,6;9,9", "group_id=\"5\"") +
                               polygon("unused", "1,6;4,6;4,9", "group_id=\"0\""));
    const auto& objects = given.annotations.objects;
    ASSERT_EQ(objects.size(), 4U);
    EXPECT_EQ(objects[0].group, 5);
    EXPECT_EQ(objects[1].group, 5);
    EXPECT_EQ(std::set<int>({0, 5, objects[2].group}).size(), 3U);
    EXPECT_EQ(objects[3].group, 0);
}

TEST_F(CvatTest, WhatHasNoAreaIsRefusedWithItsLine)
{
    import("<polyline label=\"a\" points=\"1,1;5,5\"></polyline>\n<tag label=\"a\"></tag>\n"
           "<cuboid label=\"a\" xtl1=\"1\"></cuboid>\n<skeleton label=\"a\"></skeleton>");
    ASSERT_EQ(sink.count(Severity::Refused), 4U) << sink.list();
    for (int i = 0; i < 4; ++i) {
        EXPECT_EQ(sink.findings[static_cast<std::size_t>(i)].line, 11 + i);
        EXPECT_EQ(sink.findings[static_cast<std::size_t>(i)].image, kName);
    }
    EXPECT_EQ(sink.findingWith("a line has no area").file, toUtf8(m_folder / "annotations.xml"));
    EXPECT_EQ(sink.count(Severity::Flagged), 0U);
}

TEST_F(CvatTest, DamagedShapesNeverTakeTheGoodRestWithThem)
{
    const std::string good = polygon("MA island", "1,1;5,1;5,5");
    const std::string box = R"(left="5" top="2" width="4" height="3")";
    const std::vector<std::string> damaged = {
        "<polygon label=\"MA island\"></polygon>",
        polygon("MA island", "1,1;5,5"),
        polygon("MA island", "1,1;5;5,5"),
        polygon("MA island", "1,1;5,five;5,5"),
        polygon("MA island", "1,1;5,inf;5,5"),
        polygon("MA island", "1,1;5,1e999;5,5"),
        polygon("MA island", "100,100;105,100;105,105"),
        "<box label=\"a\" xtl=\"1\" ytl=\"1\" xbr=\"5\"></box>",
        "<box label=\"a\" xtl=\"1\" ytl=\"1\" xbr=\"1\" ybr=\"1\"></box>",
        "<box label=\"a\" xtl=\"1\" ytl=\"1\" xbr=\"5\" ybr=\"5\" rotation=\"much\"></box>",
        "<ellipse label=\"a\" cx=\"5\" cy=\"5\" rx=\"0\" ry=\"3\"></ellipse>",
        "<ellipse label=\"a\" cx=\"5\" cy=\"5\" rx=\"-1e308\" ry=\"3\"></ellipse>",
        "<ellipse label=\"a\" cx=\"5\" cy=\"1e308\" rx=\"1e308\" ry=\"1e308\"></ellipse>",
        "<points label=\"a\" points=\"\"></points>",
        mask("1, 2, 1, 1, 2, 6", box),
        mask("1, 2, 1, 1, 2", box),
        mask("1, 2, x", box),
        mask("-1, 13", box),
        mask("4294967295, 4294967295, 14", box),
        mask("", box),
        mask("12", box),
        mask("0, 12", R"(left="5" top="2" width="-4" height="-3")"),
        mask("0, 12", R"(left="5" top="2" width="4")"),
        mask("0, 12", R"(left="5.5" top="2" width="4" height="3")"),
        mask("0, 12", R"(left="1e300" top="2" width="4" height="3")"),
        mask("0, 12", R"(left="500" top="2" width="4" height="3")"),
        mask("0, 1000000000000", R"(left="0" top="0" width="1000000" height="1000000")"),
    };
    for (const auto& bad : damaged) {
        sink = {};
        const auto& given = import(good + "\n" + bad + "\n" + good);
        EXPECT_EQ(given.annotations.objects.size(), 2U) << bad;
        EXPECT_EQ(sink.count(Severity::Refused), 1U) << bad << "\n" << sink.list();
        EXPECT_EQ(sink.findings.at(0).line, 13) << bad;
        EXPECT_EQ(sink.findings.at(0).image, kName) << bad;
    }
}

TEST_F(CvatTest, ImagesAreFoundBelowTheFolderAndMissingOnesComeInWithTheirSize)
{
    writeMicrograph(m_folder / "images/set ü/b.png", {20, 16});
    writeMicrograph(m_folder / "images/c.tif.png", {30, 16});
    importImages(image(polygon("MA island", "1,1;5,1;5,5")) + image("", "set ü/b.png") +
                 image("", "C.TIF.jpg") + image(polygon("MA island", "1,1;25,1;25,5;1,5"), "gone.png") +
                 "<image id=\"x\" name=\"\" width=\"2\" height=\"2\"/>\n" +
                 "<image name=\"nothing known.png\" width=\"-5\" height=\"abc\"/>\n");
    ASSERT_EQ(sink.images.size(), 5U) << sink.list();
    EXPECT_EQ(sink.images[1].file, m_folder / "images/set ü/b.png");
    EXPECT_EQ(sink.images[1].name, "b.png");
    EXPECT_TRUE(sink.images[1].annotated);
    EXPECT_EQ(sink.images[2].file.filename(), "c.tif.png");
    EXPECT_EQ(sink.findingWith("30x16 pixels and the file was made for 20x16").image, "C.TIF.jpg");
    EXPECT_TRUE(sink.imageOf("gone.png")->file.empty());
    EXPECT_EQ(sink.imageOf("gone.png")->size, (Size{20, 16}));
    EXPECT_EQ(sink.count(Severity::Repaired), 1U) << "clipped to the size that the file gives";
    EXPECT_FALSE(sink.imageOf("nothing known.png")->size);
    EXPECT_EQ(sink.findingWith("the image has no name").severity, Severity::Refused);
}

TEST_F(CvatTest, AnImageListedTwiceKeepsTheShapesOfBothEntries)
{
    const auto& given = importImages(image(polygon("MA island", "1,1;5,1;5,5", "z_order=\"2\"")) +
                                     image(polygon("unused", "1,1;5,1;5,5", "z_order=\"1\"")) +
                                     image(polygon("unused", "1,1;5,1;5,5"), "spot #1 ü.tif"));
    ASSERT_EQ(sink.images.size(), 1U);
    ASSERT_EQ(given.annotations.objects.size(), 2U);
    EXPECT_EQ(given.annotations.objects[0].classId, 3);
    EXPECT_EQ(sink.findingWith("listed again").severity, Severity::Flagged);
    EXPECT_EQ(sink.findingWith("leads to the same micrograph").severity, Severity::Refused);
}

TEST_F(CvatTest, WithoutAnnotationsXmlAllFilesOfCvatInTheFolderAreRead)
{
    put("set/1.xml", cvat(image(polygon("MA island", "1,1;5,1;5,5"), "a.png")));
    put("set/2.xml", cvat(image(polygon("MA island", "1,1;5,1;5,5"), "b.png")));
    const std::string whole = cvat(image("", "c.png"));
    put("set/3.xml", whole.substr(0, whole.find("</image>")));
    put("set/voc.xml", "<annotation><filename>a.png</filename></annotation>");
    ASSERT_TRUE(run({.source = m_folder / "set"}));
    EXPECT_EQ(sink.images.size(), 2U);
    const auto finding = sink.findingWith("is no whole XML: it goes wrong at line");
    EXPECT_EQ(finding.file, toUtf8(m_folder / "set/3.xml"));
    EXPECT_EQ(sink.count(Severity::Refused), 1U);
}

TEST_F(CvatTest, WhatIsNoFileOfCvatIsAnError)
{
    const auto messageOf = [&](const std::string& text) {
        put("a.xml", text);
        const auto done = run({.source = m_folder / "a.xml"});
        EXPECT_FALSE(done) << text.substr(0, 50);
        return done ? std::string() : describe(done.error());
    };
    const auto has = [](const std::string& message, const char* part) {
        return message.find(part) != std::string::npos && message.find("a.xml") != std::string::npos;
    };
    const std::string whole = cvat(image(polygon("MA island", "1,1;5,1;5,5")));
    EXPECT_TRUE(has(messageOf(""), "no whole XML"));
    EXPECT_TRUE(has(messageOf("no xml"), "no whole XML"));
    EXPECT_TRUE(has(messageOf(whole.substr(0, whole.find("</image>"))), "line 1"));
    EXPECT_TRUE(has(messageOf("<annotations>\n <image <b/>\n</annotations>"), "line 2, column 9"));
    EXPECT_TRUE(has(messageOf("<annotation><object/></annotation>"), "Pascal VOC"));
    EXPECT_TRUE(has(messageOf("<html></html>"), "its root is <html>"));
    EXPECT_TRUE(has(messageOf("<annotations><version>1.1</version></annotations>"), "holds no image"));
    std::string deep;
    for (int i = 0; i < 100000; ++i) {
        deep += "<annotations>";
    }
    EXPECT_TRUE(has(messageOf(deep), "no whole XML"));
    EXPECT_TRUE(has(
        messageOf("<!DOCTYPE a [<!ENTITY a \"&#65;\"><!ENTITY b \"&a;&a;\">]><annotations>&b;</annotations>"),
        "holds no image"));
    EXPECT_TRUE(sink.images.empty());
    EXPECT_TRUE(sink.findings.empty()) << sink.list();
    EXPECT_TRUE(has(messageOf("<annotations><track id=\"0\"/></annotations>"), "holds no image"));
    EXPECT_EQ(sink.findingWith("tracks of videos").line, 1);
    EXPECT_EQ(run({.source = m_folder / "none"}).error().code, ErrorCode::NotFound);
    std::filesystem::create_directories(m_folder / "empty");
    EXPECT_EQ(run({.source = m_folder / "empty"}).error().code, ErrorCode::NotFound);
}

TEST_F(CvatTest, AnotherVersionIsReadAndFlagged)
{
    std::string text = cvat(image(polygon("MA island", "1,1;5,1;5,5")));
    put("a.xml", text.replace(text.find("1.1</"), 3, "1.0"));
    ASSERT_TRUE(run({.source = m_folder / "a.xml"}));
    EXPECT_EQ(sink.images.at(0).annotations.objects.size(), 1U);
    EXPECT_EQ(sink.findingWith("version 1.0").line, 4);
}

TEST_F(CvatTest, AStopRequestEndsTheImport)
{
    put("a.xml", cvat(image("")));
    std::stop_source stop;
    stop.request_stop();
    JobControl control;
    control.stop = stop.get_token();
    const auto done = formats::cvatFormat().read({.source = m_folder / "a.xml"}, sink, control);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::Cancelled);
}

TEST_F(CvatTest, IsRecognisedByItsRootAndIsNotWritten)
{
    const auto& format = formats::cvatFormat();
    EXPECT_STREQ(format.id(), "cvat");
    EXPECT_STREQ(format.title(), "CVAT XML 1.1");
    EXPECT_EQ(format.makeExporter({m_folder.path(), annotation::numberedClasses(1)}), nullptr);
    put("set/annotations.xml", cvat(""));
    put("bom.xml", "\xEF\xBB\xBF" + cvat(""));
    put("voc/a.xml", "<?xml version=\"1.0\"?><annotation><object/></annotation>");
    put("other/a.xml", "<!-- <annotations> --><annotationsets/>");
    EXPECT_TRUE(format.recognises(m_folder / "set"));
    EXPECT_TRUE(format.recognises(m_folder / "set/annotations.xml"));
    EXPECT_TRUE(format.recognises(m_folder / "bom.xml"));
    EXPECT_FALSE(format.recognises(m_folder / "voc"));
    EXPECT_FALSE(format.recognises(m_folder / "voc/a.xml"));
    EXPECT_FALSE(format.recognises(m_folder / "other"));
    EXPECT_FALSE(format.recognises(m_folder / "none.xml"));
}

} // namespace
} // namespace sorby::test
