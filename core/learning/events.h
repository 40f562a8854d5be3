// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>

namespace sorby::learning {

/// How a training will fit into the memory, decided before the first step.
struct PlanEvent {
    std::string device;     ///< "cpu", "cuda:0"
    std::string deviceName; ///< "AMD EPYC", "NVIDIA H100"
    std::string precision;  ///< "fp32", "tf32", "bf16", "fp16"
    int microBatch = 1;     ///< images in memory at once
    int accumulation = 1;   ///< micro-batches to one optimiser step
    int processes = 1;      ///< that train together; the micro-batches are those of one
    bool checkpointing = false;
    std::uint64_t expectedBytes = 0;
    std::uint64_t limitBytes = 0;
    std::uint64_t parameters = 0;
    std::string
        explanation; ///< a sentence for people: what is done instead of what was asked, and why; may be empty
};

/// After each optimiser step.
struct StepEvent {
    int epoch = 0; ///< 1-based
    std::size_t step = 0;
    std::size_t steps = 0;
    std::optional<double> loss; ///< read back now and then
};

struct EpochEvent {
    int epoch = 0; ///< 1-based
    int epochs = 0;
    double trainLoss = 0;
    std::optional<double> validationLoss;
    /// Pooled over the validation images: the foreground class, or the mean over all classes when there are
    /// several.
    std::optional<double> validationIou;
    double imagesPerSecond = 0; ///< training images (or patches) a second
    double seconds = 0;         ///< of this epoch
    double secondsLeft = 0;     ///< estimate for the rest of the run
    bool best = false;          ///< is it the best so far, by validation IoU (by loss where there is none)?
};

/// Something a person should know: memory ran out and the micro-batch was halved, no validation images ...
struct NoticeEvent {
    std::string message;
};

using TrainEvent = std::variant<PlanEvent, StepEvent, EpochEvent, NoticeEvent>;
/// Called on the thread that trains.
using TrainEventSink = std::function<void(const TrainEvent&)>;

} // namespace sorby::learning
