// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/network.h"

#include <filesystem>
#include <string>
#include <vector>

namespace sorby::learning {

struct ForeignWeights {
    bool headTaken = false; ///< else it is as it was
    std::string report;     ///< for people: what was taken, what starts anew
};

/// Fills a network's tensors, on the CPU in the order of networkLayout(spec), from a file of weights: a
/// checkpoint of Sorby, or a state dict of Python's that names its tensors as segmentation_models_pytorch
/// does, or as torchvision does when it is of an encoder alone. An Error that names the file when it has
/// nothing for this network, or a tensor of another shape than the network's; with `complete` also when it
/// leaves anything out.
[[nodiscard]] Result<ForeignWeights> takeWeights(const std::filesystem::path& file, const NetworkSpec& spec,
                                                 bool complete, std::vector<NamedTensor>& tensors);

} // namespace sorby::learning
