// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"
#include "core/base/result.h"
#include "core/learning/network_memory.h"
#include "core/learning/options.h"

#include <cstdint>
#include <string>

/// How much memory training and prediction take, known beforehand from the network's graph, and what of a
/// batch fits into the memory there is.
namespace sorby::learning {

struct TrainingBytes {
    std::uint64_t fixed = 0;    ///< what does not depend on the number of images, stateBytes() included
    std::uint64_t perImage = 0; ///< all that an image of the micro-batch takes at the peak
};

/// Peak of one step.
[[nodiscard]] TrainingBytes trainingBytes(const NetworkSpec& network, Size sample, const StepKind& kind);

/// Weights, gradients and the optimiser's two moments, in fp32.
[[nodiscard]] std::uint64_t stateBytes(const NetworkSpec& network);

/// Peak of a prediction without gradients on a region of this size, weights included.
[[nodiscard]] std::uint64_t inferenceBytes(const NetworkSpec& network, Size region);

/// Side of the tiles in which an image of this size is predicted within the limit; 0: the whole image fits.
/// Never smaller than the halo, below which most of the work would be margin.
[[nodiscard]] int tileSideFor(const NetworkSpec& network, Size image, std::uint64_t limitBytes);

struct MemoryRequest {
    NetworkSpec network;
    Size sample; ///< the largest image or patch
    int batch = 1;
    bool bf16 = false;
    OwnCopies copies = OwnCopies::None;
    bool patches = false;         ///< is the sample a patch? (for the words)
    std::uint64_t limitBytes = 0; ///< what may be used
    std::uint64_t otherBytes = 0; ///< taken by what no graph knows: samples read ahead, libraries
};

struct MemoryPlan {
    int microBatch = 1;
    int accumulation = 1;
    bool checkpointing = false;
    std::uint64_t expectedBytes = 0;
    std::string explanation; ///< empty when it is done as asked
};

/// The largest micro-batch that fits; when not one image does, the same with checkpointing; else an Error
/// OutOfMemory that says what is needed, what there is, and which patch or width would fit.
[[nodiscard]] Result<MemoryPlan> planMemory(const MemoryRequest& request);

} // namespace sorby::learning
