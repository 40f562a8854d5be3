// SPDX-License-Identifier: GPL-3.0-or-later
// Trainings in processes of their own, which meet over loopback.
#include "core/base/files.h"
#include "core/learning/checkpoint.h"
#include "tests/support/free_port.h"
#include "tests/support/temporary_folder.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <ostream>
#include <sstream>
#include <thread>

extern char** environ;

namespace sorby::learning {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

/// Far more than any of these trainings takes, and less than the test's own time limit.
constexpr auto kAtMost = std::chrono::seconds(60);

/// What a process left.
struct Ended {
    int exitCode = -1; ///< 128 + N when signal N ended it
    std::vector<std::string> lines;

    [[nodiscard]] std::string last() const { return lines.empty() ? "" : lines.back(); }
    [[nodiscard]] std::vector<double> numbers() const
    {
        std::vector<double> all;
        for (const auto& line : lines) {
            std::istringstream words(line);
            std::string kind;
            words >> kind;
            for (double value = 0; (kind == "step" || kind == "epoch") && words >> value;) {
                all.push_back(value);
            }
        }
        return all;
    }
};

/// What is to happen in one process.
struct Happening {
    int rank = 0;
    std::string event;
    int microBatch = 1;
};

class TrainingProcesses : public testing::Test {
  protected:
    /// All processes of a training, to their ends; those of rank `absent` and above are not started.
    std::vector<Ended> train(const TrainOptions& options, int size, const Happening& happening = {-1, "", 0},
                             int absent = 1000)
    {
        EXPECT_TRUE(writeFileAtomically(folder / "options.json", toJson(options)));
        const int port = test::freePort();
        std::vector<pid_t> children;
        const int started = std::min(size, absent);
        for (int rank = 0; rank < started; ++rank) {
            children.push_back(start(rank, size, port, happening));
        }
        std::vector<Ended> ended;
        const auto end = Clock::now() + kAtMost;
        for (int rank = 0; rank < started; ++rank) {
            ended.push_back(
                {await(children[static_cast<std::size_t>(rank)], end), linesOf(logOf(size, rank))});
        }
        return ended;
    }
    [[nodiscard]] fs::path runOf(int size) const { return folder / ("run" + std::to_string(size)); }
    [[nodiscard]] std::vector<at::Tensor> weightsOf(int size, const char* file = "last.safetensors") const
    {
        const auto checkpoint = readCheckpoint(runOf(size) / file);
        EXPECT_TRUE(checkpoint);
        std::vector<at::Tensor> tensors;
        for (const auto& named : checkpoint ? checkpoint->tensors : std::vector<NamedTensor>()) {
            tensors.push_back(named.tensor);
        }
        return tensors;
    }

    test::TemporaryFolder folder;

  private:
    [[nodiscard]] fs::path logOf(int size, int rank) const
    {
        return folder / ("log" + std::to_string(size) + "-" + std::to_string(rank));
    }
    [[nodiscard]] pid_t start(int rank, int size, int port, const Happening& happening) const
    {
        std::vector<std::string> words = {SORBY_TRAINING_PROCESS, toUtf8(folder / "options.json"),
                                          toUtf8(runOf(size)), toUtf8(logOf(size, rank))};
        if (happening.rank == rank || (happening.event == "resume")) {
            words.push_back(happening.event);
            words.push_back(std::to_string(happening.microBatch));
        }
        std::vector<std::string> variables = {
            "WORLD_SIZE=" + std::to_string(size), "RANK=" + std::to_string(rank), "MASTER_ADDR=127.0.0.1",
            "MASTER_PORT=" + std::to_string(port), "OMP_WAIT_POLICY=PASSIVE"};
        for (char** variable = environ; *variable != nullptr; ++variable) {
            variables.emplace_back(*variable);
        }
        pid_t child = -1;
        EXPECT_EQ(::posix_spawn(&child, SORBY_TRAINING_PROCESS, nullptr, nullptr, pointers(words).data(),
                                pointers(variables).data()),
                  0);
        return child;
    }
    [[nodiscard]] static std::vector<char*> pointers(std::vector<std::string>& texts)
    {
        std::vector<char*> result;
        for (auto& text : texts) {
            result.push_back(text.data());
        }
        result.push_back(nullptr);
        return result;
    }
    /// A process that has not ended by then is killed.
    [[nodiscard]] static int await(pid_t child, Clock::time_point end)
    {
        int status = 0;
        while (::waitpid(child, &status, WNOHANG) == 0) {
            if (Clock::now() > end) {
                ADD_FAILURE() << "a process does not end";
                ::kill(child, SIGKILL);
                ::waitpid(child, &status, 0);
                break;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    [[nodiscard]] static std::vector<std::string> linesOf(const fs::path& file)
    {
        std::vector<std::string> lines;
        const auto text = readText(file);
        std::istringstream stream(text ? *text : std::string());
        for (std::string line; std::getline(stream, line);) {
            lines.push_back(line);
        }
        return lines;
    }
};

/// Whole images of mixed sizes, 7 of them: steps of 3, 3 and 1, of which the last has nothing for rank 1.
TrainOptions options()
{
    TrainOptions options;
    options.network.width = 4;
    options.network.depth = 2;
    options.epochs = 3;
    options.batch = 3;
    options.optimizer = OptimizerKind::Sgd;
    options.learningRate = 0.05;
    options.precision = Precision::Fp32;
    options.augmentation = Augmentation::None;
    options.threads = 1;
    options.seed = 7;
    return options;
}

struct Way {
    const char* name;
    void (*choose)(TrainOptions&);
};
void PrintTo(const Way& way, std::ostream* out)
{
    *out << way.name;
}

class TrainingProcessesWays : public TrainingProcesses, public testing::WithParamInterface<Way> {};

TEST_P(TrainingProcessesWays, GiveTheLossesAndWeightsOfOne)
{
    auto wanted = options();
    GetParam().choose(wanted);
    const auto one = train(wanted, 1);
    ASSERT_EQ(one[0].exitCode, 0) << one[0].last();
    const auto losses = one[0].numbers();
    ASSERT_GE(losses.size(), 9U);
    for (const int size : {2, 3}) {
        const auto several = train(wanted, size);
        ASSERT_EQ(several[0].exitCode, 0) << several[0].last();
        ASSERT_EQ(several[0].lines.front().find("plan " + std::to_string(size)), 0U);
        const auto found = several[0].numbers();
        ASSERT_EQ(found.size(), losses.size());
        for (std::size_t i = 0; i < found.size(); ++i) {
            EXPECT_NEAR(found[i], losses[i], 2e-5 * std::abs(losses[i])) << i << " of " << size;
        }
        for (std::size_t rank = 1; rank < several.size(); ++rank) {
            EXPECT_EQ(several[rank].exitCode, 0) << several[rank].last();
            EXPECT_EQ(several[rank].lines, std::vector<std::string>{several[0].last()}); // it tells nothing
        }
        for (const char* file : {"last.safetensors", "best.safetensors"}) {
            const auto expected = weightsOf(1, file);
            const auto weights = weightsOf(size, file);
            ASSERT_EQ(weights.size(), expected.size());
            for (std::size_t i = 0; i < weights.size(); ++i) {
                EXPECT_TRUE(at::allclose(weights[i], expected[i], 1e-4, 1e-6)) << file << ' ' << i;
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Ways, TrainingProcessesWays,
                         testing::Values(Way{"bce", [](TrainOptions&) {}},
                                         Way{"dice",
                                             [](TrainOptions& options) {
                                                 options.loss = LossKind::BceDice;
                                                 options.clipNorm = 0.05;
                                             }},
                                         Way{"instanceNorm",
                                             [](TrainOptions& options) {
                                                 options.network.normalization = Normalization::Instance;
                                                 options.loss = LossKind::Dice;
                                             }},
                                         Way{"everything",
                                             [](TrainOptions& options) {
                                                 options.optimizer = OptimizerKind::AdamW;
                                                 options.learningRate = 1e-3;
                                                 options.patch = Size{24, 16};
                                                 options.batch = 5;
                                                 options.augmentation = Augmentation::Full;
                                                 options.averageDecay = 0.9;
                                                 options.schedule = ScheduleKind::Plateau;
                                                 options.stepEpochs = 1;
                                                 options.frozenEpochs = 1;
                                                 options.classWeights = ClassWeights::Root;
                                                 options.network.deepSupervision = true;
                                             }}),
                         [](const auto& parameter) { return std::string(parameter.param.name); });

/// Of what the first normalisation sees the mean is that of one process, because nothing before it
/// normalises, when the weights do not move and all samples have one size.
TEST_F(TrainingProcesses, WithBatchNormalisationAverageTheRunningStatistics)
{
    auto wanted = options();
    wanted.network.normalization = Normalization::Batch;
    wanted.patch = Size{24, 16};
    wanted.learningRate = 1e-12;
    ASSERT_EQ(train(wanted, 1)[0].exitCode, 0);
    const auto ended = train(wanted, 2);
    ASSERT_EQ(ended[0].exitCode, 0) << ended[0].last();
    ASSERT_EQ(ended[1].exitCode, 0) << ended[1].last();
    const auto meanOf = [&](int size) {
        const auto checkpoint = readCheckpoint(runOf(size) / "last.safetensors");
        const auto& tensors = checkpoint.value().tensors;
        return std::find_if(tensors.begin(), tensors.end(),
                            [](const NamedTensor& named) {
                                return named.name.find("running_mean") != std::string::npos;
                            })
            ->tensor;
    };
    EXPECT_TRUE(at::allclose(meanOf(2), meanOf(1), 1e-4, 1e-6)) << meanOf(2) << meanOf(1);
}

TEST_F(TrainingProcesses, AreAllStoppedByAStopInOne)
{
    for (const int rank : {0, 1}) {
        auto wanted = options();
        wanted.epochs = 50;
        const auto ended = train(wanted, 2, {rank, "stop", 7});
        for (const auto& process : ended) {
            EXPECT_EQ(process.exitCode, 0) << process.last();
            EXPECT_NE(process.last().find(" stopped"), std::string::npos) << process.last();
        }
        EXPECT_EQ(ended[0].last(), ended[1].last());
        fs::remove_all(runOf(2));
    }
}

/// The others have then made all of their micro-batches.
TEST_F(TrainingProcesses, AreAllStoppedByAStopInTheMiddleOfAStep)
{
    auto wanted = options();
    wanted.batch = 4;
    wanted.epochs = 50;
    const auto ended = train(wanted, 2, {1, "halfway", 5});
    for (const auto& process : ended) {
        EXPECT_EQ(process.exitCode, 0) << process.last();
        EXPECT_EQ(process.last(), "end 2 stopped");
    }
}

TEST_F(TrainingProcesses, EndWhenOneIsKilled)
{
    for (const int rank : {0, 1}) {
        auto wanted = options();
        wanted.epochs = 1000;
        const auto ended = train(wanted, 3, {rank, "die", 5});
        const auto name = "process " + std::to_string(rank) + " of 3";
        EXPECT_EQ(ended[static_cast<std::size_t>(rank)].exitCode, 128 + SIGKILL);
        for (int other = 0; other < 3; ++other) {
            if (other != rank) {
                const auto& process = ended[static_cast<std::size_t>(other)];
                EXPECT_EQ(process.exitCode, 3);
                EXPECT_NE(process.last().find(name), std::string::npos) << process.last();
            }
        }
        fs::remove_all(runOf(3));
    }
}

TEST_F(TrainingProcesses, HearWhyOneFails)
{
    for (const int rank : {0, 1}) {
        const auto ended = train(options(), 2, {rank, "fail", 3});
        for (const auto& process : ended) {
            EXPECT_EQ(process.exitCode, 3);
            EXPECT_NE(process.last().find("process " + std::to_string(rank) + " of 2"), std::string::npos)
                << process.last();
            EXPECT_NE(process.last().find("cosmic ray"), std::string::npos) << process.last();
        }
        fs::remove_all(runOf(2));
    }
}

TEST_F(TrainingProcesses, RepeatTheStepWhenMemoryRunsOutInOne)
{
    const auto one = train(options(), 1);
    const auto ended = train(options(), 2, {0, "memory", 4});
    ASSERT_EQ(ended[0].exitCode, 0) << ended[0].last();
    EXPECT_EQ(ended[1].exitCode, 0) << ended[1].last();
    const auto found = ended[0].numbers();
    const auto losses = one[0].numbers();
    ASSERT_EQ(found.size(), losses.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        EXPECT_NEAR(found[i], losses[i], 2e-5 * std::abs(losses[i])) << i;
    }
    const auto& lines = ended[0].lines;
    EXPECT_TRUE(std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
        return line.find("Memory ran out") != std::string::npos;
    }));
}

TEST_F(TrainingProcesses, GoOnFromACheckpoint)
{
    auto wanted = options();
    wanted.averageDecay = 0.9;
    wanted.epochs = 2;
    ASSERT_EQ(train(wanted, 2)[0].exitCode, 0);
    wanted.epochs = 4;
    const auto rest = train(wanted, 2, {0, "resume", 0});
    ASSERT_EQ(rest[0].exitCode, 0) << rest[0].last();
    ASSERT_EQ(rest[1].exitCode, 0) << rest[1].last();
    const auto resumed = weightsOf(2);
    fs::remove_all(runOf(2));
    ASSERT_EQ(train(wanted, 2)[0].exitCode, 0);
    const auto whole = weightsOf(2);
    for (std::size_t i = 0; i < whole.size(); ++i) {
        EXPECT_TRUE(at::equal(resumed[i], whole[i])) << i;
    }
}

TEST_F(TrainingProcesses, SayWhoHasNotCome)
{
    const auto start = Clock::now();
    const auto ended = train(options(), 2, {-1, "", 0}, 1);
    EXPECT_EQ(ended[0].exitCode, 3);
    EXPECT_NE(ended[0].last().find("process 1 of 2 did not come"), std::string::npos) << ended[0].last();
    EXPECT_LT(Clock::now() - start, kAtMost);
}

TEST_F(TrainingProcesses, RefuseABatchThatCannotBeShared)
{
    auto wanted = options();
    wanted.batch = 1;
    for (const auto& process : train(wanted, 2)) {
        EXPECT_EQ(process.exitCode, 3);
        EXPECT_NE(process.last().find("a batch of 1"), std::string::npos) << process.last();
    }
}

} // namespace
} // namespace sorby::learning
