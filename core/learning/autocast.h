// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <c10/core/DeviceType.h>
#include <c10/core/ScalarType.h>

namespace sorby::learning {

/// While it lives, convolutions on this thread compute in 16 bits (when `on`; bf16 or fp16) or as their
/// inputs are. At the end the converted copies of the weights are dropped, because the next step changes the
/// weights.
class Autocast {
  public:
    Autocast(c10::DeviceType device, bool on, c10::ScalarType type = c10::kBFloat16);
    ~Autocast();
    Autocast(const Autocast&) = delete;
    Autocast& operator=(const Autocast&) = delete;

    [[nodiscard]] static bool isOn(c10::DeviceType device);
    [[nodiscard]] static c10::ScalarType typeOf(c10::DeviceType device);

  private:
    c10::DeviceType m_device;
    bool m_before;
    c10::ScalarType m_typeBefore;
};

} // namespace sorby::learning
