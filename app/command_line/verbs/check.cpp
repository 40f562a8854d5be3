// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/check.h"

#include "app/command_line/parsing.h"
#include "app/command_line/project_access.h"
#include "app/command_line/verbs/all_verbs.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sorby::command_line {
namespace {

class CheckVerb final : public Verb {
  public:
    const char* name() const override { return "check"; }
    const char* summary() const override { return "The health check before training"; }

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
        const auto report = workflow::checkProject(**project, session.control(), session.findings());
        if (!report) {
            return report.error();
        }
        auto& output = session.output;
        output.line(
            fmt::format("Checked {}: {}", counted(report->images, "image"),
                        report->findings == 0 ? "nothing found" : counted(report->findings, "finding")));
        Table kinds({Align::Right, Align::Left});
        nlohmann::ordered_json fields = nlohmann::ordered_json::object();
        for (const auto& [kind, count] : report->kinds) {
            kinds.add({grouped(count), kind});
            fields[kind] = count;
        }
        output.table(kinds, 2);
        output.listFindings();
        output.result({{"images", report->images}, {"findings", report->findings}, {"kinds", fields}});
        return {};
    }

  private:
    std::filesystem::path m_project;
};

} // namespace

std::unique_ptr<Verb> makeCheckVerb()
{
    return std::make_unique<CheckVerb>();
}

} // namespace sorby::command_line
