// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/calibration.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/formats/finding.h"
#include "core/imaging/raster_rule.h"
#include "core/project/project.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace sorby::workflow {

using FindingSink = std::function<void(const formats::Finding&)>;

struct ImportOptions {
    std::filesystem::path source;
    std::string format = "auto";
    std::filesystem::path images;
    std::filesystem::path points;
    std::filesystem::path metadata;
    imaging::RasterRule raster = imaging::RasterRule::Centre;
    std::string legend; ///< see formats::ImportRequest
    /// Of all images of this import, as a person gave it; nothing: from each file's metadata. An image keeps
    /// a size that was confirmed before, which is a finding.
    std::optional<Calibration> calibration;
    bool keepsBar = false; ///< leave information bars in: they are not looked for
    /// Of files of several pages; 0: every page becomes an image. Another than 1 is an Error
    /// (InvalidArgument) with a format that takes no pages.
    int page = 1;
};

struct ImportReport {
    std::string format; ///< id of the format read
    std::size_t images = 0;
    std::size_t objects = 0;
    std::size_t points = 0;
    std::size_t repaired = 0; ///< findings of each severity
    std::size_t refused = 0;
    std::size_t flagged = 0;
};

/// Adds a source's micrographs and annotations to the project, all or nothing. What an image already had is
/// replaced. A source that is one micrograph or a folder of micrographs without annotations adds the images
/// alone.
[[nodiscard]] Result<ImportReport> importInto(project::Project& project, const ImportOptions& options,
                                              const JobControl& control, const FindingSink& findings);

} // namespace sorby::workflow
