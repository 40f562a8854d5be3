// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/campaign.h"
#include "core/base/result.h"
#include "core/project/project.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace sorby::workflow {

/// What a campaign is started with; id, phase and times are set by startCampaign().
struct CampaignRequest {
    annotation::Campaign campaign;       ///< `images` empty: `imageNames` decide
    std::vector<std::string> imageNames; ///< file names or stems; empty: all micrographs that can be read
};
/// Stores it. An Error when its values make no sense together, an image or the class is not there, or the
/// name is taken.
[[nodiscard]] Result<annotation::Campaign> startCampaign(project::Project& project,
                                                         const CampaignRequest& request);

/// By name; empty: the one started last. An Error of code NotFound lists the campaigns there are.
[[nodiscard]] Result<annotation::Campaign> findCampaign(const project::Project& project,
                                                        std::string_view name);

/// Where a campaign stands.
struct CampaignReport {
    annotation::Campaign campaign;
    std::vector<annotation::AnnotatorProgress> annotators;
    std::size_t points = 0; ///< marks of all annotators
    std::size_t agreed = 0; ///< agreed points; 0 while marking
    std::size_t tasks = 0;  ///< the agreed points, once for each annotator who is to outline them
    std::size_t done = 0;
    std::size_t skipped = 0;

    [[nodiscard]] std::size_t open() const { return tasks - done - skipped; }
    /// Is there nothing left to do for anybody?
    [[nodiscard]] bool isComplete() const { return !campaign.closedAt.empty() && open() == 0; }
};
[[nodiscard]] Result<CampaignReport> reportCampaign(const project::Project& project,
                                                    const annotation::Campaign& campaign);

/// These annotators, or all of them when none is named, have looked at every micrograph.
[[nodiscard]] Status finishMarking(project::Project& project, const annotation::Campaign& campaign,
                                   const std::vector<std::string>& annotators);

/// While marking: who takes part from now on. Marks of those who leave stay in the project and count no more.
[[nodiscard]] Result<annotation::Campaign> changeAnnotators(project::Project& project,
                                                            annotation::Campaign campaign,
                                                            const std::vector<std::string>& annotators);

enum class Unfinished { Refuse, Accept };
/// Ends the marking: finds the agreed points and deals out the tasks. An Error when somebody has micrographs
/// left to mark (unless that is accepted), or nothing is agreed. Gives the campaign as it is then.
[[nodiscard]] Result<annotation::Campaign> closeMarking(project::Project& project,
                                                        annotation::Campaign campaign, Unfinished unfinished);
/// Goes back to marking, so that it can be closed anew with another distance. An Error when an outline is
/// drawn or skipped already.
[[nodiscard]] Result<annotation::Campaign> reopenMarking(project::Project& project,
                                                         annotation::Campaign campaign);

/// Ends a task as skipped. An Error when it is not open, belongs to somebody else (`annotator`), or no reason
/// is given.
[[nodiscard]] Result<annotation::CampaignTask> skipTask(project::Project& project,
                                                        const annotation::Campaign& campaign,
                                                        annotation::TaskId task, std::string_view annotator,
                                                        const std::string& reason);

} // namespace sorby::workflow
