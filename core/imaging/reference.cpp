// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/reference.h"

#include "core/imaging/rasterizer.h"

#include <algorithm>
#include <cstdint>

namespace sorby::imaging {

namespace {

/// Paints the set pixels over the part of an image whose upper left pixel is (left, top).
void paintOver(const annotation::PixelEdits& edits, LabelImage& labels, int left, int top)
{
    constexpr int kTile = annotation::PixelEdits::kTileSize;
    for (const auto& [key, tile] : edits.tiles()) {
        const int tileLeft = key.column * kTile - left;
        const int tileTop = key.row * kTile - top;
        const int firstX = std::max(0, -tileLeft);
        const int endX = std::min(kTile, labels.width() - tileLeft);
        const int endY = std::min(kTile, labels.height() - tileTop);
        for (int y = std::max(0, -tileTop); y < endY; ++y) {
            for (int x = firstX; x < endX; ++x) {
                if (const std::uint8_t value = tile->at(x, y); value != annotation::kUnset) {
                    labels.at(tileLeft + x, tileTop + y) = value;
                }
            }
        }
    }
}

} // namespace

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
    paintOver(annotations.pixelEdits, reference, part.x, part.y);
    return reference;
}

} // namespace sorby::imaging
