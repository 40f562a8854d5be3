// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/check.h"

#include "app/command_line/parsing.h"
#include "app/command_line/project_access.h"
#include "app/command_line/verbs/all_verbs.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <utility>

namespace sorby::command_line {
namespace {

using Json = nlohmann::ordered_json;
using Kinds = std::map<std::string, std::size_t>;

void print(const Kinds& kinds, Output& output)
{
    Table table({Align::Right, Align::Left});
    for (const auto& [kind, count] : kinds) {
        table.add({grouped(count), kind});
    }
    output.table(table, 2);
}

void print(const workflow::RepairReport& report, Output& output)
{
    if (report.repairs == 0) {
        output.line("There is no repair that is certain");
        return;
    }
    output.line(
        fmt::format("Made {} in {}", counted(report.repairs, "repair"), counted(report.images, "image")));
    print(report.kinds, output);
}

void print(const workflow::CheckReport& report, Output& output)
{
    output.line(fmt::format("Checked {}: {}", counted(report.images, "image"),
                            report.findings == 0 ? "nothing found" : counted(report.findings, "finding")));
    print(report.kinds, output);
    if (report.repairable > 0) {
        output.line(fmt::format("For {} the repair is certain; --repair makes it",
                                counted(report.repairable, "finding")));
    }
    if (!report.mostObjects.empty()) {
        output.line("");
        output.line("Images with the most objects");
        Table most({Align::Right, Align::Left});
        for (const auto& [image, objects] : report.mostObjects) {
            most.add({grouped(static_cast<std::uint64_t>(objects)), image});
        }
        output.table(most, 2);
    }
}

Json toJson(const Kinds& kinds)
{
    Json fields = Json::object();
    for (const auto& [kind, count] : kinds) {
        fields[kind] = count;
    }
    return fields;
}

Json toJson(const workflow::CheckReport& report, const workflow::RepairReport& repaired)
{
    Json most = Json::array();
    for (const auto& [image, objects] : report.mostObjects) {
        most.push_back({{"image", image}, {"objects", objects}});
    }
    return {{"images", report.images},       {"findings", report.findings},
            {"kinds", toJson(report.kinds)}, {"repairable", report.repairable},
            {"repaired", repaired.repairs},  {"repaired_kinds", toJson(repaired.kinds)},
            {"most_objects", most}};
}

class CheckVerb final : public Verb {
  public:
    const char* name() const override { return "check"; }
    const char* summary() const override { return "The health check before training"; }

    void declare(CLI::App& app) override
    {
        addPath(app, "PROJECT", m_project, "", "The project's folder").required();
        addNumber(
            app, "--min-area", [this](double area) { m_options.minimumAreaPx = area; },
            [](double area) { return area >= 0; }, "0 or more",
            fmt::format("List objects of less than X square pixels; 0 lists none (default {:g})",
                        m_options.minimumAreaPx));
        addFlag(app, "--repair", m_repairs, "First make the repairs that are certain, in the project");
    }

    Status run(Session& session) override
    {
        const auto project = m_repairs ? openToWrite(m_project) : openToRead(m_project);
        if (!project) {
            return project.error();
        }
        auto& output = session.output;
        workflow::RepairReport repaired;
        if (m_repairs) {
            auto done = workflow::repairProject(**project, session.control(), session.findings());
            if (!done) {
                return done.error();
            }
            repaired = std::move(*done);
            print(repaired, output);
            output.line("");
        }
        const auto report =
            workflow::checkProject(**project, session.control(), session.findings(), m_options);
        if (!report) {
            return report.error();
        }
        print(*report, output);
        output.listFindings();
        output.result(toJson(*report, repaired));
        return {};
    }

  private:
    std::filesystem::path m_project;
    workflow::CheckOptions m_options;
    bool m_repairs = false;
};

} // namespace

std::unique_ptr<Verb> makeCheckVerb()
{
    return std::make_unique<CheckVerb>();
}

} // namespace sorby::command_line
