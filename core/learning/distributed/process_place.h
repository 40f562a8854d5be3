// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/options.h"

#include <functional>
#include <optional>
#include <string>

namespace sorby::learning {

/// Which one of the processes that train together this is, and where they meet.
struct ProcessPlace {
    int rank = 0; ///< below size; the process of rank 0 writes and tells
    int size = 1;
    int localRank = 0; ///< among the processes on this machine
    int localSize = 1;
    bool hasOwnCores = false; ///< the launcher gives every process cores of its own
    std::string masterAddress;
    int masterPort = 0;
    /// The launcher itself answers there, as torchrun does; else the process of rank 0.
    bool launcherAnswers = false;
    int attempt = 0; ///< how often the launcher has started all processes anew

    bool operator==(const ProcessPlace&) const = default;
};

/// A variable of the environment; nothing where it is not set.
using Environment = std::function<std::optional<std::string>(const char* name)>;

/// The place by RANK, WORLD_SIZE, LOCAL_RANK, LOCAL_WORLD_SIZE, MASTER_ADDR and MASTER_PORT, which torchrun
/// sets beside variables of its own; what is missing of the first four by the variables of Open MPI and then
/// of Slurm. One process without any of them, or with WORLD_SIZE=1. Error InvalidArgument that names the
/// variable otherwise.
[[nodiscard]] Result<ProcessPlace> processPlace(const Environment& environment);

/// Of several processes on one machine each takes a GPU of its own: that of its local rank, counted from the
/// chosen one.
[[nodiscard]] DeviceChoice deviceAt(const ProcessPlace& place, DeviceChoice choice);

/// How many threads of a process: what was asked for, else its share of the cores.
[[nodiscard]] int threadsAt(const ProcessPlace& place, int asked, int usableCores);

} // namespace sorby::learning
