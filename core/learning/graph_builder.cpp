// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/graph_builder.h"

#include <utility>

namespace sorby::learning {

GraphBuilder::GraphBuilder(int imageChannels)
{
    Node node;
    node.channels = imageChannels;
    append(std::move(node));
}

int GraphBuilder::append(Node node)
{
    node.block = m_block;
    m_graph.nodes.push_back(std::move(node));
    return static_cast<int>(m_graph.nodes.size()) - 1;
}

/// A node that gives as many channels as its first input.
int GraphBuilder::appendLike(Op op, std::vector<int> inputs)
{
    Node node;
    node.op = op;
    node.channels = channels(inputs.front());
    node.inputs = std::move(inputs);
    return append(std::move(node));
}

int GraphBuilder::convolution(std::vector<int> inputs, const Convolution& what)
{
    Node node;
    node.op = Op::Convolution;
    node.inputs = std::move(inputs);
    node.channels = what.channels;
    node.kernel = what.kernel;
    node.stride = what.stride;
    node.dilation = what.dilation;
    node.padding = what.kernel / 2 * what.dilation;
    node.groups = what.groups;
    node.name = what.name;
    node.bias = what.bias;
    node.normName = what.normName;
    node.normalization = what.normName.empty() ? Normalization::None : what.normalization;
    node.normGroups = what.normGroups;
    node.relu = what.relu;
    node.head = what.head;
    return append(std::move(node));
}

int GraphBuilder::transposedConvolution(int input, const std::string& name, int channels, int factor)
{
    Node node;
    node.op = Op::TransposedConvolution;
    node.inputs = {input};
    node.channels = channels;
    node.kernel = factor;
    node.stride = factor;
    node.name = name;
    node.bias = true;
    return append(std::move(node));
}

int GraphBuilder::maxPool(int input, int kernel, int stride, int padding, bool roundUp)
{
    const int number = appendLike(Op::MaxPool, {input});
    auto& node = m_graph.nodes.back();
    node.kernel = kernel;
    node.stride = stride;
    node.padding = padding;
    node.roundUp = roundUp;
    return number;
}

int GraphBuilder::upsample(int input, int factor, Interpolation interpolation)
{
    const int number = appendLike(Op::Upsample, {input});
    m_graph.nodes.back().factor = factor;
    m_graph.nodes.back().interpolation = interpolation;
    return number;
}

int GraphBuilder::upsampleTo(int input, int like, Interpolation interpolation)
{
    const int number = appendLike(Op::Upsample, {input, like});
    m_graph.nodes.back().interpolation = interpolation;
    return number;
}

int GraphBuilder::add(std::vector<int> inputs, bool relu)
{
    const int number = appendLike(Op::Add, std::move(inputs));
    m_graph.nodes.back().relu = relu;
    return number;
}

int GraphBuilder::globalAverage(int input)
{
    return appendLike(Op::GlobalAverage, {input});
}

int GraphBuilder::sigmoid(int input)
{
    return appendLike(Op::Sigmoid, {input});
}

int GraphBuilder::scale(int input, int factors)
{
    return appendLike(Op::Scale, {input, factors});
}

int GraphBuilder::dropout(int input, double rate, bool wholeChannels)
{
    const int number = appendLike(Op::Dropout, {input});
    m_graph.nodes.back().rate = rate;
    m_graph.nodes.back().wholeChannels = wholeChannels;
    return number;
}

NetworkGraph GraphBuilder::finish(std::vector<int> outputs)
{
    m_graph.outputs = std::move(outputs);
    return std::move(m_graph);
}

} // namespace sorby::learning
