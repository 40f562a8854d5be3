// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"
#include "core/learning/options.h"

#include <string>
#include <vector>

namespace sorby::learning {

enum class Op {
    Image,       ///< what the network is shown; node 0 and nothing else
    Convolution, ///< with normalisation and ReLU when asked; several inputs: of their channels in order
    TransposedConvolution, ///< kernel as long as the stride, no padding
    MaxPool,
    Upsample,      ///< by a factor, or (with a second input) to that one's size
    Add,           ///< with a ReLU when asked
    GlobalAverage, ///< one pixel: the mean of the map
    Sigmoid,
    Scale,   ///< first input times the second, which is one pixel (squeeze and excitation, Hu et al. 2018)
    Dropout, ///< in training only
};

enum class Interpolation {
    Nearest,
    Bilinear,        ///< between the centres of pixels
    BilinearCorners, ///< between the centres of corner pixels: depends on how large the whole map is
};

/// One operation of a network and the map that it gives. What does not concern its operation is unused.
struct Node {
    Op op = Op::Image;
    std::vector<int> inputs; ///< numbers of earlier nodes
    int channels = 0;        ///< of the map that it gives
    int block = 0;           ///< unit of checkpointing; nodes of a block follow each other

    // Windows: convolutions and pooling. In pixels of the input.
    int kernel = 1;
    int stride = 1;
    int padding = 0;
    int dilation = 1;
    int groups = 1;
    bool roundUp = false; ///< MaxPool: a last window that is not full counts

    // Tensors: `name`.weight and `name`.bias, `normName`.weight, .bias, .running_mean and .running_var.
    std::string name;
    std::string normName;
    bool bias = false;
    Normalization normalization = Normalization::None;
    int normGroups = 1; ///< of Normalization::Group
    bool relu = false;
    bool head = false; ///< gives logits: starts with small weights

    int factor = 1; ///< Upsample
    Interpolation interpolation = Interpolation::Nearest;

    double rate = 0;            ///< Dropout: share that is dropped
    bool wholeChannels = false; ///< Dropout: drops channels, not values
};

/// A network as data: its operations in an order in which they can be computed. Its tensors, sizes, reach and
/// memory follow from it; Network computes it.
struct NetworkGraph {
    std::vector<Node> nodes;
    /// Logits of the image's size; behind them, of networks with deep supervision, those of coarser levels,
    /// from fine to coarse.
    std::vector<int> outputs;

    [[nodiscard]] const Node& node(int number) const { return nodes[static_cast<std::size_t>(number)]; }
};

/// The size of every node's map for an image of this size.
[[nodiscard]] std::vector<Size> mapSizes(const NetworkGraph& graph, Size image);

/// Pixels of the image to one pixel of the coarsest map, one-pixel maps apart: images are padded to a
/// multiple of it.
[[nodiscard]] int strideOf(const NetworkGraph& graph);

/// Channels of all inputs of a node.
[[nodiscard]] int inputChannelsOf(const NetworkGraph& graph, const Node& node);

[[nodiscard]] bool usesBatchNormalization(const NetworkGraph& graph);

} // namespace sorby::learning
