// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"
#include "core/project/records.h"
#include "core/workflow/import.h"

#include <vector>

namespace sorby::workflow {

/// What a micrograph's file says for the project, beside what its importer took from it.
struct ImageDescription {
    project::NewImage image;
    std::vector<formats::Finding> findings;
};
/// Looks whether the file is whole, takes its hash, and the pixel size and information bar as the microscope
/// wrote them down. The annotations are not looked at. Thread-safe.
[[nodiscard]] ImageDescription describeImage(const formats::ImportedImage& image,
                                             const ImportOptions& options);

} // namespace sorby::workflow
