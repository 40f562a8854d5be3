// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/large_images.h"

#include "core/base/raster.h"
#include "core/imaging/reference.h"

namespace sorby::workflow {

imaging::LabelImage referenceOf(const annotation::Annotations& annotations, const project::ImageRecord& image,
                                const PixelRect& part)
{
    auto labels = imaging::makeReference(annotations, part);
    if (image.region) {
        const auto& specimen = image.region->rect;
        fillOutside(labels, {specimen.x - part.x, specimen.y - part.y, specimen.width, specimen.height},
                    std::uint8_t{annotation::kIgnore});
    }
    return labels;
}

void leaveOutSurroundings(imaging::LabelImage& rows, const project::ImageRecord& image, int firstRow,
                          std::uint8_t value)
{
    if (image.region) {
        const auto& specimen = image.region->rect;
        fillOutside(rows, {specimen.x, specimen.y - firstRow, specimen.width, specimen.height}, value);
    }
}

} // namespace sorby::workflow
