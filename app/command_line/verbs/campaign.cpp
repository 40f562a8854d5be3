// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/campaign.h"

#include "app/command_line/parsing.h"
#include "app/command_line/project_access.h"
#include "app/command_line/table.h"
#include "app/command_line/verbs/all_verbs.h"
#include "core/annotation/class_edits.h"
#include "core/base/files.h"
#include "core/workflow/campaign_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sorby::command_line {
namespace {

using annotation::Campaign;
using annotation::CampaignPhase;
using Json = nlohmann::ordered_json;

constexpr int kMostAnnotators = 1000;

Json taskJson(const annotation::CampaignTask* task, const project::Project& project)
{
    if (task == nullptr) {
        return nullptr;
    }
    const auto image = project.image(task->image);
    return {{"task", task->id},
            {"image", image ? image->name : std::string()},
            {"x", task->point.x - annotation::kPixelCentre},
            {"y", task->point.y - annotation::kPixelCentre},
            {"annotator", task->assignee},
            {"order", task->order + 1}};
}

Json reportJson(const workflow::CampaignReport& report)
{
    const auto& campaign = report.campaign;
    auto annotators = Json::array();
    for (const auto& one : report.annotators) {
        annotators.push_back({{"name", one.annotator},
                              {"points", one.points},
                              {"images_done", one.imagesDone},
                              {"images", one.images},
                              {"tasks", one.tasks},
                              {"done", one.done},
                              {"skipped", one.skipped},
                              {"open", one.open()}});
    }
    return {{"campaign", campaign.name},
            {"phase", annotation::toText(campaign.phase)},
            {"complete", report.isComplete()},
            {"images", campaign.images.size()},
            {"class", campaign.classId},
            {"distance", campaign.distancePx},
            {"agree", campaign.agree},
            {"outlined_by", annotation::toText(campaign.assignment)},
            {"seed", campaign.seed},
            {"started", campaign.startedAt},
            {"closed", campaign.closedAt.empty() ? Json() : Json(campaign.closedAt)},
            {"points", report.points},
            {"agreed", report.agreed},
            {"tasks", report.tasks},
            {"done", report.done},
            {"skipped", report.skipped},
            {"open", report.open()},
            {"annotators", std::move(annotators)}};
}

void show(const workflow::CampaignReport& report, Output& output)
{
    const auto& campaign = report.campaign;
    output.line(fmt::format("Campaign \"{}\": {}, {} by {}", campaign.name,
                            report.isComplete() ? "complete" : annotation::toText(campaign.phase),
                            counted(campaign.images.size(), "micrograph"),
                            counted(campaign.annotators.size(), "annotator")));
    Table table({Align::Left, Align::Right, Align::Right, Align::Right, Align::Right});
    if (campaign.phase == CampaignPhase::Marking) {
        table.add({"annotator", "points", "finished", "of", ""});
        for (const auto& one : report.annotators) {
            table.add({one.annotator, grouped(one.points), grouped(one.imagesDone), grouped(one.images), ""});
        }
    } else {
        output.line(fmt::format("{} agreed by {} annotators or more within {} px",
                                counted(report.agreed, "point is", "points are"), campaign.agree,
                                campaign.distancePx));
        table.add({"annotator", "outlined", "skipped", "open", "of"});
        for (const auto& one : report.annotators) {
            table.add({one.annotator, grouped(one.done), grouped(one.skipped), grouped(one.open()),
                       grouped(one.tasks)});
        }
    }
    output.table(table, 2);
}

class CampaignVerb final : public Verb {
  public:
    const char* name() const override { return "campaign"; }
    const char* summary() const override
    {
        return "Lets several annotators mark points, then outline those that they agree on";
    }

    void declare(CLI::App& app) override
    {
        addPath(app, "PROJECT", m_project, "", "The project's folder").required();
        addText(app, "--campaign", m_name, "NAME", "Which one (default: the one started last)");
        addFlag(app, "--status", m_status, "Show where it stands; what happens when no action is named");
        addFlag(app, "--list", m_list, "Show all campaigns of the project");
        addText(app, "--start", m_start, "NAME", "Start a campaign of this name").group("Actions");
        addList(app, "--annotators", m_annotators,
                "Who takes part; without --start: from now on, while marking");
        addList(app, "--image", m_images, "Of --start: these micrographs alone (default: all)");
        addText(app, "--class", m_class, "NAME", "Of --start: what is looked for (default: the first class)");
        addNumber(
            app, "--distance", [this](double px) { m_distance = px; }, [](double px) { return px > 0; },
            "above 0", "As far apart may two marks of one structure be, in pixels (default 10)");
        addInteger(app, "--agree", m_agree, 1, kMostAnnotators,
                   "So many annotators make a point agreed (default 2)");
        addParsed(app, "--outlined-by", m_assignment, annotation::parseAssignment, "one|every",
                  "Of --start: each agreed point is outlined by one annotator (default) or by every one");
        addPath(app, "--mark", m_mark, "CSV", "Add marks: image_url;annotator;point").group("Actions");
        addList(app, "--finished", m_finished, "These annotators have looked at every micrograph")
            .group("Actions");
        addFlag(app, "--close-marking", m_close, "End the marking: find the agreed points, deal them out")
            .group("Actions");
        addFlag(app, "--force", m_force, "Close the marking although somebody has not finished");
        addFlag(app, "--reopen-marking", m_reopen, "Go back to marking while nothing is outlined")
            .group("Actions");
        addText(app, "--by", m_by, "NAME", "Of --next, --skip and --outline: the annotator");
        addFlag(app, "--next", m_next, "Show the next point that --by is to outline").group("Actions");
        addPath(app, "--outline", m_outline, "CSV", "Add outlines: image_url;point;polygon[;annotator]")
            .group("Actions");
        addInteger(app, "--skip", m_skip, 1, std::numeric_limits<int>::max(),
                   "Skip the task of this number; needs --by and --reason")
            .group("Actions");
        addText(app, "--reason", m_reason, "TEXT", "Why it is skipped");
        addPath(app, "--export", m_export, "DIR",
                "Write outlines, marks and tasks in the Aachen-Heerlen layout")
            .group("Actions");
        addFlag(app, "--remove", m_remove, "Forget the campaign; points and objects stay").group("Actions");
    }

    Status validate(const CommonOptions& /*options*/) override
    {
        const auto usage = [](std::string message) {
            return Error{ErrorCode::InvalidArgument, std::move(message), {}};
        };
        const bool starts = !m_start.empty();
        const bool changesPeople = !starts && !m_annotators.empty();
        const int actions = starts + !m_mark.empty() + !m_finished.empty() + m_close + m_reopen + m_next +
                            !m_outline.empty() + m_skip.has_value() + !m_export.empty() + m_remove +
                            changesPeople + m_status + m_list;
        if (actions > 1) {
            return usage("take one action at a time");
        }
        if (starts && m_annotators.empty()) {
            return usage("--start needs --annotators: who takes part");
        }
        if (starts && !m_name.empty()) {
            return usage("--start names the campaign already; leave --campaign out");
        }
        if (!starts && (!m_images.empty() || !m_class.empty() || m_assignment)) {
            return usage("--image, --class and --outlined-by go with --start");
        }
        if (!starts && !m_close && (m_distance || m_agree)) {
            return usage("--distance and --agree go with --start or --close-marking");
        }
        if ((m_next || m_skip) && m_by.empty()) {
            return usage("--by is needed: whose task");
        }
        if (m_skip.has_value() == m_reason.empty()) {
            return usage(m_skip ? "--skip needs --reason" : "--reason goes with --skip");
        }
        if (m_force && !m_close) {
            return usage("--force goes with --close-marking");
        }
        return {};
    }

    Status run(Session& session) override
    {
        const bool onlyLooks = m_status || m_list || m_next || !m_export.empty() || !changesAnything();
        const auto project = onlyLooks ? openToRead(m_project) : openToWrite(m_project);
        if (!project) {
            return project.error();
        }
        if (m_list) {
            return listAll(**project, session.output);
        }
        if (!m_start.empty()) {
            return start(**project, session);
        }
        auto campaign = workflow::findCampaign(**project, m_name);
        if (!campaign) {
            return campaign.error();
        }
        return act(**project, std::move(*campaign), session);
    }

  private:
    [[nodiscard]] bool changesAnything() const
    {
        return !m_start.empty() || !m_annotators.empty() || !m_mark.empty() || !m_finished.empty() ||
               m_close || m_reopen || !m_outline.empty() || m_skip || m_remove;
    }

    Status start(project::Project& project, Session& session)
    {
        workflow::CampaignRequest request;
        auto& campaign = request.campaign;
        campaign.name = m_start;
        campaign.annotators = m_annotators;
        campaign.distancePx = m_distance.value_or(campaign.distancePx);
        campaign.agree = m_agree.value_or(campaign.agree);
        campaign.assignment = m_assignment.value_or(campaign.assignment);
        campaign.seed = session.options.seed;
        request.imageNames = m_images;
        if (!m_class.empty()) {
            const auto classes = project.classes();
            if (!classes) {
                return classes.error();
            }
            const auto found = annotation::findClass(*classes, m_class);
            if (!found) {
                return found.error();
            }
            campaign.classId = *found;
        }
        const auto started = workflow::startCampaign(project, request);
        return started ? tell(project, *started, session, Json::object()) : Status(started.error());
    }

    /// What is asked for of a campaign that there is, then where it stands.
    Status act(project::Project& project, Campaign campaign, Session& session)
    {
        if (!m_mark.empty() || !m_outline.empty()) {
            return take(project, campaign, session);
        }
        if (m_close || m_reopen) {
            campaign.distancePx = m_distance.value_or(campaign.distancePx);
            campaign.agree = m_agree.value_or(campaign.agree);
            const auto changed = m_close ? workflow::closeMarking(project, std::move(campaign),
                                                                  m_force ? workflow::Unfinished::Accept
                                                                          : workflow::Unfinished::Refuse)
                                         : workflow::reopenMarking(project, std::move(campaign));
            if (!changed && m_close && changed.error().code == ErrorCode::Mismatch && !m_force) {
                return Error{changed.error().code, changed.error().message + " (--force closes all the same)",
                             changed.error().where};
            }
            return changed ? tell(project, *changed, session, Json::object()) : Status(changed.error());
        }
        if (m_next) {
            return showNext(project, campaign, session);
        }
        if (!m_export.empty()) {
            const auto files = workflow::exportCampaign(project, campaign, m_export, session.findings());
            if (!files) {
                return files.error();
            }
            session.output.line(
                fmt::format("{} in {}", counted(*files, "file is", "files are"), toUtf8(m_export)));
            return tell(project, campaign, session, {{"files", *files}, {"out", toUtf8(m_export)}});
        }
        if (m_remove) {
            if (auto removed = project.removeCampaign(campaign.id); !removed) {
                return removed;
            }
            session.output.line(
                fmt::format("Campaign \"{}\" is forgotten; its points and objects stay.", campaign.name));
            session.output.result({{"campaign", campaign.name}, {"removed", true}});
            return {};
        }
        return change(project, std::move(campaign), session);
    }

    /// The small changes; without one the state alone is told.
    Status change(project::Project& project, Campaign campaign, Session& session)
    {
        Status done;
        if (!m_finished.empty()) {
            done = workflow::finishMarking(project, campaign, m_finished);
        } else if (m_skip) {
            const auto skipped = workflow::skipTask(project, campaign, *m_skip, m_by, m_reason);
            done = skipped ? Status() : Status(skipped.error());
        } else if (!m_annotators.empty()) {
            const auto changed = workflow::changeAnnotators(project, campaign, m_annotators);
            if (!changed) {
                return changed.error();
            }
            campaign = *changed;
        }
        return done ? tell(project, campaign, session, Json::object()) : done;
    }

    Status take(project::Project& project, const Campaign& campaign, Session& session)
    {
        const auto taken =
            m_mark.empty() ? workflow::takeOutlines(project, campaign, m_outline, m_by, session.findings())
                           : workflow::takeMarks(project, campaign, m_mark, session.findings());
        if (!taken) {
            return taken.error();
        }
        session.output.line(
            fmt::format("{} taken, {} refused", counted(taken->taken, "row"), grouped(taken->refused)));
        session.output.listFindings();
        return tell(project, campaign, session,
                    {{"taken", taken->taken}, {"known", taken->known}, {"refused", taken->refused}});
    }

    Status showNext(const project::Project& project, const Campaign& campaign, Session& session)
    {
        if (!annotation::isAnnotator(campaign, m_by)) {
            return Error{ErrorCode::NotFound,
                         fmt::format("{} takes no part in the campaign \"{}\"", m_by, campaign.name),
                         toUtf8(m_project)};
        }
        const auto tasks = project.campaignTasks(campaign.id);
        if (!tasks) {
            return tasks.error();
        }
        const auto* next = annotation::nextTask(*tasks, m_by);
        const auto fields = taskJson(next, project);
        session.output.line(next == nullptr ? fmt::format("{} has nothing to outline.", m_by)
                                            : fmt::format("Task {}: {} at {}, {}", next->id,
                                                          fields["image"].get<std::string>(),
                                                          fields["x"].dump(), fields["y"].dump()));
        session.output.result({{"campaign", campaign.name}, {"next", fields}});
        return {};
    }

    static Status listAll(const project::Project& project, Output& output)
    {
        const auto campaigns = project.campaigns();
        if (!campaigns) {
            return campaigns.error();
        }
        auto list = Json::array();
        for (const auto& campaign : *campaigns) {
            const auto report = workflow::reportCampaign(project, campaign);
            if (!report) {
                return report.error();
            }
            show(*report, output);
            list.push_back(reportJson(*report));
        }
        if (campaigns->empty()) {
            output.line("The project has no annotation campaign.");
        }
        output.result({{"campaigns", std::move(list)}});
        return {};
    }

    static Status tell(const project::Project& project, const Campaign& campaign, Session& session,
                       const Json& more)
    {
        const auto report = workflow::reportCampaign(project, campaign);
        if (!report) {
            return report.error();
        }
        show(*report, session.output);
        auto fields = reportJson(*report);
        fields.update(more);
        session.output.result(fields);
        return {};
    }

    std::filesystem::path m_project;
    std::string m_name;
    bool m_status = false;
    bool m_list = false;
    std::string m_start;
    std::vector<std::string> m_annotators;
    std::vector<std::string> m_images;
    std::string m_class;
    std::optional<double> m_distance;
    std::optional<int> m_agree;
    std::optional<annotation::Assignment> m_assignment;
    std::filesystem::path m_mark;
    std::vector<std::string> m_finished;
    bool m_close = false;
    bool m_force = false;
    bool m_reopen = false;
    std::string m_by;
    bool m_next = false;
    std::filesystem::path m_outline;
    std::optional<int> m_skip;
    std::string m_reason;
    std::filesystem::path m_export;
    bool m_remove = false;
};

} // namespace

std::unique_ptr<Verb> makeCampaignVerb()
{
    return std::make_unique<CampaignVerb>();
}

} // namespace sorby::command_line
