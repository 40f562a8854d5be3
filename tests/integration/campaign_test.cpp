// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "tests/integration/scenario.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

namespace sorby::test {
namespace {

using Json = nlohmann::json;

/// Three annotators on real micrographs, played by the marks that came with them.
class RealCampaign : public testing::Test {
  protected:
    void SetUp() override
    {
        if (sharedData().empty()) {
            GTEST_SKIP() << "the shared micrographs are not here";
        }
        m_project = toUtf8(m_folder / "Kampagne #1");
        succeed({"new", m_project, "--classes", "matrix,secondary"});
        succeed({"import", m_project, source("images"), "--format", "images"});
    }
    static std::string source(const std::string& part) { return toUtf8(sharedData() / "nasa_super" / part); }
    Json campaign(std::vector<std::string> words)
    {
        words.insert(words.begin(), {"campaign", m_project});
        return succeed(std::move(words));
    }

    TemporaryFolder m_folder;
    std::string m_project;
};

TEST_F(RealCampaign, GoesFromMarksToTheLayoutOfTheDataSet)
{
    auto state = campaign(
        {"--start", "secondary", "--annotators", "A", "B", "C", "--class", "secondary", "--seed", "5"});
    EXPECT_EQ(state["phase"], "marking");
    EXPECT_GE(state["images"], 23);
    EXPECT_EQ(state["distance"], 10.0);
    state = campaign({"--mark", source("aachen_layout/annotations_POI.csv")});
    EXPECT_EQ(state["taken"], 1983);
    EXPECT_EQ(state["points"], 1983);
    EXPECT_EQ(state["refused"], 0);

    const auto early = failWith(1, {"campaign", m_project, "--close-marking"});
    EXPECT_NE(early.find("A has"), std::string::npos) << early;
    EXPECT_NE(early.find("--force"), std::string::npos) << early;
    campaign({"--finished", "A", "B"});
    state = campaign({"--finished", "C"});
    EXPECT_EQ(state["annotators"][2]["images_done"], state["images"]);
    state = campaign({"--close-marking"});
    EXPECT_EQ(state["phase"], "outlining");
    const auto agreed = state["agreed"].get<int>();
    EXPECT_NEAR(agreed, 690, 0.02 * 690) << "the published polygons are of the islands that two saw";
    for (const auto& annotator : state["annotators"]) {
        EXPECT_NEAR(annotator["tasks"].get<double>(), agreed / 3.0, 1) << "dealt out evenly";
    }

    const auto next = campaign({"--next", "--by", "B"})["next"];
    EXPECT_EQ(next["annotator"], "B");
    EXPECT_EQ(next["order"], 1);
    state = campaign({"--skip", std::to_string(next["task"].get<int>()), "--by", "B", "--reason", "unclear"});
    EXPECT_EQ(state["skipped"], 1);
    EXPECT_NE(campaign({"--next", "--by", "B"})["next"], next);

    state = campaign({"--outline", source("aachen_layout/annotations_polygon.csv")});
    EXPECT_EQ(state["taken"].get<int>() + state["refused"].get<int>(), 690);
    EXPECT_GT(state["done"].get<int>(), 0.95 * agreed)
        << "a few agreed points lie beside their concave island, and one was skipped";
    EXPECT_EQ(state["open"].get<int>(), agreed - state["done"].get<int>() - 1);

    const auto out = m_folder / "out";
    state = campaign({"--export", toUtf8(out)});
    EXPECT_EQ(state["files"], 3);
    const auto again = toUtf8(m_folder / "again");
    succeed({"new", again, "--classes", "matrix,secondary"});
    const auto imported =
        succeed({"import", again, toUtf8(out), "--format", "aachen", "--images", source("images")});
    EXPECT_EQ(imported["objects"], state["done"]);
    EXPECT_EQ(imported["points"], 1983);
    EXPECT_EQ(imported["refused"], 0);
    const auto tasks = readText(out / "campaign.csv").valueOr("");
    EXPECT_EQ(std::count(tasks.begin(), tasks.end(), '\n'), agreed + 1);
    EXPECT_NE(tasks.find(";skipped;unclear;20"), std::string::npos);
}

TEST_F(RealCampaign, DealsTheSameHandForTheSameSeed)
{
    std::vector<Json> firsts;
    for (const auto* const seed : {"1", "1", "2"}) {
        const auto name = "round " + std::to_string(firsts.size());
        campaign({"--start", name, "--annotators", "A", "B", "C", "--seed", seed, "--outlined-by", "every"});
        if (firsts.empty()) {
            campaign({"--mark", source("aachen_layout/annotations_POI.csv")});
        }
        const auto state = campaign({"--close-marking", "--force", "--distance", "8", "--agree", "3"});
        EXPECT_EQ(state["tasks"].get<int>(), 3 * state["agreed"].get<int>());
        auto next = campaign({"--next", "--by", "A"})["next"];
        next.erase("task");
        firsts.push_back(std::move(next));
    }
    EXPECT_EQ(firsts[0], firsts[1]);
    EXPECT_NE(firsts[0], firsts[2]);
    const auto list = campaign({"--list"});
    EXPECT_EQ(list["campaigns"].size(), 3U);
    EXPECT_EQ(campaign({"--campaign", "round 1", "--remove"})["removed"], true);
    EXPECT_EQ(campaign({"--list"})["campaigns"].size(), 2U);
}

TEST(CampaignVerb, ExplainsItselfToPeople)
{
    const TemporaryFolder folder;
    const auto made = makeSampleProject(folder.path(), 3);
    const auto nothing = failWith(1, {"campaign", made.project});
    EXPECT_NE(nothing.find("--start"), std::string::npos) << nothing;
    const auto text = runSorby({"campaign", made.project, "--start", "MA", "--annotators", "Ada", "Jörg #2"});
    EXPECT_EQ(text.exitCode, 0) << text.err;
    for (const auto* const said : {"Campaign \"MA\"", "marking", "3 micrographs", "Jörg #2"}) {
        EXPECT_NE(text.out.find(said), std::string::npos) << text.out;
    }
    const auto stranger = failWith(1, {"campaign", made.project, "--finished", "Dora"});
    EXPECT_NE(stranger.find("Dora"), std::string::npos);
    EXPECT_NE(failWith(1, {"campaign", made.project, "--start", "MA", "--annotators", "A", "B"}).find("MA"),
              std::string::npos);
    EXPECT_NE(failWith(1, {"campaign", made.project, "--start", "Mb", "--annotators", "A", "--agree", "2"})
                  .find("2 annotators"),
              std::string::npos);
    EXPECT_NE(failWith(1, {"campaign", made.project, "--campaign", "no"}).find("\"MA\""), std::string::npos);
    succeed({"campaign", made.project, "--annotators", "Ada", "Ben"});
    EXPECT_EQ(succeed({"campaign", made.project, "--status"})["annotators"][1]["name"], "Ben");
}

TEST(CampaignVerb, SaysWhatIsMissingOrTooMuch)
{
    using Words = std::vector<std::string>;
    const std::vector<std::pair<Words, std::string>> cases{
        {{}, "PROJECT"},
        {{"p", "--start", "x"}, "--annotators"},
        {{"p", "--start", "x", "--annotators", "A", "--close-marking"}, "one action"},
        {{"p", "--start", "x", "--annotators", "A", "--campaign", "y"}, "--campaign"},
        {{"p", "--image", "a.png"}, "--start"},
        {{"p", "--distance", "4"}, "--distance"},
        {{"p", "--start", "x", "--annotators", "A", "--distance", "0"}, "--distance"},
        {{"p", "--start", "x", "--annotators", "A", "--outlined-by", "two"}, "two"},
        {{"p", "--next"}, "--by"},
        {{"p", "--skip", "3", "--by", "A"}, "--reason"},
        {{"p", "--reason", "unclear"}, "--skip"},
        {{"p", "--force"}, "--close-marking"}};
    for (auto [words, said] : cases) {
        words.insert(words.begin(), "campaign");
        const auto message = failWith(2, words);
        EXPECT_NE(message.find(said), std::string::npos) << message;
    }
}

} // namespace
} // namespace sorby::test
