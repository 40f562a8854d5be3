// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/object.h"

#include <cstddef>
#include <string>
#include <vector>

namespace sorby::annotation {

/// Points of several annotators that mean the same structure, at most one of each.
struct PointGroup {
    Point position;                      ///< the mean of its points
    std::vector<std::string> annotators; ///< by name
    bool operator==(const PointGroup&) const = default;
};

/// How far two annotators agree: `second` judged by `first`, as if `first` were right. Cohen's kappa is not
/// defined for points: nobody counts the places where both saw nothing.
struct PairAgreement {
    std::string first;
    std::string second;
    std::size_t firstCount = 0;
    std::size_t secondCount = 0;
    std::size_t matched = 0;

    /// Shares of 0..1; 1 when there is nothing to be right or wrong about.
    [[nodiscard]] double precision() const; ///< matched / secondCount
    [[nodiscard]] double recall() const;    ///< matched / firstCount
    [[nodiscard]] double f1() const;
    PairAgreement& operator+=(const PairAgreement& other);
};

/// The points of one micrograph, compared.
struct PointConsensus {
    std::vector<PointGroup> groups;   ///< of one annotator or more; top to bottom, left to right
    std::vector<PairAgreement> pairs; ///< each two annotators, by name
};

/// Matches each two annotators one to one within `distance` pixels (matchPoints()), and joins the matches
/// into groups, nearest first, as long as no group gets two points of one annotator. The result does not
/// depend on the order of the points or the annotators. `annotators`, sorted: those asked, with or without
/// points here.
[[nodiscard]] PointConsensus findConsensus(const std::vector<PointOfInterest>& points,
                                           const std::vector<std::string>& annotators, double distance);

} // namespace sorby::annotation
