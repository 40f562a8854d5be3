// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/relink.h"

#include "app/command_line/parsing.h"
#include "app/command_line/project_access.h"
#include "app/command_line/verbs/all_verbs.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sorby::command_line {
namespace {

class RelinkVerb final : public Verb {
  public:
    const char* name() const override { return "relink"; }
    const char* summary() const override { return "Finds micrographs that were moved or renamed"; }

    void declare(CLI::App& app) override
    {
        addPath(app, "PROJECT", m_project, "", "The project's folder").required();
        addPath(
            app, "--images", m_request.folder, "DIR",
            "Where they may be now, with all folders below; without it the folder that the project lies in");
    }

    Status run(Session& session) override
    {
        const auto project = openToWrite(m_project);
        if (!project) {
            return project.error();
        }
        const auto report =
            workflow::relinkImages(**project, m_request, session.control(), session.findings());
        if (!report) {
            return report.error();
        }
        auto& output = session.output;
        output.line(report->missing == 0
                        ? fmt::format("None of {} is missing", counted(report->images, "image"))
                        : fmt::format("Of {} missing {} were found by their content and {} by their name",
                                      counted(report->missing, "image"), report->byContent, report->byName));
        tellMissing(*report, output);
        output.listFindings();
        output.result({{"images", report->images},
                       {"missing", report->missing},
                       {"by_content", report->byContent},
                       {"by_name", report->byName},
                       {"still_missing", report->stillMissing}});
        return {};
    }

  private:
    static void tellMissing(const workflow::RelinkReport& report, Output& output)
    {
        constexpr std::size_t kShown = 20;
        const auto count = report.stillMissing.size();
        if (count > 0) {
            output.line(fmt::format("{} still missing:", counted(count, "image is", "images are")));
        }
        for (std::size_t i = 0; i < std::min(count, kShown); ++i) {
            output.line("  " + report.stillMissing[i]);
        }
        if (count > kShown) {
            output.line(fmt::format("  and {} more", count - kShown));
        }
    }

    std::filesystem::path m_project;
    workflow::RelinkRequest m_request;
};

} // namespace

std::unique_ptr<Verb> makeRelinkVerb()
{
    return std::make_unique<RelinkVerb>();
}

} // namespace sorby::command_line
