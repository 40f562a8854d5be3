// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/imaging/micrograph.h"
#include "core/imaging/reference.h"
#include "core/workflow/import.h"
#include "core/workflow/selection.h"
#include "tests/unit/workflow/sample_data.h"

#include <fstream>

namespace sorby::workflow::test {
namespace {

namespace fs = std::filesystem;
using annotation::ClassList;

const ClassList kSteel = {{0, "matrix", {0, 0, 0}}, {1, "MA island", {230, 159, 0}}};

void writeText(const fs::path& file, const std::string& text)
{
    expectGood(writeFileAtomically(file, std::string_view(text)));
}

ImportOptions from(const fs::path& source, const char* format = "auto")
{
    ImportOptions options;
    options.source = source;
    options.format = format;
    return options;
}

TEST(Import, takesMasksAsTheyAre)
{
    const TemporaryFolder folder;
    writeDataSet(folder / "data", 3);
    const auto project = valueOf(project::Project::create(folder / "p", kSteel));
    const auto report = valueOf(importInto(*project, from(folder / "data"), {}, {}));
    EXPECT_EQ(report.format, "masks");
    EXPECT_EQ(report.images, 3U);
    EXPECT_EQ(report.refused, 0U);
    const auto images = valueOf(project->images());
    ASSERT_EQ(images.size(), 3U);
    for (int i = 0; i < 3; ++i) {
        const auto& image = images[static_cast<std::size_t>(i)];
        EXPECT_TRUE(image.annotated);
        EXPECT_TRUE(image.broken.empty());
        EXPECT_EQ(image.size, (Size{12, 8}));
        EXPECT_EQ(image.contentHash.size(), 32U);
        EXPECT_EQ(sorby::test::text(valueOf(referenceOf(*project, image))), sorby::test::text(block(i)));
    }
    EXPECT_EQ(valueOf(project->classes()), kSteel) << "masks without names leave the project its names";
}

TEST(Import, refusesValuesThatTheNamedClassesDoNotHave)
{
    const TemporaryFolder folder;
    writeDataSet(folder / "data", 2);
    imaging::LabelImage third(12, 8);
    third.at(3, 3) = 2;
    writeMask(folder / "data/masks/field1.png", third);
    const auto project = valueOf(project::Project::create(folder / "p", kSteel));
    const auto report = valueOf(importInto(*project, from(folder / "data"), {}, {}));
    EXPECT_EQ(report.refused, 1U);
    EXPECT_EQ(valueOf(project->classes()), kSteel);
    // Classes that nobody has named may become more.
    const auto unnamed = valueOf(project::Project::create(folder / "q", annotation::numberedClasses(1)));
    EXPECT_EQ(valueOf(importInto(*unnamed, from(folder / "data"), {}, {})).refused, 0U);
    EXPECT_EQ(valueOf(unnamed->classes()).size(), 3U);
}

TEST(Import, takesNamesAndMoreClassesFromTheSource)
{
    const TemporaryFolder folder;
    const auto project = valueOf(project::Project::create(folder / "p", kSteel));
    writeDataSet(folder / "data", 2);
    writeText(folder / "data/masks/classes.json", R"({"0": "ferrite", "1": "pore", "2": "oxide"})");
    static_cast<void>(valueOf(importInto(*project, from(folder / "data"), {}, {})));
    const auto classes = valueOf(project->classes());
    ASSERT_EQ(classes.size(), 3U);
    EXPECT_EQ(classes[1].name, "pore");
    EXPECT_EQ(classes[2].name, "oxide");
}

TEST(Import, refusesOtherClassesOnceThereAreAnnotations)
{
    const TemporaryFolder folder;
    const auto project = valueOf(project::Project::create(folder / "p", kSteel));
    writeDataSet(folder / "first", 1);
    writeText(folder / "first/masks/classes.json", R"({"0": "matrix", "1": "MA island"})");
    static_cast<void>(valueOf(importInto(*project, from(folder / "first"), {}, {})));

    writeDataSet(folder / "second", 2);
    writeText(folder / "second/masks/classes.json", R"({"0": "matrix", "1": "pore"})");
    const auto refused = importInto(*project, from(folder / "second"), {}, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Mismatch);
    EXPECT_NE(refused.error().message.find("pore"), std::string::npos);
    EXPECT_NE(refused.error().message.find("MA island"), std::string::npos);
    EXPECT_EQ(valueOf(project->images()).size(), 1U);
    EXPECT_EQ(valueOf(project->classes())[1].name, "MA island");

    writeText(folder / "second/masks/classes.json", R"({"0": "background", "1": "MA island"})");
    EXPECT_EQ(valueOf(importInto(*project, from(folder / "second"), {}, {})).images, 2U)
        << "what the matrix is called does not matter";
}

TEST(Import, addsMicrographsWithoutAnnotations)
{
    const TemporaryFolder folder;
    const auto project = valueOf(project::Project::create(folder / "p", kSteel));
    writeMicrograph(folder / "images/a.png", block(0));
    expectGood(imaging::writePng(folder / "images/b.png", Raster<Rgb16>(5, 4)));
    EXPECT_EQ(valueOf(importInto(*project, from(folder / "images"), {}, {})).images, 2U);
    const auto images = valueOf(project->images());
    ASSERT_EQ(images.size(), 2U);
    EXPECT_FALSE(images[0].annotated);
    EXPECT_EQ(images[1].size, (Size{5, 4}));
    EXPECT_EQ(images[1].bitsPerChannel, 16);
    EXPECT_EQ(images[1].channels, 3);

    // A lone file, again: brought up to date, and what was drawn on it stays.
    static_cast<void>(valueOf(
        project->setAnnotations(images[0].id, {{}, annotation::PixelEdits::fromLabels(block(0)), {}})));
    EXPECT_EQ(valueOf(importInto(*project, from(folder / "images/a.png"), {}, {})).images, 1U);
    EXPECT_EQ(valueOf(project->images()).size(), 2U);
    EXPECT_FALSE(valueOf(project->annotations(images[0].id)).isEmpty());
}

TEST(Import, showsDamagedMicrographsAsBroken)
{
    const TemporaryFolder folder;
    const auto project = valueOf(project::Project::create(folder / "p", kSteel));
    writeDataSet(folder / "data", 4);
    // The head says that all is well, and most of the pixels are missing.
    Raster<std::uint8_t> noise(300, 200);
    Random random(1);
    for (auto& value : noise.pixels()) {
        value = static_cast<std::uint8_t>(random.below(256));
    }
    const auto file = folder / "data/images/field1.png";
    expectGood(imaging::writePng(file, noise));
    writeMask(folder / "data/masks/field1.png", imaging::LabelImage(300, 200, 1));
    fs::resize_file(file, fs::file_size(file) / 2);
    writeText(folder / "data/images/field2.png", "not a picture");
    Findings findings;
    const auto report = valueOf(importInto(*project, from(folder / "data", "masks"), {}, findings.sink()));
    EXPECT_EQ(report.images, 4U);
    EXPECT_EQ(report.flagged, 2U);
    EXPECT_EQ(findings.count(formats::Severity::Flagged), 2U);
    EXPECT_TRUE(findings.mentions("field1.png", ""));
    EXPECT_TRUE(findings.mentions("field2.png", ""));
    const auto images = valueOf(project->images());
    ASSERT_EQ(images.size(), 4U);
    EXPECT_TRUE(images[0].broken.empty());
    EXPECT_FALSE(images[1].broken.empty());
    EXPECT_TRUE(images[1].annotated) << "its mask is kept until the file is whole again";
    EXPECT_FALSE(images[2].broken.empty());
    EXPECT_TRUE(images[3].broken.empty());
}

TEST(Import, saysWhatItFindsInTheOrderOfTheImages)
{
    const TemporaryFolder folder;
    constexpr int kImages = 60; // more than are looked at ahead
    writeDataSet(folder / "data", kImages);
    std::vector<std::string> expected;
    for (int i = 0; i < kImages; ++i) {
        const auto name = "field" + std::to_string(i) + ".png";
        if (i % 3 == 0) { // found by the threads that look at the files
            const auto file = folder / ("data/images/" + name);
            fs::resize_file(file, fs::file_size(file) - 5);
        } else if (i % 3 == 1) { // found by the importer
            writeText(folder / ("data/images/" + name), "not a picture");
        }
        expected.push_back(i % 3 == 2 ? "" : name);
    }
    std::erase(expected, "");
    std::sort(expected.begin(), expected.end()); // as the folder is listed
    std::vector<std::string> first;
    for (int round = 0; round < 3; ++round) {
        const auto project = valueOf(project::Project::create(folder / std::to_string(round), kSteel));
        Findings findings;
        const auto report =
            valueOf(importInto(*project, from(folder / "data", "masks"), {}, findings.sink()));
        EXPECT_EQ(report.images, std::size_t{kImages});
        std::vector<std::string> names;
        std::vector<std::string> all;
        for (const auto& finding : findings.all) {
            names.push_back(finding.image);
            all.push_back(finding.image + finding.message);
        }
        EXPECT_EQ(names, expected);
        first = round == 0 ? all : first;
        EXPECT_EQ(all, first);
    }
}

TEST(Import, takesAPngWithSomethingBehindItsEnd)
{
    const TemporaryFolder folder;
    const auto project = valueOf(project::Project::create(folder / "p", kSteel));
    writeMicrograph(folder / "a.png", block(3));
    std::ofstream(folder / "a.png", std::ios::app | std::ios::binary) << "appended by a microscope";
    static_cast<void>(valueOf(importInto(*project, from(folder / "a.png"), {}, {})));
    EXPECT_TRUE(valueOf(project->findImage("a.png")).broken.empty());
}

TEST(Import, isUndoneWhenItIsStopped)
{
    const TemporaryFolder folder;
    const auto project = valueOf(project::Project::create(folder / "p", kSteel));
    writeDataSet(folder / "data", 8);
    writeText(folder / "data/masks/classes.json", R"({"0": "matrix", "1": "pore"})");
    std::stop_source stop;
    std::size_t most = 0;
    const JobControl control{stop.get_token(), [&](const Progress& progress) {
                                 most = std::max(most, progress.done);
                                 if (progress.done >= 5) {
                                     stop.request_stop();
                                 }
                             }};
    const auto stopped = importInto(*project, from(folder / "data"), control, {});
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
    EXPECT_GE(most, 5U);
    EXPECT_TRUE(valueOf(project->images()).empty());
    EXPECT_EQ(valueOf(project->classes()), kSteel);
}

TEST(Import, saysWhatFormatsThereAre)
{
    const TemporaryFolder folder;
    const auto project = valueOf(project::Project::create(folder / "p", kSteel));
    const auto unknown = importInto(*project, from(folder.path(), "docx"), {}, {});
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(unknown.error().message.find("aachen"), std::string::npos);
    const auto nothing = importInto(*project, from(folder / "nowhere"), {}, {});
    ASSERT_FALSE(nothing);
    EXPECT_NE(nothing.error().where.find("nowhere"), std::string::npos);
}

TEST(Import, refusesAPageThatTheFormatWouldNotLookAt)
{
    const TemporaryFolder folder;
    const auto project = valueOf(project::Project::create(folder / "p", kSteel));
    writeDataSet(folder / "data", 2);
    for (const int page : {0, 2}) {
        for (const char* format : {"auto", "masks", "coco"}) {
            auto options = from(folder / "data", format);
            options.page = page;
            const auto refused = importInto(*project, options, {}, {});
            ASSERT_FALSE(refused) << format;
            EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
            EXPECT_NE(refused.error().message.find("by the format images"), std::string::npos)
                << refused.error().message;
        }
    }
    EXPECT_TRUE(valueOf(project->images()).empty());
    auto options = from(folder / "data/images", "images");
    options.page = 0;
    EXPECT_EQ(valueOf(importInto(*project, options, {}, {})).images, 2U);
    EXPECT_EQ(valueOf(importInto(*project, from(folder / "data", "masks"), {}, {})).images, 2U);
}

TEST(Import, isRefusedByAProjectThatIsOpenElsewhere)
{
    const TemporaryFolder folder;
    const auto first = valueOf(project::Project::create(folder / "p", kSteel));
    const auto second = valueOf(project::Project::open(folder / "p"));
    writeMicrograph(folder / "a.png", block(0));
    EXPECT_EQ(importInto(*second, from(folder / "a.png"), {}, {}).error().code, ErrorCode::ReadOnly);
}

} // namespace
} // namespace sorby::workflow::test
