// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/augmentation/sample_augmentation.h"
#include "core/learning/training_data.h"

namespace sorby::learning {

/// The symmetry pixel by pixel: what the one on the device has to give.
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

[[nodiscard]] inline Sample transformed(const Sample& sample, const Symmetry& symmetry)
{
    return {transformed(sample.image, symmetry), transformed(sample.labels, symmetry)};
}

} // namespace sorby::learning
