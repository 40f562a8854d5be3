// SPDX-License-Identifier: GPL-3.0-or-later
// Work that several processes share: a training over loopback, predictions in shards.
#include "core/base/files.h"
#include "core/project/project.h"
#include "tests/integration/scenario.h"
#include "tests/support/free_port.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <thread>

namespace sorby::test {
namespace {

/// The same call in so many processes, as torchrun starts them.
std::vector<ProcessResult> runTogether(const std::vector<std::string>& arguments, int size)
{
    const auto port = std::to_string(freePort());
    std::vector<ProcessResult> results(static_cast<std::size_t>(size));
    std::vector<std::jthread> threads;
    for (int rank = 0; rank < size; ++rank) {
        ProcessOptions options;
        options.environment = {{"WORLD_SIZE", std::to_string(size)},
                               {"RANK", std::to_string(rank)},
                               {"MASTER_ADDR", "127.0.0.1"},
                               {"MASTER_PORT", port}};
        threads.emplace_back([&arguments, &result = results[static_cast<std::size_t>(rank)], options] {
            result = runSorby(arguments, options);
        });
    }
    threads.clear();
    return results;
}

std::vector<std::string> training(const std::string& project, const std::string& name)
{
    auto arguments = tinyTraining(project, name, 3);
    *std::next(std::find(arguments.begin(), arguments.end(), "--threads")) = "1";
    arguments.emplace_back("--json");
    return arguments;
}

TEST(Processes, TrainOneRunTogether)
{
    const TemporaryFolder folder;
    const auto made = makeSampleProject(folder.path(), 8);
    const auto one = runSorby(training(made.project, "one"));
    ASSERT_EQ(one.exitCode, 0) << one.err;
    const auto two = runTogether(training(made.project, "two"), 2);
    ASSERT_EQ(two[0].exitCode, 0) << two[0].err;
    EXPECT_EQ(two[1].exitCode, 0) << two[1].err;
    EXPECT_EQ(two[1].out, "");
    EXPECT_EQ(eventsOf(two[0], "plan").at(0)["processes"], 2);
    const auto expected = eventsOf(one, "epoch");
    const auto epochs = eventsOf(two[0], "epoch");
    ASSERT_EQ(epochs.size(), expected.size());
    for (std::size_t i = 0; i < epochs.size(); ++i) {
        for (const char* value : {"train_loss", "validation_loss"}) {
            EXPECT_NEAR(epochs[i][value].get<double>(), expected[i][value].get<double>(), 1e-4) << value << i;
        }
    }
    const auto project = project::Project::open(fromUtf8(made.project), project::OpenMode::ReadOnly);
    ASSERT_TRUE(project);
    EXPECT_EQ((*project)->runs().valueOr({}).size(), 2U);
    const auto run = (*project)->findRun("two");
    ASSERT_TRUE(run);
    EXPECT_EQ(run->state, project::RunState::Finished);
    EXPECT_EQ((*project)->epochs(run->id).valueOr({}).size(), 3U);
    EXPECT_EQ(succeed({"predict", made.project, "--run", "two", "--out", toUtf8(folder / "out")})["files"],
              8);

    auto resumed = runTogether({"train", made.project, "--resume", "two", "--epochs", "4", "--device", "cpu",
                                "--threads", "1", "--json"},
                               2);
    EXPECT_EQ(resumed[0].exitCode, 0) << resumed[0].err;
    EXPECT_EQ(resumed[1].exitCode, 0) << resumed[1].err;
    EXPECT_EQ(eventsOf(resumed[0], "epoch").size(), 1U);
}

TEST(Processes, AllEndWithTheErrorOfOne)
{
    const TemporaryFolder folder;
    const auto made = makeSampleProject(folder.path());
    succeed(tinyTraining(made.project, "taken", 1));
    for (const auto& result : runTogether(training(made.project, "taken"), 2)) {
        EXPECT_EQ(result.exitCode, 1);
        EXPECT_NE(result.err.find("process 0 of 2"), std::string::npos) << result.err;
        EXPECT_NE(result.err.find("a run \"taken\" already"), std::string::npos) << result.err;
        EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
        EXPECT_EQ(result.out, "");
    }
}

TEST(Processes, SayWhichVariableIsMissing)
{
    const TemporaryFolder folder;
    const auto made = makeSampleProject(folder.path());
    ProcessOptions options;
    options.environment = {{"WORLD_SIZE", "2"}, {"RANK", "0"}};
    const auto said = failWith(1, tinyTraining(made.project, "alone"), options);
    EXPECT_NE(said.find("MASTER_ADDR is not set"), std::string::npos) << said;
}

TEST(Processes, ShardsOfAPredictionAreTheWhole)
{
    const TemporaryFolder folder;
    const auto made = makeSampleProject(folder.path(), 7);
    succeed(tinyTraining(made.project, "first", 1));
    const auto predict = [&](const std::string& out, const std::vector<std::string>& more) {
        std::vector<std::string> arguments = {"predict", made.project, "--run",
                                              "first",   "--out",      toUtf8(folder / out)};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    };
    const auto filesOf = [&](const std::string& out) {
        std::map<std::string, std::vector<std::byte>> files;
        for (const auto& file : listFiles(folder / out).valueOr({})) {
            files[toUtf8(file.filename())] = readBytes(file).valueOr({});
        }
        return files;
    };
    EXPECT_EQ(succeed(predict("whole", {}))["files"], 7);
    EXPECT_EQ(succeed(predict("parts", {"--shard", "0/3"}))["files"], 3);
    EXPECT_EQ(filesOf("parts").size(), 3U);
    EXPECT_EQ(succeed(predict("parts", {"--shard", "1/3"}))["files"], 2);
    EXPECT_EQ(succeed(predict("parts", {"--shard", "2/3"}))["files"], 2);
    EXPECT_EQ(filesOf("parts"), filesOf("whole"));
    // More jobs than images are no reason for one of them to fail.
    EXPECT_EQ(succeed(predict("parts", {"--shard", "8/9"}))["files"], 0);
    for (const char* nonsense : {"3/3", "-1/3", "1", "0/0", "a/b", "1/2/3", "0/ 3"}) {
        const auto said = failWith(2, predict("parts", {"--shard", nonsense}));
        EXPECT_NE(said.find("--shard"), std::string::npos) << said;
    }
}

} // namespace
} // namespace sorby::test
