// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/losses.h"

#include "core/learning/sample_check.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/Reduction.h>
#include <ATen/ops/binary_cross_entropy_with_logits.h>
#include <ATen/ops/cross_entropy_loss.h>

namespace sorby::learning {
namespace {

at::Tensor countOf(const at::Tensor& labels)
{
    return labels.ne(kIgnoredLabel).sum(at::kLong).to(at::kDouble);
}

} // namespace

void LossSum::add(const LossSum& other)
{
    const auto otherSum = other.sum.detach().to(at::kDouble);
    sum = sum.defined() ? sum + otherSum : otherSum;
    count = count.defined() ? count + other.count : other.count;
}

LossSum binaryCrossEntropy(const at::Tensor& logits, const at::Tensor& labels)
{
    const auto target = labels.eq(1).to(at::kFloat).unsqueeze(1);
    const auto weight = labels.ne(kIgnoredLabel).to(at::kFloat).unsqueeze(1);
    return {
        at::binary_cross_entropy_with_logits(logits.to(at::kFloat), target, weight, {}, at::Reduction::Sum),
        countOf(labels)};
}

LossSum crossEntropy(const at::Tensor& logits, const at::Tensor& labels)
{
    return {at::cross_entropy_loss(logits.to(at::kFloat), labels.to(at::kLong), {}, at::Reduction::Sum,
                                   kIgnoredLabel),
            countOf(labels)};
}

LossSum lossOf(const at::Tensor& logits, const at::Tensor& labels)
{
    return logits.size(1) == 1 ? binaryCrossEntropy(logits, labels) : crossEntropy(logits, labels);
}

} // namespace sorby::learning
