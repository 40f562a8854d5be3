// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/devices.h"
#include "core/learning/distributed/process_group.h"

#include <chrono>
#include <memory>

namespace sorby::learning {

struct JoinSettings {
    std::chrono::milliseconds forOthersToCome = std::chrono::minutes(5);
    /// Longer than any process needs for its part of a step or of a validation.
    std::chrono::milliseconds forAnAnswer = std::chrono::minutes(30);
};

/// Joins the other processes through LibTorch's c10d. Returns when all have come; an Error names the process
/// that has not. Numbers and what is in the machine's memory go through Gloo. Tensors on GPUs go through NCCL
/// when every process has a GPU of its own and Sorby's part for NCCL, which is built where CUDA's headers
/// are; else by way of the machine's memory through Gloo.
[[nodiscard]] Result<std::shared_ptr<ProcessGroup>>
joinProcesses(const ProcessPlace& place, c10::Device device = c10::kCPU, const JoinSettings& settings = {});

} // namespace sorby::learning
