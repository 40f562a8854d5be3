// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/campaign.h"

#include "core/annotation/consensus.h"
#include "core/base/random.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace sorby::annotation {
namespace {

Error invalidCampaign(std::string message)
{
    return {ErrorCode::InvalidArgument, std::move(message), {}};
}

Status checkAnnotators(const std::vector<std::string>& annotators)
{
    std::set<std::string> names;
    for (const auto& name : annotators) {
        if (name.empty() || name.find_first_of("\n\r") != std::string::npos) {
            return invalidCampaign("the name of an annotator is one line of text");
        }
        if (!names.insert(name).second) {
            return invalidCampaign(fmt::format("two annotators are called \"{}\"", name));
        }
    }
    return names.empty() ? Status(invalidCampaign("nobody takes part; name the annotators")) : Status();
}

/// The agreed points of all micrographs, in the campaign's order; not yet given to anybody.
std::vector<CampaignTask> agreedPoints(const Campaign& campaign, const std::vector<ImageMarks>& marks)
{
    auto names = campaign.annotators;
    std::sort(names.begin(), names.end());
    std::unordered_map<CampaignImage, const ImageMarks*> byImage;
    for (const auto& image : marks) {
        byImage.emplace(image.image, &image);
    }
    std::vector<CampaignTask> agreed;
    for (const auto image : campaign.images) {
        const auto found = byImage.find(image);
        if (found == byImage.end()) {
            continue;
        }
        std::vector<PointOfInterest> points;
        std::copy_if(found->second->points.begin(), found->second->points.end(), std::back_inserter(points),
                     [&](const PointOfInterest& point) { return isAnnotator(campaign, point.annotator); });
        for (auto& group : findConsensus(points, names, campaign.distancePx).groups) {
            if (group.annotators.size() >= static_cast<std::size_t>(campaign.agree)) {
                CampaignTask task;
                task.image = image;
                task.point = group.position;
                task.markedBy = std::move(group.annotators);
                agreed.push_back(std::move(task));
            }
        }
    }
    return agreed;
}

/// Gives the tasks to the annotator in an order of the annotator's own, which the name decides and not the
/// place in the list.
void give(std::vector<CampaignTask> tasks, const std::string& annotator, std::uint64_t seed,
          std::vector<CampaignTask>& into)
{
    Random(seed, "campaign order " + annotator).shuffle(tasks);
    int order = 0;
    for (auto& task : tasks) {
        task.assignee = annotator;
        task.order = order++;
        into.push_back(std::move(task));
    }
}

} // namespace

const char* toText(CampaignPhase phase)
{
    return phase == CampaignPhase::Marking ? "marking" : "outlining";
}

const char* toText(Assignment assignment)
{
    return assignment == Assignment::One ? "one" : "every";
}

Result<Assignment> parseAssignment(std::string_view text)
{
    for (const auto assignment : {Assignment::One, Assignment::Every}) {
        if (text == toText(assignment)) {
            return assignment;
        }
    }
    return invalidCampaign(fmt::format("'{}' is neither \"one\" nor \"every\"", text));
}

const char* toText(TaskState state)
{
    return state == TaskState::Open ? "open" : state == TaskState::Done ? "done" : "skipped";
}

Status checkCampaign(const Campaign& campaign)
{
    if (campaign.name.empty() || campaign.name.find_first_of("\n\r") != std::string::npos) {
        return invalidCampaign("the name of a campaign is one line of text");
    }
    if (auto fit = checkAnnotators(campaign.annotators); !fit) {
        return fit;
    }
    if (campaign.images.empty()) {
        return invalidCampaign("there is no micrograph to annotate");
    }
    if (std::set(campaign.images.begin(), campaign.images.end()).size() != campaign.images.size()) {
        return invalidCampaign("a micrograph is named twice");
    }
    if (!std::isfinite(campaign.distancePx) || campaign.distancePx <= 0) {
        return invalidCampaign("the distance within which marks agree is above 0 pixels");
    }
    if (campaign.agree < 1 || static_cast<std::size_t>(campaign.agree) > campaign.annotators.size()) {
        return invalidCampaign(fmt::format("{} annotators cannot agree: {} take part", campaign.agree,
                                           campaign.annotators.size()));
    }
    if (campaign.classId == kMatrix || campaign.classId > kMaxClassId) {
        return invalidCampaign("the structures that are looked for need a class beside the matrix");
    }
    return {};
}

bool isAnnotator(const Campaign& campaign, std::string_view name)
{
    return std::find(campaign.annotators.begin(), campaign.annotators.end(), name) !=
           campaign.annotators.end();
}

std::vector<CampaignTask> makeTasks(const Campaign& campaign, const std::vector<ImageMarks>& marks)
{
    auto agreed = agreedPoints(campaign, marks);
    std::vector<CampaignTask> tasks;
    if (campaign.assignment == Assignment::Every) {
        for (const auto& annotator : campaign.annotators) {
            give(agreed, annotator, campaign.seed, tasks);
        }
        return tasks;
    }
    Random(campaign.seed, "campaign deal").shuffle(agreed);
    const auto people = campaign.annotators.size();
    for (std::size_t person = 0; person < people; ++person) {
        std::vector<CampaignTask> hand;
        for (std::size_t i = person; i < agreed.size(); i += people) {
            hand.push_back(agreed[i]);
        }
        give(std::move(hand), campaign.annotators[person], campaign.seed, tasks);
    }
    return tasks;
}

std::vector<AnnotatorProgress> progressOf(const Campaign& campaign, const std::vector<MarkCount>& marks,
                                          const std::vector<FinishedMarking>& finished,
                                          const std::vector<CampaignTask>& tasks)
{
    const std::unordered_set<CampaignImage> images(campaign.images.begin(), campaign.images.end());
    std::unordered_map<std::string_view, AnnotatorProgress> byName;
    for (const auto& name : campaign.annotators) {
        byName[name].annotator = name;
        byName[name].images = campaign.images.size();
    }
    const auto entryOf = [&](const std::string& name) {
        const auto found = byName.find(name);
        return found == byName.end() ? nullptr : &found->second;
    };
    for (const auto& mark : marks) {
        if (auto* entry = entryOf(mark.annotator); entry != nullptr && images.contains(mark.image)) {
            entry->points += mark.count;
        }
    }
    for (const auto& one : finished) {
        if (auto* entry = entryOf(one.annotator); entry != nullptr && images.contains(one.image)) {
            ++entry->imagesDone;
        }
    }
    for (const auto& task : tasks) {
        if (auto* entry = entryOf(task.assignee)) {
            ++entry->tasks;
            entry->done += task.state == TaskState::Done ? 1 : 0;
            entry->skipped += task.state == TaskState::Skipped ? 1 : 0;
        }
    }
    std::vector<AnnotatorProgress> progress;
    for (const auto& name : campaign.annotators) {
        progress.push_back(byName[name]);
    }
    return progress;
}

const CampaignTask* nextTask(const std::vector<CampaignTask>& tasks, std::string_view annotator)
{
    const CampaignTask* next = nullptr;
    for (const auto& task : tasks) {
        if (task.assignee == annotator && task.state == TaskState::Open &&
            (next == nullptr || task.order < next->order)) {
            next = &task;
        }
    }
    return next;
}

CampaignImage nextToMark(const Campaign& campaign, const std::vector<FinishedMarking>& finished,
                         std::string_view annotator)
{
    std::unordered_set<CampaignImage> done;
    for (const auto& one : finished) {
        if (one.annotator == annotator) {
            done.insert(one.image);
        }
    }
    const auto next = std::find_if(campaign.images.begin(), campaign.images.end(),
                                   [&](CampaignImage image) { return !done.contains(image); });
    return next == campaign.images.end() ? 0 : *next;
}

Status checkOutline(const CampaignTask& task, const Polygon& polygon)
{
    if (task.state != TaskState::Open) {
        return Error{ErrorCode::Mismatch,
                     fmt::format("the point is {} already; one polygon answers a point",
                                 task.state == TaskState::Done ? "outlined" : "skipped"),
                     {}};
    }
    // A point on the outline itself, at the border of the micrograph say, counts as inside.
    constexpr double kOnOutlinePx = 0.5;
    if (!contains(polygon, task.point) && !(distanceToOutline(polygon, task.point) <= kOnOutlinePx)) {
        return invalidCampaign(
            "the polygon does not contain the marked point; draw it around the point, or skip it");
    }
    return {};
}

Object outlineOf(const Campaign& campaign, const CampaignTask& task, Object object, const std::string& when)
{
    object.classId = campaign.classId;
    object.poi = task.point;
    object.poiText.clear(); // of another point
    object.provenance = {Origin::Drawn, task.assignee, when};
    return object;
}

Annotations visibleTo(std::string_view annotator, const Campaign& campaign, CampaignImage image,
                      const CampaignTask* task, const Annotations& annotations)
{
    Annotations visible;
    if (campaign.phase == CampaignPhase::Marking) {
        std::copy_if(annotations.points.begin(), annotations.points.end(), std::back_inserter(visible.points),
                     [&](const PointOfInterest& point) { return point.annotator == annotator; });
    } else if (task != nullptr && task->image == image) {
        // Id 0: it is no annotator's point of the store, so that nothing can move or delete it.
        visible.points.push_back({0, std::string(annotator), task->point});
    }
    return visible;
}

} // namespace sorby::annotation
