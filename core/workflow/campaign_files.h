// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/campaign.h"
#include "core/base/result.h"
#include "core/project/project.h"
#include "core/workflow/import.h"

#include <cstddef>
#include <filesystem>
#include <string>

namespace sorby::workflow {

/// What annotators who worked elsewhere bring, and what a campaign gives away, as files of the
/// Aachen-Heerlen layout.
struct CampaignIntake {
    std::size_t taken = 0;
    std::size_t known = 0;   ///< were there already
    std::size_t refused = 0; ///< each is a finding
};

/// Adds the marks of a CSV (image_url;annotator;point). Refused: marks of people who take no part, on other
/// micrographs or outside of theirs. A mark that the annotator has at the very place is not added again.
[[nodiscard]] Result<CampaignIntake> takeMarks(project::Project& project,
                                               const annotation::Campaign& campaign,
                                               const std::filesystem::path& csv, const FindingSink& findings);

/// Takes outlines from a CSV (image_url;point;polygon and, if it has one, annotator). Each answers the open
/// task whose point it contains; of several the one nearest to the row's own point. Whose tasks: those of
/// the row's annotator, else of `annotator`, else of anybody. A row that answers none is refused.
[[nodiscard]] Result<CampaignIntake> takeOutlines(project::Project& project,
                                                  const annotation::Campaign& campaign,
                                                  const std::filesystem::path& csv,
                                                  const std::string& annotator, const FindingSink& findings);

/// Writes annotations_polygon.csv (the outlines with the agreed points), annotations_POI.csv (the marks of
/// all annotators), metadata.csv (when specimens are known) and campaign.csv (each task: who marked the
/// point, who was to outline it, what came of it, when). Gives the number of files.
[[nodiscard]] Result<std::size_t> exportCampaign(const project::Project& project,
                                                 const annotation::Campaign& campaign,
                                                 const std::filesystem::path& folder,
                                                 const FindingSink& findings);

} // namespace sorby::workflow
