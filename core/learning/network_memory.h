// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/network_graph.h"

#include <cstdint>

/// How much memory the maps of a network take at the peak, found by going through its graph as the
/// computation does: allocating what each operation gives and keeps for the way back, and freeing what
/// nothing needs.
namespace sorby::learning {

/// What convolutions copy into an order of their own while they compute. oneDNN, which computes them on CPUs,
/// copies the weights; backwards in bf16 an image's input and output too, and all of these when channels are
/// not the innermost dimension.
enum class OwnCopies { None, Weights, Maps };

struct StepKind {
    bool bf16 = false;          ///< maps in bf16; weights stay fp32 and are copied
    bool checkpointing = false; ///< blocks are computed twice
    OwnCopies copies = OwnCopies::None;
};

/// Peak of forward and backward pass in bytes, for a micro-batch of images of this size (padded to the
/// stride), beside the weights, their gradients and the optimiser.
[[nodiscard]] std::uint64_t trainingPeak(const NetworkGraph& graph, Size image, int images,
                                         const StepKind& kind);

/// Peak without gradients for one image, beside the weights.
[[nodiscard]] std::uint64_t inferencePeak(const NetworkGraph& graph, Size image, OwnCopies copies);

} // namespace sorby::learning
