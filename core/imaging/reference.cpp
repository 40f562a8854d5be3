// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/reference.h"

#include "core/imaging/rasterizer.h"

namespace sorby::imaging {

LabelImage makeReference(const annotation::Annotations& annotations, Size size)
{
    return makeReference(annotations, {0, 0, size.width, size.height});
}

LabelImage makeReference(const annotation::Annotations& annotations, const PixelRect& part)
{
    LabelImage reference(part.size(), annotation::kMatrix);
    for (const auto& object : annotations.objects) {
        rasterize(object.polygon, object.classId, reference, part.x, part.y);
    }
    annotations.pixelEdits.paintOver(reference, part.x, part.y);
    return reference;
}

} // namespace sorby::imaging
