// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/imaging/label_image.h"
#include "core/imaging/micrograph.h"
#include "tests/integration/scenario.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>

namespace sorby::test {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

void truncateToHalf(const fs::path& file)
{
    fs::resize_file(file, fs::file_size(file) / 2);
}

void write(const fs::path& file, const std::string& text)
{
    ASSERT_TRUE(writeFileAtomically(file, text));
}

/// Content of a file and of its neighbours, to see that a refusal changed nothing.
std::vector<std::pair<std::string, std::vector<std::byte>>> snapshot(const fs::path& folder)
{
    std::vector<std::pair<std::string, std::vector<std::byte>>> files;
    const auto listed = listFiles(folder);
    EXPECT_TRUE(listed);
    if (listed) {
        for (const auto& file : *listed) {
            files.emplace_back(toUtf8(file), readBytes(file).valueOr({}));
        }
    }
    return files;
}

/// The finding that has this text in its message; null when there is none.
Json findingAbout(const ProcessResult& result, const std::string& text)
{
    for (const auto& finding : eventsOf(result, "finding")) {
        if (finding["message"].get<std::string>().find(text) != std::string::npos) {
            return finding;
        }
    }
    return {};
}

class BadInput : public testing::Test {
  protected:
    [[nodiscard]] std::string path(const std::string& name) const { return toUtf8(m_folder / name); }
    void newProject() { succeed({"new", path("project"), "--classes", "matrix,island"}); }
    void writeImage(const std::string& name, int width = 32, int height = 24)
    {
        ASSERT_TRUE(makeFolder((m_folder / name).parent_path()));
        ASSERT_TRUE(imaging::writePng(m_folder / name, Raster<std::uint8_t>(width, height, 120)));
    }
    [[nodiscard]] ProcessResult importJson(const std::string& source,
                                           const std::vector<std::string>& more = {}) const
    {
        std::vector<std::string> arguments = {"import", path("project"), path(source), "--json"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return runSorby(arguments);
    }

    TemporaryFolder m_folder;
};

TEST_F(BadInput, AMissingProjectIsNamed)
{
    for (const auto* const verb : {"info", "check", "split", "train"}) {
        const auto line = failWith(1, {verb, path("nowhere")});
        EXPECT_NE(line.find("nowhere"), std::string::npos) << line;
    }
    EXPECT_FALSE(fs::exists(m_folder / "nowhere"));
}

TEST_F(BadInput, ANewProjectReplacesNone)
{
    newProject();
    const auto before = snapshot(m_folder / "project");
    const auto line = failWith(1, {"new", path("project")});
    EXPECT_NE(line.find("project"), std::string::npos) << line;
    EXPECT_EQ(snapshot(m_folder / "project"), before);
}

TEST_F(BadInput, ATruncatedProjectIsRefusedUnchanged)
{
    newProject();
    truncateToHalf(m_folder / "project/project.sorby");
    const auto before = snapshot(m_folder / "project");
    for (const auto* const verb : {"info", "split"}) {
        const auto line = failWith(1, {verb, path("project")});
        EXPECT_NE(line.find("project.sorby"), std::string::npos) << line;
    }
    EXPECT_EQ(snapshot(m_folder / "project"), before);
}

TEST_F(BadInput, AProjectOfANewerVersionIsRefusedUnchanged)
{
    newProject();
    const auto file = m_folder / "project/project.sorby";
    auto bytes = readBytes(file).valueOr({});
    // The four bytes from 60 on are SQLite's user_version.
    ASSERT_GT(bytes.size(), 64U);
    bytes[62] = std::byte{1};
    ASSERT_TRUE(writeFileAtomically(file, bytes));
    const auto before = snapshot(m_folder / "project");
    const auto line = failWith(1, {"split", path("project")});
    EXPECT_NE(line.find("newer"), std::string::npos) << line;
    EXPECT_EQ(snapshot(m_folder / "project"), before);
}

TEST_F(BadInput, CsvRowsThatCannotStandAreRefusedWithTheirLine)
{
    newProject();
    writeImage("data/a.png");
    write(m_folder / "data/annotations_polygon.csv",
          "image_url;point;polygon\n"
          "a.png;(5, 5);[(2, 2), (10, 2), (10, 10)]\n"
          "a.png;(5, 5);[(2, 2), (10, 2)]\n"
          "a.png;(5, 5);[(2, 2), (nan, 2), (10, 10)]\n"
          "a.png;(5, 5);[(2, 2), (10, 2\n"
          "a.png\n"
          "a.png;(15, 15);[(12, 12), (20, 12), (20, 20), (12, 20)]\n");
    const auto result = importJson("data", {"--format", "aachen"});
    EXPECT_EQ(result.exitCode, 0) << result.err;
    EXPECT_EQ(resultOf(result)["objects"], 2);
    EXPECT_EQ(resultOf(result)["refused"], 4);
    std::vector<int> lines;
    for (const auto& finding : eventsOf(result, "finding")) {
        if (finding["severity"] == "refused") {
            EXPECT_NE(finding["file"].get<std::string>().find("annotations_polygon.csv"), std::string::npos);
            lines.push_back(finding["line"].get<int>());
        }
    }
    std::sort(lines.begin(), lines.end());
    EXPECT_EQ(lines, (std::vector<int>{3, 4, 5, 6}));
}

TEST_F(BadInput, PolygonsWithDefectsAreRepairedOrFlaggedAndListedByCheck)
{
    newProject();
    writeImage("data/a.png");
    write(m_folder / "data/annotations_polygon.csv",
          "image_url;point;polygon\n"
          "a.png;(25, 5);[(20, 2), (60, 2), (60, 10), (20, 10)]\n"
          "a.png;(5, 5);[(2, 2), (10, 10), (10, 2), (2, 10)]\n"
          "a.png;(30, 20);[(12, 12), (12, 12), (20, 12), (20, 20), (12, 20)]\n");
    const auto result = importJson("data", {"--format", "aachen"});
    EXPECT_EQ(result.exitCode, 0) << result.err;
    EXPECT_EQ(resultOf(result)["objects"], 3);
    EXPECT_GE(resultOf(result)["repaired"], 2);
    EXPECT_GE(resultOf(result)["flagged"], 2);
    const auto checked = runSorby({"check", path("project"), "--json", "--min-area", "65"});
    EXPECT_EQ(checked.exitCode, 0);
    const auto said = resultOf(checked);
    EXPECT_GE(said["findings"], 2) << checked.out;
    EXPECT_EQ(said["kinds"]["self-intersection"], 1) << checked.out;
    EXPECT_EQ(said["kinds"]["poi-outside"], 1) << checked.out;
    EXPECT_EQ(said["kinds"]["small-area"], 1) << "the last one has 64 square pixels: " << checked.out;
    EXPECT_EQ(said["repairable"], 0) << "the import repaired what is certain";
    EXPECT_EQ(said["repaired"], 0);
    EXPECT_EQ(said["most_objects"][0]["image"], "a.png");
    EXPECT_EQ(said["most_objects"][0]["objects"], 3);
    const auto text = runSorby({"check", path("project"), "--repair"});
    EXPECT_EQ(text.exitCode, 0) << text.err;
    EXPECT_NE(text.out.find("no repair that is certain"), std::string::npos) << text.out;
    EXPECT_NE(text.out.find("Images with the most objects"), std::string::npos) << text.out;
}

TEST_F(BadInput, AnImageThatIsCutOffIsNamedAndTheRestComesIn)
{
    newProject();
    for (const auto* const name : {"data/a.png", "data/b.png", "data/c.png"}) {
        writeImage(name);
    }
    truncateToHalf(m_folder / "data/b.png");
    const auto result = importJson("data");
    EXPECT_EQ(result.exitCode, 0) << result.err;
    bool named = false;
    for (const auto& finding : eventsOf(result, "finding")) {
        named = named || finding.dump().find("b.png") != std::string::npos;
    }
    EXPECT_TRUE(named) << result.out;
    const auto info = succeed({"info", path("project")});
    EXPECT_EQ(info["images"], 3);
    EXPECT_EQ(info["broken"], 1);
}

TEST_F(BadInput, MasksThatDoNotFitAreRefusedWithTheReason)
{
    newProject();
    for (const auto* const name :
         {"images/good.png", "images/size.png", "images/values.png", "images/rgb.png"}) {
        writeImage(name);
    }
    ASSERT_TRUE(makeFolder(m_folder / "masks"));
    const auto classes = annotation::numberedClasses(1);
    write(m_folder / "masks/classes.json", annotation::toClassesJson(classes));
    ASSERT_TRUE(
        imaging::writeIndexedPng(m_folder / "masks/good.png", imaging::LabelImage(32, 24, 1), classes));
    ASSERT_TRUE(
        imaging::writeIndexedPng(m_folder / "masks/size.png", imaging::LabelImage(30, 20, 1), classes));
    ASSERT_TRUE(imaging::writePng(m_folder / "masks/values.png", Raster<std::uint8_t>(32, 24, 7)));
    ASSERT_TRUE(imaging::writePng(m_folder / "masks/rgb.png", Raster<Rgb8>(32, 24, Rgb8{255, 0, 0})));
    const auto result = importJson("masks", {"--format", "masks", "--images", path("images")});
    EXPECT_EQ(result.exitCode, 0) << result.err;
    EXPECT_EQ(resultOf(result)["refused"], 3) << result.out;
    const auto size = findingAbout(result, "30x20");
    ASSERT_FALSE(size.is_null()) << result.out;
    EXPECT_NE(size["message"].get<std::string>().find("32x24"), std::string::npos);
    EXPECT_FALSE(findingAbout(result, "7").is_null()) << result.out;
    const auto& events = eventsOf(result, "finding");
    EXPECT_TRUE(std::any_of(events.begin(), events.end(), [](const Json& finding) {
        return finding.dump().find("rgb.png") != std::string::npos && finding["severity"] == "refused";
    })) << result.out;
}

TEST_F(BadInput, ASourceThatIsNotThereLeavesTheProjectAlone)
{
    newProject();
    const auto line = failWith(1, {"import", path("project"), path("no such folder")});
    EXPECT_NE(line.find("no such folder"), std::string::npos) << line;
    EXPECT_EQ(succeed({"info", path("project")})["images"], 0);
}

TEST_F(BadInput, AnUnknownRunIsAnErrorThatListsTheRuns)
{
    const auto made = makeSampleProject(m_folder.path(), 4);
    succeed(tinyTraining(made.project, "the only one", 1));
    const auto line = failWith(1, {"evaluate", made.project, "--run", "another"});
    EXPECT_NE(line.find("another"), std::string::npos) << line;
    EXPECT_NE(line.find("the only one"), std::string::npos) << line;
    const auto taken = failWith(1, tinyTraining(made.project, "the only one", 1));
    EXPECT_NE(taken.find("the only one"), std::string::npos) << taken;
}

TEST_F(BadInput, ADamagedCheckpointIsRefusedByName)
{
    const auto made = makeSampleProject(m_folder.path(), 4);
    const auto trained = succeed(tinyTraining(made.project, "damaged", 1));
    const auto run = fromUtf8(trained["folder"].get<std::string>());
    for (const auto* const name : {"best.safetensors", "last.safetensors"}) {
        if (fs::exists(run / name)) {
            truncateToHalf(run / name);
        }
    }
    const auto line = failWith(1, {"predict", made.project, "--run", "damaged", "--out", path("out")});
    EXPECT_NE(line.find(".safetensors"), std::string::npos) << line;
    EXPECT_EQ(countFiles(m_folder / "out", ".png"), 0U);
}

TEST_F(BadInput, ASplitThatCutsASpecimenIsRefused)
{
    newProject();
    for (const auto* const name : {"data/a.png", "data/b.png"}) {
        writeImage(name);
    }
    write(m_folder / "data/annotations_polygon.csv", "image_url;point;polygon\n"
                                                     "a.png;(5, 5);[(2, 2), (10, 2), (10, 10)]\n"
                                                     "b.png;(5, 5);[(2, 2), (10, 2), (10, 10)]\n");
    write(m_folder / "data/metadata.csv", "image_url;Type;Temperature\na.png;S1;500\nb.png;S1;500\n");
    EXPECT_EQ(importJson("data", {"--format", "aachen"}).exitCode, 0);
    write(m_folder / "splits.json", R"({"train": ["a"], "validation": [], "test": ["b"]})");
    const auto line = failWith(1, {"split", path("project"), "--from", path("splits.json")});
    EXPECT_NE(line.find("a.png"), std::string::npos) << line;
    EXPECT_NE(line.find("b.png"), std::string::npos) << line;
    EXPECT_EQ(
        succeed({"split", path("project"), "--from", path("splits.json"), "--group-by", "none"})["test"], 1);
    // Nothing to train on when no image is on the train side.
    write(m_folder / "splits.json", R"({"train": [], "test": ["b"]})");
    succeed({"split", path("project"), "--from", path("splits.json")});
    failWith(1, {"train", path("project"), "--epochs", "1"});
}

TEST_F(BadInput, AFullDiskIsAnErrorThatNamesTheFile)
{
    ProcessOptions full;
    full.fileSizeLimit = 2048;
    const auto line = failWith(1, {"sample", path("sample"), "--images", "2", "--size", "128x96"}, full);
    EXPECT_NE(line.find(path("sample")), std::string::npos) << line;
    const auto made = makeSampleProject(m_folder / "whole", 4);
    full.fileSizeLimit = 64;
    const auto scored = failWith(1,
                                 {"score", "--reference", made.sample + "/masks", "--prediction",
                                  made.sample + "/masks", "--out", path("scores")},
                                 full);
    EXPECT_NE(scored.find(path("scores")), std::string::npos) << scored;
    EXPECT_FALSE(fs::exists(m_folder / "scores/images.csv"));
}

TEST_F(BadInput, AFullDiskDuringAnImportLeavesTheProjectAsItWas)
{
    newProject();
    succeed({"sample", path("sample"), "--images", "30", "--size", "64x48"});
    ProcessOptions full;
    // Enough for what SQLite needs beside a project to open it, too little for the import.
    full.fileSizeLimit = 40 * 1024;
    const auto line = failWith(1, {"import", path("project"), path("sample")}, full);
    EXPECT_NE(line.find("project.sorby"), std::string::npos) << line;
    const auto info = succeed({"info", path("project")});
    EXPECT_EQ(info["images"], 0);
    EXPECT_EQ(info["objects"], 0);
    EXPECT_EQ(succeed({"import", path("project"), path("sample")})["images"], 30);
}

TEST_F(BadInput, AFolderThatCannotBeWrittenIsNamed)
{
    if (::geteuid() == 0) {
        GTEST_SKIP() << "nothing is read-only for root";
    }
    const auto made = makeSampleProject(m_folder.path(), 4);
    ASSERT_TRUE(makeFolder(m_folder / "locked"));
    fs::permissions(m_folder / "locked", fs::perms::owner_read | fs::perms::owner_exec);
    const auto line =
        failWith(1, {"export", made.project, "--format", "masks", "--out", path("locked/masks")});
    EXPECT_NE(line.find("locked"), std::string::npos) << line;
    fs::permissions(m_folder / "locked", fs::perms::owner_all);
    const auto project = fromUtf8(made.project);
    for (const auto& file : listFiles(project).valueOr({})) {
        fs::permissions(file, fs::perms::owner_read);
    }
    fs::permissions(project, fs::perms::owner_read | fs::perms::owner_exec);
    const auto refused = failWith(1, {"split", made.project});
    EXPECT_NE(refused.find(made.project), std::string::npos) << refused;
    EXPECT_EQ(succeed({"info", made.project})["images"], 4);
    fs::permissions(project, fs::perms::owner_all);
}

TEST_F(BadInput, AFileInPlaceOfAnOutputFolderIsNamed)
{
    const auto made = makeSampleProject(m_folder.path(), 4);
    write(m_folder / "occupied", "a file");
    const auto line = failWith(1, {"export", made.project, "--format", "masks", "--out", path("occupied")});
    EXPECT_NE(line.find("occupied"), std::string::npos) << line;
    EXPECT_EQ(readText(m_folder / "occupied").valueOr(""), "a file");
}

} // namespace
} // namespace sorby::test
