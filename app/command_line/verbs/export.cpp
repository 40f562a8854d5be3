// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/export.h"

#include "app/command_line/parsing.h"
#include "app/command_line/prediction_options.h"
#include "app/command_line/project_access.h"
#include "app/command_line/split_side.h"
#include "app/command_line/verbs/all_verbs.h"
#include "core/base/files.h"
#include "core/formats/format.h"
#include "core/workflow/export_network.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace sorby::command_line {
namespace {

constexpr const char* kOverlays = "overlays";

/// The formats that can be written, the overlays, and those of a network.
std::vector<std::string> exportNames()
{
    std::vector<std::string> names;
    for (const auto* format : formats::allFormats()) {
        if (format->makeExporter({}) != nullptr) {
            names.emplace_back(format->id());
        }
    }
    names.emplace_back(kOverlays);
    for (auto& network : workflow::networkFormatNames()) {
        names.push_back(std::move(network));
    }
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
    const char* summary() const override
    {
        return "Writes the reference, a run's predictions or its network as files";
    }

    void declare(CLI::App& app) override
    {
        addPath(app, "PROJECT", m_project, "", "The project's folder").required();
        addParsed(app, "--format", m_request.format, parseExportFormat,
                  fmt::format("{}", fmt::join(exportNames(), "|")), "What to write")
            .required();
        addPath(app, "--out", m_request.out, "DIR", "Folder for the files; of a network also the file")
            .required();
        addText(app, "--run", m_request.run, "RUN",
                "Id or name: the predictions of this run, not the reference; with onnx and safetensors its "
                "network");
        addParsed(app, "--split", m_side, parseSide, "test|train|validation|all",
                  "Which images (default all)");
        m_prediction.declare(app);
    }

    Status validate(const CommonOptions& common) override
    {
        m_request.side = m_side.side;
        m_request.postprocess = m_prediction.postprocess();
        m_request.options = m_prediction.options(common);
        m_networkFormat = workflow::findNetworkFormat(m_request.format);
        if (m_networkFormat && m_request.run.empty()) {
            return Error{ErrorCode::InvalidArgument,
                         fmt::format("--run: {} is the network of a run; name the run", m_request.format),
                         {}};
        }
        if (m_networkFormat && m_side.side) {
            return Error{ErrorCode::InvalidArgument,
                         fmt::format("--split: {} is a network, which has no sides", m_request.format),
                         {}};
        }
        return m_prediction.validate();
    }

    Status run(Session& session) override
    {
        const auto project = openToRead(m_project);
        if (!project) {
            return project.error();
        }
        if (m_networkFormat) {
            return writeNetwork(**project, session.output);
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
    Status writeNetwork(const project::Project& project, Output& output) const
    {
        const auto report = workflow::exportNetwork(project, {*m_networkFormat, m_request.run, m_request.out},
                                                    [] { return learning::loadEngine(); });
        if (!report) {
            return report.error();
        }
        const auto file = toUtf8(report->file);
        output.line(fmt::format("The network is in {}", file));
        output.result({{"files", 1}, {"out", file}, {"format", m_request.format}, {"run", report->run}});
        return {};
    }

    std::filesystem::path m_project;
    SideChoice m_side;
    PredictionOptions m_prediction;
    workflow::ExportRequest m_request;
    std::optional<learning::NetworkFormat> m_networkFormat; ///< nothing: of images
};

} // namespace

std::unique_ptr<Verb> makeExportVerb()
{
    return std::make_unique<ExportVerb>();
}

} // namespace sorby::command_line
