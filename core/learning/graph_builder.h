// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/network_graph.h"

#include <string>
#include <vector>

namespace sorby::learning {

/// A convolution in words; padding keeps the size (at stride 1) unless it says otherwise.
struct Convolution {
    std::string name;
    int channels = 0;
    int kernel = 1;
    int stride = 1;
    int dilation = 1;
    int groups = 1;
    bool bias = false;
    std::string normName; ///< empty: no normalisation
    Normalization normalization = Normalization::Batch;
    int normGroups = 1;
    bool relu = false;
    bool head = false;
};

/// Writes a graph node by node. Every call gives the number of the new node.
class GraphBuilder {
  public:
    explicit GraphBuilder(int imageChannels);

    /// What follows is a new unit of checkpointing.
    void beginBlock() { ++m_block; }

    int convolution(std::vector<int> inputs, const Convolution& what);
    int transposedConvolution(int input, const std::string& name, int channels, int factor);
    /// Windows of `kernel` pixels every `stride` pixels.
    int maxPool(int input, int kernel, int stride, int padding, bool roundUp);
    int upsample(int input, int factor, Interpolation interpolation);
    /// To the size of another node's map.
    int upsampleTo(int input, int like, Interpolation interpolation);
    int add(std::vector<int> inputs, bool relu);
    int globalAverage(int input);
    int sigmoid(int input);
    int scale(int input, int factors);
    int dropout(int input, double rate, bool wholeChannels);

    [[nodiscard]] int image() const { return 0; }
    [[nodiscard]] int channels(int node) const { return m_graph.node(node).channels; }
    [[nodiscard]] NetworkGraph finish(std::vector<int> outputs);

  private:
    int append(Node node);
    int appendLike(Op op, std::vector<int> inputs);

    NetworkGraph m_graph;
    int m_block = 0;
};

} // namespace sorby::learning
