// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/stratify.h"

#include "core/base/random.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <utility>

namespace sorby::dataset {
namespace {

/// What has to be shared out.
struct Problem {
    struct Content {
        std::size_t images = 0;
        std::vector<std::size_t> classImages; ///< images with each class
    };
    std::vector<Content> groups;
    std::vector<double> shares;
    Content all;
    std::vector<std::size_t> mostSides; ///< of each class: no more than it has groups

    Problem(const std::vector<SplitItem>& items, const std::vector<Group>& itemGroups,
            std::vector<double> wanted, bool byClass)
        : shares(std::move(wanted))
    {
        std::map<annotation::ClassId, std::size_t> places;
        for (const auto& item : items) {
            for (const auto id : item.classes) {
                places.emplace(id, 0);
            }
        }
        if (!byClass) {
            places.clear();
        }
        std::size_t classes = 0;
        for (auto& [id, place] : places) {
            place = classes++;
        }
        all = {0, std::vector<std::size_t>(classes)};
        mostSides.assign(classes, 0);
        for (const auto& group : itemGroups) {
            Content content{group.size(), std::vector<std::size_t>(classes)};
            for (const std::size_t item : group) {
                const std::set<annotation::ClassId> present(items[item].classes.begin(),
                                                            items[item].classes.end());
                for (const auto id : present) {
                    if (const auto place = places.find(id); place != places.end()) {
                        ++content.classImages[place->second];
                    }
                }
            }
            all.images += content.images;
            for (std::size_t each = 0; each < classes; ++each) {
                all.classImages[each] += content.classImages[each];
                mostSides[each] += content.classImages[each] > 0 ? 1U : 0U;
            }
            groups.push_back(std::move(content));
        }
        for (auto& most : mostSides) {
            most = std::min(most, shares.size());
        }
    }
    [[nodiscard]] std::size_t classes() const { return mostSides.size(); }
};

/// Groups on sides, with the sums that say how good that is.
class Sides {
  public:
    static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

    explicit Sides(const Problem& problem)
        : m_problem(problem),
          m_sideOf(problem.groups.size(), kNowhere),
          m_contents(problem.shares.size(), {0, std::vector<std::size_t>(problem.classes())}),
          m_groupsOn(problem.shares.size()),
          m_sidesWith(problem.classes())
    {}

    [[nodiscard]] const std::vector<std::size_t>& sideOf() const { return m_sideOf; }
    [[nodiscard]] std::size_t count() const { return m_contents.size(); }
    [[nodiscard]] bool has(std::size_t side, std::size_t classPlace) const
    {
        return m_contents[side].classImages[classPlace] > 0;
    }
    [[nodiscard]] std::size_t sidesWith(std::size_t classPlace) const { return m_sidesWith[classPlace]; }
    [[nodiscard]] double imagesMissing(std::size_t side) const
    {
        return m_problem.shares[side] * static_cast<double>(m_problem.all.images) -
               static_cast<double>(m_contents[side].images);
    }
    [[nodiscard]] double classImagesMissing(std::size_t side, std::size_t classPlace) const
    {
        return m_problem.shares[side] * static_cast<double>(m_problem.all.classImages[classPlace]) -
               static_cast<double>(m_contents[side].classImages[classPlace]);
    }

    void put(std::size_t group, std::size_t side)
    {
        if (const std::size_t from = std::exchange(m_sideOf[group], side); from != kNowhere) {
            --m_groupsOn[from];
            m_contents[from].images -= m_problem.groups[group].images;
            for (std::size_t each = 0; each < m_problem.classes(); ++each) {
                auto& images = m_contents[from].classImages[each];
                const bool before = images > 0;
                images -= m_problem.groups[group].classImages[each];
                m_sidesWith[each] -= before && images == 0 ? 1U : 0U;
            }
        }
        ++m_groupsOn[side];
        m_contents[side].images += m_problem.groups[group].images;
        for (std::size_t each = 0; each < m_problem.classes(); ++each) {
            auto& images = m_contents[side].classImages[each];
            const bool before = images > 0;
            images += m_problem.groups[group].classImages[each];
            m_sidesWith[each] += !before && images > 0 ? 1U : 0U;
        }
    }

    /// What depends on two sides alone, the smaller the better. A class that is not where it could be weighs
    /// more than all shares, a side without a group more than all classes.
    [[nodiscard]] double cost(std::size_t first, std::size_t second) const
    {
        double missing = 0;
        for (std::size_t each = 0; each < m_problem.classes(); ++each) {
            missing += static_cast<double>(m_problem.mostSides[each] - m_sidesWith[each]);
        }
        return 10 * missing + sideCost(first) + sideCost(second);
    }
    [[nodiscard]] double cost() const
    {
        double missing = 0;
        for (std::size_t each = 0; each < m_problem.classes(); ++each) {
            missing += static_cast<double>(m_problem.mostSides[each] - m_sidesWith[each]);
        }
        double sum = 10 * missing;
        for (std::size_t side = 0; side < count(); ++side) {
            sum += sideCost(side);
        }
        return sum;
    }

  private:
    [[nodiscard]] double sideCost(std::size_t side) const
    {
        double cost = std::abs(imagesMissing(side)) / static_cast<double>(m_problem.all.images);
        const auto classes = static_cast<double>(m_problem.classes());
        for (std::size_t each = 0; each < m_problem.classes(); ++each) {
            cost += std::abs(classImagesMissing(side, each)) /
                    (classes * static_cast<double>(m_problem.all.classImages[each]));
        }
        return cost + (m_groupsOn[side] == 0 ? 1e5 : 0);
    }

    const Problem& m_problem;
    std::vector<std::size_t> m_sideOf;
    std::vector<Problem::Content> m_contents;
    std::vector<std::size_t> m_groupsOn;
    std::vector<std::size_t> m_sidesWith; ///< of each class
};

/// The side that lacks most; among those that lack the class altogether when `lacking`.
std::size_t neediestSide(const Sides& sides, std::size_t classPlace, bool lacking)
{
    const auto need = [&](std::size_t side) {
        return std::pair(sides.classImagesMissing(side, classPlace), sides.imagesMissing(side));
    };
    std::size_t best = Sides::kNowhere;
    for (std::size_t side = 0; side < sides.count(); ++side) {
        if (!(lacking && sides.has(side, classPlace)) &&
            (best == Sides::kNowhere || need(side) > need(best))) {
            best = side;
        }
    }
    return best;
}

/// The groups of a class go to the sides that need them most, those with most of it first. When no more
/// groups are left than sides without the class, these sides get them.
void shareOutClass(const Problem& problem, std::size_t classPlace, std::vector<std::size_t>& left,
                   Sides& sides)
{
    const auto imagesOf = [&](std::size_t group) { return problem.groups[group].classImages[classPlace]; };
    const auto rest = std::stable_partition(left.begin(), left.end(),
                                            [&](std::size_t group) { return imagesOf(group) == 0; });
    std::vector<std::size_t> groups(rest, left.end());
    left.erase(rest, left.end());
    std::stable_sort(groups.begin(), groups.end(),
                     [&](std::size_t a, std::size_t b) { return imagesOf(a) > imagesOf(b); });
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const std::size_t without = sides.count() - sides.sidesWith(classPlace);
        const bool lacking = without > 0 && groups.size() - i <= without;
        sides.put(groups[i], neediestSide(sides, classPlace, lacking));
    }
}

/// The rarest class first, then what has no class at all, the largest groups first.
void shareOut(const Problem& problem, std::vector<std::size_t> left, Sides& sides)
{
    std::vector<std::size_t> classes(problem.classes());
    std::iota(classes.begin(), classes.end(), std::size_t{0});
    while (!classes.empty()) {
        const auto leftOf = [&](std::size_t each) {
            std::size_t images = 0;
            for (const std::size_t group : left) {
                images += problem.groups[group].classImages[each];
            }
            return images;
        };
        const auto rarest =
            std::min_element(classes.begin(), classes.end(),
                             [&](std::size_t a, std::size_t b) { return leftOf(a) < leftOf(b); });
        shareOutClass(problem, *rarest, left, sides);
        classes.erase(rarest);
    }
    std::stable_sort(left.begin(), left.end(), [&](std::size_t a, std::size_t b) {
        return problem.groups[a].images > problem.groups[b].images;
    });
    for (const std::size_t group : left) {
        std::size_t best = 0;
        for (std::size_t side = 1; side < sides.count(); ++side) {
            best = sides.imagesMissing(side) > sides.imagesMissing(best) ? side : best;
        }
        sides.put(group, best);
    }
}

/// Moves single groups and exchanges two as long as that helps and there is patience left.
class Improvement {
  public:
    Improvement(const Problem& problem, Sides& sides) : m_problem(problem), m_sides(sides) {}

    void run(Random& random)
    {
        bool better = true;
        while (better && m_patience > 0) {
            better = moveEach();
            better = (m_problem.groups.size() <= kMostForAllPairs ? exchangeAll() : exchangeSome(random)) ||
                     better;
        }
    }

  private:
    static constexpr std::size_t kMostForAllPairs = 300;
    static constexpr double kLeastGain = 1e-9;

    bool move(std::size_t group, std::size_t side)
    {
        --m_patience;
        const std::size_t from = m_sides.sideOf()[group];
        const double before = m_sides.cost(from, side);
        m_sides.put(group, side);
        if (m_sides.cost(from, side) < before - kLeastGain) {
            return true;
        }
        m_sides.put(group, from);
        return false;
    }
    bool exchange(std::size_t a, std::size_t b)
    {
        --m_patience;
        const std::size_t sideA = m_sides.sideOf()[a];
        const std::size_t sideB = m_sides.sideOf()[b];
        if (sideA == sideB) {
            return false;
        }
        const double before = m_sides.cost(sideA, sideB);
        m_sides.put(a, sideB);
        m_sides.put(b, sideA);
        if (m_sides.cost(sideA, sideB) < before - kLeastGain) {
            return true;
        }
        m_sides.put(a, sideA);
        m_sides.put(b, sideB);
        return false;
    }
    bool moveEach()
    {
        bool better = false;
        for (std::size_t group = 0; group < m_problem.groups.size(); ++group) {
            for (std::size_t side = 0; side < m_sides.count() && m_patience > 0; ++side) {
                better = (side != m_sides.sideOf()[group] && move(group, side)) || better;
            }
        }
        return better;
    }
    bool exchangeAll()
    {
        bool better = false;
        for (std::size_t a = 0; a < m_problem.groups.size(); ++a) {
            for (std::size_t b = a + 1; b < m_problem.groups.size() && m_patience > 0; ++b) {
                better = exchange(a, b) || better;
            }
        }
        return better;
    }
    bool exchangeSome(Random& random)
    {
        bool better = false;
        for (int tried = 0; tried < 50'000 && m_patience > 0; ++tried) {
            const auto a = static_cast<std::size_t>(random.below(m_problem.groups.size()));
            const auto b = static_cast<std::size_t>(random.below(m_problem.groups.size()));
            better = exchange(a, b) || better;
        }
        return better;
    }

    const Problem& m_problem;
    Sides& m_sides;
    int m_patience = 1'000'000;
};

} // namespace

std::vector<std::size_t> stratify(const std::vector<SplitItem>& items, const std::vector<Group>& groups,
                                  const std::vector<double>& shares, bool byClass, std::uint64_t seed)
{
    assert(!shares.empty() && groups.size() >= shares.size());
    const Problem problem(items, groups, shares, byClass);
    // Each beginning ends in a best of its own; few groups leave time for several.
    const std::uint64_t beginnings = groups.size() <= 300 ? 8 : 1;
    std::vector<std::size_t> best;
    double bestCost = 0;
    for (std::uint64_t beginning = 0; beginning < beginnings; ++beginning) {
        Random random(seed, "stratify", beginning);
        std::vector<std::size_t> order(groups.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        random.shuffle(order);
        Sides sides(problem);
        shareOut(problem, std::move(order), sides);
        Improvement(problem, sides).run(random);
        if (const double cost = sides.cost(); best.empty() || cost < bestCost - 1e-9) {
            best = sides.sideOf();
            bestCost = cost;
        }
    }
    return best;
}

} // namespace sorby::dataset
