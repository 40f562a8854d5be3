// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/training_data.h"

#include <string>

namespace sorby::learning {

/// Label of pixels that count neither in losses nor in scores.
inline constexpr int kIgnoredLabel = 255;

/// An Error when image and labels differ in size or a label is no class; `name` is what it speaks of.
[[nodiscard]] Status checkSample(const Sample& sample, int classCount, const std::string& name);

} // namespace sorby::learning
