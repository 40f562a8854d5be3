// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/synthetic/shapes.h"

#include "core/annotation/validity.h"
#include "core/dataset/synthetic/value_noise.h"
#include "core/imaging/rasterizer.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sorby::dataset::synthetic {
namespace {

using annotation::kPixelCentre;
using annotation::Point;
using annotation::Ring;

Point atPixelCentre(Point point)
{
    return {std::floor(point.x) + kPixelCentre, std::floor(point.y) + kPixelCentre};
}

void dropRepeated(Ring& ring)
{
    ring.erase(std::unique(ring.begin(), ring.end()), ring.end());
    while (ring.size() > 1 && ring.front() == ring.back()) {
        ring.pop_back();
    }
}

/// Points of the unit circle at equal steps, by turning the first again and again.
std::array<Point, 60> circlePoints()
{
    constexpr double kCosine = 0.99452189536827333692; // of 6 degrees
    constexpr double kSine = 0.10452846326765347140;
    std::array<Point, 60> points;
    Point point{1, 0};
    for (auto& each : points) {
        each = point;
        point = {point.x * kCosine - point.y * kSine, point.x * kSine + point.y * kCosine};
    }
    return points;
}

/// What a constituent's outline is made from.
struct Blob {
    Point centre;
    double diameter = 10;
    double elongation = 1; ///< length by width
    Direction axis;
    int corners = 8;
    double roughness = 0.2; ///< 0: all corners on the ellipse
};

/// The largest distance of the outline from the centre.
double reach(const Blob& blob)
{
    return blob.diameter / 2 * std::sqrt(blob.elongation) * (1 + blob.roughness) + 1;
}

Ring outlineOf(const Blob& blob, Random& random)
{
    static const std::array<Point, 60> kCircle = circlePoints();
    const double stretch = std::sqrt(blob.elongation);
    Ring ring;
    for (int corner = 0; corner < blob.corners; ++corner) {
        const double place = (corner + random.uniform(-0.25, 0.25)) * 60 / blob.corners;
        const Point on = kCircle[static_cast<std::size_t>(place + 60) % 60];
        const double radius = blob.diameter / 2 * (1 + random.uniform(-blob.roughness, blob.roughness));
        const double along = on.x * radius * stretch;
        const double across = on.y * radius / stretch;
        const double axisX = static_cast<double>(blob.axis.x);
        const double axisY = static_cast<double>(blob.axis.y);
        ring.push_back(atPixelCentre({blob.centre.x + along * axisX - across * axisY,
                                      blob.centre.y + along * axisY + across * axisX}));
    }
    dropRepeated(ring);
    return ring;
}

/// Andrew's monotone chain: convex outlines can be cut by a rectangle without falling apart.
Ring convexHull(Ring points)
{
    const auto turn = [](Point a, Point b, Point c) {
        return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    };
    std::sort(points.begin(), points.end(),
              [](Point a, Point b) { return std::pair(a.x, a.y) < std::pair(b.x, b.y); });
    Ring hull;
    const auto addChain = [&](auto begin, auto end) {
        const std::size_t base = hull.size();
        for (auto it = begin; it != end; ++it) {
            while (hull.size() >= base + 2 && turn(hull[hull.size() - 2], hull.back(), *it) <= 0) {
                hull.pop_back();
            }
            hull.push_back(*it);
        }
        hull.pop_back();
    };
    addChain(points.begin(), points.end());
    addChain(points.rbegin(), points.rend());
    return hull;
}

/// One step of Sutherland and Hodgman's clipping: keeps the part where `inside` of a point is not negative.
template <typename Inside>
Ring cutAtLine(const Ring& ring, Inside inside)
{
    Ring result;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const Point from = ring[i];
        const Point to = ring[(i + 1) % ring.size()];
        const double a = inside(from);
        const double b = inside(to);
        if (a >= 0) {
            result.push_back(from);
        }
        if ((a < 0) != (b < 0)) {
            const double t = a / (a - b);
            result.push_back({from.x + (to.x - from.x) * t, from.y + (to.y - from.y) * t});
        }
    }
    return result;
}

/// Places blobs one by one so that their circles keep apart.
class Placer {
  public:
    Placer(const SyntheticOptions& options, const Look& look, Random& random)
        : m_size(options.size), m_gap(5.0 * static_cast<double>(look.scale)), m_random(random)
    {}

    /// Anywhere in the image, or near one of its corners. Gives the blob's area, 0 when there was no room.
    double place(Kind kind, Blob blob, bool inCorner = false)
    {
        const double reachOf = reach(blob);
        for (int attempt = 0; attempt < 30; ++attempt) {
            blob.centre = inCorner ? nearCorner(blob.diameter) : anywhere();
            if (isFree(blob.centre, reachOf)) {
                m_taken.push_back({blob.centre, reachOf});
                m_shapes.push_back({kind, outlineOf(blob, m_random)});
                return blob.diameter * blob.diameter * 0.785;
            }
        }
        return 0;
    }
    [[nodiscard]] std::vector<Shape> takeShapes() { return std::move(m_shapes); }

  private:
    struct Circle {
        Point centre;
        double radius = 0;
    };

    [[nodiscard]] Point anywhere()
    {
        return {m_random.uniform(0, m_size.width), m_random.uniform(0, m_size.height)};
    }
    [[nodiscard]] Point nearCorner(double diameter)
    {
        const Point offset{m_random.uniform(0, diameter), m_random.uniform(0, diameter)};
        return {m_random.chance(0.5) ? offset.x : m_size.width - offset.x,
                m_random.chance(0.5) ? offset.y : m_size.height - offset.y};
    }
    [[nodiscard]] bool isFree(Point centre, double radius) const
    {
        return std::none_of(m_taken.begin(), m_taken.end(), [&](const Circle& taken) {
            const double dx = taken.centre.x - centre.x;
            const double dy = taken.centre.y - centre.y;
            const double apart = taken.radius + radius + m_gap;
            return dx * dx + dy * dy < apart * apart;
        });
    }

    Size m_size;
    double m_gap;
    Random& m_random;
    std::vector<Circle> m_taken;
    std::vector<Shape> m_shapes;
};

Blob randomBlob(double smallest, double largest, double mostElongated, Random& random)
{
    Blob blob;
    const double share = random.uniform();
    blob.diameter = smallest + (largest - smallest) * share * share; // small ones are more frequent
    blob.elongation = random.uniform(1, mostElongated);
    blob.axis = randomDirection(random);
    blob.corners = blob.diameter < 14 ? 6 : random.between(7, 12);
    return blob;
}

} // namespace

std::vector<Shape> placeShapes(const SyntheticOptions& options, const Look& look, bool hard, Random& random)
{
    const auto scale = static_cast<double>(look.scale);
    const auto area = static_cast<double>(options.size.area());
    const auto smallest = static_cast<double>(look.smallestIsland);
    const auto largest = static_cast<double>(look.largestIsland);
    Placer placer(options, look, random);

    if (options.classes >= 3) {
        const int patches = random.between(3, 6);
        for (int i = 0; i < patches; ++i) {
            placer.place(Kind::Martensite, randomBlob(50 * scale, 120 * scale, 1.8, random));
        }
    }
    if (hard) {
        for (int i = random.between(2, 3); i > 0; --i) {
            placer.place(Kind::Island, randomBlob(16 * scale + 4, 40 * scale + 4, 1.3, random), true);
        }
    }
    double covered = 0;
    const double wanted = area * static_cast<double>(look.islandFraction);
    for (int attempt = 0; attempt < 400 && covered < wanted; ++attempt) {
        covered += placer.place(Kind::Island, randomBlob(smallest, largest, 1.9, random));
    }
    for (int i = 0; i < look.lookAlikes; ++i) {
        placer.place(Kind::LookAlike, randomBlob(1.4 * smallest, 44 * scale + 4, 2.6, random));
    }
    const int carbides = options.classes >= 2 ? random.between(60, 110) : random.between(6, 20);
    for (int i = 0; i < carbides; ++i) {
        Blob blob = randomBlob(5, 5 + 6 * scale, 1.2, random);
        blob.corners = 8;
        blob.roughness = 0.04;
        placer.place(Kind::Carbide, blob);
    }
    return placer.takeShapes();
}

std::optional<Ring> cutToImage(const Ring& outline, Size image)
{
    constexpr std::uint64_t kFewestPixels = 6;
    const double right = image.width - kPixelCentre;
    const double bottom = image.height - kPixelCentre;
    const auto box = annotation::boundingBox(outline);
    Ring ring = outline;
    if (box.left < kPixelCentre || box.top < kPixelCentre || box.right > right || box.bottom > bottom) {
        ring = convexHull(ring);
        ring = cutAtLine(ring, [](Point p) { return p.x - kPixelCentre; });
        ring = cutAtLine(ring, [](Point p) { return p.y - kPixelCentre; });
        ring = cutAtLine(ring, [&](Point p) { return right - p.x; });
        ring = cutAtLine(ring, [&](Point p) { return bottom - p.y; });
        std::transform(ring.begin(), ring.end(), ring.begin(), atPixelCentre);
        dropRepeated(ring);
    }
    annotation::Object object;
    object.polygon.outer = ring;
    if (ring.size() < 3 || imaging::pixelCount(object.polygon, image) < kFewestPixels ||
        !annotation::findDefects(object, image).empty()) {
        return std::nullopt;
    }
    return ring;
}

} // namespace sorby::dataset::synthetic
