// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/network.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace sorby::learning {

/// 64-bit FNV-1a.
[[nodiscard]] std::uint64_t fnv1a64(std::string_view text);

/// Numbers in [0, 1) that follow from a name: the rule of tests/oracles/make_published_logits.py.
[[nodiscard]] at::Tensor ruleNumbers(std::string_view name, std::int64_t count);

/// Weights by that rule for every tensor of the network, running statistics included.
[[nodiscard]] std::vector<NamedTensor> ruleTensors(const NetworkSpec& spec);

} // namespace sorby::learning
