// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/dataset/synthetic.h"

#include <filesystem>

namespace sorby::app {

/// A size that a small network learns in a few minutes on a processor.
[[nodiscard]] dataset::SyntheticOptions sampleOptions();

/// Writes a synthetic data set into FOLDER/data and a project on it, split by specimen, into FOLDER/project;
/// gives the project's folder. It is made aside and renamed, so that the folder holds a whole sample or none;
/// a whole one is kept. An Error when the folder holds something else.
[[nodiscard]] Result<std::filesystem::path> makeSampleProject(const std::filesystem::path& folder,
                                                              const dataset::SyntheticOptions& options,
                                                              const JobControl& control);

} // namespace sorby::app
