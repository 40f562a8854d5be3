// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/double_conv.h"

#include "core/learning/autocast.h"

#include <ATen/ops/batch_norm.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/relu.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include <array>
#include <optional>

namespace sorby::learning {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr double kMomentum = 0.1;
constexpr double kEpsilon = 1e-5;

std::optional<at::Tensor> ifDefined(const at::Tensor& tensor)
{
    return tensor.defined() ? std::optional(tensor) : std::nullopt;
}

at::Tensor forwardUnit(const ConvUnit& unit, const at::Tensor& input, bool training)
{
    auto output = at::conv2d(input, unit.weight, ifDefined(unit.bias), 1, 1);
    if (unit.scale.defined()) {
        output = at::batch_norm(output, unit.scale, unit.shift, ifDefined(unit.runningMean),
                                ifDefined(unit.runningVariance), training, kMomentum, kEpsilon, true);
    }
    // In place: neither a convolution nor a normalisation needs its own output to go backwards.
    return at::relu_(output);
}

at::Tensor forwardBlock(const DoubleConv& block, const at::Tensor& input, bool training)
{
    return forwardUnit(block.second, forwardUnit(block.first, input, training), training);
}

DoubleConv blockOf(const variable_list& weights)
{
    return {{weights[0], weights[1], weights[2], weights[3], {}, {}},
            {weights[4], weights[5], weights[6], weights[7], {}, {}}};
}

/// Gradient checkpointing (Chen et al. 2016): forwards saves only the input and the weights, backwards runs
/// the block once more with gradients. The running statistics are updated in the first pass alone.
class CheckpointedBlock : public torch::autograd::Function<CheckpointedBlock> {
  public:
    using OptionalTensor = std::optional<at::Tensor>;

    // Function::apply sees tensors only when they are arguments of their own: one in a container would be
    // taken for a constant.
    static at::Tensor forward(AutogradContext* context, const at::Tensor& input, const at::Tensor& weight1,
                              const OptionalTensor& bias1, const OptionalTensor& scale1,
                              const OptionalTensor& shift1, const at::Tensor& weight2,
                              const OptionalTensor& bias2, const OptionalTensor& scale2,
                              const OptionalTensor& shift2, const DoubleConv* block)
    {
        variable_list saved{input, weight1, {}, {}, {}, weight2, {}, {}, {}};
        const std::array<const OptionalTensor*, 3> first{&bias1, &scale1, &shift1};
        const std::array<const OptionalTensor*, 3> second{&bias2, &scale2, &shift2};
        for (std::size_t i = 0; i < first.size(); ++i) {
            saved[2 + i] = first[i]->value_or(at::Tensor());
            saved[6 + i] = second[i]->value_or(at::Tensor());
        }
        context->save_for_backward(saved);
        context->saved_data["autocast"] = Autocast::isOn(input.device().type());
        return forwardBlock(*block, input, true);
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients)
    {
        auto saved = context->get_saved_variables();
        variable_list leaves;
        variable_list wanted;
        std::size_t edge = 0; // LibTorch counts the inputs that are there
        for (const auto& tensor : saved) {
            auto& leaf = leaves.emplace_back();
            if (tensor.defined()) {
                leaf = tensor.detach();
                leaf.set_requires_grad(context->needs_input_grad(edge++));
                if (leaf.requires_grad()) {
                    wanted.push_back(leaf);
                }
            }
        }
        variable_list computed;
        {
            const at::AutoGradMode withGradients(true);
            at::Tensor output;
            {
                const Autocast autocast(leaves[0].device().type(), context->saved_data["autocast"].toBool());
                output = forwardBlock(blockOf({leaves.begin() + 1, leaves.end()}), leaves[0], true);
            }
            computed = torch::autograd::grad({output}, wanted, {gradients[0]});
        }
        variable_list result;
        auto next = computed.begin();
        for (const auto& leaf : leaves) {
            result.push_back(leaf.defined() && leaf.requires_grad() ? *next++ : at::Tensor());
        }
        result.emplace_back(); // the pointer to the block has no gradient
        return result;
    }
};

} // namespace

at::Tensor forward(const DoubleConv& block, const at::Tensor& input, const ForwardMode& mode)
{
    if (!mode.checkpointing || !mode.training || !at::GradMode::is_enabled()) {
        return forwardBlock(block, input, mode.training);
    }
    const auto& [first, second] = block;
    return CheckpointedBlock::apply(input, first.weight, ifDefined(first.bias), ifDefined(first.scale),
                                    ifDefined(first.shift), second.weight, ifDefined(second.bias),
                                    ifDefined(second.scale), ifDefined(second.shift), &block);
}

} // namespace sorby::learning
