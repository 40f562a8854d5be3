// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/node_ops.h"

#include "core/learning/instance_norm.h"

#include <ATen/Context.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/adaptive_avg_pool2d.h>
#include <ATen/ops/batch_norm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/conv_transpose2d.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/group_norm.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/upsample_bilinear2d.h>
#include <ATen/ops/upsample_nearest2d.h>

#include <optional>
#include <utility>

namespace sorby::learning {
namespace {

constexpr double kMomentum = 0.1;

std::optional<at::Tensor> ifDefined(const at::Tensor& tensor)
{
    return tensor.defined() ? std::optional(tensor) : std::nullopt;
}

at::Tensor batchNormalized(const at::Tensor& input, const NodeTensors& tensors, const NodeMode& mode)
{
    // One value alone has no variance: it would come out as the shift whatever it is, and the running
    // variance would be no number any more.
    const bool ofBatch = mode.training && input.numel() > input.size(1);
    const bool needsRunning = !ofBatch || mode.updateStatistics;
    return at::batch_norm(input, tensors.scale, tensors.shift,
                          needsRunning ? ifDefined(tensors.runningMean) : std::nullopt,
                          needsRunning ? ifDefined(tensors.runningVariance) : std::nullopt, ofBatch,
                          kMomentum, kNormalizationEpsilon, true);
}

/// On a CPU two changes of the order of the maps take a fifth of what the gradient takes with channels
/// innermost.
at::Tensor groupNormalized(const Node& node, const at::Tensor& input, const NodeTensors& tensors)
{
    const auto normalise = [&](const at::Tensor& maps) {
        return at::group_norm(maps, node.normGroups, tensors.scale, tensors.shift, kNormalizationEpsilon);
    };
    const bool reorders = input.is_cpu() && !input.is_contiguous();
    return reorders ? normalise(input.contiguous()).contiguous(input.suggest_memory_format())
                    : normalise(input);
}

at::Tensor normalized(const Node& node, const at::Tensor& input, const NodeTensors& tensors,
                      const NodeMode& mode)
{
    switch (node.normalization) {
    case Normalization::Batch:
        return batchNormalized(input, tensors, mode);
    case Normalization::Instance:
        return instanceNorm(input, tensors.scale, tensors.shift, kNormalizationEpsilon);
    case Normalization::Group:
        return groupNormalized(node, input, tensors);
    case Normalization::None:
        break;
    }
    return input;
}

at::Tensor convolved(const Node& node, std::vector<at::Tensor> inputs, const NodeTensors& tensors,
                     const NodeMode& mode)
{
    auto input = inputs.size() == 1 ? inputs.front() : at::cat(inputs, 1);
    inputs.clear();
    auto output = at::conv2d(input, tensors.weight, ifDefined(tensors.bias), node.stride, node.padding,
                             node.dilation, node.groups);
    input.reset();
    output = normalized(node, output, tensors, mode);
    // In place: neither a convolution nor a normalisation needs its own output to go backwards.
    return node.relu ? at::relu_(output) : output;
}

at::Tensor upsampled(const Node& node, const std::vector<at::Tensor>& inputs)
{
    const auto& input = inputs.front();
    const bool like = inputs.size() > 1;
    const auto height = like ? inputs[1].size(2) : input.size(2) * node.factor;
    const auto width = like ? inputs[1].size(3) : input.size(3) * node.factor;
    if (node.interpolation == Interpolation::Nearest) {
        return at::upsample_nearest2d(input, {height, width});
    }
    return at::upsample_bilinear2d(input, {height, width},
                                   node.interpolation == Interpolation::BilinearCorners);
}

at::Tensor sum(const Node& node, const std::vector<at::Tensor>& inputs)
{
    auto total = inputs[0] + inputs[1];
    for (std::size_t i = 2; i < inputs.size(); ++i) {
        total = total + inputs[i];
    }
    return node.relu ? at::relu_(total) : total;
}

at::Tensor dropped(const Node& node, const at::Tensor& input, const NodeMode& mode)
{
    if (!mode.training || node.rate <= 0) {
        return input;
    }
    auto generator = at::globalContext().defaultGenerator(input.device()).clone();
    generator.set_current_seed(mode.dropoutSeed);
    auto kept = node.wholeChannels ? at::empty({input.size(0), input.size(1), 1, 1}, input.options())
                                   : at::empty_like(input);
    kept.bernoulli_(1 - node.rate, generator).div_(1 - node.rate);
    return input * kept;
}

} // namespace

at::Tensor computeNode(const Node& node, std::vector<at::Tensor> inputs, const NodeTensors& tensors,
                       const NodeMode& mode)
{
    switch (node.op) {
    case Op::Convolution:
        return convolved(node, std::move(inputs), tensors, mode);
    case Op::TransposedConvolution:
        return at::conv_transpose2d(inputs.front(), tensors.weight, ifDefined(tensors.bias), node.stride);
    case Op::MaxPool:
        return at::max_pool2d(inputs.front(), node.kernel, node.stride, node.padding, 1, node.roundUp);
    case Op::Upsample:
        return upsampled(node, inputs);
    case Op::Add:
        return sum(node, inputs);
    case Op::GlobalAverage:
        return at::adaptive_avg_pool2d(inputs.front(), {1, 1});
    case Op::Sigmoid:
        return at::sigmoid(inputs.front());
    case Op::Scale:
        return inputs[0] * inputs[1];
    case Op::Dropout:
        return dropped(node, inputs.front(), mode);
    case Op::Image:
        break;
    }
    return inputs.front();
}

} // namespace sorby::learning
