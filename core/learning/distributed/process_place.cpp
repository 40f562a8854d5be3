// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/distributed/process_place.h"

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <limits>

namespace sorby::learning {
namespace {

constexpr int kMostProcesses = 1 << 20;
constexpr int kLastPort = 65535;

/// A whole number and the variable that it was read from.
struct Number {
    int value = 0;
    std::string name;
};

/// Text up to `end`, which Slurm continues with how often it holds: "4(x2),3".
Result<int> parse(const std::string& text, const char* name, int most, std::string_view ends = {})
{
    int value = 0;
    const char* const last = text.data() + text.size();
    const auto [end, status] = std::from_chars(text.data(), last, value);
    const bool whole = end == last || ends.find(*end) != std::string_view::npos;
    if (status == std::errc{} && whole && value >= 0 && value <= most) {
        return value;
    }
    return Error{ErrorCode::InvalidArgument,
                 "the variable " + std::string(name) + " is \"" + text + "\": a whole number from 0 to " +
                     std::to_string(most) + " is needed",
                 {}};
}

/// The first of these variables that is set.
Result<std::optional<Number>> firstOf(const Environment& environment,
                                      std::initializer_list<const char*> names, int most = kMostProcesses)
{
    for (const char* const name : names) {
        if (const auto text = environment(name)) {
            const auto value =
                parse(*text, name, most, std::string_view(name).starts_with("SLURM") ? "(," : "");
            if (!value) {
                return value.error();
            }
            return std::optional(Number{*value, name});
        }
    }
    return std::optional<Number>();
}

bool isThisMachine(const std::string& address)
{
    return address == "localhost" || address == "::1" || address.starts_with("127.");
}

Error missing(const char* variable, const Number& size, const std::string& what)
{
    return {ErrorCode::InvalidArgument,
            size.name + " says that " + std::to_string(size.value) + " processes train together, but " +
                variable + " is not set: " + what + ", or set WORLD_SIZE=1 to train in this process alone",
            {}};
}

Status findMaster(const Environment& environment, const Number& size, ProcessPlace& place)
{
    const auto address = environment("MASTER_ADDR");
    if (!address || address->empty()) {
        return missing("MASTER_ADDR", size, "set it to the name or address of the machine of rank 0");
    }
    const auto port = firstOf(environment, {"MASTER_PORT"}, kLastPort);
    if (!port) {
        return port.error();
    }
    if (!*port || (*port)->value == 0) {
        return missing("MASTER_PORT", size,
                       "set it to a free port of the machine of rank 0, for example 29500");
    }
    place.masterAddress = *address;
    place.masterPort = (*port)->value;
    place.launcherAnswers = environment("TORCHELASTIC_USE_AGENT_STORE") == "True";
    const auto attempt = firstOf(environment, {"TORCHELASTIC_RESTART_COUNT"});
    if (!attempt) {
        return attempt.error();
    }
    place.attempt = *attempt ? (*attempt)->value : 0;
    return {};
}

Status findLocal(const Environment& environment, ProcessPlace& place)
{
    const bool oneMachine = isThisMachine(place.masterAddress);
    const auto rank = firstOf(environment, {"LOCAL_RANK", "OMPI_COMM_WORLD_LOCAL_RANK", "SLURM_LOCALID"});
    if (!rank) {
        return rank.error();
    }
    const auto size = firstOf(environment, {"LOCAL_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_SIZE",
                                            "SLURM_STEP_TASKS_PER_NODE", "SLURM_TASKS_PER_NODE"});
    if (!size) {
        return size.error();
    }
    place.localRank = *rank ? (*rank)->value : (oneMachine ? place.rank : 0);
    place.localSize = *size ? (*size)->value : (oneMachine ? place.size : 1);
    place.localSize =
        std::clamp(place.localSize, place.localRank + 1, std::max(place.size, place.localRank + 1));
    return {};
}

} // namespace

Result<ProcessPlace> processPlace(const Environment& environment)
{
    const auto size = firstOf(environment, {"WORLD_SIZE", "OMPI_COMM_WORLD_SIZE", "SLURM_NTASKS"});
    if (!size) {
        return size.error();
    }
    if (!*size || (*size)->value == 1) {
        return ProcessPlace{};
    }
    if ((*size)->value == 0) {
        return Error{ErrorCode::InvalidArgument, (*size)->name + " is 0: at least one process is needed", {}};
    }
    const auto rank = firstOf(environment, {"RANK", "OMPI_COMM_WORLD_RANK", "SLURM_PROCID"});
    if (!rank) {
        return rank.error();
    }
    if (!*rank) {
        return missing("RANK", **size, "set it to the number of this process, from 0");
    }
    ProcessPlace place;
    place.size = (*size)->value;
    place.rank = (*rank)->value;
    if (place.rank >= place.size) {
        return Error{ErrorCode::InvalidArgument,
                     (*rank)->name + " is " + std::to_string(place.rank) + ", but " + (*size)->name + " is " +
                         std::to_string(place.size) + ": ranks count from 0 to " +
                         std::to_string(place.size - 1),
                     {}};
    }
    // mpirun and srun bind each process to cores of its own; who starts processes by hand or with torchrun
    // does not.
    place.hasOwnCores = (*rank)->name != "RANK";
    if (auto found = findMaster(environment, **size, place); !found) {
        return found.error();
    }
    if (auto found = findLocal(environment, place); !found) {
        return found.error();
    }
    return place;
}

DeviceChoice deviceAt(const ProcessPlace& place, DeviceChoice choice)
{
    if (choice.kind != DeviceChoice::Kind::Cpu) {
        choice.index += place.localRank;
    }
    return choice;
}

int threadsAt(const ProcessPlace& place, int asked, int usableCores)
{
    if (asked > 0) {
        return asked;
    }
    return place.hasOwnCores ? usableCores : std::max(1, usableCores / place.localSize);
}

} // namespace sorby::learning
