// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line/parsing.h"
#include "app/command_line/score_output.h"
#include "app/command_line/verbs/all_verbs.h"
#include "core/workflow/evaluate.h"

namespace sorby::command_line {
namespace {

class ScoreVerb final : public Verb {
  public:
    const char* name() const override { return "score"; }
    const char* summary() const override { return "The same scores for any two folders of masks"; }

    void declare(CLI::App& app) override
    {
        addPath(app, "--reference", m_request.reference, "DIR", "Masks that are right").required();
        addPath(app, "--prediction", m_request.prediction, "DIR", "Masks to be compared, of the same names")
            .required();
        addInteger(app, "--classes", m_request.classes, 2, 254,
                   "Number of classes with the matrix (default: as classes.json or the masks' values say)");
        addPath(app, "--out", m_request.out, "DIR", "Folder for images.csv and summary.json");
    }

    Status run(Session& session) override
    {
        const auto report = workflow::scoreFolders(m_request, session.control(), session.findings());
        if (!report) {
            return report.error();
        }
        showScores(*report, {}, {}, m_request.out, "images.csv and summary.json", session.output);
        session.output.listFindings();
        return {};
    }

  private:
    workflow::ScoreRequest m_request;
};

} // namespace

std::unique_ptr<Verb> makeScoreVerb()
{
    return std::make_unique<ScoreVerb>();
}

} // namespace sorby::command_line
