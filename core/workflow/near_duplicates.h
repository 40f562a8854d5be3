// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/imaging/micrograph.h"
#include "core/imaging/perceptual_hash.h"
#include "core/project/project.h"
#include "core/workflow/import.h"

#include <vector>

namespace sorby::workflow {

/// Of the part that shows the specimen; empty when the image cannot be read, as `check` says elsewhere.
[[nodiscard]] imaging::Fingerprint fingerprintOf(const project::ImageRecord& image);
/// The same when somebody has read the micrograph.
[[nodiscard]] imaging::Fingerprint fingerprintOf(const project::ImageRecord& image,
                                                 const imaging::Micrograph& micrograph);

/// Those that are compared: on a side and readable; none when all of them are on one side.
[[nodiscard]] std::vector<project::ImageRecord>
imagesToCompare(const std::vector<project::ImageRecord>& images);

/// Flags every validation and test image that shows the field of an image on a side before its own (train,
/// validation, test): the same file, or one saved anew, brighter, a little cropped, scaled, turned or
/// mirrored. One finding an image names the likest; images on no side are not looked at. Reads the images on
/// a few threads. An Error only when the project cannot be read or a stop is requested.
[[nodiscard]] Status findNearDuplicates(const project::Project& project, const JobControl& control,
                                        const FindingSink& findings);

/// The same for images whose fingerprints are known, in the images' order.
[[nodiscard]] Status findNearDuplicates(const std::vector<project::ImageRecord>& images,
                                        const std::vector<imaging::Fingerprint>& fingerprints,
                                        const JobControl& control, const FindingSink& findings);

} // namespace sorby::workflow
