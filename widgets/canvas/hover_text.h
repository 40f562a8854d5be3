// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/classes.h"
#include "core/annotation/geometry.h"
#include "core/base/calibration.h"
#include "core/imaging/micrograph.h"

#include <QString>

#include <cstdint>
#include <optional>

namespace sorby::canvas {

/// What is known of a place of the image.
struct HoverFacts {
    int x = 0;
    int y = 0;
    std::optional<imaging::Pixels> pixel;       ///< one pixel; nothing while it is on its way
    std::optional<std::uint8_t> label;          ///< of the reference
    std::optional<std::uint8_t> predictedLabel; ///< when the prediction is shown
    std::optional<Calibration> calibration;
};

/// "x 12  y 40 · 0.67, 2.23 µm · grey 133 · MA island · prediction: matrix".
[[nodiscard]] QString hoverText(const HoverFacts& facts, const annotation::ClassList& classes);

} // namespace sorby::canvas
