// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/checkpointed_block.h"

#include "core/learning/autocast.h"

#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include <utility>

namespace sorby::learning {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// What a block is, for the way back; the runner outlives it.
struct BlockToRepeat {
    const GraphRunner* runner = nullptr;
    const ScheduledBlock* block = nullptr;
    ForwardMode mode;
};

/// The trained tensors of a node in a fixed order, those that there are.
std::vector<at::Tensor*> trainedTensors(NodeTensors& tensors)
{
    std::vector<at::Tensor*> there;
    for (auto* tensor : {&tensors.weight, &tensors.bias, &tensors.scale, &tensors.shift}) {
        if (tensor->defined()) {
            there.push_back(tensor);
        }
    }
    return there;
}

/// The block's tensors by node, copies that may be exchanged.
std::vector<NodeTensors> tensorsOf(const BlockToRepeat& repeated)
{
    std::vector<NodeTensors> tensors;
    for (const int node : repeated.block->nodes) {
        tensors.push_back(repeated.runner->tensors(node));
    }
    return tensors;
}

class CheckpointedBlock : public torch::autograd::Function<CheckpointedBlock> {
  public:
    /// `values` are the block's inputs and behind them its trained tensors. Function::apply() sees tensors
    /// only as arguments of their own or as a TensorList: one in another container would be taken for a
    /// constant.
    static variable_list forward(AutogradContext* context, at::TensorList values,
                                 const BlockToRepeat& repeated)
    {
        context->save_for_backward(values.vec());
        context->set_materialize_grads(false);
        context->saved_data["autocast"] = Autocast::isOn(values.front().device().type());
        context->saved_data["autocastType"] =
            static_cast<std::int64_t>(Autocast::typeOf(values.front().device().type()));
        context->saved_data["frozen"] = repeated.mode.frozenEncoder;
        context->saved_data["runner"] = toNumber(repeated.runner);
        context->saved_data["block"] = toNumber(repeated.block);
        context->saved_data["dropout"] = static_cast<std::int64_t>(repeated.mode.dropoutSeed);
        const auto inputs = values.slice(0, repeated.block->inputs.size()).vec();
        return repeated.runner->runBlock(*repeated.block, inputs, repeated.mode, true);
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients)
    {
        const auto repeated = restored(*context);
        variable_list leaves;
        variable_list wanted;
        for (const auto& tensor : context->get_saved_variables()) {
            auto leaf = tensor.detach();
            leaf.set_requires_grad(context->needs_input_grad(leaves.size()));
            if (leaf.requires_grad()) {
                wanted.push_back(leaf);
            }
            leaves.push_back(std::move(leaf));
        }
        auto computed =
            gradientsOf(repeated, leaves, wanted, gradients, context->saved_data["autocast"].toBool(),
                        static_cast<c10::ScalarType>(context->saved_data["autocastType"].toInt()));
        variable_list result;
        auto next = computed.begin();
        for (const auto& leaf : leaves) {
            result.push_back(leaf.requires_grad() ? std::move(*next++) : at::Tensor());
        }
        result.emplace_back(); // what is repeated has no gradient
        return result;
    }

  private:
    template <typename T>
    static std::int64_t toNumber(const T* pointer)
    {
        return static_cast<std::int64_t>(reinterpret_cast<std::uintptr_t>(pointer));
    }
    template <typename T>
    static const T* toPointer(const c10::IValue& number)
    {
        return reinterpret_cast<const T*>(static_cast<std::uintptr_t>(number.toInt()));
    }
    static BlockToRepeat restored(AutogradContext& context)
    {
        BlockToRepeat repeated;
        repeated.runner = toPointer<GraphRunner>(context.saved_data["runner"]);
        repeated.block = toPointer<ScheduledBlock>(context.saved_data["block"]);
        repeated.mode.training = true;
        repeated.mode.frozenEncoder = context.saved_data["frozen"].toBool();
        repeated.mode.dropoutSeed = static_cast<std::uint64_t>(context.saved_data["dropout"].toInt());
        return repeated;
    }

    static variable_list gradientsOf(const BlockToRepeat& repeated, const variable_list& leaves,
                                     const variable_list& wanted, const variable_list& gradients,
                                     bool autocastOn, c10::ScalarType autocastType)
    {
        const at::AutoGradMode withGradients(true);
        variable_list outputs;
        {
            const auto inputCount = static_cast<std::ptrdiff_t>(repeated.block->inputs.size());
            auto tensors = tensorsOf(repeated);
            auto leaf = leaves.begin() + inputCount;
            for (auto& node : tensors) {
                for (auto* tensor : trainedTensors(node)) {
                    *tensor = *leaf++;
                }
            }
            const Autocast autocast(leaves.front().device().type(), autocastOn, autocastType);
            outputs =
                repeated.runner->runBlock(*repeated.block, {leaves.begin(), leaves.begin() + inputCount},
                                          repeated.mode, false, tensors);
        }
        variable_list reached;
        variable_list reaching;
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            if (gradients[i].defined()) {
                reached.push_back(std::move(outputs[i]));
                reaching.push_back(gradients[i]);
            }
        }
        outputs.clear();
        return torch::autograd::grad(reached, wanted, reaching, false, false, true);
    }
};

} // namespace

std::vector<at::Tensor> runCheckpointed(const GraphRunner& runner, const ScheduledBlock& block,
                                        const std::vector<at::Tensor>& inputs, const ForwardMode& mode)
{
    const BlockToRepeat repeated{&runner, &block, mode};
    auto values = inputs;
    for (auto& tensors : tensorsOf(repeated)) {
        for (const auto* tensor : trainedTensors(tensors)) {
            values.push_back(*tensor);
        }
    }
    return CheckpointedBlock::apply(at::TensorList(values), repeated);
}

} // namespace sorby::learning
