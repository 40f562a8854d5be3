// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/receptive_field.h"

#include <algorithm>

namespace sorby::learning {
namespace {

/// Pixels of a map, from its edges inwards, that depend on what lies outside.
struct Spoilt {
    int before = 0; ///< from the left or upper edge
    int behind = 0;
};

int dividedUp(int number, int by)
{
    return number <= 0 ? 0 : (number + by - 1) / by;
}

Spoilt throughWindows(const Node& node, Spoilt input)
{
    // Output o looks at inputs from stride * o - padding on, `reach` further at the end.
    const int reach = node.dilation * (node.kernel - 1);
    return {dividedUp(input.before + node.padding, node.stride),
            std::max(0, (input.behind + reach - node.padding) / node.stride)};
}

Spoilt throughUpsample(const Node& node, Spoilt input)
{
    if (node.inputs.size() > 1) {
        return {}; // of one pixel, which has no edges
    }
    // Between the centres of pixels half a coarse pixel further counts.
    const int mixed = node.interpolation == Interpolation::Nearest ? 0 : node.factor;
    const auto further = [&](int spoilt) { return node.factor * spoilt + mixed; };
    return {further(input.before), further(input.behind)};
}

Spoilt spoiltBy(const Node& node, const std::vector<Spoilt>& known)
{
    Spoilt input;
    for (const int number : node.inputs) {
        const auto& one = known[static_cast<std::size_t>(number)];
        input = {std::max(input.before, one.before), std::max(input.behind, one.behind)};
    }
    switch (node.op) {
    case Op::Convolution:
    case Op::MaxPool:
        return throughWindows(node, input);
    case Op::TransposedConvolution:
        return {node.stride * input.before, node.stride * input.behind};
    case Op::Upsample:
        return throughUpsample(node, known[static_cast<std::size_t>(node.inputs.front())]);
    case Op::GlobalAverage:
        return {};
    default:
        return input;
    }
}

} // namespace

int reachOf(const NetworkGraph& graph)
{
    std::vector<Spoilt> spoilt;
    for (const auto& node : graph.nodes) {
        spoilt.push_back(node.op == Op::Image ? Spoilt{} : spoiltBy(node, spoilt));
    }
    const auto& logits = spoilt[static_cast<std::size_t>(graph.outputs.front())];
    return std::max(logits.before, logits.behind);
}

bool isLocal(const NetworkGraph& graph)
{
    return std::none_of(graph.nodes.begin(), graph.nodes.end(), [](const Node& node) {
        return node.op == Op::GlobalAverage || node.normalization == Normalization::Instance ||
               node.normalization == Normalization::Group ||
               (node.op == Op::Upsample && node.interpolation == Interpolation::BilinearCorners);
    });
}

} // namespace sorby::learning
