// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/project/project.h"
#include "tests/integration/scenario.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

namespace sorby::test {
namespace {

using Json = nlohmann::json;

class Train : public testing::Test {
  protected:
    [[nodiscard]] std::vector<std::string> longTraining(const std::string& name) const
    {
        auto arguments = tinyTraining(m_made.project, name, 6);
        arguments.insert(arguments.end(), {"--average", "0.9", "--schedule", "cosine", "--json"});
        return arguments;
    }
    [[nodiscard]] std::string bytesOf(const std::string& run, const char* file) const
    {
        const auto project = project::Project::open(fromUtf8(m_made.project), project::OpenMode::ReadOnly);
        EXPECT_TRUE(project);
        const auto record = (*project)->findRun(run);
        EXPECT_TRUE(record);
        return readText((*project)->runFolder(*record) / file).valueOr("");
    }

    TemporaryFolder m_folder;
    SampleProject m_made = makeSampleProject(m_folder.path());
};

TEST_F(Train, AKilledRunGoesOnToTheSameNetwork)
{
    ASSERT_EQ(runSorby(longTraining("whole")).exitCode, 0);
    ProcessOptions killed;
    killed.kill = true;
    killed.interruptAt = [](const std::string& line) {
        return line.find("\"event\":\"epoch\"") != std::string::npos &&
               line.find("\"epoch\":3") != std::string::npos;
    };
    EXPECT_EQ(runSorby(longTraining("killed"), killed).exitCode, 128 + 9);
    const auto rest =
        succeed({"train", m_made.project, "--resume", "killed", "--device", "cpu", "--threads", "2"});
    EXPECT_EQ(rest["state"], "finished");
    EXPECT_EQ(rest["epochs"], 6);
    EXPECT_EQ(bytesOf("killed", "best.safetensors"), bytesOf("whole", "best.safetensors"));
    EXPECT_EQ(bytesOf("killed", "last.safetensors"), bytesOf("whole", "last.safetensors"));
    const auto project = project::Project::open(fromUtf8(m_made.project), project::OpenMode::ReadOnly);
    ASSERT_TRUE(project);
    // Killed between its checkpoint and its record, an epoch is missing in the curve and nowhere else.
    const auto curve = (*project)->epochs((*project)->findRun("killed")->id);
    ASSERT_TRUE(curve);
    EXPECT_GE(curve->size(), 5U);
    EXPECT_EQ(curve->back().epoch, 6);

    // Nothing to do any more, until more epochs are asked for.
    const auto done = failWith(1, {"train", m_made.project, "--resume", "killed", "--device", "cpu"});
    EXPECT_NE(done.find("more epochs"), std::string::npos) << done;
    const auto more = succeed({"train", m_made.project, "--resume", "killed", "--epochs", "7", "--device",
                               "cpu", "--threads", "2"});
    EXPECT_EQ(more["epochs"], 7);
}

TEST_F(Train, OtherDataThanTheRunsAreSaid)
{
    ASSERT_EQ(runSorby(longTraining("first")).exitCode, 0);
    succeed({"split", m_made.project, "--test", "0.2", "--validation", "0.4", "--group-by", "none", "--seed",
             "9"});
    const auto said =
        failWith(1, {"train", m_made.project, "--resume", "first", "--epochs", "9", "--device", "cpu"});
    EXPECT_NE(said.find("--init"), std::string::npos) << said;
    failWith(1, {"train", m_made.project, "--resume", "nothing"});
}

TEST_F(Train, ForeignWeightsMakeARunAsTheyAre)
{
    ASSERT_EQ(runSorby(longTraining("own")).exitCode, 0);
    const auto weights = m_folder / "weights.safetensors";
    ASSERT_TRUE(writeFileAtomically(weights, bytesOf("own", "best.safetensors")));
    const auto asItIs = succeed({"train", m_made.project, "--recipe", "pilot", "--name", "foreign", "--width",
                                 "4", "--depth", "2", "--init", toUtf8(weights), "--epochs", "0"});
    EXPECT_EQ(asItIs["epochs"], 0);
    const auto scores = [&](const std::string& run) {
        return succeed({"evaluate", m_made.project, "--run", run, "--split", "all", "--out",
                        toUtf8(m_folder / run)})["pooled_iou"];
    };
    EXPECT_EQ(scores("foreign"), scores("own"));
    const auto wider = failWith(1, {"train", m_made.project, "--recipe", "pilot", "--width", "8", "--depth",
                                    "2", "--init", toUtf8(weights), "--epochs", "0"});
    EXPECT_NE(wider.find("width"), std::string::npos) << wider;
    EXPECT_NE(wider.find("weights.safetensors"), std::string::npos) << wider;
}

TEST_F(Train, ImagesMayBeShownInASizeOfTheirOwn)
{
    // Without a word about the recipe's patches, which would not go with it.
    const auto run = succeed({"train", m_made.project, "--width", "4", "--depth", "2", "--resize", "32x24",
                              "--epochs", "1", "--device", "cpu", "--threads", "2"})["run"];
    const auto onnx = m_folder / "resized.onnx";
    EXPECT_EQ(
        succeed({"predict", m_made.project, "--run", run, "--out", toUtf8(m_folder / "masks")})["files"], 6);
    EXPECT_EQ(
        succeed({"export", m_made.project, "--format", "onnx", "--run", run, "--out", toUtf8(onnx)})["files"],
        1);
}

TEST_F(Train, SamplesAreDrawnWithoutTraining)
{
    const auto file = m_folder / "samples.png";
    const auto drawn = succeed(
        {"train", m_made.project, "--augment", "full", "--patch", "32x32", "--preview", toUtf8(file)});
    EXPECT_EQ(drawn["files"], 1);
    EXPECT_TRUE(std::filesystem::exists(file));
    EXPECT_EQ(succeed({"info", m_made.project})["runs"], 0);
}

TEST_F(Train, TheRecipeHoldsWhereNothingElseIsSaid)
{
    const auto options = [&](const std::vector<std::string>& extra) {
        std::vector<std::string> arguments{"train", m_made.project, "--epochs", "0"};
        arguments.insert(arguments.end(), extra.begin(), extra.end());
        const auto project = project::Project::open(fromUtf8(m_made.project), project::OpenMode::ReadOnly);
        const auto run = succeed(arguments)["run"].get<std::string>();
        return Json::parse((*project)->findRun(run)->options);
    };
    const auto sorby = options({});
    EXPECT_EQ(sorby["augment"], "full");
    EXPECT_EQ(sorby["optimizer"], "adamw");
    const auto changed = options({"--lr", "0.5", "--recipe", "pilot", "--optimizer", "sgd"});
    EXPECT_EQ(changed["augment"], "none");
    EXPECT_EQ(changed["optimizer"], "sgd");
    EXPECT_EQ(changed["lr"], 0.5) << "in whatever order they are given";
    EXPECT_EQ(changed["network"]["width"], 64);
}

} // namespace
} // namespace sorby::test
