// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/brush.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace sorby::imaging {
namespace {

using annotation::kPixelCentre;
using annotation::Point;

/// [low, high] in x; empty when high < low.
struct Interval {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();

    void add(double x)
    {
        low = std::min(low, x);
        high = std::max(high, x);
    }
};

/// Where the row at y meets the disc.
void addDisc(Point centre, double radius, double y, Interval& interval)
{
    const double squared = radius * radius - (y - centre.y) * (y - centre.y);
    if (squared >= 0) {
        const double half = std::sqrt(squared);
        interval.add(centre.x - half);
        interval.add(centre.x + half);
    }
}

/// Where the row at y meets the two long sides of the capsule; with the discs at its ends that is all of it,
/// because it is convex.
void addSides(Point from, Point to, double radius, double y, Interval& interval)
{
    const double length = std::hypot(to.x - from.x, to.y - from.y);
    if (!(length > 0)) {
        return;
    }
    const Point across{(from.y - to.y) / length * radius, (to.x - from.x) / length * radius};
    for (const double side : {-1.0, 1.0}) {
        const Point a{from.x + side * across.x, from.y + side * across.y};
        const Point b{to.x + side * across.x, to.y + side * across.y};
        if (annotation::crossesLine(a, b, y)) {
            interval.add(annotation::crossingX(a, b, y));
        }
    }
}

double squaredDistance(Point from, Point to, Point point)
{
    const double dx = to.x - from.x;
    const double dy = to.y - from.y;
    const double squaredLength = dx * dx + dy * dy;
    const double along = (point.x - from.x) * dx + (point.y - from.y) * dy;
    if (along <= 0 || squaredLength <= 0) {
        return (point.x - from.x) * (point.x - from.x) + (point.y - from.y) * (point.y - from.y);
    }
    if (along >= squaredLength) {
        return (point.x - to.x) * (point.x - to.x) + (point.y - to.y) * (point.y - to.y);
    }
    const double across = (point.x - from.x) * dy - (point.y - from.y) * dx;
    return across * across / squaredLength;
}

int clampedPixel(double value, int limit)
{
    return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(limit)));
}

/// The rows whose centres may be within `radius` of [top, bottom].
std::pair<int, int> rowsBetween(double top, double bottom, double radius, int height)
{
    return {clampedPixel(std::floor(top - radius - kPixelCentre), height),
            clampedPixel(std::ceil(bottom + radius + kPixelCentre) + 1, height)};
}

std::vector<Span> capsule(Point from, Point to, double radius, Size image)
{
    const double limit = radius * radius;
    const auto isInside = [&](int x, int y) {
        return squaredDistance(from, to, {x + kPixelCentre, y + kPixelCentre}) <= limit;
    };
    std::vector<Span> spans;
    const auto [first, end] =
        rowsBetween(std::min(from.y, to.y), std::max(from.y, to.y), radius, image.height);
    for (int y = first; y < end; ++y) {
        Interval interval;
        addDisc(from, radius, y + kPixelCentre, interval);
        addDisc(to, radius, y + kPixelCentre, interval);
        addSides(from, to, radius, y + kPixelCentre, interval);
        if (interval.high < interval.low) {
            // A row that only just touches one of the discs, which rounding hides.
            const double middle = (from.y + to.y) / 2;
            interval.add((y + kPixelCentre < middle) == (from.y < to.y) ? from.x : to.x);
        }
        // The distance decides; the ends of the interval only say where to look.
        int x0 = clampedPixel(std::floor(interval.low - kPixelCentre) - 1, image.width);
        int x1 = clampedPixel(std::ceil(interval.high - kPixelCentre) + 2, image.width);
        while (x0 < x1 && !isInside(x0, y)) {
            ++x0;
        }
        while (x0 < x1 && !isInside(x1 - 1, y)) {
            --x1;
        }
        if (x0 < x1) {
            spans.push_back({y, x0, x1});
        }
    }
    return spans;
}

annotation::Ring squareAt(Point at, double half)
{
    return {{at.x - half, at.y - half},
            {at.x + half, at.y - half},
            {at.x + half, at.y + half},
            {at.x - half, at.y + half}};
}

/// The hull of the squares at both ends: a hexagon whose corners depend on the way the brush goes.
annotation::Ring sweptSquare(Point from, Point to, double half)
{
    if (from.x > to.x) {
        std::swap(from, to);
    }
    if (from.y <= to.y) {
        return {{from.x - half, from.y - half}, {from.x + half, from.y - half},
                {to.x + half, to.y - half},     {to.x + half, to.y + half},
                {to.x - half, to.y + half},     {from.x - half, from.y + half}};
    }
    return {{from.x - half, from.y - half}, {to.x - half, to.y - half},     {to.x + half, to.y - half},
            {to.x + half, to.y + half},     {from.x + half, from.y + half}, {from.x - half, from.y + half}};
}

/// Convex shapes that overlap have one run in each row, and so has their union.
std::vector<Span> unionOfConvex(const std::vector<annotation::Ring>& rings, Size image)
{
    std::vector<Span> spans;
    for (const auto& ring : rings) {
        scanConvert({ring, {}}, image, [&](const Span& span) { spans.push_back(span); });
    }
    std::sort(spans.begin(), spans.end());
    std::vector<Span> merged;
    for (const Span& span : spans) {
        if (!merged.empty() && merged.back().y == span.y) {
            merged.back().x1 = std::max(merged.back().x1, span.x1);
        } else {
            merged.push_back(span);
        }
    }
    return merged;
}

Point pixelCentre(Point point)
{
    return {std::floor(point.x) + kPixelCentre, std::floor(point.y) + kPixelCentre};
}

} // namespace

std::vector<Span> brushStamp(const Brush& brush, Point at, Size image)
{
    return brushStroke(brush, at, at, image);
}

std::vector<Span> brushStroke(const Brush& brush, Point from, Point to, Size image)
{
    if (image.isEmpty() || !annotation::isFinite(from) || !annotation::isFinite(to)) {
        return {};
    }
    double half = brush.diameterPx / 2;
    if (brush.diameterPx < kSmallestFreeDiameterPx) {
        from = pixelCentre(from);
        to = pixelCentre(to);
        half = 0.5;
    }
    if (brush.shape == BrushShape::Round) {
        return capsule(from, to, half, image);
    }
    if (from == to) {
        return unionOfConvex({squareAt(from, half)}, image);
    }
    return unionOfConvex({squareAt(from, half), squareAt(to, half), sweptSquare(from, to, half)}, image);
}

PixelRect boundsOf(const std::vector<Span>& spans)
{
    if (spans.empty()) {
        return {};
    }
    int left = spans.front().x0;
    int right = spans.front().x1;
    int top = spans.front().y;
    int bottom = top;
    for (const Span& span : spans) {
        left = std::min(left, span.x0);
        right = std::max(right, span.x1);
        top = std::min(top, span.y);
        bottom = std::max(bottom, span.y);
    }
    return {left, top, right - left, bottom + 1 - top};
}

} // namespace sorby::imaging
