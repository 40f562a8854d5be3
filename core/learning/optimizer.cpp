// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/optimizer.h"

#include "core/learning/network_layout.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/_foreach_norm.h>
#include <ATen/ops/_fused_adam.h>
#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/_fused_sgd.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/full.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros_like.h>

namespace sorby::learning {
namespace {

constexpr double kBeta1 = 0.9;
constexpr double kBeta2 = 0.999;
constexpr double kEpsilon = 1e-8;

/// By what gradients are divided so that, divided, they are no longer than `longest` together.
at::Tensor clippedDivisor(const std::vector<at::Tensor>& gradients, const at::Tensor& divisor, double longest)
{
    const auto length = at::stack(at::_foreach_norm(gradients, 2)).norm();
    return at::maximum(divisor, length / longest);
}

} // namespace

OptimizerSettings optimizerSettings(const TrainOptions& options)
{
    return {options.optimizer, options.learningRate, options.weightDecay,
            options.momentum,  options.clipNorm,     options.encoderRate};
}

Optimizer::Optimizer(const std::vector<NamedTensor>& parameters, const OptimizerSettings& settings)
    : m_parameters(parameters), m_settings(settings)
{
    const at::NoGradGuard noGradients;
    const bool isSgd = settings.kind == OptimizerKind::Sgd;
    for (const auto& parameter : m_parameters) {
        if (!isSgd || settings.momentum > 0) {
            m_first.push_back(at::zeros_like(parameter.tensor));
        }
        if (!isSgd) {
            m_second.push_back(at::zeros_like(parameter.tensor));
        }
    }
}

/// Parameters of one learning rate, those that have a gradient.
struct Optimizer::Group {
    std::vector<at::Tensor> parameters;
    std::vector<at::Tensor> gradients;
    std::vector<at::Tensor> first;
    std::vector<at::Tensor> second;
};

std::vector<at::Tensor> Optimizer::gradients() const
{
    std::vector<at::Tensor> all;
    for (const auto& parameter : m_parameters) {
        if (parameter.tensor.grad().defined()) {
            all.push_back(parameter.tensor.grad());
        }
    }
    return all;
}

void Optimizer::step(const at::Tensor& divisor)
{
    const at::NoGradGuard noGradients;
    Group encoder;
    Group others;
    const bool isSplit = m_settings.encoderRate != 1;
    for (std::size_t i = 0; i < m_parameters.size(); ++i) {
        const auto& [name, parameter] = m_parameters[i];
        auto gradient = parameter.grad();
        if (!gradient.defined()) {
            continue;
        }
        if (gradient.strides() != parameter.strides()) {
            // The fused kernels go through memory in order and do not look at strides.
            gradient = at::empty_like(parameter).copy_(gradient);
        }
        auto& group = isSplit && isOfEncoder(name) ? encoder : others;
        group.parameters.push_back(parameter);
        group.gradients.push_back(gradient);
        if (!m_first.empty()) {
            group.first.push_back(m_first[i]);
        }
        if (!m_second.empty()) {
            group.second.push_back(m_second[i]);
        }
    }
    ++m_steps;
    auto all = encoder.gradients;
    all.insert(all.end(), others.gradients.begin(), others.gradients.end());
    if (all.empty()) {
        return;
    }
    auto scale = divisor.to(at::kFloat);
    if (m_settings.clipNorm > 0) {
        scale = clippedDivisor(all, scale, m_settings.clipNorm);
    }
    stepGroup(encoder, m_settings.learningRate * m_settings.encoderRate, scale);
    stepGroup(others, m_settings.learningRate, scale);
}

void Optimizer::stepGroup(const Group& group, double rate, const at::Tensor& scale) const
{
    if (group.parameters.empty()) {
        return;
    }
    const auto& [parameters, gradients, first, second] = group;
    const auto decay = m_settings.weightDecay;
    if (m_settings.kind == OptimizerKind::Sgd) {
        at::_fused_sgd_(parameters, gradients, first, decay, m_settings.momentum, rate, 0,
                        m_settings.momentum > 0, false, m_steps == 1, scale, {});
        return;
    }
    const auto options = parameters.front().options().requires_grad(false).dtype(at::kFloat);
    const std::vector<at::Tensor> steps(parameters.size(),
                                        at::full({}, static_cast<double>(m_steps), options));
    if (m_settings.kind == OptimizerKind::AdamW) {
        at::_fused_adamw_(parameters, gradients, first, second, {}, steps, rate, kBeta1, kBeta2, decay,
                          kEpsilon, false, false, scale, {});
    } else {
        at::_fused_adam_(parameters, gradients, first, second, {}, steps, rate, kBeta1, kBeta2, decay,
                         kEpsilon, false, false, scale, {});
    }
}

void Optimizer::clearGradients()
{
    for (const auto& parameter : m_parameters) {
        parameter.tensor.mutable_grad().reset();
    }
}

std::vector<NamedTensor> Optimizer::state() const
{
    std::vector<NamedTensor> result;
    for (std::size_t i = 0; i < m_parameters.size(); ++i) {
        if (!m_first.empty()) {
            result.push_back({"optimizer.first." + m_parameters[i].name, m_first[i]});
        }
        if (!m_second.empty()) {
            result.push_back({"optimizer.second." + m_parameters[i].name, m_second[i]});
        }
    }
    return result;
}

Status Optimizer::restore(const std::vector<NamedTensor>& saved, std::int64_t steps)
{
    if (!copyByName(saved, state())) {
        return Error{ErrorCode::Mismatch, "its optimiser's state is of another network or optimiser", {}};
    }
    m_steps = steps;
    return {};
}

} // namespace sorby::learning
