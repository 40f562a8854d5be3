// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/label_part.h"

#include "core/imaging/rasterizer.h"

#include <algorithm>

namespace sorby::tools {
namespace {

using annotation::PixelEdits;

constexpr int kTile = PixelEdits::kTileSize;

bool reaches(const annotation::Box& box, const PixelRect& rect)
{
    return !box.isEmpty() && box.left < rect.x + rect.width && box.right > rect.x &&
           box.top < rect.y + rect.height && box.bottom > rect.y;
}

void paintTile(const PixelEdits::Tile& tile, PixelEdits::TileKey key, const PixelRect& rect,
               imaging::LabelImage& labels)
{
    const int left = key.column * kTile;
    const int top = key.row * kTile;
    for (int y = std::max(rect.y, top); y < std::min(rect.y + rect.height, top + kTile); ++y) {
        for (int x = std::max(rect.x, left); x < std::min(rect.x + rect.width, left + kTile); ++x) {
            if (const auto value = tile.at(x - left, y - top); value != annotation::kUnset) {
                labels.at(x - rect.x, y - rect.y) = value;
            }
        }
    }
}

} // namespace

imaging::LabelImage labelsOfPart(const annotation::Annotations& annotations, const PixelRect& rect)
{
    imaging::LabelImage labels(rect.size(), annotation::kMatrix);
    for (const auto& object : annotations.objects) {
        if (!reaches(annotation::boundingBox(object.polygon), rect)) {
            continue;
        }
        imaging::scanConvertPart(object.polygon, rect, [&](const imaging::Span& span) {
            const auto row = labels.row(span.y - rect.y);
            std::fill(row.begin() + (span.x0 - rect.x), row.begin() + (span.x1 - rect.x), object.classId);
        });
    }
    for (const auto& [key, tile] : annotations.pixelEdits.tiles()) {
        paintTile(*tile, key, rect, labels);
    }
    return labels;
}

} // namespace sorby::tools
