// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/split.h"

#include "app/command_line/parsing.h"
#include "app/command_line/project_access.h"
#include "app/command_line/verbs/all_verbs.h"
#include "core/base/files.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sorby::command_line {
namespace {

Result<dataset::GroupBy> parseGroupBy(std::string_view text)
{
    if (text == "specimen") {
        return dataset::GroupBy::Specimen;
    }
    if (text == "none") {
        return dataset::GroupBy::None;
    }
    return Error{ErrorCode::InvalidArgument,
                 fmt::format("'{}' is no grouping; there are specimen and none", text),
                 {}};
}

class SplitVerb final : public Verb {
  public:
    const char* name() const override { return "split"; }
    const char* summary() const override { return "Says which images are for training, validation and test"; }

    void declare(CLI::App& app) override
    {
        addPath(app, "PROJECT", m_project, "", "The project's folder").required();
        const auto isShare = [](double share) { return share >= 0 && share < 1; };
        const auto test = addNumber(
            app, "--test", [this](double share) { m_request.options.test = share; }, isShare,
            "a share from 0 to below 1", "Share of the test side (default 0.2)");
        const auto validation = addNumber(
            app, "--validation", [this](double share) { m_request.options.validation = share; }, isShare,
            "a share from 0 to below 1", "Share of the validation side (default 0.1)");
        addParsed(app, "--group-by", m_request.options.groupBy, parseGroupBy, "specimen|none",
                  "Keep the images of a specimen on one side (default specimen)");
        auto from = addPath(app, "--from", m_request.from, "JSON",
                            "Take the lists \"train\", \"validation\" and \"test\" of this file");
        from.excludes(test).excludes(validation);
        addText(app, "--key", m_request.key, "NAME", "Which one, when that file holds several splits")
            .needs(from);
        addPath(app, "--out", m_request.out, "JSON", "Write the split to this file");
    }

    Status validate(const CommonOptions& /*options*/) override
    {
        if (m_request.options.test + m_request.options.validation >= 1) {
            return Error{
                ErrorCode::InvalidArgument, "--test and --validation together leave nothing to train on", {}};
        }
        return {};
    }

    Status run(Session& session) override
    {
        m_request.options.seed = session.options.seed;
        const auto project = openToWrite(m_project);
        if (!project) {
            return project.error();
        }
        const auto report = workflow::splitProject(**project, m_request);
        if (!report) {
            return report.error();
        }
        auto& output = session.output;
        Table table({Align::Right, Align::Left});
        table.add({grouped(report->train), "train"});
        table.add({grouped(report->validation), "validation"});
        table.add({grouped(report->test), "test"});
        table.add({grouped(report->none), "on no side"});
        output.table(table, 2);
        for (const auto& name : report->unknown) {
            output.finding({formats::Severity::Flagged,
                            toUtf8(m_request.from),
                            {},
                            {},
                            name,
                            "the project has no image of this name"});
        }
        output.listFindings();
        if (!m_request.out.empty()) {
            output.line("Written to " + toUtf8(m_request.out));
        }
        output.result({{"train", report->train},
                       {"validation", report->validation},
                       {"test", report->test},
                       {"none", report->none},
                       {"unknown", report->unknown}});
        return {};
    }

  private:
    std::filesystem::path m_project;
    workflow::SplitRequest m_request;
};

} // namespace

std::unique_ptr<Verb> makeSplitVerb()
{
    return std::make_unique<SplitVerb>();
}

} // namespace sorby::command_line
