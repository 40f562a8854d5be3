// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/classes.h"
#include "core/imaging/label_image.h"

#include <cstdint>
#include <vector>

namespace sorby::evaluation {

/// Pixel counts of one class; ignored pixels are in none of them.
struct Confusion {
    std::uint64_t tp = 0;
    std::uint64_t fp = 0;
    std::uint64_t fn = 0;
    std::uint64_t tn = 0;

    Confusion& operator+=(const Confusion& other);
    bool operator==(const Confusion&) const = default;
};

/// IoU = TP/(TP+FP+FN) (Jaccard), Dice = 2TP/(2TP+FP+FN), precision = TP/(TP+FP), recall = TP/(TP+FN). Where
/// the class is neither in the reference nor in the prediction all four are 1 and `empty` is set; where only
/// one denominator is 0 (nothing predicted, or nothing to find) that value is 0.
struct Scores {
    double iou = 0;
    double dice = 0;
    double precision = 0;
    double recall = 0;
    bool empty = false;
};
[[nodiscard]] Scores scoresOf(const Confusion& confusion);

/// Counts for the classes 0 to classCount-1; pixels that are 255 in either image count nowhere, any other
/// value beyond the classes counts as a class of its own that nobody asked for. Both of one size (assertion).
[[nodiscard]] std::vector<Confusion> countConfusion(const imaging::LabelImage& reference,
                                                    const imaging::LabelImage& prediction, int classCount);

} // namespace sorby::evaluation
