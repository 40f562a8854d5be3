// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/reference.h"

#include "core/imaging/rasterizer.h"

namespace sorby::imaging {

LabelImage makeReference(const annotation::Annotations& annotations, Size size)
{
    LabelImage reference(size, annotation::kMatrix);
    for (const auto& object : annotations.objects) {
        rasterize(object.polygon, object.classId, reference);
    }
    annotations.pixelEdits.paintOver(reference);
    return reference;
}

} // namespace sorby::imaging
