// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/formats/yolo.h"
#include "core/formats/yolo_files.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/formats/collecting_sink.h"

#include <gtest/gtest.h>

#include <stop_token>
#include <string>
#include <vector>

namespace sorby::test {
namespace {

using annotation::Ring;
using formats::ImportRequest;
using formats::Severity;

/// The square from (2, 4) to (12, 8) in a micrograph of 20x16 pixels.
const std::string kSquare = "0.1 0.25 0.6 0.25 0.6 0.5 0.1 0.5\n";

class YoloTest : public testing::Test {
  protected:
    void put(const std::string& name, const std::string& text) { writeText(m_folder / name, text); }
    void putMicrograph(const std::string& name) { writeMicrograph(m_folder / name, {20, 16}); }
    Status run(const ImportRequest& request) { return formats::yoloFormat().read(request, sink, {}); }
    [[nodiscard]] bool recognises(const std::string& name) const
    {
        return formats::yoloFormat().recognises(m_folder / name);
    }
    /// The lines as the labels of one micrograph in a data set with the classes pore and slag.
    const formats::ImportedImage& import(const std::string& lines)
    {
        putMicrograph("set ä/images/spot #1 ü.png");
        put("set ä/labels/spot #1 ü.txt", lines);
        put("set ä/data.yaml", "names: [pore, \"slag ö\"]\n");
        const auto done = run({.source = m_folder / "set ä"});
        EXPECT_TRUE(done) << describe(done.error());
        EXPECT_EQ(sink.images.size(), 1U);
        static const formats::ImportedImage none;
        return sink.images.empty() ? none : sink.images.front();
    }

    TemporaryFolder m_folder;
    CollectingSink sink;
};

TEST_F(YoloTest, SharesBecomePixelsAndClassesCountFromOne)
{
    const auto& image = import("\xEF\xBB\xBF"
                               "1 " +
                               kSquare + "\r\n0\t0 0 1e0 0  1 1.0\t0 1 \r\n");
    EXPECT_EQ(sink.list(), "");
    EXPECT_EQ(image.name, "spot #1 ü.png");
    EXPECT_EQ(image.size, (Size{20, 16}));
    EXPECT_TRUE(image.annotated);
    ASSERT_EQ(image.annotations.objects.size(), 2U);
    EXPECT_EQ(image.annotations.objects[0].classId, 2);
    EXPECT_EQ(image.annotations.objects[0].polygon.outer, (Ring{{2, 4}, {12, 4}, {12, 8}, {2, 8}}));
    EXPECT_EQ(image.annotations.objects[0].provenance.who, "spot #1 ü.txt");
    EXPECT_EQ(image.annotations.objects[1].classId, 1);
    EXPECT_EQ(image.annotations.objects[1].polygon.outer, (Ring{{0, 0}, {20, 0}, {20, 16}, {0, 16}}));
    ASSERT_TRUE(sink.givenClasses);
    ASSERT_EQ(sink.givenClasses->size(), 3U);
    EXPECT_EQ((*sink.givenClasses)[2].name, "slag ö");
}

TEST_F(YoloTest, SharesOutsideAreClipped)
{
    const auto& image = import("0 -0.1 0.25 0.6 0.25 0.6 0.5 -0.1 0.5");
    ASSERT_EQ(image.annotations.objects.size(), 1U);
    EXPECT_EQ(annotation::boundingBox(image.annotations.objects[0].polygon), (annotation::Box{0, 4, 12, 8}));
    EXPECT_EQ(sink.findingWith("clipped to the micrograph").line, 1);
}

TEST_F(YoloTest, PartsAndHolesThatAreTiedTogetherComeApart)
{
    const auto& image = import("0 0 0 0.5 0 0.5 0.5 0 0.5 0 0 0.1 0.125 0.1 0.25 0.3 0.25 0.1 0.125\n"
                               "1 0.6 0 0.7 0 0.9 0 1 0 1 0.5 0.9 0 0.7 0 0.6 0.5\n");
    const auto& objects = image.annotations.objects;
    ASSERT_EQ(objects.size(), 3U) << sink.list();
    EXPECT_EQ(sink.list(), "");
    EXPECT_EQ(objects[0].polygon.outer, (Ring{{0, 0}, {10, 0}, {10, 8}, {0, 8}}));
    EXPECT_EQ(objects[0].polygon.holes, (std::vector<Ring>{{{2, 2}, {2, 4}, {6, 4}}}));
    EXPECT_EQ(objects[0].group, 0);
    EXPECT_EQ(objects[1].classId, 2);
    EXPECT_NE(objects[1].group, 0);
    EXPECT_EQ(objects[2].group, objects[1].group);
}

TEST_F(YoloTest, DamagedLinesLeaveTheOthersAlone)
{
    const std::vector<std::string> damaged = {
        "0 0.5 0.5 0.2 0.2",                   // a box
        "0 0.1 0.1 0.5 0.5 0.5",               // cut off
        "0 0.1 0.1",                           // a point
        "0",                                   // nothing
        "7 " + kSquare,                        // no such class
        "-1 " + kSquare,                       //
        "0.5 " + kSquare,                      //
        "1e300 " + kSquare,                    //
        "pore " + kSquare,                     //
        "0 0.1 nan 0.5 0.2 0.5 0.5",           //
        "0 0.1 inf 0.5 0.2 0.5 0.5",           //
        "0 0.1 1e999 0.5 0.2 0.5 0.5",         //
        "0 2 4 12 4 12 8",                     // pixels
        "0 0.1,0.1 0.5,0.2 0.5,0.5",           //
        "0 1.2 1.2 1.4 1.2 1.4 1.4",           // wholly outside
        "0 0.1 0.1 0.1 0.1 0.1 0.1",           // no three points
        std::string("0 0.1 0.\0 0 0 0 0", 18), //
    };
    for (const auto& bad : damaged) {
        sink = {};
        const auto& image = import("\n" + bad + (bad.ends_with('\n') ? "" : "\n") + "0 " + kSquare);
        EXPECT_EQ(image.annotations.objects.size(), 1U) << bad;
        ASSERT_EQ(sink.count(Severity::Refused), 1U) << bad << sink.list();
        EXPECT_EQ(sink.findings[0].line, 2) << bad;
        EXPECT_EQ(sink.findings[0].image, "spot #1 ü.png");
    }
    sink = {};
    import("0 0.5 0.5 0.2 0.2");
    EXPECT_NE(sink.findingWith("a box is no outline").message, "");
}

TEST_F(YoloTest, TheLayoutOfUltralyticsIsFollowed)
{
    put("set/data.yaml", "# as Ultralytics writes it\npath: ../datasets/set\ntrain: images/train\n"
                         "val:\n  - images/val\ntest:\nnames:\n  0: pore\n  1: slag\n");
    for (const char* part : {"train", "val"}) {
        const std::string name = part;
        putMicrograph("set/images/" + name + "/a 1.5.png");
        put("set/labels/" + name + "/a 1.5.txt", name == "train" ? "0 " + kSquare : "1 " + kSquare);
    }
    putMicrograph("set/images/train/empty.png");
    put("set/labels/train/empty.txt", "");
    putMicrograph("set/images/train/nobody.png");
    put("set/labels/unused/b.txt", "0 " + kSquare);
    for (const char* source : {"set", "set/data.yaml"}) {
        sink = {};
        EXPECT_TRUE(recognises(source));
        ASSERT_TRUE(run({.source = m_folder / source}));
        ASSERT_EQ(sink.images.size(), 4U) << sink.list();
        EXPECT_EQ(sink.images[0].file.parent_path().filename(), "train");
        EXPECT_EQ(sink.images[0].annotations.objects.at(0).classId, 1);
        EXPECT_EQ(sink.images[2].file.parent_path().filename(), "val");
        EXPECT_EQ(sink.images[2].annotations.objects.at(0).classId, 2);
        ASSERT_NE(sink.imageOf("empty.png"), nullptr);
        EXPECT_TRUE(sink.imageOf("empty.png")->annotated);
        ASSERT_NE(sink.imageOf("nobody.png"), nullptr);
        EXPECT_FALSE(sink.imageOf("nobody.png")->annotated) << "nobody says that it is all matrix";
        EXPECT_EQ(sink.findings.size(), 1U) << sink.list();
        EXPECT_NE(sink.findingWith("not annotated (1 of them)").message, "");
    }
}

TEST_F(YoloTest, OtherLayoutsAreFound)
{
    // Folder by folder, the way told from a folder beside the description.
    putMicrograph("robo/train/images/a.png");
    put("robo/train/labels/a.txt", "0 " + kSquare);
    put("robo/data.yaml", "train: ../train/images\nval: ../valid/images\nnc: 1\nnames: ['x']\n");
    // A list of micrographs.
    putMicrograph("list/images/b.png");
    putMicrograph("list/images/c.png");
    put("list/labels/b.txt", "0 " + kSquare);
    put("list/labels/c.txt", "0 " + kSquare);
    put("list/train.txt", "./images/b.png\n");
    put("list/dataset.yaml", "train: train.txt\nnames: {0: x}\n");
    // Text and micrographs side by side, and names in a file of their own.
    putMicrograph("flat/d.png");
    put("flat/d.txt", "1 " + kSquare);
    put("flat/classes.txt", "x\r\n\xF6\r\n"); // Latin-1
    const auto check = [&](const char* source, const char* image, const char* name) {
        sink = {};
        EXPECT_TRUE(recognises(source)) << source;
        const auto done = run({.source = m_folder / source});
        ASSERT_TRUE(done) << describe(done.error());
        const auto* found = sink.imageOf(image);
        ASSERT_NE(found, nullptr) << source << sink.list();
        ASSERT_EQ(found->annotations.objects.size(), 1U) << source;
        EXPECT_EQ(sink.givenClasses->at(found->annotations.objects[0].classId).name, name);
    };
    check("robo", "a.png", "x");
    EXPECT_NE(sink.findingWith("../valid/images").message, "");
    check("robo/train/labels/a.txt", "a.png", "class 1");
    check("list", "b.png", "x");
    ASSERT_NE(sink.imageOf("c.png"), nullptr);
    EXPECT_FALSE(sink.imageOf("c.png")->annotated) << "not in the list";
    check("list/labels", "b.png", "x");
    check("flat", "d.png", "ö");
}

TEST_F(YoloTest, MicrographsMayLieElsewhere)
{
    put("set/labels/train/a.txt", "0 " + kSquare);
    put("set/labels/val/b.txt", "0 " + kSquare);
    putMicrograph("elsewhere ö/train/a.png");
    putMicrograph("elsewhere ö/b.png");
    ASSERT_TRUE(run({.source = m_folder / "set", .images = m_folder / "elsewhere ö"}));
    EXPECT_EQ(sink.images.size(), 2U) << sink.list();
    EXPECT_FALSE(run({.source = m_folder / "set", .images = m_folder / "not there"}));
}

TEST_F(YoloTest, WithoutTheMicrographAFileIsRefused)
{
    put("set/labels/lost.txt", "0 " + kSquare);
    const auto alone = run({.source = m_folder / "set"});
    ASSERT_FALSE(alone);
    EXPECT_NE(alone.error().message.find("--images"), std::string::npos);
    sink = {};
    put("set/labels/bad.txt", "0 " + kSquare);
    put("set/images/bad.png", "no picture");
    put("set/labels/good.txt", "0 " + kSquare);
    putMicrograph("set/images/good.png");
    ASSERT_TRUE(run({.source = m_folder / "set"}));
    ASSERT_EQ(sink.images.size(), 1U);
    EXPECT_NE(sink.findingWith("image not found").file.find("lost.txt"), std::string::npos);
    EXPECT_EQ(sink.findingWith("and without its size").image, "bad.png");
}

TEST_F(YoloTest, ClassesWithoutNamesAreNumberedOrTheProjects)
{
    putMicrograph("a.png");
    put("a.txt",
        "2 " + kSquare + "0 " + kSquare + "252 " + kSquare + "253 " + kSquare + "999999999 " + kSquare);
    ASSERT_TRUE(run({.source = m_folder / "a.txt"}));
    const auto& objects = sink.images.at(0).annotations.objects;
    ASSERT_EQ(objects.size(), 3U) << sink.list();
    EXPECT_EQ(objects[0].classId, 3);
    EXPECT_EQ(objects[1].classId, 1);
    EXPECT_EQ(objects[2].classId, 253);
    EXPECT_EQ(sink.givenClasses->at(3).name, "class 3");
    EXPECT_EQ(sink.count(Severity::Refused), 2U);
    EXPECT_NE(sink.findingWith("classes have no names").message, "");

    sink = {};
    const annotation::ClassList project = {{0, "matrix", {}}, {1, "pore", {}}, {2, "slag", {}}, {3, "z", {}}};
    put("a.txt", "2 " + kSquare);
    ASSERT_TRUE(run({.source = m_folder / "a.txt", .classes = project}));
    EXPECT_EQ(sink.images.at(0).annotations.objects.at(0).classId, 3);
    EXPECT_FALSE(sink.givenClasses);
}

TEST_F(YoloTest, NamesMeetThoseOfTheProject)
{
    putMicrograph("images/a.png");
    put("labels/a.txt", "0 " + kSquare + "1 " + kSquare + "5 " + kSquare);
    put("data.yaml", "names:\n  0: Slag\n  1: ignore\n  5: new\n");
    const annotation::ClassList project = {{0, "matrix", {}}, {1, "pore", {}}, {2, "slag", {}}};
    ASSERT_TRUE(run({.source = m_folder.path(), .classes = project}));
    const auto& objects = sink.images.at(0).annotations.objects;
    ASSERT_EQ(objects.size(), 3U) << sink.list();
    EXPECT_EQ(objects[0].classId, 2);
    EXPECT_EQ(objects[1].classId, annotation::kIgnore);
    EXPECT_EQ(objects[2].classId, 3);
}

TEST_F(YoloTest, ADamagedDescriptionIsAnErrorWithItsPlace)
{
    putMicrograph("images/a.png");
    put("labels/a.txt", "0 " + kSquare);
    put("data.yaml", "names:\n  0: [pore\n  1: slag\n");
    const auto cut = run({.source = m_folder / "data.yaml"});
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().code, ErrorCode::Malformed);
    EXPECT_NE(cut.error().message.find("line "), std::string::npos) << cut.error().message;
    for (const auto& bad : {std::string("just text"), std::string("- a\n- b\n"), std::string(),
                            "names: " + std::string(100000, '[')}) {
        put("data.yaml", bad);
        EXPECT_FALSE(run({.source = m_folder / "data.yaml"})) << bad.substr(0, 20);
        EXPECT_FALSE(recognises("data.yaml")) << bad.substr(0, 20);
    }
    put("data.yaml", "names: {0: a}\nkpt_shape: [17, 3]\n");
    EXPECT_EQ(run({.source = m_folder / "data.yaml"}).error().code, ErrorCode::Unsupported);
    for (const char* odd :
         {"names: 7\n", "names: {a: b, -4: c, [1]: d}\n", "names: [[1], {a: b}]\n",
          "names: {0: a}\npath: [1]\ntrain: {a: b}\n", "names: &a [*a]\n", "\x01\x02: \xFF\n"}) {
        sink = {};
        put("data.yaml", odd);
        EXPECT_TRUE(run({.source = m_folder / "data.yaml"})) << odd;
        EXPECT_EQ(sink.images.size(), 1U) << odd;
    }
}

TEST_F(YoloTest, OtherTextIsNotTakenForIt)
{
    put("a/notes.txt", "polished with 1 micron");
    put("b/points.txt", "12 3 4\n");
    put("c/coordinates.txt", "0 120 130 140 150 160 170\n");
    put("d/settings.yaml", "epochs: 3\n");
    put("e/classes.txt", "0 0.1 0.2 0.3 0.4\n");
    for (const char* name : {"a", "b", "c", "d", "e", "nothing", "a/notes.txt", "d/settings.yaml"}) {
        EXPECT_FALSE(recognises(name)) << name;
    }
    put(
        "f/labels/long.txt", "0" + [] {
            std::string text;
            for (int i = 0; i < 3000; ++i) {
                text += " 0." + std::to_string(100000 + i);
            }
            return text;
        }());
    EXPECT_TRUE(recognises("f"));
    EXPECT_FALSE(run({.source = m_folder / "a"}));
    EXPECT_FALSE(run({.source = m_folder / "nothing"}));
}

TEST_F(YoloTest, AStopEndsTheImport)
{
    putMicrograph("a.png");
    put("a.txt", "0 " + kSquare);
    std::stop_source stop;
    stop.request_stop();
    JobControl control;
    control.stop = stop.get_token();
    const auto done = formats::yoloFormat().read({.source = m_folder.path()}, sink, control);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::Cancelled);
}

TEST(YoloFolders, TheLastPartOfTheNameCounts)
{
    EXPECT_EQ(formats::counterpart("/a/images/images/x", "images", "labels"), "/a/images/labels/x");
    EXPECT_EQ(formats::counterpart("Labels", "labels", "images"), "images");
    EXPECT_FALSE(formats::counterpart("/a/my images", "images", "labels"));
    EXPECT_EQ(formats::belowLabels("/a/labels/train/x"), "train/x");
    EXPECT_EQ(formats::belowLabels("/a/labels"), "");
    EXPECT_EQ(formats::belowLabels("/a/b"), "");
}

} // namespace
} // namespace sorby::test
