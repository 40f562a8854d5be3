// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/options.h"

#include <ostream>
#include <string>
#include <vector>

namespace sorby::learning {

/// Every network of the registry, and the U-Net in all its kinds; some are shown one channel and some three.
[[nodiscard]] std::vector<NetworkSpec> everyNetwork();

/// "unetpp_resnet34_none"
[[nodiscard]] std::string shortName(const NetworkSpec& spec);

/// In the names of the tests.
void PrintTo(const NetworkSpec& spec, std::ostream* out);

} // namespace sorby::learning
