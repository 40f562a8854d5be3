// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace sorby::learning {

struct CudaDevice {
    std::string name;
    int computeCapability = 0; ///< 80 for 8.0
};

/// What the NVIDIA driver says, asked without LibTorch.
struct CudaDriver {
    bool present = false;
    std::vector<CudaDevice> devices;
};
[[nodiscard]] CudaDriver askCudaDriver();

} // namespace sorby::learning
