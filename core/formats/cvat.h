// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"

namespace sorby::formats {

/// CVAT XML 1.1, the export called "CVAT for images 1.1"; read only. A source is such a file, or the folder
/// of an unpacked export with annotations.xml in it. Coordinates are those of corners, as Sorby's are.
///
/// Polygons are taken as they are, boxes and ellipses, turned ones too, as polygons (annotation/shapes.h),
/// masks by their pixels; points are points of interest and their label is the annotator. Shapes are drawn in
/// the order of their z_order, equal ones in that of the file. Shapes of one group and label are parts of one
/// thing. Lines have no area and are refused, as cuboids, skeletons, tags and the tracks of videos are.
/// Occlusion, attributes and sources are not kept.
[[nodiscard]] const Format& cvatFormat();

} // namespace sorby::formats
