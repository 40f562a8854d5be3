// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line/parsing.h"
#include "app/command_line/project_access.h"
#include "app/command_line/verbs/all_verbs.h"
#include "core/base/files.h"
#include "core/workflow/copy_project.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sorby::command_line {
namespace {

class CopyVerb final : public Verb {
  public:
    const char* name() const override { return "copy"; }
    const char* summary() const override { return "Saves a copy of a project in another folder"; }

    void declare(CLI::App& app) override
    {
        addPath(app, "PROJECT", m_project, "", "The project's folder; it may be read-only").required();
        addPath(app, "FOLDER", m_request.folder, "", "Folder of the copy, to be made").required();
        addFlag(app, "--without-runs", m_withoutRuns,
                "Leave trainings out, with their checkpoints, predictions and scores");
    }

    Status run(Session& session) override
    {
        const auto project = openToRead(m_project);
        if (!project) {
            return project.error();
        }
        m_request.runs = !m_withoutRuns;
        const auto report = workflow::copyProject(**project, m_request, session.control());
        if (!report) {
            return report.error();
        }
        const auto folder = toUtf8(report->folder);
        session.output.line(
            fmt::format("Saved a copy in {} with {} and {}; the micrographs stay where they are", folder,
                        counted(report->images, "image"), counted(report->runs, "run")));
        session.output.result({{"project", folder},
                               {"images", report->images},
                               {"runs", report->runs},
                               {"run_files", report->files}});
        return {};
    }

  private:
    std::filesystem::path m_project;
    workflow::CopyProjectRequest m_request;
    bool m_withoutRuns = false;
};

} // namespace

std::unique_ptr<Verb> makeCopyVerb()
{
    return std::make_unique<CopyVerb>();
}

} // namespace sorby::command_line
