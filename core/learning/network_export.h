// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/checkpoint.h"
#include "core/learning/engine.h"

#include <filesystem>

namespace sorby::learning {

/// The state dict of the same network in PyTorch: names and shapes of the tensors, the running statistics and
/// beside them the counter num_batches_tracked, which PyTorch asks for and nothing uses. The metadata say
/// besides networkMeaning() how the grey values are to be scaled and what the sides have to be multiples of.
[[nodiscard]] Status writeStateDict(const std::filesystem::path& file, const Checkpoint& checkpoint);

/// Engine::exportNetwork().
[[nodiscard]] Status exportNetwork(const std::filesystem::path& checkpoint, NetworkFormat format,
                                   const std::filesystem::path& file);

} // namespace sorby::learning
