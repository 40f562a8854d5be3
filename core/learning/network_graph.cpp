// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/network_graph.h"

#include <algorithm>

namespace sorby::learning {
namespace {

int windowedSide(const Node& node, int side)
{
    const int reach = node.dilation * (node.kernel - 1) + 1;
    const int room = side + 2 * node.padding - reach;
    if (!node.roundUp) {
        return room / node.stride + 1;
    }
    const int count = (room + node.stride - 1) / node.stride + 1;
    // A window that would begin behind the image is none.
    return (count - 1) * node.stride >= side + node.padding ? count - 1 : count;
}

Size sizeOf(const Node& node, const std::vector<Size>& sizes)
{
    const auto input = sizes[static_cast<std::size_t>(node.inputs.front())];
    switch (node.op) {
    case Op::Convolution:
    case Op::MaxPool:
        return {windowedSide(node, input.width), windowedSide(node, input.height)};
    case Op::TransposedConvolution:
        return {input.width * node.stride, input.height * node.stride};
    case Op::Upsample:
        return node.inputs.size() > 1 ? sizes[static_cast<std::size_t>(node.inputs[1])]
                                      : Size{input.width * node.factor, input.height * node.factor};
    case Op::GlobalAverage:
        return {1, 1};
    default:
        return input;
    }
}

} // namespace

std::vector<Size> mapSizes(const NetworkGraph& graph, Size image)
{
    std::vector<Size> sizes;
    for (const auto& node : graph.nodes) {
        sizes.push_back(node.op == Op::Image ? image : sizeOf(node, sizes));
    }
    return sizes;
}

int strideOf(const NetworkGraph& graph)
{
    // Larger than the stride of any network that can be described, and a multiple of it.
    constexpr int kSide = 1 << 12;
    int smallest = kSide;
    for (const auto& size : mapSizes(graph, {kSide, kSide})) {
        smallest = size.width > 1 ? std::min(smallest, size.width) : smallest;
    }
    return kSide / smallest;
}

int inputChannelsOf(const NetworkGraph& graph, const Node& node)
{
    int channels = 0;
    for (const int input : node.inputs) {
        channels += graph.node(input).channels;
    }
    return channels;
}

bool usesBatchNormalization(const NetworkGraph& graph)
{
    return std::any_of(graph.nodes.begin(), graph.nodes.end(),
                       [](const Node& node) { return node.normalization == Normalization::Batch; });
}

} // namespace sorby::learning
