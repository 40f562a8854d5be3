// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/roi_path.h"

#include "core/formats/interior_point.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>

namespace sorby::formats {
namespace {

using annotation::Point;
using annotation::Polygon;
using annotation::Ring;

constexpr int kMove = 0;
constexpr int kLine = 1;
constexpr int kQuadratic = 2;
constexpr int kCubic = 3;
constexpr int kClose = 4;
constexpr std::size_t kFewestPoints = 3;
constexpr double kLargestDeviationPx = 0.02;
constexpr double kMostPieces = 1000; // of one curve
constexpr std::size_t kMostPoints = std::size_t{1} << 24U;
/// Edges looked at before polygonsOf gives up: some seconds.
constexpr std::uint64_t kMostWork = 2'000'000'000;

class PathReader {
  public:
    explicit PathReader(std::span<const std::byte> bytes) : m_bytes(bytes) {}

    Result<std::vector<Ring>> run()
    {
        while (m_at + 4 <= m_bytes.size()) {
            const double kind = next();
            static constexpr std::array<std::size_t, 5> kPoints = {1, 1, 2, 3, 0};
            if (!(kind >= kMove && kind <= kClose) || kind != std::floor(kind)) {
                return error(fmt::format("number {} is no kind of segment", m_at / 4));
            }
            const auto count = kPoints[static_cast<std::size_t>(kind)];
            if (m_bytes.size() - m_at < count * 8) {
                return error("the last segment is cut off");
            }
            std::array<Point, 3> points;
            for (std::size_t i = 0; i < count; ++i) {
                points[i].x = next();
                points[i].y = next();
                if (!isFinite(points[i])) {
                    return error(fmt::format("the coordinates before number {} are not finite", m_at / 4));
                }
            }
            add(static_cast<int>(kind), points);
            if (m_total > kMostPoints) {
                return error(fmt::format("there are more than {} points", kMostPoints));
            }
        }
        finishPath();
        return std::move(m_paths);
    }

  private:
    static Error error(const std::string& what)
    {
        return {ErrorCode::Malformed, "the composite outline cannot be read: " + what, {}};
    }

    double next()
    {
        std::uint32_t bits = 0;
        for (int i = 0; i < 4; ++i) {
            bits = (bits << 8U) | std::to_integer<std::uint32_t>(m_bytes[m_at++]);
        }
        return static_cast<double>(std::bit_cast<float>(bits));
    }

    void put(Point point)
    {
        m_path.push_back(point);
        ++m_total;
    }

    void add(int kind, const std::array<Point, 3>& points)
    {
        if (kind == kMove) {
            finishPath();
        }
        if (kind == kClose) {
            const Point start = m_path.empty() ? Point{} : m_path.front();
            finishPath();
            m_start = start;
            return;
        }
        if (m_path.empty() && kind != kMove) {
            put(m_start); // a line behind a closure goes on from where the path began
        }
        if (kind == kQuadratic || kind == kCubic) {
            addCurve(kind, points);
        } else {
            put(points[0]);
        }
    }

    /// So many pieces of equal parameter that the chords stay close: the deviation of a piece is at most an
    /// eighth of the second derivative times the square of its length.
    void addCurve(int kind, const std::array<Point, 3>& points)
    {
        const Point start = m_path.back();
        const auto bend = [](Point a, Point b, Point c) {
            return std::hypot(a.x - 2 * b.x + c.x, a.y - 2 * b.y + c.y);
        };
        const double second = kind == kQuadratic ? 2 * bend(start, points[0], points[1])
                                                 : 6 * std::max(bend(start, points[0], points[1]),
                                                                bend(points[0], points[1], points[2]));
        const double pieces =
            std::clamp(std::ceil(std::sqrt(second / (8 * kLargestDeviationPx))), 1.0, kMostPieces);
        for (double i = 1; i <= pieces; ++i) {
            const double t = i / pieces;
            const double s = 1 - t;
            const auto blend = [&](double a, double b, double c, double d) {
                return kind == kQuadratic
                           ? s * s * a + 2 * s * t * b + t * t * c
                           : s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
            };
            put({blend(start.x, points[0].x, points[1].x, points[2].x),
                 blend(start.y, points[0].y, points[1].y, points[2].y)});
        }
    }

    void finishPath()
    {
        while (m_path.size() > 1 && m_path.back() == m_path.front()) {
            m_path.pop_back();
        }
        if (m_path.size() >= kFewestPoints) {
            m_paths.push_back(std::move(m_path));
        }
        m_path.clear();
    }

    std::span<const std::byte> m_bytes;
    std::size_t m_at = 0;
    std::size_t m_total = 0;
    Ring m_path;
    Point m_start; ///< of the path that was closed last
    std::vector<Ring> m_paths;
};

/// Which path lies in which.
class Nesting {
  public:
    explicit Nesting(const std::vector<Ring>& paths) : m_paths(paths), m_parents(paths.size(), kNone)
    {
        m_shapes.reserve(paths.size());
        for (const auto& path : paths) {
            m_shapes.push_back({annotation::boundingBox(path), std::abs(annotation::signedArea(path)),
                                interiorPoint({path, {}})});
        }
    }

    /// A sweep from top to bottom, so that a path is compared with those at its height alone. False when it
    /// takes too long.
    bool findParents()
    {
        std::vector<std::size_t> byTop(m_paths.size());
        std::iota(byTop.begin(), byTop.end(), std::size_t{0});
        std::vector<std::size_t> byPoint = byTop;
        std::stable_sort(byTop.begin(), byTop.end(), [&](std::size_t a, std::size_t b) {
            return m_shapes[a].box.top < m_shapes[b].box.top;
        });
        std::stable_sort(byPoint.begin(), byPoint.end(), [&](std::size_t a, std::size_t b) {
            return m_shapes[a].inside.y < m_shapes[b].inside.y;
        });
        std::vector<std::size_t> open;
        std::size_t opened = 0;
        for (const auto path : byPoint) {
            const double y = m_shapes[path].inside.y;
            for (; opened < byTop.size() && m_shapes[byTop[opened]].box.top <= y; ++opened) {
                open.push_back(byTop[opened]);
            }
            std::erase_if(open, [&](std::size_t other) { return m_shapes[other].box.bottom < y; });
            for (const auto other : open) {
                compare(path, other);
            }
            m_work += open.size();
            if (m_work > kMostWork) {
                return false;
            }
        }
        return true;
    }

    [[nodiscard]] std::vector<Polygon> polygons() const
    {
        const auto depths = findDepths();
        std::vector<Polygon> result;
        std::vector<std::size_t> places(m_paths.size(), 0);
        for (std::size_t path = 0; path < m_paths.size(); ++path) {
            if (depths[path] % 2 == 0) {
                places[path] = result.size();
                result.push_back({m_paths[path], {}});
            }
        }
        for (std::size_t path = 0; path < m_paths.size(); ++path) {
            if (depths[path] % 2 != 0) {
                result[places[m_parents[path]]].holes.push_back(m_paths[path]);
            }
        }
        return result;
    }

  private:
    struct Shape {
        annotation::Box box;
        double area = 0;
        Point inside;
    };
    static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

    /// Of two paths of one size the later lies in the earlier.
    [[nodiscard]] bool isLarger(std::size_t a, std::size_t b) const
    {
        return m_shapes[a].area != m_shapes[b].area ? m_shapes[a].area > m_shapes[b].area : a < b;
    }

    /// Takes `other` for the parent of `path` when it lies around it, closer than the one known.
    void compare(std::size_t path, std::size_t other)
    {
        const Point point = m_shapes[path].inside;
        const auto& box = m_shapes[other].box;
        const bool isCandidate = path != other && isLarger(other, path) && point.x >= box.left &&
                                 point.x <= box.right && point.y >= box.top && point.y <= box.bottom &&
                                 (m_parents[path] == kNone || isLarger(m_parents[path], other));
        if (!isCandidate) {
            return;
        }
        bool isInside = false;
        const Ring& ring = m_paths[other];
        m_work += ring.size();
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const Point a = ring[i];
            const Point b = ring[i + 1 == ring.size() ? 0 : i + 1];
            if (annotation::crossesLine(a, b, point.y) && annotation::crossingX(a, b, point.y) <= point.x) {
                isInside = !isInside;
            }
        }
        if (isInside) {
            m_parents[path] = other;
        }
    }

    /// A parent is always larger, so from large to small it is known.
    [[nodiscard]] std::vector<std::size_t> findDepths() const
    {
        std::vector<std::size_t> order(m_paths.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return isLarger(a, b); });
        std::vector<std::size_t> depths(m_paths.size(), 0);
        for (const auto path : order) {
            depths[path] = m_parents[path] == kNone ? 0 : depths[m_parents[path]] + 1;
        }
        return depths;
    }

    const std::vector<Ring>& m_paths;
    std::vector<Shape> m_shapes;
    std::vector<std::size_t> m_parents;
    std::uint64_t m_work = 0;
};

void putFloat(double value, std::vector<std::byte>& bytes)
{
    const auto bits = std::bit_cast<std::uint32_t>(toRoiFloat(value));
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
        bytes.push_back(static_cast<std::byte>((bits >> shift) & 0xFFU));
    }
}

} // namespace

float toRoiFloat(double value)
{
    constexpr auto kLargest = static_cast<double>(std::numeric_limits<float>::max());
    return static_cast<float>(std::clamp(value, -kLargest, kLargest));
}

Result<std::vector<Ring>> decodeRoiPath(std::span<const std::byte> bytes)
{
    return PathReader(bytes).run();
}

std::vector<std::byte> encodeRoiPath(const std::vector<Ring>& paths)
{
    std::vector<std::byte> bytes;
    for (const auto& path : paths) {
        int kind = kMove;
        for (const auto& point : path) {
            putFloat(kind, bytes);
            putFloat(point.x, bytes);
            putFloat(point.y, bytes);
            kind = kLine;
        }
        putFloat(kClose, bytes);
    }
    return bytes;
}

std::optional<std::vector<Polygon>> polygonsOf(const std::vector<Ring>& paths)
{
    if (paths.size() == 1) {
        return std::vector<Polygon>{{paths.front(), {}}};
    }
    Nesting nesting(paths);
    return nesting.findParents() ? std::optional(nesting.polygons()) : std::nullopt;
}

} // namespace sorby::formats
