// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/graph_runner.h"
#include "core/learning/options.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace sorby::learning {

struct NamedTensor {
    std::string name;
    at::Tensor tensor;
};

/// The tensors of a new network on the CPU, in the order of networkLayout(): He initialisation (Kaiming
/// normal, fan-in), biases 0, a head of small weights so that the first loss is that of an undecided network.
[[nodiscard]] std::vector<NamedTensor> initialTensors(const NetworkSpec& spec, std::uint64_t seed);

/// The same tensors on a device, convolution weights channels-last when asked.
[[nodiscard]] std::vector<NamedTensor> placed(const std::vector<NamedTensor>& tensors, c10::Device device,
                                              bool channelsLast);

/// Copies by name, in whatever order. False when the names or shapes are not the same ones; nothing is copied
/// then.
[[nodiscard]] bool copyByName(const std::vector<NamedTensor>& from, const std::vector<NamedTensor>& to);

/// How a network brings grey values of 0..1 to its own scale: (grey - mean) / deviation, with one number for
/// all of its input channels or one for each.
struct GreyScale {
    std::vector<double> mean;
    std::vector<double> deviation;
};
[[nodiscard]] GreyScale greyScaleOf(const NetworkSpec& spec);

/// A network of the registry with its tensors. Images of 0..1, which it brings to its own scale, of any size:
/// they are continued to the right and below to a multiple of the stride by repeating the border, and the
/// logits are cut back.
class Network {
  public:
    /// `tensors` in the order of networkLayout(spec), all on one device.
    Network(const NetworkSpec& spec, std::vector<NamedTensor> tensors);

    /// [N, 1, H, W], or as many channels as the network has inputs, to logits [N, outputChannels, H, W]. The
    /// network has to live until the backward pass is done.
    [[nodiscard]] at::Tensor forward(const at::Tensor& images, const ForwardMode& mode = {}) const;
    /// With deep supervision behind them the logits of the coarser levels, from fine to coarse: level L of
    /// the continued image's size / 2^L.
    [[nodiscard]] std::vector<at::Tensor> forwardAll(const at::Tensor& images,
                                                     const ForwardMode& mode = {}) const;

    /// The same for inference alone: convolutions and their batch normalisation are one (folding.h). Nothing
    /// of it is trained; other tensors are shared.
    [[nodiscard]] Network folded() const;

    [[nodiscard]] const NetworkSpec& spec() const { return m_spec; }
    [[nodiscard]] const NetworkGraph& graph() const { return m_runner->graph(); }
    [[nodiscard]] const NodeTensors& tensorsOf(int node) const { return m_runner->tensors(node); }
    /// All tensors, running statistics included.
    [[nodiscard]] const std::vector<NamedTensor>& tensors() const { return m_tensors; }
    /// What is trained.
    [[nodiscard]] const std::vector<NamedTensor>& parameters() const { return m_parameters; }
    [[nodiscard]] c10::Device device() const { return m_tensors.front().tensor.device(); }
    [[nodiscard]] bool isChannelsLast() const;
    /// A frozen encoder gets no gradients, and its normalisation keeps the statistics that it has.
    void freezeEncoder(bool frozen);

  private:
    Network(const NetworkSpec& spec, NetworkGraph graph, std::vector<NodeTensors> tensors);
    std::vector<at::Tensor> run(const at::Tensor& images, const ForwardMode& mode, bool allOutputs) const;

    NetworkSpec m_spec;
    std::vector<NamedTensor> m_tensors;
    std::vector<NamedTensor> m_parameters;
    bool m_frozenEncoder = false;
    std::shared_ptr<const GraphRunner> m_runner; ///< stays in its place when the network is moved
};

/// Continues [.., H, W] to multiples of the stride by repeating the last column and row.
[[nodiscard]] at::Tensor padToStride(const at::Tensor& images, int stride);

} // namespace sorby::learning
