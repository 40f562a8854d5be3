// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line/command_line.h"

#include <vector>

namespace sorby::command_line {

/// The libraries that the command line is made of, as known when it was built; loads nothing.
[[nodiscard]] std::vector<LibraryVersion> libraryVersions();

} // namespace sorby::command_line
