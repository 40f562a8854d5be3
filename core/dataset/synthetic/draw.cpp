// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/synthetic/draw.h"

#include "core/dataset/synthetic/value_noise.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sorby::dataset::synthetic {
namespace {

/// Where a pixel lies with regard to an outline.
struct Relief {
    float depth = 0;  ///< distance to the outline in pixels, negative outside
    Direction facing; ///< from the pixel to the nearest point of the outline
};

Relief reliefAt(const annotation::Ring& outline, annotation::Point pixel)
{
    double nearest = std::numeric_limits<double>::max();
    annotation::Point toNearest;
    bool inside = false;
    for (std::size_t i = 0, j = outline.size() - 1; i < outline.size(); j = i++) {
        const auto a = outline[j];
        const auto b = outline[i];
        const double dx = b.x - a.x;
        const double dy = b.y - a.y;
        const double share = ((pixel.x - a.x) * dx + (pixel.y - a.y) * dy) / (dx * dx + dy * dy);
        const double t = std::clamp(share, 0.0, 1.0);
        const annotation::Point way{a.x + t * dx - pixel.x, a.y + t * dy - pixel.y};
        const double distance = way.x * way.x + way.y * way.y;
        if (distance < nearest) {
            nearest = distance;
            toNearest = way;
        }
        if ((a.y > pixel.y) != (b.y > pixel.y) && pixel.x < a.x + (pixel.y - a.y) / dy * dx) {
            inside = !inside;
        }
    }
    const double length = std::sqrt(nearest);
    const double sign = inside ? 1 : -1;
    return {static_cast<float>(sign * length),
            length > 0 ? Direction{static_cast<float>(sign * toNearest.x / length),
                                   static_cast<float>(sign * toNearest.y / length)}
                       : Direction{0, 0}};
}

/// How one constituent is drawn. Greys are differences.
struct Style {
    float grey = 0;     ///< of the inside against the mean of the matrix
    float cover = 0.8F; ///< how far the inside hides the laths
    float rim = 0;
    float shadow = 0;
    float texture = 0; ///< amplitude of the inside's own texture
    float textureLength = 6;
    bool needles = false; ///< is the texture stretched along one direction?
};

Style styleOf(Kind kind, const Look& look, Random& random)
{
    const auto vary = [&](double low, double high) { return static_cast<float>(random.uniform(low, high)); };
    switch (kind) {
    case Kind::Island:
        // Some islands are no brighter than the matrix: only rim and inside tell them apart.
        return {look.islandGrey * vary(0.3, 1.5),
                vary(0.7, 0.92),
                look.rimGrey * vary(0.6, 1.3),
                look.shadowGrey * vary(0.6, 1.3),
                7,
                5 * look.scale,
                false};
    case Kind::LookAlike:
        return {look.islandGrey * vary(0.9, 2.0),
                vary(0.25, 0.5),
                look.rimGrey * vary(0, 0.12),
                look.shadowGrey * vary(0, 0.2),
                10,
                4 * look.scale,
                true};
    case Kind::Carbide:
        return {-vary(32, 52), 0.9F, vary(4, 12), 0, 3, 3, false};
    case Kind::Martensite:
        break;
    }
    return {-vary(14, 24), 0.85F, 0, 16, 16, 3.2F * look.scale, true};
}

/// Binomial 1-2-1 in both directions; the border counts as its own neighbour.
Raster<float> blurred(const Raster<float>& image)
{
    const auto weighted = [](float before, float here, float after) {
        return (before + 2 * here + after) / 4;
    };
    const int right = image.width() - 1;
    const int bottom = image.height() - 1;
    Raster<float> rows(image.size());
    for (int y = 0; y <= bottom; ++y) {
        for (int x = 0; x <= right; ++x) {
            rows.at(x, y) = weighted(image.at(std::max(0, x - 1), y), image.at(x, y),
                                     image.at(std::min(right, x + 1), y));
        }
    }
    Raster<float> result(image.size());
    for (int y = 0; y <= bottom; ++y) {
        for (int x = 0; x <= right; ++x) {
            result.at(x, y) =
                weighted(rows.at(x, std::max(0, y - 1)), rows.at(x, y), rows.at(x, std::min(bottom, y + 1)));
        }
    }
    return result;
}

/// Sum of the four 16-bit parts of one number: nearly normal, mean 0, standard deviation 1.
float noiseOf(std::uint64_t bits)
{
    const std::uint64_t sum =
        (bits & 0xFFFFU) + ((bits >> 16) & 0xFFFFU) + ((bits >> 32) & 0xFFFFU) + (bits >> 48);
    return (static_cast<float>(sum) - 2 * 65535.0F) / (65535.0F * 0.57735F);
}

} // namespace

void drawShape(const Shape& shape, const Look& look, Random& random, Raster<float>& image)
{
    const Style style = styleOf(shape.kind, look, random);
    const ValueNoise texture(random);
    const Direction along = randomDirection(random);
    const float rimWidth = std::max(1.3F, 2.4F * look.scale);
    constexpr int kMargin = 6;
    const auto box = annotation::boundingBox(shape.outline);
    const int left = std::max(0, static_cast<int>(box.left) - kMargin);
    const int top = std::max(0, static_cast<int>(box.top) - kMargin);
    const int right = std::min(image.width(), static_cast<int>(box.right) + kMargin);
    const int bottom = std::min(image.height(), static_cast<int>(box.bottom) + kMargin);
    // The detector is at the upper left: rims that face it are brighter.
    constexpr Direction kDetector{-0.6F, -0.8F};

    for (int y = top; y < bottom; ++y) {
        for (int x = left; x < right; ++x) {
            const auto [depth, facing] =
                reliefAt(shape.outline, {x + annotation::kPixelCentre, y + annotation::kPixelCentre});
            if (depth < -kMargin) {
                continue;
            }
            const auto column = static_cast<float>(x);
            const auto row = static_cast<float>(y);
            const float u = column * along.x + row * along.y;
            const float v = row * along.x - column * along.y;
            const float stretch = style.needles ? 7.0F : 1.0F;
            const float own =
                style.texture * 2 *
                (texture.at(u / (style.textureLength * stretch), v / style.textureLength) - 0.5F);
            const float lit = 0.75F + 0.35F * (facing.x * kDetector.x + facing.y * kDetector.y);
            float& grey = image.at(x, y);
            const float cover = style.cover * smoothStep(-0.8F, 0.8F, depth);
            grey += cover * (look.grey + style.grey + own - grey);
            grey += lit * style.rim * bump(depth, 0.6F * rimWidth, rimWidth);
            grey -= style.shadow * bump(depth, -0.8F * rimWidth, 1.2F * rimWidth);
        }
    }
}

Raster<std::uint8_t> recorded(const Raster<float>& image, const Look& look, Random& random)
{
    const Raster<float> seen = blurred(image);
    const Direction slope = randomDirection(random);
    const auto vary = [&](double low, double high) { return static_cast<float>(random.uniform(low, high)); };
    const float centreX = vary(0.2, 0.8);
    const float centreY = vary(0.2, 0.8);
    const float slopeGrey = look.shading * vary(0.3, 1);
    const float bowlGrey = look.shading * vary(0.5, 2);
    const auto width = static_cast<float>(image.width());
    const auto height = static_cast<float>(image.height());

    Raster<std::uint8_t> result(image.size());
    float drift = 0;
    for (int y = 0; y < image.height(); ++y) {
        drift = 0.7F * drift + 0.7F * look.scanLines * noiseOf(random());
        const float flash = random.chance(0.006) ? look.scanLines * vary(2, 5) : 0; // a charging streak
        const float v = (static_cast<float>(y) + 0.5F) / height;
        for (int x = 0; x < image.width(); ++x) {
            const float u = (static_cast<float>(x) + 0.5F) / width;
            const float dx = u - centreX;
            const float dy = v - centreY;
            const float shading =
                slopeGrey * (slope.x * (u - 0.5F) + slope.y * (v - 0.5F)) - bowlGrey * (dx * dx + dy * dy);
            const float grey = seen.at(x, y) + shading + drift + flash + look.noise * noiseOf(random());
            result.at(x, y) = static_cast<std::uint8_t>(std::clamp(grey + 0.5F, 0.0F, 255.0F));
        }
    }
    return result;
}

} // namespace sorby::dataset::synthetic
