// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/split.h"

#include "app/command_line/parsing.h"
#include "app/command_line/project_access.h"
#include "app/command_line/verbs/all_verbs.h"
#include "core/base/files.h"
#include "core/dataset/folds.h"

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

/// Sides as rows: images, specimens, and in how many images each class occurs.
Table tableOf(const workflow::SplitContent& content, const annotation::ClassList& classes)
{
    std::vector<Align> alignment(3 + classes.size(), Align::Right);
    alignment.front() = Align::Left;
    Table table(alignment);
    std::vector<std::string> head{"", "images", "specimens"};
    for (const auto& info : classes) {
        head.push_back("with " + info.name);
    }
    table.add(head);
    for (const auto& side : content) {
        std::vector<std::string> cells{side.side == Membership::None ? "on no side" : toText(side.side),
                                       grouped(side.images), grouped(side.specimens)};
        for (const std::size_t images : side.classImages) {
            cells.push_back(grouped(images));
        }
        table.add(std::move(cells));
    }
    return table;
}

/// The number of images of each side in which each class occurs.
nlohmann::ordered_json classesOf(const workflow::SplitContent& content, const annotation::ClassList& classes)
{
    auto json = nlohmann::ordered_json::array();
    for (std::size_t place = 0; place < classes.size(); ++place) {
        nlohmann::ordered_json entry{{"class", classes[place].id}, {"name", classes[place].name}};
        for (const auto& side : content) {
            entry[toText(side.side)] = side.classImages[place];
        }
        json.push_back(std::move(entry));
    }
    return json;
}

nlohmann::ordered_json toJson(const workflow::SplitContent& content, const annotation::ClassList& classes)
{
    nlohmann::ordered_json json;
    nlohmann::ordered_json specimens;
    for (const auto& side : content) {
        json[toText(side.side)] = side.images;
        specimens[toText(side.side)] = side.specimens;
    }
    json["specimens"] = std::move(specimens);
    json["classes"] = classesOf(content, classes);
    return json;
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
        const auto stratify = addFlag(app, "--stratify", m_request.options.stratify,
                                      "Bring every class to every side, rare ones first");
        auto folds = addInteger(app, "--folds", m_request.folds, 2, kMostFolds,
                                "Make so many splits, each image for test in one of them");
        folds.excludes(test);
        addInteger(app, "--fold", m_request.fold, 1, kMostFolds, "Which of them the project takes (from 1)")
            .needs(folds);
        auto from = addPath(app, "--from", m_request.from, "JSON",
                            "Take the lists \"train\", \"validation\" and \"test\" of this file");
        from.excludes(test).excludes(validation).excludes(stratify).excludes(folds);
        addText(app, "--key", m_request.key, "NAME", "Which one, when that file holds several splits")
            .needs(from);
        addPath(app, "--out", m_request.out, "JSON", "Write the split to this file");
    }

    Status validate(const CommonOptions& /*options*/) override
    {
        if (m_request.folds > 0) {
            return validateFolds();
        }
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
        m_request.describe = true;
        const auto report = workflow::splitProject(**project, m_request, session.control());
        if (!report) {
            return report.error();
        }
        tell(*report, session.output);
        return {};
    }

  private:
    static constexpr int kMostFolds = 1000;

    [[nodiscard]] Status validateFolds() const
    {
        if (m_request.fold > m_request.folds) {
            return Error{ErrorCode::InvalidArgument,
                         fmt::format("--fold {} is not one of --folds {}", m_request.fold, m_request.folds),
                         {}};
        }
        if (m_request.fold == 0 && m_request.out.empty()) {
            return Error{ErrorCode::InvalidArgument,
                         "--folds needs --out to write them all, or --fold to take one",
                         {}};
        }
        if (m_request.options.validation >= 1 - 1.0 / m_request.folds) {
            return Error{ErrorCode::InvalidArgument,
                         "--validation leaves nothing to train on beside the fold for test",
                         {}};
        }
        return {};
    }

    void tell(const workflow::SplitReport& report, Output& output) const
    {
        if (m_request.options.stratify && !report.stratified) {
            output.note(
                "No reference shows a class beside the matrix, so there is nothing to stratify by: the "
                "images were shared out at random.");
        }
        if (report.folds.empty() || m_request.fold > 0) {
            output.table(tableOf(report.sides, report.classes), 2);
        } else {
            for (std::size_t fold = 0; fold < report.folds.size(); ++fold) {
                output.line(dataset::nameOfFold(static_cast<int>(fold)));
                output.table(tableOf(report.folds[fold], report.classes), 2);
            }
        }
        for (const auto& name : report.unknown) {
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
        auto fields = toJson(report.sides, report.classes);
        fields["stratified"] = report.stratified;
        if (!report.folds.empty()) {
            auto& folds = fields["folds"] = nlohmann::ordered_json::array();
            for (std::size_t fold = 0; fold < report.folds.size(); ++fold) {
                auto entry = toJson(report.folds[fold], report.classes);
                entry["name"] = dataset::nameOfFold(static_cast<int>(fold));
                folds.push_back(std::move(entry));
            }
        }
        fields["unknown"] = report.unknown;
        output.result(fields);
    }

    std::filesystem::path m_project;
    workflow::SplitRequest m_request;
};

} // namespace

std::unique_ptr<Verb> makeSplitVerb()
{
    return std::make_unique<SplitVerb>();
}

} // namespace sorby::command_line
