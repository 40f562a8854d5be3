// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"
#include "core/learning/options.h"
#include "core/learning/training_data.h"

#include <cstddef>
#include <cstdint>

namespace sorby::learning {

/// One of the eight symmetries of the square: first transposed, then mirrored.
struct Symmetry {
    bool transpose = false; ///< exchange x and y
    bool mirrorX = false;   ///< left and right
    bool mirrorY = false;   ///< above and below
    bool operator==(const Symmetry&) const = default;
};

template <typename T>
[[nodiscard]] Raster<T> transformed(const Raster<T>& source, const Symmetry& symmetry)
{
    const Size size = symmetry.transpose ? Size{source.height(), source.width()} : source.size();
    Raster<T> result(size);
    for (int y = 0; y < size.height; ++y) {
        const auto row = result.row(y);
        const int v = symmetry.mirrorY ? size.height - 1 - y : y;
        for (int x = 0; x < size.width; ++x) {
            const int u = symmetry.mirrorX ? size.width - 1 - x : x;
            row[static_cast<std::size_t>(x)] = symmetry.transpose ? source.at(v, u) : source.at(u, v);
        }
    }
    return result;
}

/// Which sample of the training is meant.
struct SamplePlace {
    std::size_t epoch = 0; ///< 1-based
    std::size_t batch = 0; ///< in the epoch
    std::size_t index = 0; ///< in the epoch
};

/// The symmetry of a training sample, by (seed, epoch, sample). Only the exchange of x and y of a sample that
/// is not square is chosen for its whole batch, so that images of one size stay of one size within it.
[[nodiscard]] Symmetry chooseSymmetry(Augmentation augmentation, std::uint64_t seed, const SamplePlace& place,
                                      Size size);

/// Image and labels together.
[[nodiscard]] Sample transformed(Sample sample, const Symmetry& symmetry);

} // namespace sorby::learning
