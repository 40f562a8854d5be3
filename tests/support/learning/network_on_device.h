// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/devices.h"
#include "core/learning/engine.h"
#include "core/learning/network.h"

#include <filesystem>

namespace sorby::learning {

/// A network from a checkpoint, asked at a precision of the caller's choice: Predictor chooses its own.
class NetworkOnDevice {
  public:
    [[nodiscard]] static Result<NetworkOnDevice> open(const std::filesystem::path& checkpoint,
                                                      const Device& device, bool bf16);
    /// A whole image, from memory to memory.
    [[nodiscard]] Result<Logits> predict(const Raster<float>& image) const;

  private:
    NetworkOnDevice(Network network, bool bf16) : m_network(std::move(network)), m_bf16(bf16) {}
    Network m_network;
    bool m_bf16;
};

} // namespace sorby::learning
