// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/devices.h"
#include "core/learning/options.h"
#include "tests/gpu/report.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>

namespace sorby::learning {

/// What the checks share.
struct CheckContext {
    Device device;                ///< what is checked
    Device cpu;                   ///< what it is compared with
    std::filesystem::path folder; ///< for checkpoints; removed at the end
    Report& report;

    /// The large training: network, image size, effective batch, images an epoch, memory limit.
    NetworkSpec network = {};
    Size image = {};
    int batch = 16;
    std::size_t images = 64;
    std::uint64_t memoryLimitBytes = 0;
    int threads = 0;

    double limitedImagesPerSecond = 0; ///< of the training within the limit, once it is done

    [[nodiscard]] bool onCpu() const { return device.torch.is_cpu(); }
};

/// A small network learns discs on the device in fp32 and in bf16.
void checkLearning(CheckContext& context);
/// A stop request ends a training before the next micro-batch.
void checkStop(CheckContext& context);
/// Logits are the CPU's.
void checkLogits(CheckContext& context);
/// Micro-batches and checkpointing give the gradients of the whole batch.
void checkGradients(CheckContext& context);
/// A step for which the memory does not suffice goes on with less at a time.
void checkOutOfMemory(CheckContext& context);
/// The large training within the memory limit: its plan against what is used, images a second.
void checkWithinLimit(CheckContext& context);
/// The same with what the device has, and how much the limit costs; predictions a second.
void checkWithoutLimit(CheckContext& context);

} // namespace sorby::learning
