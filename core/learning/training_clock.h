// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

namespace sorby::learning {

/// The time that a training takes, and what of its limit is over: of the limit the validation at the end is
/// taken off, which takes about as long as the last one did.
class TrainingClock {
  public:
    explicit TrainingClock(std::optional<double> limitSeconds) : m_limit(limitSeconds) {}

    [[nodiscard]] double seconds() const
    {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
    }
    void noteValidation(double seconds) { m_validation = seconds; }
    /// 0 without a limit, 1 when it is over.
    [[nodiscard]] double share() const
    {
        if (!m_limit) {
            return 0;
        }
        const double forTraining = *m_limit - m_validation;
        return forTraining > 0 ? std::min(1.0, seconds() / forTraining) : 1;
    }
    [[nodiscard]] bool isOver() const { return m_limit && share() >= 1; }

  private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
    std::optional<double> m_limit;
    double m_validation = 0;
};

} // namespace sorby::learning
