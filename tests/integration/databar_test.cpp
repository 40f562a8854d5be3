// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/label_image.h"
#include "tests/integration/verb_test.h"

namespace sorby::test {
namespace {

using Json = nlohmann::json;
using Pixels = std::map<std::string, std::int64_t>;

/// Two micrographs of 32 x 24 pixels whose references are alike: the island takes the first 4 columns and the
/// last 4 rows, 4 x 20 + 32 x 4 = 208 pixels of 768.
class DatabarVerb : public VerbTest {
  protected:
    DatabarVerb() : m_reference(32, 24)
    {
        for (int y = 0; y < 24; ++y) {
            for (int x = 0; x < 32; ++x) {
                m_reference.at(x, y) = x < 4 || y >= 20 ? 1 : 0;
            }
        }
        const annotation::ClassList classes{{0, "matrix", {}}, {1, "island", {230, 159, 0}}};
        for (const auto* const name : {"a.png", "b.png"}) {
            writeMicrograph(std::string("data/images/") + name);
            EXPECT_TRUE(imaging::writeIndexedPng(m_folder / "data/masks" / name, m_reference, classes));
        }
        succeed({"new", m_project, "--classes", "matrix,island"});
        succeed({"import", m_project, path("data"), "--format", "masks"});
    }
    Json databar(const std::vector<std::string>& words) const
    {
        std::vector<std::string> arguments{"databar", m_project};
        arguments.insert(arguments.end(), words.begin(), words.end());
        return succeed(arguments);
    }

    const std::string m_project = path("project");
    imaging::LabelImage m_reference;
};

Json entry(const char* image, const Json& region, const char* source)
{
    return {{"image", image}, {"region", region}, {"source", source}};
}

TEST_F(DatabarVerb, LeavesRowsAndRegionsOutOfWhatIsCounted)
{
    EXPECT_EQ(pixelsOf(m_project), (Pixels{{"matrix", 2 * 560}, {"island", 2 * 208}}));
    const auto before = databar({});
    EXPECT_EQ(before["with_bar"], 0);
    EXPECT_TRUE(before["list"][0]["region"].is_null());

    const auto below = databar({"--rows", "4"});
    EXPECT_EQ(below["images"], 2);
    EXPECT_EQ(below["with_bar"], 2);
    EXPECT_EQ(below["list"],
              Json({entry("a.png", {0, 0, 32, 20}, "by hand"), entry("b.png", {0, 0, 32, 20}, "by hand")}));
    EXPECT_EQ(pixelsOf(m_project), (Pixels{{"matrix", 2 * 28 * 20}, {"island", 2 * 4 * 20}}));

    // At the top of one, 10 x 5 pixels of the other, of which the first 2 columns show the island.
    EXPECT_EQ(databar({"--rows", "-4", "--image", "a"})["images"], 1);
    databar({"--region", "2,3,10,5", "--image", "b.png"});
    EXPECT_EQ(databar({})["list"],
              Json({entry("a.png", {0, 4, 32, 20}, "by hand"), entry("b.png", {2, 3, 10, 5}, "by hand")}));
    EXPECT_EQ(pixelsOf(m_project),
              (Pixels{{"matrix", 28 * 16 + 8 * 5}, {"island", 4 * 16 + 32 * 4 + 2 * 5}}));
    EXPECT_NE(runSorby({"databar", m_project}).out.find("specimen 10x5 at 2, 3"), std::string::npos);

    // The annotations stay as they are.
    succeed({"export", m_project, "--format", "masks", "--out", path("out")});
    EXPECT_EQ(imaging::readLabelPng(m_folder / "out/b.png").valueOr({}), m_reference);

    for (const auto& words :
         {std::vector<std::string>{"--none"}, {"--rows", "0"}, {"--region", "0,0,32,24"}}) {
        databar({"--rows", "4"});
        const auto without = databar(words);
        EXPECT_EQ(without["with_bar"], 0);
        EXPECT_TRUE(without["list"][1]["region"].is_null());
        EXPECT_EQ(pixelsOf(m_project), (Pixels{{"matrix", 2 * 560}, {"island", 2 * 208}}));
    }
}

TEST_F(DatabarVerb, FindsBarsByMetadataAndByTheirConstantRows)
{
    writeFei("fei.tif");
    writeWithBar("bars/rows.png");
    for (const auto* const source : {"fei.tif", "bars"}) {
        succeed({"import", m_project, path(source), "--format", "images", "--keep-databar"});
    }
    EXPECT_EQ(databar({})["with_bar"], 0);
    const auto found = databar({"--find"});
    EXPECT_EQ(found["images"], 4);
    EXPECT_EQ(found["with_bar"], 2);
    EXPECT_TRUE(found["list"][0]["region"].is_null());
    EXPECT_EQ(found["list"][2], entry("fei.tif", {0, 0, 64, 40}, "metadata (DatabarHeight)"));
    EXPECT_EQ(found["list"][3], entry("rows.png", {0, 0, 96, 84}, "constant rows"));

    // What a person said is not looked for again.
    databar({"--rows", "9", "--image", "fei", "rows", "a"});
    const auto again = databar({"--find"});
    EXPECT_EQ(again["with_bar"], 3);
    EXPECT_EQ(again["list"][0], entry("a.png", {0, 0, 32, 15}, "by hand"));
    EXPECT_EQ(again["list"][2], entry("fei.tif", {0, 0, 64, 39}, "by hand"));
    EXPECT_EQ(again["list"][3], entry("rows.png", {0, 0, 96, 87}, "by hand"));
}

TEST_F(DatabarVerb, WhatDoesNotFitAnImageIsAFindingAndChangesNothing)
{
    writeMicrograph("large.png", {64, 48});
    succeed({"import", m_project, path("large.png"), "--format", "images"});
    databar({"--rows", "4"});
    const auto before = databar({})["list"];
    for (const auto& words : {std::vector<std::string>{"--rows", "48"},
                              {"--rows", "-1000"},
                              {"--region", "0,0,65,40"},
                              {"--region", "60,40,5,5"},
                              {"--region", "4,4,0,3"},
                              {"--region=-1,0,10,10"}}) {
        std::vector<std::string> arguments{"databar", m_project, "--json"};
        arguments.insert(arguments.end(), words.begin(), words.end());
        const auto done = runSorby(arguments);
        EXPECT_EQ(done.exitCode, 0) << done.err;
        EXPECT_EQ(eventsOf(done, "finding").size(), 3U) << words.back();
        EXPECT_EQ(findingWith(done, "64x48")["severity"], "refused") << done.out;
        EXPECT_EQ(findingWith(done, "32x24")["image"], "a.png");
        EXPECT_EQ(resultOf(done)["with_bar"], 3);
        EXPECT_EQ(resultOf(done)["list"], before) << words.back();
    }
    // 24 rows are all of the small ones and half of the large one.
    const auto some = runSorby({"databar", m_project, "--rows", "24", "--json"});
    EXPECT_EQ(eventsOf(some, "finding").size(), 2U) << some.out;
    EXPECT_EQ(resultOf(some)["list"][0], before[0]);
    EXPECT_EQ(resultOf(some)["list"][2], entry("large.png", {0, 0, 64, 24}, "by hand"));
}

TEST_F(DatabarVerb, RefusesWhatMakesNoSense)
{
    databar({"--rows", "4"});
    const auto before = databar({})["list"];
    expectRefused("databar", m_project,
                  {{{"--rows", "8", "--none"}, 2, "take one of"},
                   {{"--find", "--region", "0,0,8,8"}, 2, "take one of"},
                   {{"--region", "4,4,10"}, 2, "x,y,width,height"},
                   {{"--region", "4,4,10,10,3"}, 2, "x,y,width,height"},
                   {{"--region", "4,4,10,1.5"}, 2, "x,y,width,height"},
                   {{"--rows", "some"}, 2, "'some' is not a whole number"},
                   {{"--none", "--image", "a.png", "z.png"}, 1, "\"z.png\""}});
    EXPECT_EQ(databar({})["list"], before);
    EXPECT_NE(failWith(1, {"databar", path("nowhere"), "--rows", "4"}).find("nowhere"), std::string::npos);
}

} // namespace
} // namespace sorby::test
