// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/folding.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/zeros_like.h>

namespace sorby::learning {
namespace {

/// In the memory order of `like`.
at::Tensor roundedLike(const at::Tensor& like, const at::Tensor& values)
{
    return at::empty_like(like).copy_(values);
}

void foldInto(Node& node, NodeTensors& tensors)
{
    const auto shift = tensors.shift.to(at::kDouble);
    const auto factor = tensors.scale.to(at::kDouble) /
                        (tensors.runningVariance.to(at::kDouble) + kNormalizationEpsilon).sqrt();
    const auto bias = tensors.bias.defined() ? tensors.bias.to(at::kDouble) : at::zeros_like(shift);
    const auto weight = tensors.weight.to(at::kDouble) * factor.reshape({-1, 1, 1, 1});
    tensors = {roundedLike(tensors.weight, weight),
               roundedLike(tensors.shift, (bias - tensors.runningMean.to(at::kDouble)) * factor + shift),
               {},
               {},
               {},
               {}};
    node.bias = true;
    node.normalization = Normalization::None;
    node.normName.clear();
}

} // namespace

FoldedGraph foldBatchNormalization(const GraphRunner& runner)
{
    const at::AutoGradMode noGradients(false);
    FoldedGraph folded{runner.graph(), {}};
    for (std::size_t i = 0; i < folded.graph.nodes.size(); ++i) {
        auto tensors = runner.tensors(static_cast<int>(i));
        for (auto* tensor : {&tensors.weight, &tensors.bias, &tensors.scale, &tensors.shift,
                             &tensors.runningMean, &tensors.runningVariance}) {
            *tensor = tensor->defined() ? tensor->detach() : at::Tensor();
        }
        if (folded.graph.nodes[i].normalization == Normalization::Batch) {
            foldInto(folded.graph.nodes[i], tensors);
        }
        folded.tensors.push_back(std::move(tensors));
    }
    return folded;
}

} // namespace sorby::learning
