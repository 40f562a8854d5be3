// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/evaluation/vote_patterns.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sorby::evaluation {

enum class ConsensusMethod { Majority, Staple };
[[nodiscard]] Result<ConsensusMethod> parseConsensusMethod(std::string_view text);
[[nodiscard]] std::string toText(ConsensusMethod method); ///< "majority", "staple"

/// How well an annotator finds a class, and leaves it out where it is not: shares of 0..1 against the
/// consensus, without the pixels where the annotator abstained. Nothing where there is no pixel to tell from.
struct ClassRates {
    std::optional<double> sensitivity; ///< of the pixels of the class, those given it
    std::optional<double> specificity; ///< of the other pixels, those not given it
};

/// What the masks of several annotators come to.
struct MaskConsensus {
    std::map<Votes, std::uint8_t> labels;       ///< the class that the votes give, or kIgnore
    std::vector<std::vector<ClassRates>> rates; ///< by annotator, then by class id
    std::uint64_t ignoredPixels = 0;            ///< pixels that get kIgnore
    int iterations = 0;                         ///< STAPLE
    bool settled = true;                        ///< STAPLE: did the estimates come to rest?

    /// The label image of one image; votes that were not among the patterns give kIgnore.
    [[nodiscard]] imaging::LabelImage labelsOf(const std::vector<imaging::LabelImage>& masks) const;
};

/// Each pixel gets the class that more than half of the annotators who did not abstain gave it. With `agree`
/// above 0 that many votes are needed instead, and more than any other class has. All other pixels, ties
/// among them, become kIgnore. Votes are below `classCount` or kIgnore (assertion).
[[nodiscard]] MaskConsensus majorityVote(const VotePatterns& patterns, std::size_t classCount, int agree = 0);

/// Simultaneous truth and performance level estimation (S. K. Warfield, K. H. Zou, W. M. Wells, *IEEE
/// Transactions on Medical Imaging* 23, 903, 2004): expectation maximisation of each annotator's confusion
/// matrix and of the probability of each class at each pixel, all pixels of all images at once and without
/// neighbourhoods; ends when no probability changes by more than 1e-7, or after 200 rounds. The class shares
/// begin as those of all votes. Where three annotators labelled the same pixels they are estimated with the
/// rest (A. P. Dawid, A. M. Skene, *Applied Statistics* 28, 20, 1979), because rare classes are overrated by
/// the votes; two annotators do not tell so much, and the shares stay. A pixel gets its most probable class,
/// of equals the lowest; kIgnore only where all abstain. Votes are below `classCount` or kIgnore (assertion).
[[nodiscard]] MaskConsensus staple(const VotePatterns& patterns, std::size_t classCount);

} // namespace sorby::evaluation
