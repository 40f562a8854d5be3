// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <string>
#include <vector>

namespace sorby::learning {

/// The checks done so far: printed one a line as they come, counted at the end.
class Report {
  public:
    /// A line between the checks.
    void section(const std::string& title);
    /// A figure that is only told.
    void figure(const std::string& name, const std::string& value);
    /// `found` is what was measured, `wanted` the bound that it had to keep.
    bool check(const std::string& name, bool good, const std::string& found, const std::string& wanted);
    bool checkAtMost(const std::string& name, double found, double most);
    bool checkAtLeast(const std::string& name, double found, double least);
    /// A failure is a failed check of that name.
    bool checkDone(const std::string& name, const Status& status);

    /// How many failed, and which; the last line of the table.
    [[nodiscard]] int finish() const;

  private:
    int m_passed = 0;
    std::vector<std::string> m_failed;
};

/// Four significant digits.
[[nodiscard]] std::string shortNumber(double value);

} // namespace sorby::learning
