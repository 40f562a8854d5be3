// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/dataset/split.h"
#include "core/project/project.h"
#include "core/workflow/split.h"

#include <vector>

namespace sorby::workflow {

/// Enters the classes that each annotated image's reference shows into its item (images and items in the same
/// order). Reads the references on a few threads.
[[nodiscard]] Status readClasses(const project::Project& project,
                                 const std::vector<project::ImageRecord>& images, const JobControl& control,
                                 std::vector<dataset::SplitItem>& items);

[[nodiscard]] SplitContent contentOf(const std::vector<dataset::SplitItem>& items,
                                     const dataset::Split& split, const annotation::ClassList& classes);

} // namespace sorby::workflow
