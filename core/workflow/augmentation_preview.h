// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/raster.h"
#include "core/base/result.h"
#include "core/learning/engine.h"
#include "core/project/project.h"
#include "core/workflow/train.h"

namespace sorby::workflow {

/// Sixteen samples as a training with these options would see them in its first epoch, four in a row, with
/// the reference's classes drawn over them in their colours. Blocks; the errors are those of trainProject().
[[nodiscard]] Result<Raster<Rgb8>> previewAugmentation(const project::Project& project,
                                                       learning::Engine& engine, const TrainRequest& request,
                                                       const JobControl& control);

} // namespace sorby::workflow
