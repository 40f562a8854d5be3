// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"

#include <string>

namespace sorby::command_line {

/// One line of at most `columns - 1` columns: a bar, the share done, the numbers, the time left and what is
/// being worked on. While the total is not known, the number done and the time passed. `seconds` is the time
/// since the start.
[[nodiscard]] std::string progressLine(const Progress& progress, double seconds, int columns);

} // namespace sorby::command_line
