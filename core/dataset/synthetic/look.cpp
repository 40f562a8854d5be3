// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/synthetic/look.h"

#include "core/base/random.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sorby::dataset::synthetic {
namespace {

constexpr std::array<const char*, 3> kTypes{"A", "B", "C"};
constexpr std::array<int, 3> kTemperatures{400, 450, 500};

float between(Random& random, double low, double high)
{
    return static_cast<float>(random.uniform(low, high));
}

/// Small fields show smaller structures, so that they too hold many of them.
float scaleOf(Size size)
{
    return static_cast<float>(
        std::clamp(std::sqrt(static_cast<double>(size.area()) / (1024.0 * 768.0)), 0.4, 1.5));
}

/// Steels differ in contrast; a higher temperature gives coarser laths and larger, blockier islands.
Look specimenLook(const SyntheticOptions& options, int specimen)
{
    const auto type = static_cast<std::size_t>(specimen) % kTypes.size();
    const auto step = static_cast<std::size_t>(specimen) / kTypes.size();
    const auto warmth = static_cast<float>(step);
    Random random(options.seed, "specimen", static_cast<std::uint64_t>(specimen));

    Look look;
    look.type = kTypes[type];
    look.temperature = kTemperatures[step];
    look.scale = scaleOf(options.size);
    look.grey = between(random, 92, 128);
    look.lathContrast = between(random, 9, 17);
    look.lathSpacing = (7 + 2 * warmth + between(random, 0, 1.5)) * look.scale;
    look.streakGrey = between(random, 30, 50);
    look.streakLevel = between(random, 0.66, 0.74);
    look.packetSize = (150 + 25 * warmth) * look.scale;
    look.packetContrast = between(random, 8, 18);
    look.islandGrey = between(random, 24, 42);
    look.rimGrey = between(random, 32, 50);
    look.shadowGrey = between(random, 18, 30);
    look.largestIsland = (60 + 10 * warmth) * look.scale;
    look.smallestIsland = std::max(6.0F, 8 * look.scale);
    look.noise = between(random, 5, 9);
    look.scanLines = between(random, 1, 3);
    look.shading = between(random, 6, 22);
    return look;
}

} // namespace

Look lookOf(const SyntheticOptions& options, int index, bool hard)
{
    constexpr int kSpecimens = static_cast<int>(kTypes.size() * kTemperatures.size());
    Look look = specimenLook(options, index % kSpecimens);
    Random random(options.seed, "look", static_cast<std::uint64_t>(index));
    look.grey += between(random, -6, 6);
    look.noise *= between(random, 0.9, 1.2);
    look.shading *= between(random, 0.5, 1.2);
    look.islandFraction = between(random, 0.065, 0.14);
    look.lookAlikes = random.between(4, 9);
    if (hard) {
        look.islandFraction = between(random, 0.006, 0.02);
        look.largestIsland = std::max(9.0F, 20 * look.scale);
        look.islandGrey *= 0.55F;
        look.rimGrey *= 0.45F;
        look.shadowGrey *= 0.5F;
        look.streakLevel -= 0.05F;
        look.lookAlikes = random.between(18, 30);
        look.noise *= 1.4F;
    }
    return look;
}

} // namespace sorby::dataset::synthetic
