// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"

namespace sorby::formats {

/// GeoJSON as QuPath writes and reads it, one file (STEM.geojson or STEM.json) for each micrograph; a source
/// is one of them or a folder of them. Coordinates are pixels from the upper left corner of the micrograph,
/// the same as Sorby's.
///
/// In come polygons with holes, the polygons of a MultiPolygon or a GeometryCollection as parts of one thing,
/// and points as points of interest, whose name is the annotator. Lines have no area and are refused. Derived
/// classes ("Tumor: Positive") are one class; what has none is of the first class; "Ignore*" is left out of
/// loss and scores. Measurements, cell nuclei and names of polygons are not taken.
///
/// Out go all vertices, in their order, so that what is read again is equal. The member "sorby" beside the
/// standard ones holds what GeoJSON has no place for: the way to the micrograph, its size and specimen, the
/// list of classes, the numbers of groups, and the points of interest of objects. Not kept: who made an
/// object and when. Parts of one group leave as one MultiPolygon, which brings them together in the drawing
/// order; a part that covers another class stays where it is.
[[nodiscard]] const Format& geoJsonFormat();

} // namespace sorby::formats
