// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/overlaps.h"

#include "core/imaging/rasterizer.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace sorby::imaging {
namespace {

using annotation::Object;

/// So many meetings of two runs take about a second.
constexpr std::uint64_t kMostMeetings = 50'000'000;

struct Run {
    Span span;
    std::uint32_t object = 0;
};

std::vector<Run> runsOf(std::span<const Object> objects, Size size)
{
    std::vector<Run> runs;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        scanConvert(objects[i].polygon, size, [&](const Span& span) {
            runs.push_back({span, static_cast<std::uint32_t>(i)});
        });
    }
    std::sort(runs.begin(), runs.end(), [](const Run& a, const Run& b) {
        return std::tie(a.span, a.object) < std::tie(b.span, b.object);
    });
    return runs;
}

class PairList {
  public:
    explicit PairList(std::span<const Object> objects) : m_objects(objects) {}

    /// False when there is no room for another pair.
    bool add(std::uint32_t a, std::uint32_t b, const Span& shared)
    {
        const int group = m_objects[a].group;
        if (group != 0 && group == m_objects[b].group) {
            return true;
        }
        const auto [first, second] = std::minmax(a, b);
        const auto [found, isNew] =
            m_places.try_emplace((std::uint64_t{first} << 32U) | second, m_result.pairs.size());
        if (isNew) {
            if (m_result.pairs.size() == Overlaps::kMostPairs) {
                return false;
            }
            const annotation::Point place{shared.x0 + annotation::kPixelCentre,
                                          shared.y + annotation::kPixelCentre};
            m_result.pairs.push_back({first, second, place, 0});
        }
        m_result.pairs[found->second].pixels += static_cast<std::uint64_t>(shared.x1 - shared.x0);
        return true;
    }

    Overlaps take(bool isComplete)
    {
        m_result.isComplete = isComplete;
        std::sort(m_result.pairs.begin(), m_result.pairs.end(), [](const Overlap& a, const Overlap& b) {
            return std::tie(a.first, a.second) < std::tie(b.first, b.second);
        });
        return std::move(m_result);
    }

  private:
    std::span<const Object> m_objects;
    Overlaps m_result;
    std::unordered_map<std::uint64_t, std::size_t> m_places; ///< of a pair in the result
};

} // namespace

Overlaps findOverlaps(std::span<const Object> objects, Size size)
{
    const auto runs = runsOf(objects, size);
    PairList pairs(objects);
    std::vector<const Run*> active; // of this row, those that reach beyond the start of the next run
    std::uint64_t meetings = 0;
    for (const Run& run : runs) {
        std::erase_if(active, [&](const Run* other) {
            return other->span.y != run.span.y || other->span.x1 <= run.span.x0;
        });
        meetings += active.size();
        if (meetings > kMostMeetings) {
            return pairs.take(false);
        }
        for (const Run* other : active) {
            const Span shared{run.span.y, run.span.x0, std::min(run.span.x1, other->span.x1)};
            if (!pairs.add(other->object, run.object, shared)) {
                return pairs.take(false);
            }
        }
        active.push_back(&run);
    }
    return pairs.take(true);
}

} // namespace sorby::imaging
