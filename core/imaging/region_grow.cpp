// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/region_grow.h"

#include "core/base/pixel_rect.h"

#include <queue>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace sorby::imaging {
namespace {

/// A place in the part, row by row. Parts are smaller than images, and those stay below 4 GiB.
using Index = std::uint32_t;

constexpr std::size_t kPixelsBetweenStops = 1 << 16;
constexpr float kNever = std::numeric_limits<float>::infinity();

float differenceOf(std::uint8_t a, std::uint8_t b)
{
    return static_cast<float>(std::abs(a - b));
}
float differenceOf(std::uint16_t a, std::uint16_t b)
{
    return static_cast<float>(std::abs(a - b));
}
float differenceOf(float a, float b)
{
    const float difference = std::abs(a - b);
    return std::isfinite(difference) ? difference : kNever;
}
template <typename Colour>
float differenceOf(const Colour& a, const Colour& b)
{
    return std::max({differenceOf(a.r, b.r), differenceOf(a.g, b.g), differenceOf(a.b, b.b)});
}

/// Pixels that wait to be taken, by the tolerance at which they can be. What is pushed is never below what
/// was popped last.
class Waiting {
  public:
    virtual ~Waiting() = default;
    virtual void push(float tolerance, Index index) = 0;
    /// The lowest, when it is at most `limit`.
    virtual std::optional<std::pair<float, Index>> pop(float limit) = 0;
};

/// Whole numbers have one bin each.
class Bins : public Waiting {
  public:
    explicit Bins(std::size_t count) : m_bins(count), m_lowest(count) {}
    void push(float tolerance, Index index) override
    {
        const auto bin = static_cast<std::size_t>(tolerance);
        m_bins[bin].push_back(index);
        m_lowest = std::min(m_lowest, bin);
    }
    std::optional<std::pair<float, Index>> pop(float limit) override
    {
        while (m_lowest < m_bins.size() && m_bins[m_lowest].empty()) {
            ++m_lowest;
        }
        if (m_lowest == m_bins.size() || static_cast<float>(m_lowest) > limit) {
            return {};
        }
        const Index index = m_bins[m_lowest].back();
        m_bins[m_lowest].pop_back();
        return std::pair(static_cast<float>(m_lowest), index);
    }

  private:
    std::vector<std::vector<Index>> m_bins;
    std::size_t m_lowest;
};

class Heap : public Waiting {
  public:
    void push(float tolerance, Index index) override { m_queue.push({tolerance, index}); }
    std::optional<std::pair<float, Index>> pop(float limit) override
    {
        if (m_queue.empty() || m_queue.top().first > limit) {
            return {};
        }
        const auto top = m_queue.top();
        m_queue.pop();
        return top;
    }

  private:
    using Entry = std::pair<float, Index>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> m_queue;
};

std::unique_ptr<Waiting> waitingFor(const Pixels& pixels)
{
    if (std::holds_alternative<Raster<float>>(pixels)) {
        return std::make_unique<Heap>();
    }
    const bool isByte =
        std::holds_alternative<Raster<std::uint8_t>>(pixels) || std::holds_alternative<Raster<Rgb8>>(pixels);
    return std::make_unique<Bins>(isByte ? 256 : 65536);
}

} // namespace

struct RegionGrower::Private {
    std::shared_ptr<const Pixels> pixels;
    PixelRect part;
    int seedX = 0;
    int seedY = 0;
    GrowOptions options;
    Raster<std::uint8_t> mask; ///< 1: in the region
    Raster<std::uint8_t> seen; ///< 1: waits or was taken
    std::unique_ptr<Waiting> waiting;
    std::vector<Index> order; ///< the pixels in the order in which they were reached
    /// How many pixels of `order` were reached up to each tolerance at which there was one, rising.
    std::vector<std::pair<float, std::size_t>> counts;
    std::size_t taken = 0; ///< so many of `order` are in the mask

    [[nodiscard]] float difference(Index index) const
    {
        const int x = part.x + static_cast<int>(index % static_cast<Index>(part.width));
        const int y = part.y + static_cast<int>(index / static_cast<Index>(part.width));
        return std::visit(
            [&](const auto& raster) { return differenceOf(raster.at(x, y), raster.at(seedX, seedY)); },
            *pixels);
    }

    void wait(Index index, float reached)
    {
        seen.data()[index] = 1;
        const float own = difference(index);
        if (own < kNever) {
            waiting->push(std::max(own, reached), index);
        }
    }

    void waitForAll()
    {
        for (std::size_t i = 0; i < part.size().area(); ++i) {
            wait(static_cast<Index>(i), 0);
        }
    }

    void waitForNeighbours(Index index, float reached)
    {
        const int x = static_cast<int>(index % static_cast<Index>(part.width));
        const int y = static_cast<int>(index / static_cast<Index>(part.width));
        constexpr std::array<std::array<int, 2>, 8> kSteps{
            {{1, 0}, {-1, 0}, {0, 1}, {0, -1}, {1, 1}, {-1, 1}, {1, -1}, {-1, -1}}};
        const std::size_t count = options.connectivity == Connectivity::Four ? 4 : 8;
        for (std::size_t i = 0; i < count; ++i) {
            const int nextX = x + kSteps[i][0];
            const int nextY = y + kSteps[i][1];
            if (seen.contains(nextX, nextY) && seen.at(nextX, nextY) == 0) {
                wait(static_cast<Index>(nextY) * static_cast<Index>(part.width) + static_cast<Index>(nextX),
                     reached);
            }
        }
    }

    /// How many pixels of those reached so far belong to the region of this tolerance.
    [[nodiscard]] std::size_t countUpTo(float tolerance) const
    {
        const auto after =
            std::upper_bound(counts.begin(), counts.end(), tolerance,
                             [](float value, const auto& entry) { return value < entry.first; });
        return after == counts.begin() ? 0 : std::prev(after)->second;
    }

    void setMask(std::size_t count)
    {
        for (; taken < count; ++taken) {
            mask.data()[order[taken]] = 1;
        }
        for (; taken > count; --taken) {
            mask.data()[order[taken - 1]] = 0;
        }
    }
};

RegionGrower::RegionGrower(std::shared_ptr<const Pixels> pixels, const PixelRect& part, int seedX, int seedY,
                           const GrowOptions& options)
    : d(std::make_unique<Private>())
{
    const Size size = std::visit([](const auto& raster) { return raster.size(); }, *pixels);
    d->pixels = std::move(pixels);
    d->part = clippedTo(part, size);
    d->seedX = seedX;
    d->seedY = seedY;
    d->options = options;
    d->mask = Raster<std::uint8_t>(d->part.size());
    d->seen = Raster<std::uint8_t>(d->part.size());
    d->waiting = waitingFor(*d->pixels);
    const int x = seedX - d->part.x;
    const int y = seedY - d->part.y;
    if (!d->mask.contains(x, y)) {
        return;
    }
    if (options.contiguous) {
        d->wait(static_cast<Index>(y) * static_cast<Index>(d->part.width) + static_cast<Index>(x), 0);
    } else {
        d->waitForAll();
    }
}

RegionGrower::RegionGrower(RegionGrower&&) noexcept = default;
RegionGrower& RegionGrower::operator=(RegionGrower&&) noexcept = default;
RegionGrower::~RegionGrower() = default;

bool RegionGrower::setTolerance(double tolerance, const JobControl& control)
{
    const auto limit = static_cast<float>(tolerance);
    bool complete = true;
    while (auto next = d->waiting->pop(limit)) {
        const auto [reached, index] = *next;
        d->order.push_back(index);
        if (d->counts.empty() || d->counts.back().first != reached) {
            d->counts.emplace_back(reached, d->order.size());
        }
        d->counts.back().second = d->order.size();
        if (d->options.contiguous) {
            d->waitForNeighbours(index, reached);
        }
        if (d->order.size() % kPixelsBetweenStops == 0 && control.stopRequested()) {
            complete = false;
            break;
        }
    }
    d->setMask(d->countUpTo(limit));
    return complete;
}

const PixelRect& RegionGrower::part() const
{
    return d->part;
}

const Raster<std::uint8_t>& RegionGrower::mask() const
{
    return d->mask;
}

std::size_t RegionGrower::pixelCount() const
{
    return d->taken;
}

PixelRect RegionGrower::bounds() const
{
    if (d->taken == 0) {
        return {};
    }
    const auto width = static_cast<Index>(d->part.width);
    Index left = width;
    Index right = 0;
    Index top = static_cast<Index>(d->part.height);
    Index bottom = 0;
    for (std::size_t i = 0; i < d->taken; ++i) {
        left = std::min(left, d->order[i] % width);
        right = std::max(right, d->order[i] % width);
        top = std::min(top, d->order[i] / width);
        bottom = std::max(bottom, d->order[i] / width);
    }
    return {d->part.x + static_cast<int>(left), d->part.y + static_cast<int>(top),
            static_cast<int>(right - left) + 1, static_cast<int>(bottom - top) + 1};
}

} // namespace sorby::imaging
