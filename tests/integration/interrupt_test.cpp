// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/project/project.h"
#include "tests/integration/scenario.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

namespace sorby::test {
namespace {

ProcessResult interruptAt(const std::vector<std::string>& arguments, const std::string& event)
{
    ProcessOptions options;
    options.interruptAt = [&event](const std::string& line) {
        return line.find("{\"event\":\"" + event + "\"") == 0;
    };
    return runSorby(arguments, options);
}

/// More epochs than anyone waits for.
std::vector<std::string> endlessTraining(const std::string& project)
{
    auto arguments = tinyTraining(project, "long", 100000);
    arguments.emplace_back("--json");
    return arguments;
}

TEST(Interrupt, DuringTrainingKeepsTheRunAndItsCheckpoint)
{
    const TemporaryFolder folder;
    const auto made = makeSampleProject(folder.path());
    const auto training = interruptAt(endlessTraining(made.project), "epoch");
    EXPECT_EQ(training.exitCode, 130) << training.err;
    const auto result = resultOf(training);
    EXPECT_EQ(result["event"], "result");
    EXPECT_EQ(result["state"], "stopped");
    EXPECT_GE(result["epochs"], 1);

    const auto project = project::Project::open(fromUtf8(made.project));
    ASSERT_TRUE(project);
    const auto run = (*project)->findRun("long");
    ASSERT_TRUE(run);
    EXPECT_EQ(run->state, project::RunState::Stopped);
    EXPECT_EQ((*project)->epochs(run->id).valueOr({}).size(), result["epochs"].get<std::size_t>());
    EXPECT_TRUE(std::filesystem::exists((*project)->runFolder(*run) / "best.safetensors"));
    // The run can be used at once.
    EXPECT_EQ(succeed({"predict", made.project, "--run", "long", "--out", toUtf8(folder / "out")})["files"],
              6);
}

TEST(Interrupt, BeforeTheFirstEpochLeavesNoRunningRun)
{
    const TemporaryFolder folder;
    const auto made = makeSampleProject(folder.path());
    const auto training = interruptAt(endlessTraining(made.project), "plan");
    EXPECT_EQ(training.exitCode, 130) << training.err;
    const auto project = project::Project::open(fromUtf8(made.project));
    ASSERT_TRUE(project);
    const auto runs = (*project)->runs();
    ASSERT_TRUE(runs);
    ASSERT_EQ(runs->size(), 1U);
    EXPECT_EQ(runs->front().state, project::RunState::Stopped);
}

} // namespace
} // namespace sorby::test
