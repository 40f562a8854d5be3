// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"

namespace sorby::formats {

/// Selections of ImageJ and Fiji: .roi files and archives of them (RoiSet.zip, by the ROI manager); a source
/// is one of them or a folder of them. Which micrograph they are of: imagej_files.h.
///
/// Coordinates of areas, in whole numbers or not, are corners of pixels, as in Sorby. A point in whole
/// numbers names a pixel and means its centre; other points are taken as they are.
///
/// Polygons, freehand and traced outlines, rectangles, ovals, ellipses and composites become objects, the
/// parts of a composite one group; curves become short straight lines. Points are points of interest, and
/// the name of their selection the annotator. Lines and texts have no area and are refused. ImageJ has no
/// classes: the class is the property "class" of a selection, else the number of its group, else the class
/// of the project with whose name the selection's begins ("MA island 3"), else the first one. Not kept: the
/// slice of a stack, colours, and the curve through the points of a fitted spline.
///
/// Out goes STEM.zip for each image, with one selection for each object, or for all parts of one thing:
/// named by class and number, group and stroke colour those of the class. Points of interest of objects
/// stand among the properties, those of annotators leave as one point selection for each. ImageJ holds
/// coordinates that are no whole numbers in 32 bits (7 digits); where that rounds, the exact ones stand among
/// the properties and come back as long as ImageJ has not changed the outline. Only specimens are lost.
[[nodiscard]] const Format& imageJFormat();

} // namespace sorby::formats
