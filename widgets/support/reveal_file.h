// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace sorby::support {

/// Opens the file's folder in the desktop's file manager, or the nearest folder above it that is there.
void revealFile(const std::filesystem::path& file);

} // namespace sorby::support
