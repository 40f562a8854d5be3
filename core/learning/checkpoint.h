// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/network.h"
#include "core/learning/options.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace sorby::learning {

/// A network in a file: safetensors, with what is needed to build it again as metadata.
struct Checkpoint {
    TrainOptions options;             ///< of the training; options.network is the network
    int epoch = 0;                    ///< epochs finished
    double temperature = 1;           ///< see Predictor::temperature()
    std::vector<NamedTensor> tensors; ///< in the order of networkLayout(), on the CPU when read
};

[[nodiscard]] Status writeCheckpoint(const std::filesystem::path& path, const Checkpoint& checkpoint);

/// A file that is truncated, no checkpoint of Sorby, of a newer version, or
/// whose tensors do not fit its network is an Error that names it; nothing is allocated before that is known.
[[nodiscard]] Result<Checkpoint> readCheckpoint(const std::filesystem::path& path);

/// Tensors alone as safetensors in fp32, and back in the order of the file, on the CPU.
[[nodiscard]] Status writeTensors(const std::filesystem::path& path, const std::vector<NamedTensor>& tensors);
[[nodiscard]] Result<std::vector<NamedTensor>> readTensors(const std::filesystem::path& path);

} // namespace sorby::learning
