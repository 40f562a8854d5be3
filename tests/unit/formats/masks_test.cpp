// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/formats/masks.h"
#include "core/imaging/micrograph.h"
#include "core/imaging/reference.h"
#include "tests/support/label_text.h"
#include "tests/support/results.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/formats/collecting_sink.h"

#include <gtest/gtest.h>

#include <stop_token>
#include <string>
#include <vector>

namespace sorby::test {
namespace {

using formats::ImportRequest;
using formats::Severity;
using imaging::LabelImage;

class MasksTest : public testing::Test {
  protected:
    /// A mask of rows of characters (label_text.h), stored as a grey PNG.
    void putMask(const std::string& name, std::string_view rows) { putValues(name, labels(rows)); }
    void putValues(const std::string& name, const LabelImage& values)
    {
        const auto written = imaging::writePng(m_folder / name, values);
        ASSERT_TRUE(written) << describe(written.error());
    }
    static LabelImage values(std::vector<std::uint8_t> list)
    {
        LabelImage image(static_cast<int>(list.size()), 1);
        std::copy(list.begin(), list.end(), image.data());
        return image;
    }
    void putImage(const std::string& name, Size size = {4, 2}) { writeMicrograph(m_folder / name, size); }
    void put(const std::string& name, std::string_view text) { writeText(m_folder / name, text); }

    Status run(const ImportRequest& request) { return formats::masksFormat().read(request, sink, {}); }
    void import()
    {
        const auto done = run({.source = m_folder.path()});
        ASSERT_TRUE(done) << describe(done.error());
    }
    std::string referenceOf(const std::string& name)
    {
        const auto* image = sink.imageOf(name);
        if (image == nullptr || !image->size) {
            ADD_FAILURE() << name << " is not there";
            return {};
        }
        return text(imaging::makeReference(image->annotations, *image->size));
    }

    TemporaryFolder m_folder;
    CollectingSink sink;
};

constexpr const char* kClasses = R"({"0": "matrix", "1": "MA island", "2": "pore"})";

TEST_F(MasksTest, AMaskBecomesPixelEdits)
{
    putImage("images/a #1.png");
    putMask("masks/a #1.png", R"(..12
                                 .x11)");
    put("classes.json", kClasses);
    import();
    ASSERT_TRUE(sink.givenClasses);
    ASSERT_EQ(sink.givenClasses->size(), 3U);
    EXPECT_EQ((*sink.givenClasses)[1].name, "MA island");
    ASSERT_EQ(sink.images.size(), 1U);
    const auto& image = sink.images.front();
    EXPECT_TRUE(image.annotated);
    EXPECT_EQ(image.file, m_folder / "images/a #1.png");
    EXPECT_EQ(image.size, (Size{4, 2}));
    EXPECT_TRUE(image.annotations.objects.empty());
    EXPECT_EQ(image.annotations.pixelEdits.at(0, 0), annotation::kUnset) << "the matrix stays unset";
    EXPECT_EQ(referenceOf("a #1.png"), "..12\n.x11\n");
    EXPECT_EQ(sink.list(), "");
}

TEST_F(MasksTest, FoldersAreFoundInTheirUsualPlaces)
{
    putImage("set/PNG/a.png");
    putMask("set/Masks/a.png", "..12 ....");
    put("set/Masks/classes.json", kClasses);
    for (const char* source : {"set", "set/Masks", "set/Masks/"}) {
        CollectingSink fresh;
        const auto done = formats::masksFormat().read({.source = m_folder / source}, fresh, {});
        ASSERT_TRUE(done) << source << ": " << describe(done.error());
        ASSERT_EQ(fresh.images.size(), 1U) << source;
        EXPECT_FALSE(fresh.images[0].annotations.isEmpty()) << source;
        EXPECT_TRUE(fresh.givenClasses) << source;
    }
    putImage("elsewhere/pictures/a.tif");
    put("elsewhere/classes.json", R"({"0": "matrix", "1": "x", "2": "y", "3": "z"})");
    std::filesystem::remove(m_folder / "set/Masks/classes.json");
    ASSERT_TRUE(run({.source = m_folder / "set/Masks", .images = m_folder / "elsewhere/pictures"}));
    ASSERT_TRUE(sink.givenClasses);
    EXPECT_EQ(sink.givenClasses->size(), 4U) << "from above the micrographs";
    EXPECT_EQ(sink.images.at(0).name, "a.tif");
}

TEST_F(MasksTest, WithoutNamesTheHighestValueOverAllMasksCounts)
{
    putImage("images/a.png");
    putImage("images/b.png");
    putMask("masks/a.png", "..1x ....");
    putMask("masks/b.png", "...3 ....");
    import();
    ASSERT_TRUE(sink.givenClasses);
    EXPECT_EQ(*sink.givenClasses, annotation::numberedClasses(3));
    EXPECT_EQ(referenceOf("a.png"), "..1x\n....\n");
    EXPECT_EQ(referenceOf("b.png"), "...3\n....\n");
}

TEST_F(MasksTest, MasksOfMatrixAloneAreAnnotatedAndStillHaveTwoClasses)
{
    putImage("images/a.png");
    putMask("masks/a.png", ".... ....");
    import();
    ASSERT_TRUE(sink.givenClasses);
    EXPECT_EQ(sink.givenClasses->size(), 2U);
    ASSERT_EQ(sink.images.size(), 1U);
    EXPECT_TRUE(sink.images[0].annotated);
    EXPECT_TRUE(sink.images[0].annotations.isEmpty());
}

TEST_F(MasksTest, TheProjectsClassesAreUsedWhenThereAreNoNames)
{
    putImage("images/a.png", {4, 1});
    putImage("images/b.png", {4, 1});
    putMask("masks/a.png", "..1.");
    putMask("masks/b.png", "..2.");
    ASSERT_TRUE(run({.source = m_folder.path(), .classes = annotation::numberedClasses(1)}));
    EXPECT_FALSE(sink.givenClasses);
    EXPECT_EQ(sink.count(Severity::Refused), 1U);
    EXPECT_EQ(sink.findingWith("values 2 are not among the classes 0..1").image, "b.png");
}

TEST_F(MasksTest, AMaskOfAnotherSizeIsRefusedWithBothSizes)
{
    putImage("images/a.png", {5, 3});
    putMask("masks/a.png", "..1. ....");
    put("classes.json", kClasses);
    import();
    const auto finding = sink.findingWith("4x2 pixels and the micrograph 5x3");
    EXPECT_EQ(finding.severity, Severity::Refused);
    EXPECT_EQ(finding.file, toUtf8(m_folder / "masks/a.png"));
    EXPECT_EQ(finding.image, "a.png");
    ASSERT_EQ(sink.images.size(), 1U) << "the micrograph itself is taken";
    EXPECT_FALSE(sink.images[0].annotated);
    EXPECT_TRUE(sink.images[0].annotations.isEmpty());
}

TEST_F(MasksTest, ValuesOutsideTheClassesAreRefusedAndAMappingIsOffered)
{
    putImage("images/a.png", {4, 1});
    putImage("images/b.png", {4, 1});
    putValues("masks/a.png", values({0, 3, 128, 255}));
    putMask("masks/b.png", "..2x");
    put("classes.json", kClasses);
    import();
    const auto finding = sink.findingWith("values 3, 128 are not among the classes 0..2");
    EXPECT_EQ(finding.severity, Severity::Refused);
    EXPECT_NE(finding.message.find(R"({"3": 1, "128": 2})"), std::string::npos) << finding.message;
    EXPECT_FALSE(sink.imageOf("a.png")->annotated);
    EXPECT_TRUE(sink.imageOf("b.png")->annotated);
}

TEST_F(MasksTest, TheOfferedMappingWorks)
{
    putImage("images/a.png", {4, 1});
    putValues("masks/a.png", values({0, 3, 128, 255}));
    put("classes.json", kClasses);
    put("masks/values.json", R"({"3": 1, "128": 2})");
    import();
    EXPECT_EQ(sink.list(), "");
    EXPECT_EQ(referenceOf("a.png"), ".12x\n");
}

TEST_F(MasksTest, BlackAndWhiteMasksAreRefusedWithTheReason)
{
    putImage("images/a.png", {3, 1});
    putImage("images/b.png", {3, 1});
    putValues("masks/a.png", values({0, 255, 255}));
    putValues("masks/b.png", values({255, 255, 255}));
    import();
    EXPECT_FALSE(sink.givenClasses);
    EXPECT_EQ(sink.count(Severity::Refused), 2U);
    for (const auto& finding : sink.findings) {
        EXPECT_NE(finding.message.find("255 means ignore"), std::string::npos) << finding.message;
        EXPECT_NE(finding.message.find(R"({"255": 1})"), std::string::npos) << finding.message;
    }
    put("values.json", R"({"255": 1})");
    CollectingSink mapped;
    ASSERT_TRUE(formats::masksFormat().read({.source = m_folder.path()}, mapped, {}));
    EXPECT_EQ(mapped.list(), "");
    EXPECT_EQ(mapped.givenClasses->size(), 2U);
    EXPECT_EQ(mapped.imageOf("a.png")->annotations.pixelEdits.at(1, 0), 1);
}

TEST_F(MasksTest, IgnoreAloneInNamedClassesIsTakenAndFlagged)
{
    putImage("images/a.png", {3, 1});
    putValues("masks/a.png", values({0, 255, 255}));
    put("classes.json", kClasses);
    import();
    EXPECT_EQ(sink.findingWith("no class but ignore").severity, Severity::Flagged);
    EXPECT_EQ(referenceOf("a.png"), ".xx\n");
}

TEST_F(MasksTest, GreyLevelsAreNoClasses)
{
    putImage("images/a.png", {4, 1});
    putValues("masks/a.png", values({0, 100, 200, 255}));
    import();
    const auto finding = sink.findingWith("values 100, 200 look like grey levels");
    EXPECT_EQ(finding.severity, Severity::Refused);
    EXPECT_NE(finding.message.find(R"({"100": 1, "200": 2})"), std::string::npos) << finding.message;
    EXPECT_FALSE(sink.givenClasses);
}

TEST_F(MasksTest, ColourMasksAreRefusedWithTheirColours)
{
    putImage("images/a.png", {2, 1});
    Raster<Rgb8> colours(2, 1, {0, 0, 0});
    colours.at(1, 0) = {255, 0, 16};
    ASSERT_TRUE(imaging::writePng(m_folder / "masks/a.png", colours));
    put("classes.json", kClasses);
    import();
    EXPECT_EQ(sink.findingWith("#000000, #FF0010").severity, Severity::Refused);
    EXPECT_FALSE(sink.imageOf("a.png")->annotated);
}

TEST_F(MasksTest, WhatHasNoPartnerIsSaid)
{
    putImage("images/alone.png");
    putImage("images/both.png");
    putImage("images/both.tif");
    putMask("masks/both.png", "..1. ....");
    putMask("masks/nobody.png", "..1. ....");
    put("masks/both.jpg", "not a mask");
    put("masks/notes.txt", "passed over");
    put("classes.json", kClasses);
    import();
    ASSERT_EQ(sink.images.size(), 2U);
    EXPECT_FALSE(sink.imageOf("alone.png")->annotated) << "not the same as an empty reference";
    EXPECT_TRUE(sink.imageOf("both.png")->annotated);
    EXPECT_EQ(sink.findingWith("no micrograph of this name").file, toUtf8(m_folder / "masks/nobody.png"));
    EXPECT_EQ(sink.findingWith("is neither PNG nor TIFF").file, toUtf8(m_folder / "masks/both.jpg"));
    EXPECT_EQ(sink.findingWith("another micrograph of the same name").image, "both.tif");
    EXPECT_EQ(sink.findings.size(), 3U) << sink.list();
}

TEST_F(MasksTest, OfTwoMasksOfOneNameTheSecondIsLeftOutAndNamed)
{
    putImage("images/c.png");
    putMask("masks/c.png", "..1. ....");
    putMask("masks/c.tiff", "..2. ....");
    put("classes.json", kClasses);
    import();
    const auto finding = sink.findingWith("c.png is a mask of the same name");
    EXPECT_EQ(finding.severity, Severity::Refused);
    EXPECT_EQ(finding.file, toUtf8(m_folder / "masks/c.tiff"));
    EXPECT_EQ(sink.findings.size(), 1U) << sink.list();
    EXPECT_EQ(referenceOf("c.png"), "..1.\n....\n");
}

TEST_F(MasksTest, DamagedFilesAreNamedAndTheRestIsTaken)
{
    for (const char* name : {"a.png", "b.png", "c.png"}) {
        putImage(std::string("images/") + name);
        putMask(std::string("masks/") + name, "..1. ....");
    }
    cutInHalf(m_folder / "images/a.png");
    cutInHalf(m_folder / "masks/b.png");
    import();
    ASSERT_EQ(sink.images.size(), 3U);
    EXPECT_FALSE(sink.imageOf("a.png")->size);
    EXPECT_FALSE(sink.imageOf("a.png")->annotations.isEmpty()) << "the mask is whole";
    EXPECT_FALSE(sink.imageOf("b.png")->annotated);
    EXPECT_EQ(referenceOf("c.png"), "..1.\n....\n");
    ASSERT_EQ(sink.findings.size(), 2U) << sink.list();
    EXPECT_EQ(sink.findings[0].severity, Severity::Flagged);
    EXPECT_EQ(sink.findings[0].image, "a.png");
    EXPECT_EQ(sink.findings[1].severity, Severity::Refused);
    EXPECT_EQ(sink.findings[1].file, toUtf8(m_folder / "masks/b.png"));
}

TEST_F(MasksTest, WhatCannotBeReadAtAllIsAnError)
{
    const auto errorOf = [&](const ImportRequest& request) {
        const auto done = run(request);
        EXPECT_FALSE(done);
        return done ? Error{} : done.error();
    };
    EXPECT_EQ(errorOf({.source = m_folder / "weg"}).code, ErrorCode::NotFound);
    putMask("masks/a.png", "..1. ....");
    EXPECT_NE(errorOf({.source = m_folder / "masks"}).message.find("--images"), std::string::npos);
    EXPECT_EQ(errorOf({.source = m_folder / "masks", .images = m_folder / "weg"}).where,
              toUtf8(m_folder / "weg"));
    putImage("images/a.png");
    put("classes.json", R"({"0": "matrix", "2": "gap"})");
    EXPECT_EQ(errorOf({.source = m_folder.path()}).where, toUtf8(m_folder / "classes.json"));
    std::filesystem::remove(m_folder / "classes.json");
    for (const char* map :
         {"[1, 2]", "{\"a\": 1}", "{\"70000\": 1}", "{\"3\": 254}", "{\"3\": -1}", "{\"3\": 1.5}", "{"}) {
        put("values.json", map);
        EXPECT_EQ(errorOf({.source = m_folder.path()}).where, toUtf8(m_folder / "values.json")) << map;
    }
    EXPECT_TRUE(sink.images.empty());
}

TEST_F(MasksTest, StopsWithinOneImage)
{
    putImage("images/a.png");
    putImage("images/b.png");
    putMask("masks/a.png", "..1. ....");
    putMask("masks/b.png", "..1. ....");
    std::stop_source stop;
    std::size_t reports = 0;
    const JobControl control{stop.get_token(), [&](const Progress& progress) {
                                 EXPECT_EQ(progress.total, 4U) << "two to look at, two to read";
                                 if (++reports == 3) {
                                     stop.request_stop();
                                 }
                             }};
    const auto done = formats::masksFormat().read({.source = m_folder.path()}, sink, control);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::Cancelled);
    EXPECT_EQ(sink.images.size(), 1U);
}

TEST_F(MasksTest, WhatIsExportedIsASourceAgain)
{
    const auto classes = *annotation::parseClassNames("matrix, MA island, Korn größe");
    std::vector<formats::ExportedImage> images;
    for (const char* name : {"a #1 (ä).tif", "b.png"}) {
        formats::ImportedImage image;
        image.name = name;
        image.size = Size{4, 2};
        image.annotations.pixelEdits.set(1, 1, 2);
        image.annotations.pixelEdits.set(2, 0, annotation::kIgnore);
        images.push_back(exported(image));
        putImage(std::string("pictures/") + name);
    }
    EXPECT_TRUE(exportAll(formats::masksFormat(), m_folder / "out", classes, images, 2).empty());
    EXPECT_TRUE(formats::masksFormat().recognises(m_folder / "out"));
    const auto done = run({.source = m_folder / "out", .images = m_folder / "pictures"});
    ASSERT_TRUE(done) << describe(done.error());
    EXPECT_EQ(sink.list(), "");
    ASSERT_TRUE(sink.givenClasses);
    EXPECT_EQ((*sink.givenClasses)[2].name, "Korn größe");
    for (const char* name : {"a #1 (ä).tif", "b.png"}) {
        EXPECT_EQ(referenceOf(name), "..x.\n.2..\n");
    }
}

TEST_F(MasksTest, MasksInColoursAreReadByTheLegendThatLiesBesideThem)
{
    auto classes = *annotation::parseClassNames("matrix, MA island, Korn größe");
    formats::ImportedImage image;
    image.name = "b.png";
    image.size = Size{4, 2};
    image.annotations.pixelEdits.set(1, 1, 2);
    image.annotations.pixelEdits.set(2, 0, annotation::kIgnore);
    image.annotations.pixelEdits.set(3, 0, 1);
    putImage("pictures/b.png");
    EXPECT_TRUE(
        exportAll(formats::rgbMasksFormat(), m_folder / "out", classes, {exported(image)}, 1).empty());
    EXPECT_TRUE(imaging::probeMicrograph(m_folder / "out/b.png")->channels == 3);
    // Another project's colours mean nothing: the legend says what they are.
    auto others = annotation::numberedClasses(3);
    std::swap(others[1].colour, others[2].colour);
    expectGood(run({.source = m_folder / "out", .images = m_folder / "pictures", .classes = others}));
    EXPECT_EQ(sink.list(), "");
    ASSERT_TRUE(sink.givenClasses);
    EXPECT_EQ((*sink.givenClasses)[2].name, "Korn größe");
    EXPECT_EQ(referenceOf("b.png"), "..x1\n.2..\n");
}

TEST_F(MasksTest, TwoClassesOfOneColourCannotLeaveAsColours)
{
    auto classes = *annotation::parseClassNames("matrix, MA island, pore");
    formats::ImportedImage image;
    image.size = Size{4, 2};
    for (const Rgb8 taken : {classes[1].colour, annotation::kIgnoreColour}) {
        classes[2].colour = taken;
        const auto exporter = formats::rgbMasksFormat().makeExporter({m_folder / "out", classes});
        const auto written = exporter->writeOwnFiles(exported(image));
        ASSERT_FALSE(written);
        EXPECT_NE(written.error().message.find("pore have the same colour " + annotation::toHex(taken)),
                  std::string::npos)
            << written.error().message;
        EXPECT_FALSE(isFolder(m_folder / "out"));
    }
}

TEST_F(MasksTest, AFailingReferenceOrFolderEndsTheExport)
{
    const auto exporter =
        formats::masksFormat().makeExporter({m_folder / "out", annotation::numberedClasses(1)});
    formats::ExportedImage image;
    image.stem = "a";
    image.labels = []() -> Result<LabelImage> { return Error{ErrorCode::OutOfMemory, "no room", "a.png"}; };
    const auto written = exporter->writeOwnFiles(image);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().message, "no room");
    put("out", "a file where the folder should be");
    image.labels = []() -> Result<LabelImage> { return LabelImage(2, 2); };
    EXPECT_FALSE(exporter->writeOwnFiles(image));
    EXPECT_FALSE(exporter->finish());
}

} // namespace
} // namespace sorby::test
