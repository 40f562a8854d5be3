// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/annotations.h"
#include "core/imaging/label_image.h"

namespace sorby::tools {

/// The reference (objects in order, pixel edits on top) inside `rect`, without making the rest of it.
[[nodiscard]] imaging::LabelImage labelsOfPart(const annotation::Annotations& annotations,
                                               const PixelRect& rect);

} // namespace sorby::tools
