// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/devices.h"
#include "core/learning/engine.h"

#include <filesystem>
#include <memory>

namespace sorby::learning {

/// A predictor with a network of its own, read from the checkpoint.
[[nodiscard]] Result<std::unique_ptr<Predictor>>
makePredictor(const std::filesystem::path& checkpoint, const PredictOptions& options, const Device& device);

} // namespace sorby::learning
