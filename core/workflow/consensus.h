// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/consensus.h"
#include "core/base/result.h"
#include "core/project/project.h"
#include "core/workflow/import.h"

#include <filesystem>
#include <string>
#include <vector>

namespace sorby::workflow {

struct ConsensusRequest {
    std::filesystem::path points; ///< CSV of points of interest; empty: the project's own
    double distancePx = 0;        ///< as far apart may two marks of one structure be
    int agree = 2;                ///< so many annotators make a point agreed
    std::filesystem::path out;    ///< CSV of the agreed points; empty: nothing is written
    std::filesystem::path single; ///< CSV of the points that one annotator alone marked; empty: none
};
struct ConsensusReport {
    std::size_t images = 0;                            ///< with points
    std::size_t agreed = 0;                            ///< structures that `agree` annotators or more marked
    std::size_t single = 0;                            ///< structures that one alone marked
    std::vector<std::string> annotators;               ///< by name
    std::vector<annotation::PairAgreement> agreements; ///< each two of them, over all images
};

/// Compares the points of several annotators image by image. The files written have the columns
/// image,x,y,annotators,names: coordinates name pixels as in the CSV that came in, `annotators` is how many
/// marked it. Flagged: an image that the project does not have, and annotators that are one alone.
[[nodiscard]] Result<ConsensusReport>
findConsensus(const project::Project& project, const ConsensusRequest& request, const FindingSink& findings);

} // namespace sorby::workflow
