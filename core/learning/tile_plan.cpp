// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/tile_plan.h"

#include "core/learning/network_registry.h"
#include "core/learning/receptive_field.h"

#include <algorithm>

namespace sorby::learning {

int roundUp(int side, int stride)
{
    return (side + stride - 1) / stride * stride;
}

int haloOf(const NetworkSpec& spec)
{
    return roundUp(reachOf(buildNetwork(spec)), spec.stride());
}

std::vector<Tile> tilesOf(Size image, const NetworkSpec& spec, int tileSide)
{
    return tilesOf(image, {0, 0, image.width, image.height}, spec, tileSide);
}

std::vector<Tile> tilesOf(Size image, const PixelRect& part, const NetworkSpec& spec, int tileSide)
{
    const int stride = spec.stride();
    const int halo = haloOf(spec);
    const Size padded{roundUp(image.width, stride), roundUp(image.height, stride)};
    const int endX = part.x + roundUp(part.width, stride);
    const int endY = part.y + roundUp(part.height, stride);
    const int longest = std::max(endX - part.x, endY - part.y);
    const int side = tileSide <= 0 || tileSide >= longest ? longest : roundUp(tileSide, stride);
    std::vector<Tile> tiles;
    for (int y = part.y; y < endY; y += side) {
        for (int x = part.x; x < endX; x += side) {
            const PixelRect core{x, y, std::min(side, endX - x), std::min(side, endY - y)};
            const int left = std::max(0, x - halo);
            const int top = std::max(0, y - halo);
            const int right = std::min(padded.width, x + core.width + halo);
            const int bottom = std::min(padded.height, y + core.height + halo);
            tiles.push_back({core, {left, top, right - left, bottom - top}});
        }
    }
    return tiles;
}

} // namespace sorby::learning
