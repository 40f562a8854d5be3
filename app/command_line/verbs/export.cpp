// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/export.h"

#include "app/command_line/parsing.h"
#include "app/command_line/prediction_options.h"
#include "app/command_line/project_access.h"
#include "app/command_line/split_side.h"
#include "app/command_line/verbs/all_verbs.h"
#include "core/base/files.h"
#include "core/formats/format.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace sorby::command_line {
namespace {

constexpr const char* kOverlays = "overlays";

/// The formats that can be written, and the overlays.
std::vector<std::string> exportNames()
{
    std::vector<std::string> names;
    for (const auto* format : formats::allFormats()) {
        if (format->makeExporter({}) != nullptr) {
            names.emplace_back(format->id());
        }
    }
    names.emplace_back(kOverlays);
    return names;
}

Result<std::string> parseExportFormat(std::string_view text)
{
    const auto names = exportNames();
    if (std::find(names.begin(), names.end(), text) == names.end()) {
        return Error{
            ErrorCode::InvalidArgument,
            fmt::format("there is no format '{}' to export; there are {}", text, fmt::join(names, ", ")),
            {}};
    }
    return std::string(text);
}

class ExportVerb final : public Verb {
  public:
    const char* name() const override { return "export"; }
    const char* summary() const override { return "Writes the reference, or a run's predictions, as files"; }

    void declare(CLI::App& app) override
    {
        addPath(app, "PROJECT", m_project, "", "The project's folder").required();
        addParsed(app, "--format", m_request.format, parseExportFormat,
                  fmt::format("{}", fmt::join(exportNames(), "|")), "What to write")
            .required();
        addPath(app, "--out", m_request.out, "DIR", "Folder for the files").required();
        addText(app, "--run", m_request.run, "RUN",
                "Id or name: the predictions of this run, not the reference");
        addParsed(app, "--split", m_side, parseSide, "test|train|validation|all",
                  "Which images (default all)");
        m_prediction.declare(app);
    }

    Status validate(const CommonOptions& common) override
    {
        m_request.side = m_side.side;
        m_request.postprocess = m_prediction.postprocess();
        m_request.options = m_prediction.options(common);
        return m_prediction.validate();
    }

    Status run(Session& session) override
    {
        const auto project = openToRead(m_project);
        if (!project) {
            return project.error();
        }
        const auto report = workflow::exportProject(
            **project, m_request, [] { return learning::loadEngine(); }, session.control(),
            session.findings());
        if (!report) {
            return report.error();
        }
        auto& output = session.output;
        const auto out = toUtf8(report->out);
        output.line(fmt::format("{} in {}", counted(report->files, "file is", "files are"), out));
        output.listFindings();
        output.result({{"files", report->files}, {"out", out}, {"format", m_request.format}});
        return {};
    }

  private:
    std::filesystem::path m_project;
    SideChoice m_side;
    PredictionOptions m_prediction;
    workflow::ExportRequest m_request;
};

} // namespace

std::unique_ptr<Verb> makeExportVerb()
{
    return std::make_unique<ExportVerb>();
}

} // namespace sorby::command_line
