// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"

namespace sorby::formats {

/// COCO object annotations (Lin et al., 2014): one JSON file with images, categories and annotations, the
/// segmentation as polygons (several are a union) or as runs of pixels. Coordinates are those of pixel
/// corners, so they are not shifted. Images without an annotation were looked at and are all matrix. Objects
/// with holes leave as runs, since COCO's polygons have none: their pixels are kept, their vertices are not;
/// points of interest cannot be kept. The source is the file, or a folder that holds such files, itself or in
/// a folder annotations.
[[nodiscard]] const Format& cocoFormat();

} // namespace sorby::formats
