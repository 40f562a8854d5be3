// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/campaign.h"
#include "core/annotation/classes.h"
#include "core/annotation/edit.h"
#include "core/project/records.h"

#include <cstddef>
#include <utility>
#include <variant>
#include <vector>

/// What a person can change in a project, as values: Project::store() stores one as a transaction,
/// EditWriter does so on its thread, EditHistory keeps those that undo and redo.
namespace sorby::project {

/// Changes the annotations of one micrograph.
struct AnnotationEdit {
    ImageId image = 0;
    annotation::EditBatch batch;
    /// Does the micrograph count as annotated afterwards? To take back the first stroke takes that back, too.
    bool annotated = true;
};
struct MembershipEdit {
    std::vector<std::pair<ImageId, Membership>> memberships;
};
struct StatusEdit {
    std::vector<std::pair<ImageId, ReviewStatus>> statuses;
};
/// Another list of classes, with what it changes in the annotations and in the campaigns that look for a
/// class.
struct ClassesEdit {
    annotation::ClassList classes;
    std::vector<AnnotationEdit> annotations = {};
    std::vector<std::pair<annotation::CampaignId, annotation::ClassId>> campaigns = {};
    bool movesIds = false; ///< ids mean other classes than before: scores that count the old ones go
};
/// How far an annotator is with one point of a campaign. Not in the history: what led to it is.
struct CampaignTaskEdit {
    annotation::CampaignTask task;
};
/// An annotator has marked all structures of a micrograph, or goes on with it.
struct MarkingEdit {
    annotation::CampaignId campaign = 0;
    annotation::FinishedMarking marking;
};
/// Ids up to this one are given out. Not in the history either.
struct ReservedIds {
    annotation::ObjectId last = 0;
};
using ProjectEdit = std::variant<AnnotationEdit, MembershipEdit, StatusEdit, ClassesEdit, CampaignTaskEdit,
                                 MarkingEdit, ReservedIds>;

/// Bytes that an edit holds in memory.
[[nodiscard]] std::size_t memoryOf(const ProjectEdit& edit);
/// The micrograph that an edit changes; 0 when it changes several, or the project as a whole.
[[nodiscard]] ImageId imageOf(const ProjectEdit& edit);

} // namespace sorby::project
