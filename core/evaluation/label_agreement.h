// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"
#include "core/evaluation/scores.h"
#include "core/evaluation/vote_patterns.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace sorby::evaluation {

/// How often two annotators said what: at(second's class, first's class) pixels.
using JointCounts = Raster<std::uint64_t>;

/// Agreement beyond chance, (po - pe) / (1 - pe) with po the share of equal labels and pe the one that the
/// two annotators' class shares give by chance (J. Cohen, *Educational and Psychological Measurement* 20, 37,
/// 1960). Not defined, and nothing, without pixels and when both use one and the same class alone: then
/// chance explains everything. `joint` is square (assertion).
[[nodiscard]] std::optional<double> cohensKappa(const JointCounts& joint);

/// How far the masks of two annotators agree over the pixels to which both gave a class.
struct LabelAgreement {
    std::uint64_t pixels = 0;
    std::optional<double> kappa;
    std::vector<Scores> classes; ///< by id, the second annotator judged by the first; IoU is symmetric
};
/// `first` and `second`: places of the annotators. Votes are below `classCount` or kIgnore (assertion).
[[nodiscard]] LabelAgreement agreementOf(const VotePatterns& patterns, std::size_t first, std::size_t second,
                                         std::size_t classCount);

} // namespace sorby::evaluation
