// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/learning/steady_data.h"

#include "tests/unit/learning/disc_data.h"

#include <algorithm>

namespace sorby::learning {
namespace {

constexpr std::size_t kMostMade = 8;

} // namespace

SteadyData::SteadyData(Size size, std::size_t count) : m_count(count)
{
    for (std::size_t i = 0; i < std::min(count, kMostMade); ++i) {
        m_made.push_back(DiscData::discs(size, i, 2));
    }
}

std::string SteadyData::imageName(Part /*part*/, std::size_t index) const
{
    return std::to_string(index) + ".tif";
}

Size SteadyData::imageSize(Part /*part*/, std::size_t index) const
{
    return m_made[index % m_made.size()].image.size();
}

Result<Sample> SteadyData::image(Part /*part*/, std::size_t index) const
{
    return m_made[index % m_made.size()];
}

Result<Sample> SteadyData::patch(Size patch, std::uint64_t /*seed*/, std::size_t epoch,
                                 std::size_t index) const
{
    const auto& made = m_made[(epoch + index) % m_made.size()];
    const PixelRect corner{0, 0, patch.width, patch.height};
    return Sample{crop(made.image, corner), crop(made.labels, corner)};
}

std::vector<Sample> SteadyData::batch(std::size_t count) const
{
    std::vector<Sample> samples;
    for (std::size_t i = 0; i < count; ++i) {
        samples.push_back(m_made[i % m_made.size()]);
    }
    return samples;
}

} // namespace sorby::learning
