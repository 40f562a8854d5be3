// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"
#include "widgets/document/image_content.h"

#include <QString>

namespace sorby::canvas {

/// What is at a place of the image: "x 12  y 40 · grey 133 · MA island", with the prediction's class when it
/// is shown. Empty outside the image.
[[nodiscard]] QString hoverText(const document::ImageContent& content, const annotation::ClassList& classes,
                                annotation::Point place, bool withPrediction);

} // namespace sorby::canvas
