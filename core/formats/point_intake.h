// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/object_intake.h"

#include <string>

namespace sorby::formats {

/// Adds a point of interest, in Sorby's coordinates, to the image: refused when it is not finite, flagged
/// when it lies outside the micrograph.
void takePointOfInterest(ImportedImage& image, const std::string& annotator, annotation::Point position,
                         const Place& place, ObjectIntake& intake);

} // namespace sorby::formats
