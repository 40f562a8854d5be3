// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/point_intake.h"

namespace sorby::formats {

void takePointOfInterest(ImportedImage& image, const std::string& annotator, annotation::Point position,
                         const Place& place, ObjectIntake& intake)
{
    if (!annotation::isFinite(position)) {
        intake.refuse(place, image.name, "the point of interest is not finite");
        return;
    }
    const bool isInside =
        !image.size || (position.x >= 0 && position.y >= 0 && position.x <= image.size->width &&
                        position.y <= image.size->height);
    if (!isInside) {
        intake.flag(place, image.name, "the point of interest lies outside the micrograph");
    }
    image.annotations.points.push_back({0, annotator, position});
}

} // namespace sorby::formats
