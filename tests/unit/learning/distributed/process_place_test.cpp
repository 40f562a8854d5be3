// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/distributed/process_place.h"

#include <gtest/gtest.h>

#include <map>

namespace sorby::learning {
namespace {

using Variables = std::map<std::string, std::string>;

Result<ProcessPlace> placeIn(const Variables& variables)
{
    return processPlace([&](const char* name) {
        const auto found = variables.find(name);
        return found != variables.end() ? std::optional(found->second) : std::nullopt;
    });
}

std::string refusalOf(const Variables& variables)
{
    const auto place = placeIn(variables);
    if (place) {
        return "accepted";
    }
    EXPECT_EQ(place.error().code, ErrorCode::InvalidArgument);
    return place.error().message;
}

const Variables kTorchrun = {{"RANK", "5"},
                             {"WORLD_SIZE", "8"},
                             {"LOCAL_RANK", "1"},
                             {"LOCAL_WORLD_SIZE", "4"},
                             {"MASTER_ADDR", "node1"},
                             {"MASTER_PORT", "29500"}};

TEST(ProcessPlace, IsAloneWithoutVariables)
{
    EXPECT_EQ(*placeIn({}), ProcessPlace{});
    EXPECT_EQ(*placeIn({{"WORLD_SIZE", "1"}, {"RANK", "nonsense"}}), ProcessPlace{});
    // Asked for in the middle of a job of several tasks.
    EXPECT_EQ(*placeIn({{"WORLD_SIZE", "1"}, {"SLURM_NTASKS", "4"}}), ProcessPlace{});
}

TEST(ProcessPlace, IsThatOfTorchrun)
{
    EXPECT_EQ(*placeIn(kTorchrun), (ProcessPlace{5, 8, 1, 4, false, "node1", 29500}));
    auto own = kTorchrun;
    own["TORCHELASTIC_USE_AGENT_STORE"] = "True";
    own["TORCHELASTIC_RESTART_COUNT"] = "2";
    EXPECT_EQ(*placeIn(own), (ProcessPlace{5, 8, 1, 4, false, "node1", 29500, true, 2}));
}

TEST(ProcessPlace, IsThatOfSlurm)
{
    const Variables slurm = {{"SLURM_NTASKS", "6"},    {"SLURM_PROCID", "4"},
                             {"SLURM_LOCALID", "1"},   {"SLURM_STEP_TASKS_PER_NODE", "3(x2)"},
                             {"MASTER_ADDR", "node1"}, {"MASTER_PORT", "1234"}};
    EXPECT_EQ(*placeIn(slurm), (ProcessPlace{4, 6, 1, 3, true, "node1", 1234}));
}

TEST(ProcessPlace, IsThatOfOpenMpiAlsoWithinSlurm)
{
    const Variables mpi = {{"OMPI_COMM_WORLD_SIZE", "2"},
                           {"OMPI_COMM_WORLD_RANK", "1"},
                           {"OMPI_COMM_WORLD_LOCAL_RANK", "0"},
                           {"OMPI_COMM_WORLD_LOCAL_SIZE", "1"},
                           {"SLURM_NTASKS", "1"},
                           {"SLURM_PROCID", "0"},
                           {"MASTER_ADDR", "node1"},
                           {"MASTER_PORT", "1234"}};
    EXPECT_EQ(*placeIn(mpi), (ProcessPlace{1, 2, 0, 1, true, "node1", 1234}));
}

TEST(ProcessPlace, OfOneMachineNeedsNoLocalNumbers)
{
    const auto place =
        placeIn({{"RANK", "1"}, {"WORLD_SIZE", "3"}, {"MASTER_ADDR", "127.0.0.1"}, {"MASTER_PORT", "1234"}});
    EXPECT_EQ(*place, (ProcessPlace{1, 3, 1, 3, false, "127.0.0.1", 1234}));
}

TEST(ProcessPlace, NamesWhatIsMissingOrMakesNoSense)
{
    const auto without = [](const char* name) {
        auto variables = kTorchrun;
        variables.erase(name);
        return refusalOf(variables);
    };
    const auto with = [](const char* name, const char* value) {
        auto variables = kTorchrun;
        variables[name] = value;
        return refusalOf(variables);
    };
    EXPECT_NE(without("RANK").find("RANK is not set"), std::string::npos);
    EXPECT_NE(without("MASTER_ADDR").find("MASTER_ADDR is not set"), std::string::npos);
    EXPECT_NE(without("MASTER_PORT").find("MASTER_PORT is not set"), std::string::npos);
    EXPECT_NE(without("MASTER_PORT").find("WORLD_SIZE says that 8"), std::string::npos);
    EXPECT_NE(with("RANK", "8").find("from 0 to 7"), std::string::npos);
    EXPECT_NE(with("WORLD_SIZE", "two").find("WORLD_SIZE is \"two\""), std::string::npos);
    EXPECT_NE(with("WORLD_SIZE", "0").find("at least one"), std::string::npos);
    EXPECT_NE(with("MASTER_PORT", "70000").find("MASTER_PORT"), std::string::npos);
    EXPECT_NE(with("LOCAL_RANK", "-1").find("LOCAL_RANK"), std::string::npos);
    // In a batch script of Slurm outside of srun: what to do about it.
    const auto script = refusalOf({{"SLURM_NTASKS", "4"}, {"SLURM_PROCID", "0"}});
    EXPECT_NE(script.find("SLURM_NTASKS says that 4"), std::string::npos) << script;
    EXPECT_NE(script.find("WORLD_SIZE=1"), std::string::npos) << script;
}

TEST(ProcessPlace, SharesDevicesAndCores)
{
    const ProcessPlace second{5, 8, 1, 4, false, "node1", 29500};
    using Kind = DeviceChoice::Kind;
    EXPECT_EQ(deviceAt(second, {Kind::Cuda, 2}), (DeviceChoice{Kind::Cuda, 3}));
    EXPECT_EQ(deviceAt(second, {Kind::Auto, 0}), (DeviceChoice{Kind::Auto, 1}));
    EXPECT_EQ(deviceAt(second, {Kind::Cpu, 0}), (DeviceChoice{Kind::Cpu, 0}));
    EXPECT_EQ(threadsAt(second, 0, 64), 16);
    EXPECT_EQ(threadsAt(second, 0, 2), 1);
    EXPECT_EQ(threadsAt(second, 7, 64), 7);
    auto bound = second;
    bound.hasOwnCores = true;
    EXPECT_EQ(threadsAt(bound, 0, 16), 16);
    EXPECT_EQ(threadsAt({}, 0, 16), 16);
}

} // namespace
} // namespace sorby::learning
