// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/network.h"

#include <cstdint>
#include <vector>

namespace sorby::learning {

struct OptimizerSettings {
    OptimizerKind kind = OptimizerKind::Adam;
    double learningRate = 1e-4;
    double weightDecay = 0;
    double momentum = 0.9;  ///< of SGD
    double clipNorm = 0;    ///< longer gradients are shortened to this length; 0: never
    double encoderRate = 1; ///< the encoder's learning rate as a share of the others'
};
[[nodiscard]] OptimizerSettings optimizerSettings(const TrainOptions& options);

/// Changes the parameters by their gradients, all of them in one fused call: Adam (Kingma and Ba 2015; beta
/// 0.9 and 0.999, epsilon 1e-8; weight decay as a part of the gradient), AdamW (Loshchilov and Hutter 2019:
/// weight decay beside it) or SGD with Nesterov's momentum (Sutskever et al. 2013).
class Optimizer {
  public:
    Optimizer(const std::vector<NamedTensor>& parameters, const OptimizerSettings& settings);

    void setLearningRate(double rate) { m_settings.learningRate = rate; }
    /// One step with each parameter's gradient divided by `divisor`, which is of one number; the length that
    /// is clipped is that of all gradients together (Pascanu et al. 2013). Parameters without a gradient stay
    /// as they are.
    void step(const at::Tensor& divisor);
    void clearGradients();

    [[nodiscard]] std::int64_t steps() const { return m_steps; }
    /// Gradients as they are now, of the parameters that have one.
    [[nodiscard]] std::vector<at::Tensor> gradients() const;
    /// The moments, named "optimizer.first.NAME" and "optimizer.second.NAME"; SGD has the first
    /// alone, and without momentum none.
    [[nodiscard]] std::vector<NamedTensor> state() const;
    /// Goes on from a state() of the same parameters and settings. Error Mismatch otherwise.
    [[nodiscard]] Status restore(const std::vector<NamedTensor>& state, std::int64_t steps);

  private:
    struct Group;
    void stepGroup(const Group& group, double rate, const at::Tensor& scale) const;

    std::vector<NamedTensor> m_parameters;
    std::vector<at::Tensor> m_first;
    std::vector<at::Tensor> m_second;
    OptimizerSettings m_settings;
    std::int64_t m_steps = 0;
};

} // namespace sorby::learning
