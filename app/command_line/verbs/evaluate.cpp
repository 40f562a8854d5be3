// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/evaluate.h"

#include "app/command_line/parsing.h"
#include "app/command_line/prediction_options.h"
#include "app/command_line/project_access.h"
#include "app/command_line/score_output.h"
#include "app/command_line/split_side.h"
#include "app/command_line/verbs/all_verbs.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sorby::command_line {
namespace {

class EvaluateVerb final : public Verb {
  public:
    const char* name() const override { return "evaluate"; }
    const char* summary() const override { return "Compares a run's predictions with the reference"; }

    void declare(CLI::App& app) override
    {
        addPath(app, "PROJECT", m_project, "", "The project's folder").required();
        addText(app, "--run", m_request.run, "RUN", "Id or name of the run").required();
        addParsed(app, "--split", m_side, parseSide, "test|train|validation|all",
                  "Which images (default test)");
        addPath(app, "--out", m_request.out, "DIR", "Folder for images.csv, summary.json and overlays/");
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
        const auto project = openToWrite(m_project);
        if (!project) {
            return project.error();
        }
        const auto engine = learning::loadEngine();
        if (!engine) {
            return engine.error();
        }
        const auto evaluated =
            workflow::evaluateRun(**project, **engine, m_request, session.control(), session.findings());
        if (!evaluated) {
            return evaluated.error();
        }
        auto& output = session.output;
        output.note(fmt::format("Run {} on the {}, post-processing {}", m_request.run, describeSide(m_side),
                                evaluated->postprocess));
        showScores(evaluated->report, evaluated->postprocess, evaluated->run, m_request.out,
                   "images.csv, summary.json and overlays/", output);
        output.listFindings();
        return {};
    }

  private:
    std::filesystem::path m_project;
    SideChoice m_side{Membership::Test};
    PredictionOptions m_prediction;
    workflow::EvaluateRequest m_request;
};

} // namespace

std::unique_ptr<Verb> makeEvaluateVerb()
{
    return std::make_unique<EvaluateVerb>();
}

} // namespace sorby::command_line
