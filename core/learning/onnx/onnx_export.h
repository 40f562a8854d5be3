// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/network.h"
#include "core/learning/onnx/onnx_model.h"

namespace sorby::learning {

/// The network as it predicts, from grey values to logits: input "image" [N, 1, H, W] of any size, 0..1,
/// output "logits" [N, outputChannels, H, W]. Scaling the grey values, continuing the border to a multiple of
/// the stride and cutting back are part of it, batch normalisation is folded, dropout is gone. The metadata
/// say what an application has to know.
[[nodiscard]] onnx::Model onnxModelOf(const Network& network);

} // namespace sorby::learning
