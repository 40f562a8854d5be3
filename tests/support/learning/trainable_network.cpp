// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/learning/trainable_network.h"

#include "core/learning/checkpoint.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>

#include <algorithm>

namespace sorby::learning {
namespace {

constexpr std::uint64_t kSeed = 3;
constexpr double kLearningRate = 1e-3;

at::Tensor inOneRow(const std::vector<at::Tensor>& tensors)
{
    std::vector<at::Tensor> rows{at::empty({0}, at::kFloat)};
    for (const auto& tensor : tensors) {
        rows.push_back(tensor.detach().to(at::kCPU).contiguous().flatten());
    }
    return at::cat(rows);
}

} // namespace

TrainableNetwork::TrainableNetwork(const NetworkSpec& spec, const Device& device,
                                   const StepSettings& settings)
    : m_network(spec, placed(initialTensors(spec, kSeed), device.torch,
                             prefersChannelsLast(device, settings.bf16))),
      m_optimizer(m_network.parameters(), {OptimizerKind::Adam, kLearningRate}),
      m_step(m_network, m_optimizer, device, settings,
             {[this](const std::string& message) { notices.push_back(message); },
              [this] {
                  ++microBatches;
                  if (beforeMicroBatch) {
                      beforeMicroBatch();
                  }
              }})
{}

Result<LossSum> TrainableNetwork::run(std::span<const Sample> batch, const std::stop_token& stop)
{
    return m_step.run(batch, stop);
}

Result<double> TrainableNetwork::runForLoss(std::span<const Sample> batch)
{
    const auto loss = run(batch);
    if (!loss) {
        return loss.error();
    }
    return meanOf(*loss);
}

at::Tensor TrainableNetwork::weights() const
{
    std::vector<at::Tensor> tensors;
    for (const auto& parameter : m_network.parameters()) {
        tensors.push_back(parameter.tensor);
    }
    return inOneRow(tensors);
}

at::Tensor TrainableNetwork::statistics() const
{
    std::vector<at::Tensor> tensors;
    for (const auto& [name, tensor] : m_network.tensors()) {
        if (!tensor.requires_grad()) {
            tensors.push_back(tensor);
        }
    }
    return inOneRow(tensors);
}

at::Tensor TrainableNetwork::firstGradients() const
{
    std::vector<at::Tensor> tensors;
    for (const auto& [name, tensor] : m_optimizer.state()) {
        if (name.starts_with("optimizer.first.")) {
            tensors.push_back(tensor);
        }
    }
    return inOneRow(tensors) * 10;
}

Status TrainableNetwork::write(const std::filesystem::path& checkpoint) const
{
    TrainOptions options;
    options.network = m_network.spec();
    return writeCheckpoint(checkpoint, {options, 0, 1, m_network.tensors()});
}

double meanOf(const LossSum& loss)
{
    return loss.sum.item<double>() / std::max(loss.count.item<double>(), 1.0);
}

} // namespace sorby::learning
