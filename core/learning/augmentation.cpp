// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/augmentation.h"

#include "core/base/random.h"

namespace sorby::learning {

Symmetry chooseSymmetry(Augmentation augmentation, std::uint64_t seed, const SamplePlace& place, Size size)
{
    if (augmentation == Augmentation::None) {
        return {};
    }
    const auto epochSeed = deriveSeed(seed, "augment", place.epoch);
    const auto bits = Random(epochSeed, "sample", place.index).below(8);
    Symmetry symmetry{(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0};
    if (size.width != size.height) {
        symmetry.transpose = Random(epochSeed, "batch", place.batch).below(2) == 1;
    }
    return symmetry;
}

Sample transformed(Sample sample, const Symmetry& symmetry)
{
    if (symmetry == Symmetry{}) {
        return sample;
    }
    return {transformed(sample.image, symmetry), transformed(sample.labels, symmetry)};
}

} // namespace sorby::learning
