// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/training_data.h"

#include <atomic>
#include <cstdint>
#include <vector>

namespace sorby::learning {

/// Bright discs on a dark noisy ground (and dark ones as class 2 when there are three classes), made anew for
/// each question; counts the questions.
class DiscData : public TrainingData {
  public:
    DiscData(std::vector<Size> train, std::vector<Size> validation, int classCount = 2);

    int classCount() const override { return m_classCount; }
    std::size_t imageCount(Part part) const override { return sizes(part).size(); }
    std::string imageName(Part part, std::size_t index) const override;
    Size imageSize(Part part, std::size_t index) const override { return sizes(part)[index]; }
    Result<Sample> image(Part part, std::size_t index) const override;
    std::size_t patchesPerEpoch(Size patch) const override;
    Result<Sample> patch(Size patch, std::uint64_t seed, std::size_t epoch, std::size_t index) const override;

    /// Training images and patches asked for so far.
    [[nodiscard]] int asked() const { return m_asked; }
    /// Validation images are the training images.
    void validateOnTraining() { m_validateOnTraining = true; }

    [[nodiscard]] static Sample discs(Size size, std::uint64_t seed, int classCount);

  private:
    [[nodiscard]] const std::vector<Size>& sizes(Part part) const
    {
        return part == Part::Train || m_validateOnTraining ? m_train : m_validation;
    }

    std::vector<Size> m_train;
    std::vector<Size> m_validation;
    int m_classCount;
    bool m_validateOnTraining = false;
    mutable std::atomic<int> m_asked = 0;
};

} // namespace sorby::learning
