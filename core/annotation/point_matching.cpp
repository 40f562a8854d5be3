// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/point_matching.h"

#include "core/base/raster.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace sorby::annotation {
namespace {

/// The column of each row in the assignment of least total cost; `cost` has at most as many rows as columns.
/// Shortest augmenting paths with potentials (R. Jonker, A. Volgenant, *Computing* 38, 325, 1987).
std::vector<std::size_t> assign(const Raster<double>& cost)
{
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const auto rows = static_cast<std::size_t>(cost.height());
    const auto columns = static_cast<std::size_t>(cost.width());
    // Row and column 0 stand for "none"; the others are counted from 1.
    std::vector<double> rowPotential(rows + 1);
    std::vector<double> columnPotential(columns + 1);
    std::vector<std::size_t> rowOf(columns + 1);
    for (std::size_t row = 1; row <= rows; ++row) {
        std::vector<double> shortest(columns + 1, kInfinity);
        std::vector<std::size_t> before(columns + 1);
        std::vector<bool> isDone(columns + 1);
        rowOf[0] = row;
        std::size_t column = 0;
        do {
            isDone[column] = true;
            const std::size_t here = rowOf[column];
            double step = kInfinity;
            std::size_t next = 0;
            for (std::size_t other = 1; other <= columns; ++other) {
                if (isDone[other]) {
                    continue;
                }
                const double reduced = cost.at(static_cast<int>(other) - 1, static_cast<int>(here) - 1) -
                                       rowPotential[here] - columnPotential[other];
                if (reduced < shortest[other]) {
                    shortest[other] = reduced;
                    before[other] = column;
                }
                if (shortest[other] < step) {
                    step = shortest[other];
                    next = other;
                }
            }
            for (std::size_t other = 0; other <= columns; ++other) {
                if (isDone[other]) {
                    rowPotential[rowOf[other]] += step;
                    columnPotential[other] -= step;
                } else {
                    shortest[other] -= step;
                }
            }
            column = next;
        } while (rowOf[column] != 0);
        for (; column != 0; column = before[column]) {
            rowOf[column] = rowOf[before[column]];
        }
    }
    std::vector<std::size_t> result(rows);
    for (std::size_t column = 1; column <= columns; ++column) {
        if (rowOf[column] != 0) {
            result[rowOf[column] - 1] = column - 1;
        }
    }
    return result;
}

/// All pairs within the distance; a grid of that size keeps far points from being compared.
std::vector<PointMatch> pairsInReach(std::span<const Point> left, std::span<const Point> right,
                                     double distance)
{
    constexpr double kSmallestCell = 1;
    const double cell = std::max(distance, kSmallestCell);
    const auto cellOf = [cell](Point point) {
        return std::pair(std::floor(point.x / cell), std::floor(point.y / cell));
    };
    std::map<std::pair<double, double>, std::vector<std::size_t>> grid;
    for (std::size_t i = 0; i < right.size(); ++i) {
        if (isFinite(right[i])) {
            grid[cellOf(right[i])].push_back(i);
        }
    }
    std::vector<PointMatch> pairs;
    for (std::size_t i = 0; i < left.size(); ++i) {
        if (!isFinite(left[i])) {
            continue;
        }
        const auto [column, row] = cellOf(left[i]);
        for (const double y : {row - 1, row, row + 1}) {
            for (const double x : {column - 1, column, column + 1}) {
                const auto found = grid.find({x, y});
                if (found == grid.end()) {
                    continue;
                }
                for (const auto other : found->second) {
                    const double apart = std::hypot(left[i].x - right[other].x, left[i].y - right[other].y);
                    if (apart <= distance) {
                        pairs.push_back({i, other, apart});
                    }
                }
            }
        }
    }
    return pairs;
}

/// Groups of pairs that share points, directly or through others: each can be solved by itself.
std::vector<std::vector<PointMatch>> connectedGroups(const std::vector<PointMatch>& pairs,
                                                     std::size_t leftCount, std::size_t rightCount)
{
    std::vector<std::size_t> parent(leftCount + rightCount);
    for (std::size_t i = 0; i < parent.size(); ++i) {
        parent[i] = i;
    }
    const auto rootOf = [&](std::size_t node) {
        while (parent[node] != node) {
            node = parent[node] = parent[parent[node]];
        }
        return node;
    };
    for (const auto& pair : pairs) {
        parent[rootOf(pair.left)] = rootOf(leftCount + pair.right);
    }
    std::map<std::size_t, std::vector<PointMatch>> groups;
    for (const auto& pair : pairs) {
        groups[rootOf(pair.left)].push_back(pair);
    }
    std::vector<std::vector<PointMatch>> result;
    for (auto& [root, group] : groups) {
        result.push_back(std::move(group));
    }
    return result;
}

/// Numbers the points of a group from 0.
class Numbers {
  public:
    std::size_t of(std::size_t point) { return m_numbers.try_emplace(point, m_numbers.size()).first->second; }
    [[nodiscard]] std::size_t count() const { return m_numbers.size(); }

  private:
    std::map<std::size_t, std::size_t> m_numbers;
};

/// Of the pairs of a group, those of the best assignment.
std::vector<PointMatch> bestOf(const std::vector<PointMatch>& group)
{
    Numbers left;
    Numbers right;
    double sum = 0;
    for (const auto& pair : group) {
        left.of(pair.left);
        right.of(pair.right);
        sum += pair.distance;
    }
    const bool isWide = left.count() <= right.count();
    const auto rows = static_cast<int>(std::min(left.count(), right.count()));
    const auto columns = static_cast<int>(std::max(left.count(), right.count()));
    // What cannot be matched costs more than all that can, so that it is done only when nothing else is left.
    Raster<double> cost(columns, rows, sum + 1);
    Raster<int> pairAt(columns, rows, -1);
    for (std::size_t i = 0; i < group.size(); ++i) {
        const auto l = static_cast<int>(left.of(group[i].left));
        const auto r = static_cast<int>(right.of(group[i].right));
        const int column = isWide ? r : l;
        const int row = isWide ? l : r;
        cost.at(column, row) = group[i].distance;
        pairAt.at(column, row) = static_cast<int>(i);
    }
    std::vector<PointMatch> result;
    const auto columnOf = assign(cost);
    for (int row = 0; row < rows; ++row) {
        const int pair = pairAt.at(static_cast<int>(columnOf[static_cast<std::size_t>(row)]), row);
        if (pair >= 0) {
            result.push_back(group[static_cast<std::size_t>(pair)]);
        }
    }
    return result;
}

} // namespace

std::vector<PointMatch> matchPoints(std::span<const Point> left, std::span<const Point> right,
                                    double distance)
{
    std::vector<PointMatch> result;
    const auto pairs = pairsInReach(left, right, distance);
    for (const auto& group : connectedGroups(pairs, left.size(), right.size())) {
        const auto best = bestOf(group);
        result.insert(result.end(), best.begin(), best.end());
    }
    std::sort(result.begin(), result.end(),
              [](const PointMatch& a, const PointMatch& b) { return a.left < b.left; });
    return result;
}

} // namespace sorby::annotation
