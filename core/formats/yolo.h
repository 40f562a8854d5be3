// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"

namespace sorby::formats {

/// YOLO segmentation: a text file for each micrograph, a line for each object, "class x1 y1 x2 y2 ...". The
/// coordinates are shares of width and height, from the upper left corner; so the micrographs must be there.
/// YOLO's class 0 is class 1 here, since the matrix has none.
///
/// A source is data.yaml (or dataset.yaml), which names the classes and the folders of micrographs, a folder
/// with one or with labels/, or a folder of the text files. images/A/x.tif belongs to labels/A/x.txt; other
/// layouts are looked through as for other formats. All of train, val and test are taken, together.
///
/// An empty file is an annotated image, all matrix. YOLO reads a micrograph without a file as background,
/// too; here it comes in as not annotated, which is safer, and is told. Boxes and key points are refused.
/// Slits of no width, by which holes and parts are tied to one line, are undone when no pixel changes.
///
/// Out go labels/STEM.txt and data.yaml; copy the micrographs to images/ beside labels/. Whole and half
/// coordinates come back exactly, others within 1e-9 pixels. Not kept: holes as such (they leave as slits,
/// with the same pixels), groups, points of interest, specimens, areas to be left out.
[[nodiscard]] const Format& yoloFormat();

} // namespace sorby::formats
