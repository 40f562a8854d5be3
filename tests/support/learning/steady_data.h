// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/training_data.h"

#include <vector>

namespace sorby::learning {

/// As many training images as asked for, which are a few made beforehand given out again and again: reading
/// costs one copy, as from a project that is held in memory. No validation images.
class SteadyData final : public TrainingData {
  public:
    SteadyData(Size size, std::size_t count);

    int classCount() const override { return 2; }
    std::size_t imageCount(Part part) const override { return part == Part::Train ? m_count : 0; }
    std::string imageName(Part part, std::size_t index) const override;
    Size imageSize(Part part, std::size_t index) const override;
    Result<Sample> image(Part part, std::size_t index) const override;
    std::size_t patchesPerEpoch(Size /*patch*/) const override { return m_count; }
    Result<Sample> patch(Size patch, std::uint64_t seed, std::size_t epoch, std::size_t index) const override;

    /// The first `count` training images.
    [[nodiscard]] std::vector<Sample> batch(std::size_t count) const;

  private:
    std::vector<Sample> m_made;
    std::size_t m_count;
};

} // namespace sorby::learning
