// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/imaging/label_image.h"
#include "core/project/project.h"
#include "tests/integration/verb_test.h"

#include <array>
#include <set>

namespace sorby::test {
namespace {

using Json = nlohmann::json;

constexpr std::array<const char*, 3> kSides = {"train", "validation", "test"};

/// The names on each side of the project as it is stored.
Json sidesOf(const std::string& project)
{
    Json sides{{"train", Json::array()}, {"validation", Json::array()}, {"test", Json::array()}};
    const auto opened = project::Project::open(fromUtf8(project), project::OpenMode::ReadOnly);
    EXPECT_TRUE(opened);
    const auto images = opened ? (*opened)->images().valueOr({}) : std::vector<project::ImageRecord>{};
    for (const auto& image : images) {
        if (image.membership != Membership::None) {
            sides[toText(image.membership)].push_back(image.name);
        }
    }
    return sides;
}

/// 9 specimens of 2 images each, named after them: "A_400_0001.png" is of the specimen "A_400".
class FoldsTest : public VerbTest {
  protected:
    FoldsTest()
    {
        succeed({"sample", path("sample"), "--images", "18", "--size", "48x32", "--seed", "4"});
        succeed({"new", m_project, "--classes", "matrix,MA island"});
        succeed({"import", m_project, path("sample"), "--format", "aachen"});
    }
    [[nodiscard]] Json foldsFile(const std::string& name = "folds.json") const
    {
        return Json::parse(readText(m_folder / name).valueOr(""), nullptr, false);
    }

    const std::string m_project = path("project");
};

TEST_F(FoldsTest, EachImageIsForTestOnceAndSpecimensStayWhole)
{
    const auto done = succeed({"split", m_project, "--folds", "3", "--out", path("folds.json")});
    // A third of 18 images for test, 0.1 of them for validation.
    ASSERT_EQ(done["folds"].size(), 3U);
    const auto folds = foldsFile();
    ASSERT_EQ(folds.size(), 3U);
    std::multiset<std::string> tested;
    for (std::size_t i = 0; i < 3; ++i) {
        const auto& said = done["folds"][i];
        const auto name = "fold" + std::to_string(i + 1);
        EXPECT_EQ(said["name"], name);
        EXPECT_EQ(said["test"], 6);
        EXPECT_EQ(said["validation"], 2);
        EXPECT_EQ(said["train"], 10);
        EXPECT_EQ(said["specimens"], Json::parse(R"({"train": 5, "validation": 1, "test": 3, "none": 0})"));
        std::set<std::string> images;
        std::map<std::string, std::string> sideOf; // of each specimen
        for (const std::string side : kSides) {
            EXPECT_EQ(folds[name][side].size(), said[side]);
            for (const std::string image : folds[name][side]) {
                EXPECT_TRUE(images.insert(image).second) << image << " twice in " << name;
                const auto specimen = image.substr(0, 5);
                EXPECT_EQ(sideOf.emplace(specimen, side).first->second, side) << specimen;
                if (side == "test") {
                    tested.insert(image);
                }
            }
        }
        EXPECT_EQ(images.size(), 18U);
    }
    EXPECT_EQ(tested.size(), 18U);
    EXPECT_EQ(std::set<std::string>(tested.begin(), tested.end()).size(), 18U) << "each once";
    EXPECT_EQ(done["none"], 18);
    EXPECT_EQ(succeed({"info", m_project})["none"], 18) << "no fold was chosen: the project stays as it was";
}

TEST_F(FoldsTest, TheProjectTakesTheFoldThatIsAskedFor)
{
    succeed({"split", m_project, "--folds", "3", "--seed", "5", "--out", path("folds.json")});
    const auto folds = foldsFile();
    for (const auto* const number : {"2", "3"}) {
        const auto taken = succeed({"split", m_project, "--folds", "3", "--seed", "5", "--fold", number});
        EXPECT_EQ(taken["test"], 6);
        EXPECT_EQ(sidesOf(m_project), folds["fold" + std::string(number)]);
    }
    const auto info = succeed({"info", m_project});
    EXPECT_EQ(info["train"], 10);
    EXPECT_EQ(info["validation"], 2);
    EXPECT_EQ(info["test"], 6);
    // The file can be taken instead, and the same seed makes it again.
    succeed({"split", m_project, "--from", path("folds.json"), "--key", "fold1"});
    EXPECT_EQ(sidesOf(m_project), folds["fold1"]);
    EXPECT_NE(failWith(1, {"split", m_project, "--from", path("folds.json")}).find("fold1, fold2, fold3"),
              std::string::npos);
    succeed({"split", m_project, "--folds", "3", "--seed", "5", "--out", path("again.json")});
    EXPECT_EQ(foldsFile("again.json"), folds);
    EXPECT_EQ(sidesOf(m_project), folds["fold1"]);
}

TEST_F(FoldsTest, RefusesWhatMakesNoSense)
{
    succeed({"split", m_project, "--seed", "1"});
    const auto before = sidesOf(m_project);
    const auto out = path("refused.json");
    expectRefused("split", m_project,
                  {{{"--folds", "3"}, 2, "--out"},
                   {{"--folds", "1", "--out", out}, 2, "between 2 and"},
                   {{"--folds", "three", "--out", out}, 2, "'three'"},
                   {{"--folds", "3", "--fold", "4"}, 2, "--fold 4"},
                   {{"--folds", "3", "--fold", "0"}, 2, "--fold"},
                   {{"--fold", "1"}, 2, "--folds"},
                   {{"--folds", "3", "--test", "0.2", "--out", out}, 2, "--test"},
                   {{"--folds", "2", "--validation", "0.6", "--out", out}, 2, "--validation"},
                   {{"--folds", "2", "--from", out}, 2, "--from"},
                   {{"--stratify", "--from", out}, 2, "--from"},
                   {{"--folds", "10", "--out", out}, 1, "specimens (9)"},
                   {{"--folds", "19", "--group-by", "none", "--out", out}, 1, "images (18)"}});
    EXPECT_FALSE(isFile(m_folder / "refused.json"));
    EXPECT_EQ(sidesOf(m_project), before);
    // What specimens do not allow is possible with images.
    EXPECT_EQ(
        succeed({"split", m_project, "--folds", "18", "--group-by", "none", "--out", out})["folds"].size(),
        18U);
}

/// 9 images, 3 of which show the rare class beside the island.
class StratifyTest : public VerbTest {
  protected:
    StratifyTest()
    {
        for (int i = 0; i < 9; ++i) {
            const auto name = "field " + std::to_string(i) + ".png";
            writeMicrograph("data/images/" + name, {16, 12});
            imaging::LabelImage mask(16, 12);
            mask.at(1, 1) = 1;
            mask.at(10, 10) = i % 4 == 0 ? 2 : 0; // 0, 4 and 8
            EXPECT_TRUE(imaging::writeIndexedPng(m_folder / "data/masks" / name, mask,
                                                 annotation::numberedClasses(2)));
        }
        succeed({"new", m_project, "--classes", "matrix,island,rare"});
        succeed({"import", m_project, path("data"), "--format", "masks"});
    }

    const std::string m_project = path("project");
};

const Json kThreeEach = Json::parse(R"([
    {"class": 0, "name": "matrix", "train": 3, "validation": 3, "test": 3, "none": 0},
    {"class": 1, "name": "island", "train": 3, "validation": 3, "test": 3, "none": 0},
    {"class": 2, "name": "rare", "train": 1, "validation": 1, "test": 1, "none": 0}])");

TEST_F(StratifyTest, BringsTheRareClassToEverySide)
{
    for (const auto* const seed : {"0", "1", "2", "3"}) {
        const auto split = succeed(
            {"split", m_project, "--stratify", "--test", "0.334", "--validation", "0.333", "--seed", seed});
        EXPECT_EQ(split["stratified"], true);
        EXPECT_EQ(split["classes"], kThreeEach) << "seed " << seed;
        const auto sides = sidesOf(m_project);
        for (const std::string side : kSides) {
            int rare = 0;
            for (const std::string image : sides[side]) {
                rare += image == "field 0.png" || image == "field 4.png" || image == "field 8.png" ? 1 : 0;
            }
            EXPECT_EQ(rare, 1) << side;
        }
    }
    EXPECT_EQ(succeed({"split", m_project})["stratified"], false);
}

TEST_F(StratifyTest, BringsItToEveryFoldToo)
{
    const auto done =
        succeed({"split", m_project, "--stratify", "--folds", "3", "--validation", "0.2", "--fold", "1"});
    ASSERT_EQ(done["folds"].size(), 3U);
    for (const auto& fold : done["folds"]) {
        // A fifth of 9 is 2 for validation.
        EXPECT_EQ(fold["test"], 3);
        EXPECT_EQ(fold["validation"], 2);
        EXPECT_EQ(fold["classes"][2], Json::parse(R"({"class": 2, "name": "rare", "train": 1, "validation": 1,
                                                      "test": 1, "none": 0})"));
    }
}

TEST_F(StratifyTest, SaysWhenThereIsNothingToStratifyBy)
{
    const auto project = path("empty");
    succeed({"new", project});
    EXPECT_NE(failWith(1, {"split", project, "--stratify"}).find("no image is annotated"), std::string::npos);
    // The references become matrix all over.
    succeed({"classes", m_project, "--merge", "rare=matrix"});
    succeed({"classes", m_project, "--add", "another", "--merge", "island=matrix"});
    const auto text = runSorby({"split", m_project, "--stratify"});
    EXPECT_EQ(text.exitCode, 0) << text.err;
    EXPECT_NE((text.out + text.err).find("nothing to stratify by"), std::string::npos)
        << text.out << text.err;
    EXPECT_EQ(succeed({"split", m_project, "--stratify"})["stratified"], false);
}

} // namespace
} // namespace sorby::test
