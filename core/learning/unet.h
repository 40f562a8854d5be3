// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/double_conv.h"
#include "core/learning/options.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
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

/// The classical U-Net: on each level two 3x3 convolutions with ReLU, max-pooling 2x2 down, transposed 2x2
/// convolutions up, skip connections by concatenation, a 1x1 head. Images of 0..1, which it centres, of any
/// size: they are continued to the right and below to a multiple of the stride by repeating the border, and
/// the logits are cut back.
class UNet {
  public:
    /// `tensors` in the order of networkLayout(spec), all on one device.
    UNet(const NetworkSpec& spec, std::vector<NamedTensor> tensors);

    /// [N, 1, H, W] to logits [N, outputChannels, H, W].
    [[nodiscard]] at::Tensor forward(const at::Tensor& images, const ForwardMode& mode = {}) const;

    [[nodiscard]] const NetworkSpec& spec() const { return m_spec; }
    /// All tensors, running statistics included.
    [[nodiscard]] const std::vector<NamedTensor>& tensors() const { return m_tensors; }
    /// What is trained.
    [[nodiscard]] const std::vector<NamedTensor>& parameters() const { return m_parameters; }
    [[nodiscard]] c10::Device device() const { return m_headWeight.device(); }
    [[nodiscard]] bool isChannelsLast() const;

  private:
    struct Up {
        at::Tensor weight;
        at::Tensor bias;
    };
    NetworkSpec m_spec;
    std::vector<NamedTensor> m_tensors;
    std::vector<NamedTensor> m_parameters;
    std::vector<DoubleConv> m_encoder; ///< by level
    DoubleConv m_bottom;
    std::vector<Up> m_up;              ///< into this level
    std::vector<DoubleConv> m_decoder; ///< by level
    at::Tensor m_headWeight;
    at::Tensor m_headBias;
};

/// Continues [.., H, W] to multiples of the stride by repeating the last column and row.
[[nodiscard]] at::Tensor padToStride(const at::Tensor& images, int stride);

} // namespace sorby::learning
