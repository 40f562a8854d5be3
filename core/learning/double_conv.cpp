// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/double_conv.h"

#include "core/learning/autocast.h"

#include <ATen/ops/batch_norm.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/relu.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

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
    // Function::apply sees tensors only when they are arguments of their own: one in a container would be
    // taken for a constant.
    static at::Tensor forward(AutogradContext* context, const at::Tensor& input, const at::Tensor& weight1,
                              const at::Tensor& bias1, const at::Tensor& scale1, const at::Tensor& shift1,
                              const at::Tensor& weight2, const at::Tensor& bias2, const at::Tensor& scale2,
                              const at::Tensor& shift2, const DoubleConv* block)
    {
        context->save_for_backward({input, weight1, bias1, scale1, shift1, weight2, bias2, scale2, shift2});
        context->saved_data["autocast"] = Autocast::isOn(input.device().type());
        return forwardBlock(*block, input, true);
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients)
    {
        auto saved = context->get_saved_variables();
        variable_list leaves;
        variable_list wanted;
        for (std::size_t i = 0; i < saved.size(); ++i) {
            auto& leaf = leaves.emplace_back();
            if (saved[i].defined()) {
                leaf = saved[i].detach();
                leaf.set_requires_grad(context->needs_input_grad(i));
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
    return CheckpointedBlock::apply(input, first.weight, first.bias, first.scale, first.shift, second.weight,
                                    second.bias, second.scale, second.shift, &block);
}

} // namespace sorby::learning
