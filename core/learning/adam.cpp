// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/adam.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/_fused_adam.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/full.h>
#include <ATen/ops/zeros_like.h>

namespace sorby::learning {
namespace {

constexpr double kBeta1 = 0.9;
constexpr double kBeta2 = 0.999;
constexpr double kEpsilon = 1e-8;

} // namespace

Adam::Adam(const std::vector<NamedTensor>& parameters, double learningRate)
    : m_parameters(parameters), m_learningRate(learningRate)
{
    const at::NoGradGuard noGradients;
    for (const auto& parameter : m_parameters) {
        m_first.push_back(at::zeros_like(parameter.tensor));
        m_second.push_back(at::zeros_like(parameter.tensor));
    }
}

void Adam::step(const at::Tensor& divisor)
{
    const at::NoGradGuard noGradients;
    std::vector<at::Tensor> parameters;
    std::vector<at::Tensor> gradients;
    std::vector<at::Tensor> first;
    std::vector<at::Tensor> second;
    for (std::size_t i = 0; i < m_parameters.size(); ++i) {
        const auto& parameter = m_parameters[i].tensor;
        auto gradient = parameter.grad();
        if (!gradient.defined()) {
            continue;
        }
        if (gradient.strides() != parameter.strides()) {
            // The fused kernel goes through memory in order and does not look at strides.
            gradient = at::empty_like(parameter).copy_(gradient);
        }
        parameters.push_back(parameter);
        gradients.push_back(gradient);
        first.push_back(m_first[i]);
        second.push_back(m_second[i]);
    }
    ++m_steps;
    if (parameters.empty()) {
        return;
    }
    const auto options = parameters.front().options().requires_grad(false).dtype(at::kFloat);
    const std::vector<at::Tensor> steps(parameters.size(),
                                        at::full({}, static_cast<double>(m_steps), options));
    at::_fused_adam_(parameters, gradients, first, second, {}, steps, m_learningRate, kBeta1, kBeta2, 0,
                     kEpsilon, false, false, divisor.to(at::kFloat), {});
}

void Adam::clearGradients()
{
    for (const auto& parameter : m_parameters) {
        parameter.tensor.mutable_grad().reset();
    }
}

std::vector<NamedTensor> Adam::state() const
{
    std::vector<NamedTensor> result;
    for (std::size_t i = 0; i < m_parameters.size(); ++i) {
        result.push_back({"optimizer.first." + m_parameters[i].name, m_first[i]});
        result.push_back({"optimizer.second." + m_parameters[i].name, m_second[i]});
    }
    return result;
}

} // namespace sorby::learning
