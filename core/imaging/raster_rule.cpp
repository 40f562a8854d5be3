// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/raster_rule.h"

#include "core/imaging/raster_rules/ring_mask.h"
#include "core/imaging/rasterizer.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <iterator>

namespace sorby::imaging {
namespace {

using annotation::Ring;

struct Word {
    RasterRule rule;
    const char* text;
};
constexpr std::array<Word, 5> kWords = {{{RasterRule::Centre, "centre"},
                                         {RasterRule::OpenCv, "opencv"},
                                         {RasterRule::Pil, "pil"},
                                         {RasterRule::Skimage, "skimage"},
                                         {RasterRule::Coco, "coco"}}};

RingMask ringMask(RasterRule rule, const Ring& points, Size image)
{
    Ring ring;
    std::copy_if(points.begin(), points.end(), std::back_inserter(ring), annotation::isFinite);
    if (ring.size() < 3 || image.isEmpty()) {
        return {};
    }
    switch (rule) {
    case RasterRule::OpenCv:
        return openCvMask(ring, image);
    case RasterRule::Pil:
        return pilMask(ring, image);
    case RasterRule::Skimage:
        return skimageMask(ring, image);
    case RasterRule::Coco:
        return cocoMask(ring, image);
    case RasterRule::Centre:
        break;
    }
    assert(false && "the centre rule is the rasterizer's own");
    return {};
}

/// Unsets the pixels that the other mask has.
void subtract(const RingMask& other, RingMask& mask)
{
    const PixelRect& a = mask.window;
    const PixelRect& b = other.window;
    const int left = std::max(a.x, b.x);
    const int right = std::min(a.x + a.width, b.x + b.width);
    const int bottom = std::min(a.y + a.height, b.y + b.height);
    for (int y = std::max(a.y, b.y); y < bottom; ++y) {
        for (int x = left; x < right; ++x) {
            if (other.pixels.at(x - b.x, y - b.y) != 0) {
                mask.pixels.at(x - a.x, y - a.y) = 0;
            }
        }
    }
}

} // namespace

RingMask emptyMask(double left, double top, double right, double bottom, Size image)
{
    const double x0 = std::max(left, 0.0);
    const double y0 = std::max(top, 0.0);
    const double x1 = std::min(right, image.width - 1.0);
    const double y1 = std::min(bottom, image.height - 1.0);
    if (!(x0 <= x1 && y0 <= y1)) {
        return {};
    }
    const int x = static_cast<int>(x0);
    const int y = static_cast<int>(y0);
    const PixelRect window{x, y, static_cast<int>(x1) - x + 1, static_cast<int>(y1) - y + 1};
    return {window, Raster<std::uint8_t>(window.size())};
}

std::optional<RasterRule> parseRasterRule(std::string_view word)
{
    const auto* const found =
        std::find_if(kWords.begin(), kWords.end(), [word](const Word& known) { return known.text == word; });
    return found == kWords.end() ? std::nullopt : std::optional(found->rule);
}

const char* toText(RasterRule rule)
{
    return std::find_if(kWords.begin(), kWords.end(), [rule](const Word& word) { return word.rule == rule; })
        ->text;
}

void rasterizeAs(RasterRule rule, const annotation::Polygon& polygon, std::uint8_t value,
                 Raster<std::uint8_t>& target)
{
    if (rule == RasterRule::Centre) {
        rasterize(polygon, value, target);
        return;
    }
    RingMask mask = ringMask(rule, polygon.outer, target.size());
    if (mask.window.isEmpty()) {
        return;
    }
    for (const Ring& hole : polygon.holes) {
        subtract(ringMask(rule, hole, target.size()), mask);
    }
    for (int y = 0; y < mask.window.height; ++y) {
        const auto from = mask.pixels.row(y);
        const auto to = target.row(mask.window.y + y).subspan(static_cast<std::size_t>(mask.window.x));
        for (std::size_t x = 0; x < from.size(); ++x) {
            if (from[x] != 0) {
                to[x] = value;
            }
        }
    }
}

} // namespace sorby::imaging
