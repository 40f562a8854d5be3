// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/project/project.h"
#include "core/workflow/import.h"

#include <optional>
#include <string>
#include <vector>

namespace sorby::workflow {

/// The images of these names or stems in the project's order; all when there is no name. An Error names the
/// first that the project does not have.
[[nodiscard]] Result<std::vector<project::ImageRecord>> imagesByName(const project::Project& project,
                                                                     const std::vector<std::string>& names);

struct CalibrateRequest {
    std::vector<std::string> images; ///< empty: all
    /// Where the pixel size comes from.
    enum class From {
        Given,    ///< `calibration`
        Metadata, ///< each image's own; confirmed calibrations stay
        Nowhere,  ///< takes the calibration away
        Confirm,  ///< keeps what is there and notes that a person has confirmed it
    } from = From::Given;
    Calibration calibration = {};
};
struct CalibrateReport {
    std::size_t images = 0;
    std::size_t calibrated = 0; ///< have one now
};
/// What metadata said and was refused is a finding (flagged).
[[nodiscard]] Result<CalibrateReport> calibrateImages(project::Project& project,
                                                      const CalibrateRequest& request,
                                                      const JobControl& control, const FindingSink& findings);

struct DatabarRequest {
    std::vector<std::string> images; ///< empty: all
    enum class Bar {
        Find,   ///< from metadata, else by its constant rows; what a person said stays
        None,   ///< a person says that all of the micrograph shows the specimen
        Rows,   ///< `rows` at the bottom, or at the top when negative; 0: as None
        Region, ///< the specimen is `region`
    } bar = Bar::Find;
    int rows = 0;
    PixelRect region = {};
};
struct DatabarReport {
    std::size_t images = 0;
    std::size_t withBar = 0; ///< have a region now that is not all of the micrograph
};
/// An image that the rows or the region do not fit is a finding (refused) and stays as it is.
[[nodiscard]] Result<DatabarReport> setDatabars(project::Project& project, const DatabarRequest& request,
                                                const JobControl& control, const FindingSink& findings);

/// For an import: looks at a few of the images, and when one of them has an information bar at all. Gives how
/// many have one.
[[nodiscard]] Result<std::size_t> findDatabarsOfImport(project::Project& project,
                                                       const std::vector<project::ImageId>& images,
                                                       const JobControl& control);

} // namespace sorby::workflow
