// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/json_reader.h"
#include "core/formats/object_intake.h"

namespace sorby::formats {

/// Adds what one annotation of a COCO file outlines to the image. `prototype` says all but the polygon;
/// `place` names the annotation, to which ".segmentation" and numbers are added. What is damaged is refused,
/// part by part.
void takeCocoSegmentation(const Json& annotation, const annotation::Object& prototype, const Place& place,
                          ImportedImage& image, ObjectIntake& intake);

} // namespace sorby::formats
