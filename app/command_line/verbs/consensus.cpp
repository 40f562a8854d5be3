// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/consensus.h"

#include "app/command_line/parsing.h"
#include "app/command_line/project_access.h"
#include "app/command_line/verbs/all_verbs.h"
#include "core/base/files.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sorby::command_line {
namespace {

class ConsensusVerb final : public Verb {
  public:
    const char* name() const override { return "consensus"; }
    const char* summary() const override { return "Finds the points that several annotators agree on"; }

    void declare(CLI::App& app) override
    {
        addPath(app, "PROJECT", m_project, "", "The project's folder").required();
        addPath(app, "--points", m_request.points, "CSV",
                "Points of interest with their annotators (default: the project's own)");
        addNumber(
            app, "--distance", [this](double distance) { m_request.distancePx = distance; },
            [](double distance) { return distance >= 0; }, "0 or more",
            "As far apart may two marks of one structure be, in pixels")
            .required();
        addInteger(app, "--agree", m_request.agree, 1, 1000,
                   "So many annotators make a point agreed (default 2)");
        addPath(app, "--out", m_request.out, "CSV", "File for the agreed points: image,x,y,annotators,names");
    }

    Status run(Session& session) override
    {
        const auto project = openToRead(m_project);
        if (!project) {
            return project.error();
        }
        const auto report = workflow::findConsensus(**project, m_request, session.findings());
        if (!report) {
            return report.error();
        }
        auto& output = session.output;
        output.line(fmt::format("{} by {}", counted(report->images, "image"),
                                counted(report->annotators.size(), "annotator")));
        Table counts({Align::Right, Align::Left});
        counts.add({grouped(report->agreed), fmt::format("agreed, by {} or more", m_request.agree)});
        counts.add({grouped(report->single), "seen by one alone"});
        output.table(counts, 2);
        listPairs(*report, output);
        output.listFindings();
        if (!m_request.out.empty()) {
            output.line("The agreed points are in " + toUtf8(m_request.out));
        }
        output.result({{"agreed", report->agreed},
                       {"single", report->single},
                       {"annotators", report->annotators.size()},
                       {"names", report->annotators},
                       {"images", report->images},
                       {"pairs", pairsJson(*report)}});
        return {};
    }

  private:
    static void listPairs(const workflow::ConsensusReport& report, Output& output)
    {
        if (report.agreements.empty()) {
            return;
        }
        Table table({Align::Left, Align::Right, Align::Right, Align::Right, Align::Right});
        table.add({"two annotators", "matched", "precision", "recall", "F1"});
        for (const auto& pair : report.agreements) {
            table.add({fmt::format("{}, {}", pair.first, pair.second), grouped(pair.matched),
                       fmt::format("{:.4f}", pair.precision()), fmt::format("{:.4f}", pair.recall()),
                       fmt::format("{:.4f}", pair.f1())});
        }
        output.table(table, 2);
    }

    static nlohmann::ordered_json pairsJson(const workflow::ConsensusReport& report)
    {
        auto pairs = nlohmann::ordered_json::array();
        for (const auto& pair : report.agreements) {
            pairs.push_back({{"first", pair.first},
                             {"second", pair.second},
                             {"first_points", pair.firstCount},
                             {"second_points", pair.secondCount},
                             {"matched", pair.matched},
                             {"precision", pair.precision()},
                             {"recall", pair.recall()},
                             {"f1", pair.f1()}});
        }
        return pairs;
    }

    std::filesystem::path m_project;
    workflow::ConsensusRequest m_request;
};

} // namespace

std::unique_ptr<Verb> makeConsensusVerb()
{
    return std::make_unique<ConsensusVerb>();
}

} // namespace sorby::command_line
