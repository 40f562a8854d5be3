// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/annotations.h"
#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// How several people annotate one set of micrographs, after the protocol of the Aachen-Heerlen data set (D.
/// Iren et al., *Scientific Data* 8, 140, 2021). Marking: each annotator sets points of interest and sees
/// nobody else's. Agreement: points of several annotators that lie close together become one agreed point
/// (consensus.h). Outlining: each agreed point is shown alone, in random order, and gets one polygon around
/// it. Pure functions of values; the store keeps the values.
namespace sorby::annotation {

using CampaignId = std::int64_t;
using TaskId = std::int64_t;
/// The store's number of a micrograph.
using CampaignImage = std::int64_t;

enum class CampaignPhase { Marking, Outlining };
/// "marking", "outlining".
[[nodiscard]] const char* toText(CampaignPhase phase);

/// Who outlines an agreed point: one annotator, the points dealt out evenly, or every one of them.
enum class Assignment { One, Every };
/// "one", "every".
[[nodiscard]] const char* toText(Assignment assignment);
[[nodiscard]] Result<Assignment> parseAssignment(std::string_view text);

struct Campaign {
    CampaignId id = 0; ///< 0: not stored yet
    std::string name;
    std::vector<std::string> annotators;
    std::vector<CampaignImage> images; ///< in the order in which they are marked
    ClassId classId = 1;               ///< of the structures that are looked for
    double distancePx = 10;            ///< as far apart may two marks of one structure be
    int agree = 2;                     ///< so many annotators make a point agreed
    Assignment assignment = Assignment::One;
    CampaignPhase phase = CampaignPhase::Marking;
    std::uint64_t seed = 0;
    std::string startedAt; ///< UTC, ISO 8601
    std::string closedAt;  ///< when marking ended; empty before
    bool operator==(const Campaign&) const = default;
};

enum class TaskState { Open, Done, Skipped };
/// "open", "done", "skipped".
[[nodiscard]] const char* toText(TaskState state);

/// One agreed point that one annotator is to outline.
struct CampaignTask {
    TaskId id = 0; ///< 0: not stored yet
    CampaignImage image = 0;
    Point point;
    std::vector<std::string> markedBy; ///< by name
    std::string assignee;
    int order = 0; ///< place among the assignee's tasks, from 0
    TaskState state = TaskState::Open;
    std::string reason;  ///< why it was skipped
    ObjectId object = 0; ///< that was drawn; 0: none
    std::string when;    ///< UTC, ISO 8601: done or skipped
    bool operator==(const CampaignTask&) const = default;
};

/// An annotator has looked at all of a micrograph.
struct FinishedMarking {
    CampaignImage image = 0;
    std::string annotator;
    std::string when; ///< UTC, ISO 8601
    bool operator==(const FinishedMarking&) const = default;
};

/// The points of interest on one micrograph.
struct ImageMarks {
    CampaignImage image = 0;
    std::vector<PointOfInterest> points;
};
struct MarkCount {
    CampaignImage image = 0;
    std::string annotator;
    std::size_t count = 0;
};

struct AnnotatorProgress {
    std::string annotator;
    std::size_t points = 0; ///< marked on the campaign's micrographs
    std::size_t images = 0; ///< to be marked
    std::size_t imagesDone = 0;
    std::size_t tasks = 0;
    std::size_t done = 0;
    std::size_t skipped = 0;

    [[nodiscard]] std::size_t open() const { return tasks - done - skipped; }
    bool operator==(const AnnotatorProgress&) const = default;
};

/// Do the values of a campaign make sense together? The message says what does not.
[[nodiscard]] Status checkCampaign(const Campaign& campaign);
[[nodiscard]] bool isAnnotator(const Campaign& campaign, std::string_view name);

/// The tasks of all annotators, those of one annotator in their order. Which points are agreed depends on
/// the marks alone; who gets which and in what order on the seed and the annotators' names, too. With
/// Assignment::One no annotator has more than one task more than another; with Every each has an order of
/// their own. Marks of people who do not take part are left out.
[[nodiscard]] std::vector<CampaignTask> makeTasks(const Campaign& campaign,
                                                  const std::vector<ImageMarks>& marks);

/// In the order of the campaign's annotators.
[[nodiscard]] std::vector<AnnotatorProgress> progressOf(const Campaign& campaign,
                                                        const std::vector<MarkCount>& marks,
                                                        const std::vector<FinishedMarking>& finished,
                                                        const std::vector<CampaignTask>& tasks);
/// The first open task of the annotator; null when nothing is left.
[[nodiscard]] const CampaignTask* nextTask(const std::vector<CampaignTask>& tasks,
                                           std::string_view annotator);
/// The first micrograph that the annotator has not finished marking; 0: none.
[[nodiscard]] CampaignImage nextToMark(const Campaign& campaign, const std::vector<FinishedMarking>& finished,
                                       std::string_view annotator);

/// May this polygon answer the task? It must contain the point, and the task be open.
[[nodiscard]] Status checkOutline(const CampaignTask& task, const Polygon& polygon);
/// The object as it is to be stored: of the campaign's class, around the task's point, by its assignee.
[[nodiscard]] Object outlineOf(const Campaign& campaign, const CampaignTask& task, Object object,
                               const std::string& when);

/// What an annotator may see of a micrograph so as not to be led by the others: while marking, the own points
/// alone; while outlining, the task's point alone (null, or a task of another micrograph: nothing).
[[nodiscard]] Annotations visibleTo(std::string_view annotator, const Campaign& campaign, CampaignImage image,
                                    const CampaignTask* task, const Annotations& annotations);

} // namespace sorby::annotation
