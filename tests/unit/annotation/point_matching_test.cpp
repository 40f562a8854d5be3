// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/point_matching.h"
#include "core/base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <optional>

namespace sorby::annotation {
namespace {

double distanceOf(Point a, Point b)
{
    return std::hypot(a.x - b.x, a.y - b.y);
}

/// How many pairs, and how far apart together.
struct Quality {
    std::size_t pairs = 0;
    double distance = 0;
    [[nodiscard]] bool betterThan(const Quality& other) const
    {
        return pairs > other.pairs || (pairs == other.pairs && distance < other.distance);
    }
};

/// By trying everything.
Quality bestByForce(const std::vector<Point>& left, const std::vector<Point>& right, double limit,
                    std::size_t next, std::vector<bool>& isTaken)
{
    if (next == left.size()) {
        return {};
    }
    Quality best = bestByForce(left, right, limit, next + 1, isTaken); // this one stays alone
    for (std::size_t i = 0; i < right.size(); ++i) {
        const double apart = distanceOf(left[next], right[i]);
        if (isTaken[i] || apart > limit) {
            continue;
        }
        isTaken[i] = true;
        Quality with = bestByForce(left, right, limit, next + 1, isTaken);
        isTaken[i] = false;
        with.pairs += 1;
        with.distance += apart;
        best = with.betterThan(best) ? with : best;
    }
    return best;
}

std::vector<Point> randomPoints(Random& random, std::size_t count)
{
    std::vector<Point> points(count);
    for (auto& point : points) {
        point = {random.uniform() * 20, random.uniform() * 20};
    }
    return points;
}

TEST(PointMatching, TakesMorePairsRatherThanTheNearest)
{
    // Greedy order would take the pair at distance 1 and leave two points alone.
    const std::vector<Point> left{{0, 0}, {5, 0}};
    const std::vector<Point> right{{4, 0}, {9, 0}};
    EXPECT_EQ(matchPoints(left, right, 4), (std::vector<PointMatch>{{0, 0, 4}, {1, 1, 4}}));
}

TEST(PointMatching, TakesTheLeastDistanceOfAllWaysToHaveSoManyPairs)
{
    const std::vector<Point> left{{0, 0}, {3, 0}};
    const std::vector<Point> right{{3, 0}, {1, 0}};
    EXPECT_EQ(matchPoints(left, right, 10), (std::vector<PointMatch>{{0, 1, 1}, {1, 0, 0}}));
}

TEST(PointMatching, CountsTheLimitItself)
{
    const std::vector<Point> left{{0, 0}};
    const std::vector<Point> right{{3, 4}};
    EXPECT_EQ(matchPoints(left, right, 5).size(), 1U);
    EXPECT_TRUE(matchPoints(left, right, 4.999).empty());
    EXPECT_EQ(matchPoints(left, left, 0).size(), 1U);
}

TEST(PointMatching, LeavesOutWhatIsNoPoint)
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const std::vector<Point> left{{nan, 0}, {1, 1}};
    EXPECT_EQ(matchPoints(left, left, 100), (std::vector<PointMatch>{{1, 1, 0}}));
    EXPECT_TRUE(matchPoints({}, left, 100).empty());
}

TEST(PointMatching, IsAsGoodAsTryingEverything)
{
    Random random(7, "point matching");
    for (int round = 0; round < 200; ++round) {
        const auto left = randomPoints(random, static_cast<std::size_t>(round % 7));
        const auto right = randomPoints(random, static_cast<std::size_t>(round % 5 + 1));
        const double limit = 2 + random.uniform() * 10;
        std::vector<bool> isTaken(right.size());
        const auto best = bestByForce(left, right, limit, 0, isTaken);
        Quality found;
        std::vector<bool> isUsed(right.size());
        std::optional<std::size_t> before;
        for (const auto& match : matchPoints(left, right, limit)) {
            EXPECT_TRUE(!before || *before < match.left) << "each left one once, in order";
            before = match.left;
            EXPECT_FALSE(isUsed[match.right]);
            isUsed[match.right] = true;
            EXPECT_LE(match.distance, limit);
            EXPECT_DOUBLE_EQ(match.distance, distanceOf(left[match.left], right[match.right]));
            found.pairs += 1;
            found.distance += match.distance;
        }
        EXPECT_EQ(found.pairs, best.pairs) << "round " << round;
        EXPECT_NEAR(found.distance, best.distance, 1e-9) << "round " << round;
    }
}

} // namespace
} // namespace sorby::annotation
