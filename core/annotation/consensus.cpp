// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/consensus.h"

#include "core/annotation/point_matching.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace sorby::annotation {
namespace {

/// What one annotator marked: places in the list of all points, sorted by position, and the positions.
struct Marks {
    std::vector<std::size_t> places;
    std::vector<Point> positions;
};

Marks marksOf(const std::vector<PointOfInterest>& points, const std::string& annotator)
{
    Marks marks;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (points[i].annotator == annotator && isFinite(points[i].position)) {
            marks.places.push_back(i);
        }
    }
    std::sort(marks.places.begin(), marks.places.end(), [&](std::size_t a, std::size_t b) {
        return std::tie(points[a].position.y, points[a].position.x) <
               std::tie(points[b].position.y, points[b].position.x);
    });
    for (const auto place : marks.places) {
        marks.positions.push_back(points[place].position);
    }
    return marks;
}

/// Groups of points that grow by joining.
class Groups {
  public:
    explicit Groups(const std::vector<PointOfInterest>& points) : m_points(points), m_groupOf(points.size())
    {
        for (std::size_t i = 0; i < points.size(); ++i) {
            m_groupOf[i] = i;
            m_members.push_back({i});
        }
    }

    /// Unless an annotator would come twice.
    void join(std::size_t a, std::size_t b)
    {
        auto& into = m_members[m_groupOf[a]];
        auto& from = m_members[m_groupOf[b]];
        if (&into == &from || haveAnAnnotatorInCommon(into, from)) {
            return;
        }
        const auto group = m_groupOf[a];
        for (const auto point : std::exchange(from, {})) {
            m_groupOf[point] = group;
            into.push_back(point);
        }
    }

    [[nodiscard]] std::vector<PointGroup> result() const
    {
        std::vector<PointGroup> groups;
        for (const auto& members : m_members) {
            if (members.empty() || !isFinite(m_points[members.front()].position)) {
                continue;
            }
            PointGroup group;
            for (const auto point : members) {
                const auto share = 1.0 / static_cast<double>(members.size());
                group.position.x += m_points[point].position.x * share;
                group.position.y += m_points[point].position.y * share;
                group.annotators.push_back(m_points[point].annotator);
            }
            std::sort(group.annotators.begin(), group.annotators.end());
            groups.push_back(std::move(group));
        }
        std::sort(groups.begin(), groups.end(), [](const PointGroup& a, const PointGroup& b) {
            return std::tie(a.position.y, a.position.x, a.annotators) <
                   std::tie(b.position.y, b.position.x, b.annotators);
        });
        return groups;
    }

  private:
    [[nodiscard]] bool haveAnAnnotatorInCommon(const std::vector<std::size_t>& a,
                                               const std::vector<std::size_t>& b) const
    {
        return std::any_of(a.begin(), a.end(), [&](std::size_t one) {
            return std::any_of(b.begin(), b.end(), [&](std::size_t other) {
                return m_points[one].annotator == m_points[other].annotator;
            });
        });
    }

    const std::vector<PointOfInterest>& m_points;
    std::vector<std::size_t> m_groupOf;
    std::vector<std::vector<std::size_t>> m_members;
};

double shareOf(std::size_t part, std::size_t all)
{
    return all == 0 ? 1 : static_cast<double>(part) / static_cast<double>(all);
}

} // namespace

double PairAgreement::precision() const
{
    return shareOf(matched, secondCount);
}

double PairAgreement::recall() const
{
    return shareOf(matched, firstCount);
}

double PairAgreement::f1() const
{
    return shareOf(2 * matched, firstCount + secondCount);
}

PairAgreement& PairAgreement::operator+=(const PairAgreement& other)
{
    firstCount += other.firstCount;
    secondCount += other.secondCount;
    matched += other.matched;
    return *this;
}

PointConsensus findConsensus(const std::vector<PointOfInterest>& points,
                             const std::vector<std::string>& annotators, double distance)
{
    std::vector<Marks> marks;
    std::transform(annotators.begin(), annotators.end(), std::back_inserter(marks),
                   [&](const std::string& annotator) { return marksOf(points, annotator); });
    PointConsensus consensus;
    std::vector<PointMatch> matches; // by places in `points`
    for (std::size_t a = 0; a < annotators.size(); ++a) {
        for (std::size_t b = a + 1; b < annotators.size(); ++b) {
            const auto matched = matchPoints(marks[a].positions, marks[b].positions, distance);
            for (const auto& match : matched) {
                matches.push_back(
                    {marks[a].places[match.left], marks[b].places[match.right], match.distance});
            }
            consensus.pairs.push_back({annotators[a], annotators[b], marks[a].places.size(),
                                       marks[b].places.size(), matched.size()});
        }
    }
    const auto positionOf = [&](std::size_t place) {
        return std::pair(points[place].position.y, points[place].position.x);
    };
    std::sort(matches.begin(), matches.end(), [&](const PointMatch& one, const PointMatch& other) {
        return std::tuple(one.distance, positionOf(one.left), positionOf(one.right)) <
               std::tuple(other.distance, positionOf(other.left), positionOf(other.right));
    });
    Groups groups(points);
    for (const auto& match : matches) {
        groups.join(match.left, match.right);
    }
    consensus.groups = groups.result();
    return consensus;
}

} // namespace sorby::annotation
