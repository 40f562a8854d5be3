// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/predict.h"

#include "app/command_line/parsing.h"
#include "app/command_line/prediction_options.h"
#include "app/command_line/project_access.h"
#include "app/command_line/table.h"
#include "app/command_line/verbs/all_verbs.h"
#include "core/base/files.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace sorby::command_line {
namespace {

using workflow::PredictInput;
using workflow::RunFiles;

class PredictVerb final : public Verb {
  public:
    const char* name() const override { return "predict"; }
    const char* summary() const override
    {
        return "Writes a run's masks of a project's images or of any others";
    }

    void declare(CLI::App& app) override
    {
        addList(app, "PROJECT|IMAGES", m_sources, "A project's folder, or files and folders of micrographs")
            .required();
        addText(app, "--run", m_run, "RUN",
                "Id or name of the project's run; for loose images the run's folder, or id or name with "
                "--project")
            .required();
        addPath(app, "--out", m_request.out, "DIR", "Folder for the masks, STEM.png").required();
        addPath(app, "--project", m_project, "PROJECT", "Whose run it is, for loose images");
        addList(app, "--ensemble", m_ensemble,
                "More runs, of as many classes: the mean of their probabilities and the run's");
        addFlag(app, "--entropy", m_request.entropy,
                "Also write STEM_entropy.png in 16 bits, how undecided each pixel is, and list the most "
                "undecided "
                "images");
        addFlag(app, "--probabilities", m_request.probabilities,
                "Also write STEM_probability.png in 16 bits, one for each class when there are several");
        addParsed(app, "--shard", m_request.shard, workflow::parseShard, "I/N",
                  "Only every N-th image from number I on, 0 <= I < N: for the jobs of an array, which "
                  "together write the same files as one");
        m_prediction.declare(app);
    }

    Status validate(const CommonOptions& common) override
    {
        m_request.postprocess = m_prediction.postprocess();
        m_request.options = m_prediction.options(common);
        return m_prediction.validate();
    }

    Status run(Session& session) override
    {
        const auto work = findWork();
        if (!work) {
            return work.error();
        }
        m_request.options.ensemble = work->ensemble;
        const auto engine = learning::loadEngine();
        if (!engine) {
            return engine.error();
        }
        const auto report = workflow::predictImages(work->inputs, work->run, **engine, m_request,
                                                    session.control(), session.findings());
        if (!report) {
            return report.error();
        }
        auto& output = session.output;
        const auto out = toUtf8(m_request.out);
        output.line(
            fmt::format("{} of run {} are in {}", counted(report->files, "mask"), work->run.name, out));
        if (report->skipped > 0) {
            output.line(counted(report->skipped, "image was", "images were") + " left out");
        }
        if (!report->entropies.empty()) {
            constexpr std::size_t kShown = 10;
            Table table({Align::Left, Align::Right});
            table.add({"most undecided", "entropy"});
            for (std::size_t i = 0; i < std::min(kShown, report->entropies.size()); ++i) {
                table.add({report->entropies[i].first, fmt::format("{:.4f}", report->entropies[i].second)});
            }
            output.table(table);
        }
        for (const auto& [stem, entropy] : report->entropies) {
            output.event({{"event", "entropy"}, {"image", stem}, {"entropy", entropy}});
        }
        output.listFindings();
        output.result(
            {{"files", report->files}, {"out", out}, {"skipped", report->skipped}, {"run", work->run.id}});
        return {};
    }

  private:
    struct Work {
        std::vector<PredictInput> inputs;
        RunFiles run;
        std::vector<std::filesystem::path> ensemble; ///< checkpoints of the others
    };

    /// What is to be predicted with which run.
    [[nodiscard]] Result<Work> findWork() const
    {
        std::vector<std::filesystem::path> paths;
        for (const auto& source : m_sources) {
            paths.push_back(fromUtf8(source));
        }
        const bool ofProject = paths.size() == 1 && isProject(paths.front());
        const auto owner = !m_project.empty() ? m_project
                           : ofProject        ? paths.front()
                                              : std::filesystem::path();
        std::unique_ptr<project::Project> project;
        if (!owner.empty()) {
            auto opened = openToRead(owner);
            if (!opened) {
                return opened.error();
            }
            project = std::move(opened).value();
        }
        auto run =
            project ? workflow::findRunFiles(*project, m_run) : workflow::readRunFolder(fromUtf8(m_run));
        if (!run) {
            return run.error();
        }
        std::vector<std::filesystem::path> ensemble;
        for (const auto& name : m_ensemble) {
            const auto other =
                project ? workflow::findRunFiles(*project, name) : workflow::readRunFolder(fromUtf8(name));
            if (!other) {
                return other.error();
            }
            ensemble.push_back(other->checkpoint);
        }
        if (ofProject && !m_project.empty()) {
            // The run of one project on the images of another.
            auto other = openToRead(paths.front());
            if (!other) {
                return other.error();
            }
            project = std::move(other).value();
        }
        auto inputs = ofProject ? workflow::predictInputs(*project) : workflow::predictInputs(paths);
        if (!inputs) {
            return inputs.error();
        }
        return Work{std::move(inputs).value(), std::move(run).value(), std::move(ensemble)};
    }

    std::vector<std::string> m_sources;
    std::vector<std::string> m_ensemble;
    std::string m_run;
    std::filesystem::path m_project;
    PredictionOptions m_prediction;
    workflow::PredictRequest m_request;
};

} // namespace

std::unique_ptr<Verb> makePredictVerb()
{
    return std::make_unique<PredictVerb>();
}

} // namespace sorby::command_line
