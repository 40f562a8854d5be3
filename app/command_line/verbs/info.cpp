// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line/parsing.h"
#include "app/command_line/project_access.h"
#include "app/command_line/verbs/all_verbs.h"
#include "core/base/files.h"
#include "core/workflow/check.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sorby::command_line {
namespace {

using Json = nlohmann::ordered_json;

std::size_t countOf(const workflow::ProjectInfo& info, Membership membership)
{
    const auto found = info.memberships.find(membership);
    return found == info.memberships.end() ? 0 : found->second;
}

std::size_t countOf(const workflow::ProjectInfo& info, ReviewStatus status)
{
    const auto found = info.statuses.find(status);
    return found == info.statuses.end() ? 0 : found->second;
}

Json toJson(const std::map<ReviewStatus, std::size_t>& counts)
{
    Json statuses = Json::object();
    for (const auto status : kReviewStatuses) {
        const auto found = counts.find(status);
        statuses[toText(status)] = found == counts.end() ? 0 : found->second;
    }
    return statuses;
}

Json toJson(const std::vector<project::RunRecord>& runs)
{
    Json list = Json::array();
    for (const auto& run : runs) {
        list.push_back({{"run", run.id},
                        {"name", run.name},
                        {"state", project::toText(run.state)},
                        {"epochs", run.epochs},
                        {"best_epoch", run.bestEpoch},
                        {"device", run.device},
                        {"created", run.createdAt}});
    }
    return list;
}

Json toJson(const workflow::ProjectInfo& info, const std::vector<project::RunRecord>& runs,
            const std::string& folder)
{
    Json classes = Json::array();
    for (const auto& share : info.classes) {
        classes.push_back({{"class", share.info.id},
                           {"name", share.info.name},
                           {"pixels", share.pixels},
                           {"fraction", share.fraction},
                           {"images", share.images}});
    }
    Json most = Json::array();
    for (const auto& [image, objects] : info.mostObjects) {
        most.push_back({{"image", image}, {"objects", objects}});
    }
    return {{"project", folder},
            {"images", info.images},
            {"annotated", info.annotated},
            {"broken", info.broken},
            {"objects", info.objects},
            {"points", info.points},
            {"specimens", info.specimens},
            {"runs", info.runs},
            {"train", countOf(info, Membership::Train)},
            {"validation", countOf(info, Membership::Validation)},
            {"test", countOf(info, Membership::Test)},
            {"none", countOf(info, Membership::None)},
            {"statuses", toJson(info.statuses)},
            {"classes", classes},
            {"most_objects", most},
            {"run_list", toJson(runs)}};
}

void print(const workflow::ProjectInfo& info, const std::string& folder, Output& output)
{
    output.line("Project " + folder);
    Table counts({Align::Right, Align::Left});
    std::string images = fmt::format("images, {} annotated", grouped(info.annotated));
    if (info.broken > 0) {
        images += fmt::format(", {} broken", grouped(info.broken));
    }
    counts.add({grouped(info.images), images});
    counts.add({grouped(info.specimens), "specimens"});
    counts.add({grouped(info.objects), "objects"});
    counts.add({grouped(info.points), "points of interest"});
    output.table(counts, 2);
    output.line(
        fmt::format("Split: {} train, {} validation, {} test, {} on no side",
                    grouped(countOf(info, Membership::Train)), grouped(countOf(info, Membership::Validation)),
                    grouped(countOf(info, Membership::Test)), grouped(countOf(info, Membership::None))));
    output.line(fmt::format(
        "Status: {} done, {} in work, {} rejected, {} without", grouped(countOf(info, ReviewStatus::Done)),
        grouped(countOf(info, ReviewStatus::InWork)), grouped(countOf(info, ReviewStatus::Rejected)),
        grouped(countOf(info, ReviewStatus::None))));
    if (info.annotated > 0) {
        output.line("");
        Table classes({Align::Right, Align::Left, Align::Right, Align::Right});
        classes.add({"class", "name", "area", "images"});
        for (const auto& share : info.classes) {
            classes.add({std::to_string(share.info.id), share.info.name,
                         fmt::format("{:.2f} %", 100 * share.fraction), grouped(share.images)});
        }
        output.table(classes);
    }
    if (!info.mostObjects.empty()) {
        output.line("");
        Table most({Align::Right, Align::Left});
        most.add({"objects", "images with most objects"});
        for (const auto& [image, objects] : info.mostObjects) {
            most.add({grouped(static_cast<std::uint64_t>(objects)), image});
        }
        output.table(most);
    }
}

void print(const std::vector<project::RunRecord>& runs, Output& output)
{
    if (runs.empty()) {
        return;
    }
    output.line("");
    Table table({Align::Left, Align::Left, Align::Left, Align::Right, Align::Right, Align::Left});
    table.add({"run", "id", "state", "epochs", "best", "device"});
    for (const auto& run : runs) {
        table.add({run.name, run.id, project::toText(run.state), std::to_string(run.epochs),
                   run.bestEpoch > 0 ? std::to_string(run.bestEpoch) : "", run.device});
    }
    output.table(table);
}

class InfoVerb final : public Verb {
  public:
    const char* name() const override { return "info"; }
    const char* summary() const override { return "Counts, class fractions, images with most objects"; }

    void declare(CLI::App& app) override
    {
        addPath(app, "PROJECT", m_project, "", "The project's folder").required();
    }

    Status run(Session& session) override
    {
        const auto project = openToRead(m_project);
        if (!project) {
            return project.error();
        }
        const auto info = workflow::describeProject(**project, session.control());
        if (!info) {
            return info.error();
        }
        const auto runs = (*project)->runs();
        if (!runs) {
            return runs.error();
        }
        const auto folder = toUtf8((*project)->folder());
        print(*info, folder, session.output);
        print(*runs, session.output);
        session.output.result(toJson(*info, *runs, folder));
        return {};
    }

  private:
    std::filesystem::path m_project;
};

} // namespace

std::unique_ptr<Verb> makeInfoVerb()
{
    return std::make_unique<InfoVerb>();
}

} // namespace sorby::command_line
