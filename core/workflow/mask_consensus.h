// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/classes.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/evaluation/label_agreement.h"
#include "core/evaluation/mask_consensus.h"
#include "core/workflow/import.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace sorby::workflow {

struct MaskConsensusRequest {
    std::vector<std::filesystem::path> folders; ///< label PNGs, a folder for each annotator
    evaluation::ConsensusMethod method = evaluation::ConsensusMethod::Majority;
    int agree = 0;             ///< majority: so many votes make a class; 0: more than half of them
    std::filesystem::path out; ///< STEM.png and classes.json; empty: nothing is written
};

struct MaskAnnotator {
    std::string name; ///< the folder's, with as many parents before it as tell the folders apart
    std::filesystem::path folder;
    std::size_t images = 0;                    ///< masks of his that took part
    std::vector<evaluation::ClassRates> rates; ///< by class id, against the consensus
};
struct MaskPair {
    std::string first;
    std::string second;
    std::size_t images = 0; ///< that both labelled
    evaluation::LabelAgreement agreement;
};
struct MaskConsensusReport {
    std::size_t images = 0; ///< that two annotators or more labelled
    annotation::ClassList classes;
    std::vector<MaskAnnotator> annotators; ///< in the order of the folders
    std::vector<MaskPair> pairs;           ///< each two of them
    std::uint64_t pixels = 0;
    std::uint64_t ignoredPixels = 0; ///< of those, left without a class
    std::size_t files = 0;           ///< masks written
    int iterations = 0;              ///< STAPLE
};

/// Makes one mask of those of several annotators, matched by stem, and tells how far they agree. All images
/// count together. Who has no mask of an image, or one that does not fit, has no say in it; an image that
/// fewer than two labelled is left out. Findings: refused masks and images with the reason, flagged whatever
/// a person should know to trust the result. An Error when the folders name different classes, when no image
/// is left, and when `out` is one of the folders.
[[nodiscard]] Result<MaskConsensusReport> mergeMasks(const MaskConsensusRequest& request,
                                                     const JobControl& control, const FindingSink& findings);

} // namespace sorby::workflow
