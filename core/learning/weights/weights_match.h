// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sorby::learning {

/// A tensor by name and shape, outermost dimension first.
struct NamedShape {
    std::string name;
    std::vector<std::int64_t> shape;
};

/// How a tensor of the network gets its numbers from one of the file.
struct TakenTensor {
    std::string name; ///< in the network; in the file without the prefix of the rules
    /// The file's has three input channels (red, green, blue) and the network's has one: the sum over them is
    /// what the file's network would compute from a grey image.
    bool sumsInputChannels = false;
    /// The file's head tells two classes by a logit each and the network's by one: their difference says the
    /// same.
    bool subtractsClasses = false;
};

struct ShapeConflict {
    std::string name;
    std::vector<std::int64_t> wanted; ///< by the network
    std::vector<std::int64_t> found;  ///< in the file
};

/// Which of a network's tensors a file of weights fills.
struct WeightsMatch {
    std::vector<TakenTensor> taken;       ///< in the order of the network
    std::vector<std::string> missing;     ///< the network has them, the file does not
    std::vector<std::string> unexpected;  ///< the file has them, the network does not
    std::vector<ShapeConflict> leftOut;   ///< the head, for another number of classes: it starts anew
    std::vector<ShapeConflict> conflicts; ///< the file is of another network

    [[nodiscard]] bool isComplete() const { return missing.empty() && leftOut.empty() && conflicts.empty(); }
    /// For people: how many were taken, and the names of the others, those of one layer together.
    [[nodiscard]] std::string summary() const;
};

/// What tells the stem and the head among the tensors.
struct MatchRules {
    std::string stem;              ///< the weights of the first convolution; empty: nothing is summed
    std::vector<std::string> head; ///< names of the head's tensors, or their beginnings up to a full stop
    std::string prefix = {};       ///< goes before every name of the file, which is of a part of the network
};

/// Compares names and shapes. The counter "num_batches_tracked" of PyTorch's batch norm, which no computation
/// needs, is passed over in the file.
[[nodiscard]] WeightsMatch matchWeights(std::span<const NamedShape> network, std::span<const NamedShape> file,
                                        const MatchRules& rules);

} // namespace sorby::learning
