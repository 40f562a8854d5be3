// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/annotations.h"
#include "core/imaging/label_image.h"

namespace sorby::imaging {

/// The label image that training and evaluation use: objects rasterised in order, pixel edits on top, the
/// rest matrix.
[[nodiscard]] LabelImage makeReference(const annotation::Annotations& annotations, Size size);

} // namespace sorby::imaging
