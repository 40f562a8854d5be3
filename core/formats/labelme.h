// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"

namespace sorby::formats {

/// The JSON files of LabelMe, one for each micrograph; a source is one of them or a folder of them, which may
/// lie in its subfolders, too. Coordinates name pixels: half a pixel is added on import and taken off on
/// export, which is exact but for the last digits within a quarter of a pixel from the left and upper border.
/// The rule "pil" paints outlines as LabelMe paints polygons.
///
/// Polygons and rectangles are taken as they are, circles as polygons (annotation/shapes.h), masks by their
/// pixels; a point is a point of interest and its label the annotator. Lines have no area and are refused.
/// Shapes of one group and label are parts of one thing. Not kept: flags, descriptions, and the picture that
/// may be embedded in the file.
///
/// Out go polygons; an object with holes leaves as a mask, which keeps its pixels. The format has no list of
/// classes: their numbers are those in which the labels are met.
[[nodiscard]] const Format& labelMeFormat();

} // namespace sorby::formats
