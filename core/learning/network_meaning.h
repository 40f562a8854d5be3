// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/options.h"

#include <string>
#include <utility>
#include <vector>

namespace sorby::learning {

/// What an application that is not Sorby has to know of a network beside its tensors, as keys and texts for
/// the metadata of an exported file: sorby_version, network (its options as JSON), classes, and in words
/// input and output.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> networkMeaning(const NetworkSpec& spec);

} // namespace sorby::learning
