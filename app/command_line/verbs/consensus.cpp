// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/consensus.h"

#include "app/command_line/parsing.h"
#include "app/command_line/project_access.h"
#include "app/command_line/verbs/all_verbs.h"
#include "core/base/files.h"
#include "core/workflow/mask_consensus.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>

namespace sorby::command_line {
namespace {

using Json = nlohmann::ordered_json;
using evaluation::ConsensusMethod;
using workflow::ConsensusReport;
using workflow::MaskConsensusReport;

/// More classes than this do not fit beside each other.
constexpr std::size_t kClassColumns = 6;
constexpr int kClassNameColumns = 14;

std::string decimals(double value)
{
    return fmt::format("{:.4f}", value);
}
std::string decimals(const std::optional<double>& value)
{
    return value ? decimals(*value) : "not defined";
}
Json orNull(const std::optional<double>& value)
{
    return value ? Json(*value) : Json();
}
Json orNull(const std::filesystem::path& path)
{
    return path.empty() ? Json() : Json(toUtf8(path));
}

Table pointPairs(const ConsensusReport& report)
{
    Table table({Align::Left, Align::Right, Align::Right, Align::Right, Align::Right});
    table.add({"two annotators", "matched", "precision", "recall", "F1"});
    for (const auto& pair : report.agreements) {
        table.add({fmt::format("{}, {}", pair.first, pair.second), grouped(pair.matched),
                   decimals(pair.precision()), decimals(pair.recall()), decimals(pair.f1())});
    }
    return table;
}

/// Kappa is null: it needs the number of places where both saw nothing, and points leave those uncounted. F1
/// is what kappa comes to as that number grows (G. Hripcsak, A. S. Rothschild, *Journal of the American
/// Medical Informatics Association* 12, 296, 2005).
Json pointPairsJson(const ConsensusReport& report)
{
    auto pairs = Json::array();
    for (const auto& pair : report.agreements) {
        pairs.push_back({{"first", pair.first},
                         {"second", pair.second},
                         {"first_points", pair.firstCount},
                         {"second_points", pair.secondCount},
                         {"matched", pair.matched},
                         {"precision", pair.precision()},
                         {"recall", pair.recall()},
                         {"f1", pair.f1()},
                         {"kappa", nullptr}});
    }
    return pairs;
}

/// The classes of which people are told: with two the foreground says it all.
std::vector<annotation::ClassInfo> shownClasses(const annotation::ClassList& classes)
{
    return {classes.begin() + (classes.size() == 2 ? 1 : 0), classes.end()};
}

Table annotatorTable(const MaskConsensusReport& report)
{
    Table table({Align::Left, Align::Right, Align::Left, Align::Right, Align::Right});
    table.add({"annotator", "images", "class", "sensitivity", "specificity"});
    for (const auto& annotator : report.annotators) {
        bool isFirst = true;
        for (const auto& shown : shownClasses(report.classes)) {
            const auto& rates = annotator.rates[shown.id];
            table.add({isFirst ? annotator.name : "", isFirst ? grouped(annotator.images) : "", shown.name,
                       decimals(rates.sensitivity), decimals(rates.specificity)});
            isFirst = false;
        }
    }
    return table;
}

Table maskPairs(const MaskConsensusReport& report)
{
    auto classes = shownClasses(report.classes);
    classes.resize(std::min(classes.size(), kClassColumns));
    std::vector<Align> alignment(classes.size() + 3, Align::Right);
    alignment.front() = Align::Left;
    Table table(alignment);
    std::vector<std::string> head = {"two annotators", "images", "kappa"};
    for (const auto& shown : classes) {
        head.push_back("IoU " + elided(shown.name, kClassNameColumns));
    }
    table.add(head);
    for (const auto& pair : report.pairs) {
        std::vector<std::string> cells = {fmt::format("{}, {}", pair.first, pair.second),
                                          grouped(pair.images), decimals(pair.agreement.kappa)};
        for (const auto& shown : classes) {
            const auto& scores = pair.agreement.classes[shown.id];
            cells.push_back(scores.empty ? "empty" : decimals(scores.iou));
        }
        table.add(cells);
    }
    return table;
}

/// Lists by class id; null where a value is not defined, and for the IoU of a class that neither has.
Json maskResult(const MaskConsensusReport& report)
{
    auto classes = Json::array();
    for (const auto& info : report.classes) {
        classes.push_back(info.name);
    }
    auto annotators = Json::array();
    for (const auto& annotator : report.annotators) {
        auto sensitivity = Json::array();
        auto specificity = Json::array();
        for (const auto& rates : annotator.rates) {
            sensitivity.push_back(orNull(rates.sensitivity));
            specificity.push_back(orNull(rates.specificity));
        }
        annotators.push_back({{"name", annotator.name},
                              {"folder", toUtf8(annotator.folder)},
                              {"images", annotator.images},
                              {"sensitivity", sensitivity},
                              {"specificity", specificity}});
    }
    auto pairs = Json::array();
    for (const auto& pair : report.pairs) {
        auto iou = Json::array();
        for (const auto& scores : pair.agreement.classes) {
            iou.push_back(scores.empty ? Json() : Json(scores.iou));
        }
        pairs.push_back({{"a", pair.first},
                         {"b", pair.second},
                         {"images", pair.images},
                         {"pixels", pair.agreement.pixels},
                         {"kappa", orNull(pair.agreement.kappa)},
                         {"iou", iou}});
    }
    return {{"images", report.images}, {"classes", classes},      {"annotators", annotators},
            {"pairs", pairs},          {"pixels", report.pixels}, {"ignored_pixels", report.ignoredPixels},
            {"files", report.files}};
}

class ConsensusVerb final : public Verb {
  public:
    const char* name() const override { return "consensus"; }
    const char* summary() const override
    {
        return "Finds the points, or makes the masks, that several annotators agree on";
    }

    void declare(CLI::App& app) override
    {
        const auto project =
            addPath(app, "PROJECT", m_project, "", "The project's folder; --masks needs none");
        const auto points = addPath(app, "--points", m_points.points, "CSV",
                                    "Points of interest with their annotators (default: the project's own)");
        const auto distance = addNumber(
            app, "--distance", [this](double px) { m_distance = px; }, [](double px) { return px >= 0; },
            "0 or more", "As far apart may two marks of one structure be, in pixels");
        const auto single = addPath(app, "--single", m_points.single, "CSV",
                                    "File for the points that one annotator alone marked");
        auto masks = addList(app, "--masks", m_folders,
                             "Merge masks instead: a folder of label PNGs for each annotator");
        for (const auto& other : {project, points, distance, single}) {
            masks.excludes(other);
        }
        addParsed(
            app, "--method", m_masks.method, evaluation::parseConsensusMethod, "majority|staple",
            "Of masks: the vote of more than half (default), or weighted by how reliable each annotator "
            "turns out to be")
            .needs(masks);
        addInteger(app, "--agree", m_agree, 1, 1000,
                   "So many annotators make a point agreed (default 2), or a pixel's class (default: more "
                   "than half of them)");
        addPath(app, "--out", m_out, "CSV|DIR",
                "File for the agreed points: image,x,y,annotators,names; folder for the masks, STEM.png");
    }

    Status validate(const CommonOptions& /*options*/) override
    {
        const auto usage = [](std::string message) {
            return Error{ErrorCode::InvalidArgument, std::move(message), {}};
        };
        if (m_folders.empty()) {
            if (m_project.empty()) {
                return usage("PROJECT is required, or --masks with a folder for each annotator");
            }
            if (!m_distance) {
                return usage("--distance is required to compare points");
            }
            m_points.distancePx = *m_distance;
            m_points.agree = m_agree.value_or(m_points.agree);
            m_points.out = m_out;
            return {};
        }
        if (m_folders.size() < 2) {
            return usage("--masks needs the folders of two annotators or more");
        }
        if (m_agree && m_masks.method == ConsensusMethod::Staple) {
            return usage("--agree goes with --method majority; staple weighs the annotators instead");
        }
        if (m_agree && static_cast<std::size_t>(*m_agree) > m_folders.size()) {
            return usage(fmt::format("--agree {} is more than the {} annotators of --masks", *m_agree,
                                     m_folders.size()));
        }
        for (const auto& folder : m_folders) {
            m_masks.folders.push_back(fromUtf8(folder));
        }
        m_masks.agree = m_agree.value_or(0);
        m_masks.out = m_out;
        return {};
    }

    Status run(Session& session) override
    {
        return m_folders.empty() ? comparePoints(session) : mergeMasks(session);
    }

  private:
    Status comparePoints(Session& session)
    {
        const auto project = openToRead(m_project);
        if (!project) {
            return project.error();
        }
        const auto report = workflow::findConsensus(**project, m_points, session.findings());
        if (!report) {
            return report.error();
        }
        auto& output = session.output;
        output.line(fmt::format("{} by {}", counted(report->images, "image"),
                                counted(report->annotators.size(), "annotator")));
        Table counts({Align::Right, Align::Left});
        counts.add({grouped(report->agreed), fmt::format("agreed, by {} or more", m_points.agree)});
        counts.add({grouped(report->single), "seen by one alone"});
        output.table(counts, 2);
        if (!report->agreements.empty()) {
            output.table(pointPairs(*report), 2);
            output.note("Cohen's kappa is not defined for points: nobody counts the places where both saw "
                        "nothing.");
        }
        output.listFindings();
        if (!m_points.out.empty()) {
            output.line("The agreed points are in " + toUtf8(m_points.out));
        }
        if (!m_points.single.empty()) {
            output.line("The points that one alone marked are in " + toUtf8(m_points.single));
        }
        output.result({{"agreed", report->agreed},
                       {"single", report->single},
                       {"annotators", report->annotators.size()},
                       {"names", report->annotators},
                       {"images", report->images},
                       {"pairs", pointPairsJson(*report)}});
        return {};
    }

    Status mergeMasks(Session& session)
    {
        const auto report = workflow::mergeMasks(m_masks, session.control(), session.findings());
        if (!report) {
            return report.error();
        }
        const bool isStaple = m_masks.method == ConsensusMethod::Staple;
        auto& output = session.output;
        output.line(fmt::format("{} by {}, {}", counted(report->images, "image"),
                                counted(report->annotators.size(), "annotator"),
                                isStaple ? "STAPLE" : "majority vote"));
        output.line("");
        output.line(isStaple ? "How reliable each annotator is, as STAPLE estimates it"
                             : "Each annotator compared with the majority");
        output.table(annotatorTable(*report), 2);
        output.line("");
        output.line("How far two annotators agree");
        output.table(maskPairs(*report), 2);
        output.line("");
        const double share = static_cast<double>(report->ignoredPixels) /
                             static_cast<double>(std::max<std::uint64_t>(report->pixels, 1));
        output.line(fmt::format("{} without a consensus are ignored (255), {:.2f} % of all",
                                counted(report->ignoredPixels, "pixel"), 100 * share));
        output.listFindings();
        if (!m_masks.out.empty()) {
            output.line(
                fmt::format("{} in {}", counted(report->files, "mask is", "masks are"), toUtf8(m_masks.out)));
        }
        auto fields = maskResult(*report);
        fields["method"] = evaluation::toText(m_masks.method);
        fields["iterations"] = isStaple ? Json(report->iterations) : Json();
        fields["out"] = orNull(m_masks.out);
        output.result(fields);
        return {};
    }

    std::filesystem::path m_project;
    std::filesystem::path m_out;
    std::optional<double> m_distance;
    std::optional<int> m_agree;
    std::vector<std::string> m_folders;
    workflow::ConsensusRequest m_points;
    workflow::MaskConsensusRequest m_masks;
};

} // namespace

std::unique_ptr<Verb> makeConsensusVerb()
{
    return std::make_unique<ConsensusVerb>();
}

} // namespace sorby::command_line
