// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/engine.h"

#include <memory>

namespace sorby::learning {

/// The engine on LibTorch. Making it loads LibTorch's CUDA part when there is an NVIDIA driver.
[[nodiscard]] std::unique_ptr<Engine> makeTorchEngine();

} // namespace sorby::learning
