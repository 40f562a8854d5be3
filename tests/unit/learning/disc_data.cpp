// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/learning/disc_data.h"

#include "core/base/random.h"

#include <cmath>

namespace sorby::learning {

DiscData::DiscData(std::vector<Size> train, std::vector<Size> validation, int classCount)
    : m_train(std::move(train)), m_validation(std::move(validation)), m_classCount(classCount)
{}

std::string DiscData::imageName(Part part, std::size_t index) const
{
    return (part == Part::Train ? "train " : "validation ") + std::to_string(index) + ".tif";
}

Result<Sample> DiscData::image(Part part, std::size_t index) const
{
    m_asked += part == Part::Train ? 1 : 0;
    const bool training = part == Part::Train || m_validateOnTraining;
    return discs(sizes(part)[index], deriveSeed(1, training ? "train" : "validation", index), m_classCount);
}

std::size_t DiscData::patchesPerEpoch(Size /*patch*/) const
{
    return m_train.size();
}

Result<Sample> DiscData::patch(Size patch, std::uint64_t seed, std::size_t epoch, std::size_t index) const
{
    ++m_asked;
    return discs(patch, deriveSeed(deriveSeed(seed, "patch", epoch), "index", index), m_classCount);
}

Sample DiscData::discs(Size size, std::uint64_t seed, int classCount)
{
    Random random(seed);
    Sample sample{Raster<float>(size), Raster<std::uint8_t>(size)};
    constexpr int kDiscs = 3;
    for (int disc = 0; disc < kDiscs; ++disc) {
        const auto label = static_cast<std::uint8_t>(1 + disc % (classCount - 1));
        const double x0 = random.uniform(0, size.width);
        const double y0 = random.uniform(0, size.height);
        const double radius = random.uniform(0.12, 0.25) * std::min(size.width, size.height);
        for (int y = 0; y < size.height; ++y) {
            for (int x = 0; x < size.width; ++x) {
                if (std::hypot(x + 0.5 - x0, y + 0.5 - y0) < radius) {
                    sample.labels.at(x, y) = label;
                }
            }
        }
    }
    const double brightness[] = {0.4, 0.8, 0.1};
    for (std::size_t i = 0; i < size.area(); ++i) {
        const double value = brightness[sample.labels.pixels()[i]] + 0.1 * random.normal();
        sample.image.pixels()[i] = static_cast<float>(value);
    }
    return sample;
}

} // namespace sorby::learning
