// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/campaign.h"

#include "core/base/files.h"
#include "core/base/platform.h"
#include "core/workflow/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace sorby::workflow {
namespace {

using annotation::Campaign;
using annotation::CampaignPhase;
using annotation::CampaignTask;
using annotation::TaskState;
using project::Project;

Error problem(const Project& project, ErrorCode code, std::string message)
{
    return {code, std::move(message), toUtf8(project.folder())};
}

Result<std::vector<project::ImageId>> chooseImages(const Project& project,
                                                   const std::vector<std::string>& names)
{
    std::vector<project::ImageId> ids;
    if (names.empty()) {
        const auto images = selectImages(project, {}, isReadable);
        if (!images) {
            return images.error();
        }
        for (const auto& image : *images) {
            ids.push_back(image.id);
        }
        return ids;
    }
    for (const auto& name : names) {
        const auto image = project.findImage(name);
        if (!image) {
            return image.error();
        }
        if (!isReadable(*image)) {
            return Error{ErrorCode::Unreadable, image->broken, toUtf8(image->file)};
        }
        ids.push_back(image->id);
    }
    return ids;
}

/// "Ada has 3 micrographs left to mark, Ben 1"; empty when all have finished.
std::string whoIsNotDone(const CampaignReport& report)
{
    std::string text;
    for (const auto& annotator : report.annotators) {
        const auto left = annotator.images - annotator.imagesDone;
        if (left > 0) {
            text += fmt::format("{}{} has {} of {} micrographs left to mark", text.empty() ? "" : ", ",
                                annotator.annotator, left, annotator.images);
        }
    }
    return text;
}

Result<std::vector<CampaignTask>> agree(const Project& project, const Campaign& campaign)
{
    std::vector<annotation::ImageMarks> marks;
    for (const auto image : campaign.images) {
        auto points = project.points(image);
        if (!points) {
            return points.error();
        }
        marks.push_back({image, std::move(*points)});
    }
    return annotation::makeTasks(campaign, marks);
}

} // namespace

Result<Campaign> startCampaign(Project& project, const CampaignRequest& request)
{
    auto campaign = request.campaign;
    if (campaign.images.empty()) {
        auto images = chooseImages(project, request.imageNames);
        if (!images) {
            return images.error();
        }
        campaign.images = std::move(*images);
    }
    const auto classes = project.classes();
    if (!classes) {
        return classes.error();
    }
    if (campaign.classId >= classes->size()) {
        return problem(project, ErrorCode::NotFound,
                       fmt::format("has no class {}", static_cast<int>(campaign.classId)));
    }
    campaign.id = 0;
    campaign.phase = CampaignPhase::Marking;
    campaign.startedAt = platform::utcNow();
    campaign.closedAt.clear();
    const auto id = project.storeCampaign(campaign);
    if (!id) {
        return id.error();
    }
    campaign.id = *id;
    return campaign;
}

Result<Campaign> findCampaign(const Project& project, std::string_view name)
{
    auto campaigns = project.campaigns();
    if (!campaigns) {
        return campaigns.error();
    }
    if (campaigns->empty()) {
        return problem(project, ErrorCode::NotFound, "has no annotation campaign; start one with --start");
    }
    if (name.empty()) {
        return std::move(campaigns->back());
    }
    std::string known;
    for (auto& campaign : *campaigns) {
        if (campaign.name == name) {
            return std::move(campaign);
        }
        known += fmt::format("{}\"{}\"", known.empty() ? "" : ", ", campaign.name);
    }
    return problem(project, ErrorCode::NotFound,
                   fmt::format("has no campaign \"{}\"; there are: {}", name, known));
}

Result<CampaignReport> reportCampaign(const Project& project, const Campaign& campaign)
{
    const auto marks = project.markCounts();
    const auto finished = project.finishedMarkings(campaign.id);
    const auto tasks = project.campaignTasks(campaign.id);
    if (!marks || !finished || !tasks) {
        return !marks ? marks.error() : !finished ? finished.error() : tasks.error();
    }
    CampaignReport report;
    report.campaign = campaign;
    report.annotators = annotation::progressOf(campaign, *marks, *finished, *tasks);
    for (const auto& annotator : report.annotators) {
        report.points += annotator.points;
        report.tasks += annotator.tasks;
        report.done += annotator.done;
        report.skipped += annotator.skipped;
    }
    std::set<std::tuple<project::ImageId, double, double>> agreed;
    for (const auto& task : *tasks) {
        agreed.emplace(task.image, task.point.y, task.point.x);
    }
    report.agreed = agreed.size();
    return report;
}

Status finishMarking(Project& project, const Campaign& campaign, const std::vector<std::string>& annotators)
{
    for (const auto& name : annotators) {
        if (!annotation::isAnnotator(campaign, name)) {
            return problem(project, ErrorCode::NotFound,
                           fmt::format("{} takes no part in the campaign \"{}\"", name, campaign.name));
        }
    }
    if (campaign.phase != CampaignPhase::Marking) {
        return problem(project, ErrorCode::Mismatch,
                       fmt::format("the marking of \"{}\" is closed already", campaign.name));
    }
    const auto now = platform::utcNow();
    return project.inTransaction([&]() -> Status {
        const auto finished = project.finishedMarkings(campaign.id);
        if (!finished) {
            return finished.error();
        }
        std::set<std::pair<std::string, project::ImageId>> known; // they keep their time
        for (const auto& one : *finished) {
            known.emplace(one.annotator, one.image);
        }
        for (const auto& name : annotators.empty() ? campaign.annotators : annotators) {
            for (const auto image : campaign.images) {
                if (known.contains({name, image})) {
                    continue;
                }
                if (auto set = project.setMarking(campaign.id, {image, name, now}); !set) {
                    return set;
                }
            }
        }
        return {};
    });
}

Result<Campaign> changeAnnotators(Project& project, Campaign campaign,
                                  const std::vector<std::string>& annotators)
{
    if (campaign.phase != CampaignPhase::Marking) {
        return problem(
            project, ErrorCode::Mismatch,
            fmt::format("the marking of \"{}\" is closed: its points are dealt out already", campaign.name));
    }
    campaign.annotators = annotators;
    const auto stored = project.storeCampaign(campaign);
    return stored ? Result<Campaign>(std::move(campaign)) : Result<Campaign>(stored.error());
}

Result<Campaign> closeMarking(Project& project, Campaign campaign, Unfinished unfinished)
{
    if (campaign.phase != CampaignPhase::Marking) {
        return problem(project, ErrorCode::Mismatch,
                       fmt::format("the marking of \"{}\" is closed already", campaign.name));
    }
    if (auto sound = annotation::checkCampaign(campaign); !sound) {
        return sound.error();
    }
    const auto report = reportCampaign(project, campaign);
    if (!report) {
        return report.error();
    }
    if (const auto left = whoIsNotDone(*report); !left.empty() && unfinished == Unfinished::Refuse) {
        return problem(project, ErrorCode::Mismatch, left);
    }
    const auto tasks = agree(project, campaign);
    if (!tasks) {
        return tasks.error();
    }
    if (tasks->empty()) {
        return problem(project, ErrorCode::NotFound,
                       fmt::format("no point is agreed by {} annotators within {} px: {} points are marked",
                                   campaign.agree, campaign.distancePx, report->points));
    }
    campaign.phase = CampaignPhase::Outlining;
    campaign.closedAt = platform::utcNow();
    const auto done = project.inTransaction([&]() -> Status {
        if (const auto stored = project.storeCampaign(campaign); !stored) {
            return stored.error();
        }
        return project.setCampaignTasks(campaign.id, *tasks);
    });
    return done ? Result<Campaign>(std::move(campaign)) : Result<Campaign>(done.error());
}

Result<Campaign> reopenMarking(Project& project, Campaign campaign)
{
    const auto report = reportCampaign(project, campaign);
    if (!report) {
        return report.error();
    }
    if (campaign.phase == CampaignPhase::Marking) {
        return campaign;
    }
    if (report->done + report->skipped > 0) {
        return problem(
            project, ErrorCode::Mismatch,
            fmt::format("{} points are outlined or skipped already; start another campaign instead",
                        report->done + report->skipped));
    }
    campaign.phase = CampaignPhase::Marking;
    campaign.closedAt.clear();
    const auto done = project.inTransaction([&]() -> Status {
        if (const auto stored = project.storeCampaign(campaign); !stored) {
            return stored.error();
        }
        return project.setCampaignTasks(campaign.id, {});
    });
    return done ? Result<Campaign>(std::move(campaign)) : Result<Campaign>(done.error());
}

Result<CampaignTask> skipTask(Project& project, const Campaign& campaign, annotation::TaskId task,
                              std::string_view annotator, const std::string& reason)
{
    if (reason.empty()) {
        return problem(project, ErrorCode::InvalidArgument, "a point is skipped with a reason");
    }
    const auto tasks = project.campaignTasks(campaign.id);
    if (!tasks) {
        return tasks.error();
    }
    const auto found =
        std::find_if(tasks->begin(), tasks->end(), [&](const CampaignTask& one) { return one.id == task; });
    if (found == tasks->end()) {
        return problem(project, ErrorCode::NotFound,
                       fmt::format("the campaign \"{}\" has no task {}", campaign.name, task));
    }
    if (found->assignee != annotator) {
        return problem(project, ErrorCode::Mismatch,
                       fmt::format("task {} was given to {}, not to {}", task, found->assignee, annotator));
    }
    if (found->state != TaskState::Open) {
        return problem(project, ErrorCode::Mismatch,
                       fmt::format("task {} is {} already", task, annotation::toText(found->state)));
    }
    auto skipped = *found;
    skipped.state = TaskState::Skipped;
    skipped.reason = reason;
    skipped.when = platform::utcNow();
    const auto stored = project.updateCampaignTask(skipped);
    return stored ? Result<CampaignTask>(std::move(skipped)) : Result<CampaignTask>(stored.error());
}

} // namespace sorby::workflow
