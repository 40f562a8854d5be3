// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/annotations.h"
#include "core/imaging/label_image.h"

namespace sorby::imaging {

/// The label image that training and evaluation use: objects rasterised in order, pixel edits on top, the
/// rest matrix.
[[nodiscard]] LabelImage makeReference(const annotation::Annotations& annotations, Size size);
/// Only these pixels of it, for images too large to be held.
[[nodiscard]] LabelImage makeReference(const annotation::Annotations& annotations, const PixelRect& part);

} // namespace sorby::imaging
