// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/label_image.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <vector>

namespace sorby::evaluation {

/// What each annotator says about one pixel: a class, or kIgnore when abstaining.
using Votes = std::vector<std::uint8_t>;

/// The masks of one image, one of each annotator in turn and all of one size (assertion); an empty raster
/// abstains everywhere. Calls `use` for each run of pixels [begin, end), row by row, that have the same
/// votes.
void forEachRun(const std::vector<imaging::LabelImage>& masks,
                const std::function<void(const Votes& votes, std::size_t begin, std::size_t end)>& use);

/// How many pixels have which votes. There are few combinations however many pixels there are, so that what
/// is worked out from them costs little even for a whole data set.
class VotePatterns {
  public:
    explicit VotePatterns(std::size_t annotators) : m_annotators(annotators) {}

    /// The masks of one image, as many as there are annotators (assertion), as forEachRun() takes them.
    void add(const std::vector<imaging::LabelImage>& masks);
    /// Of the same annotators (assertion).
    VotePatterns& operator+=(const VotePatterns& other);

    [[nodiscard]] std::size_t annotators() const { return m_annotators; }
    /// Pixels by their votes.
    [[nodiscard]] const std::map<Votes, std::uint64_t>& counts() const { return m_counts; }
    /// The highest class that anyone voted for; 0 without votes.
    [[nodiscard]] annotation::ClassId highestClass() const;

  private:
    std::size_t m_annotators;
    std::map<Votes, std::uint64_t> m_counts;
};

} // namespace sorby::evaluation
