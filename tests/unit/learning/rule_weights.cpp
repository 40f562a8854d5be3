// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/learning/rule_weights.h"

#include "core/learning/network_layout.h"

#include <ATen/ATen.h>

#include <cmath>

namespace sorby::learning {

std::uint64_t fnv1a64(std::string_view text)
{
    std::uint64_t value = 0xCBF29CE484222325U;
    for (const char letter : text) {
        value = (value ^ static_cast<unsigned char>(letter)) * 0x100000001B3U;
    }
    return value;
}

at::Tensor ruleNumbers(std::string_view name, std::int64_t count)
{
    auto numbers = at::empty({count}, at::kDouble);
    auto* number = numbers.data_ptr<double>();
    const auto first = fnv1a64(name);
    for (std::int64_t i = 0; i < count; ++i) {
        auto state = first + static_cast<std::uint64_t>(i) + 0x9E3779B97F4A7C15U;
        state = (state ^ (state >> 30U)) * 0xBF58476D1CE4E5B9U;
        state = (state ^ (state >> 27U)) * 0x94D049BB133111EBU;
        state ^= state >> 31U;
        number[i] = static_cast<double>(state >> 11U) * 0x1p-53;
    }
    return numbers;
}

std::vector<NamedTensor> ruleTensors(const NetworkSpec& spec)
{
    std::vector<NamedTensor> tensors;
    for (const auto& layout : networkLayout(spec)) {
        auto numbers =
            ruleNumbers(layout.name, static_cast<std::int64_t>(layout.elements())).reshape(layout.shape);
        if (layout.shape.size() == 4) {
            const auto seen = static_cast<double>(layout.shape[1] * layout.shape[2] * layout.shape[3]);
            numbers = (2 * numbers - 1) * std::sqrt(3.0 / seen);
        } else if (layout.name.ends_with(".running_var") || layout.name.ends_with(".weight")) {
            numbers = 0.5 + numbers;
        } else {
            numbers = 0.4 * (numbers - 0.5);
        }
        tensors.push_back({layout.name, numbers.to(at::kFloat)});
    }
    return tensors;
}

} // namespace sorby::learning
