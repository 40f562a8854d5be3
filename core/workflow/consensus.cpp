// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/consensus.h"

#include "core/base/files.h"
#include "core/formats/csv.h"
#include "core/formats/point_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>
#include <utility>

namespace sorby::workflow {
namespace {

using formats::ImagePoints;

Result<std::vector<ImagePoints>> pointsOf(const project::Project& project)
{
    const auto images = project.images();
    if (!images) {
        return images.error();
    }
    std::vector<ImagePoints> result;
    for (const auto& image : *images) {
        auto annotations = project.annotations(image.id);
        if (!annotations) {
            return annotations.error();
        }
        if (!annotations->points.empty()) {
            result.push_back({image.name, std::move(annotations->points)});
        }
    }
    if (result.empty()) {
        return Error{ErrorCode::NotFound, "has no points of interest; name a CSV of them with --points",
                     toUtf8(project.folder())};
    }
    return result;
}

Status tellStrangers(const project::Project& project, const std::vector<ImagePoints>& table,
                     const std::string& file, const FindingSink& findings)
{
    const auto images = project.images();
    if (!images) {
        return images.error();
    }
    std::set<std::string> known;
    std::transform(images->begin(), images->end(), std::inserter(known, known.end()),
                   [](const auto& image) { return image.name; });
    for (const auto& image : table) {
        if (findings && !known.contains(image.image)) {
            findings({formats::Severity::Flagged,
                      file,
                      {},
                      "image_url",
                      image.image,
                      "the project has no image of this name; its points are compared all the same"});
        }
    }
    return {};
}

std::vector<std::string> annotatorsOf(const std::vector<ImagePoints>& table)
{
    std::set<std::string> names;
    for (const auto& image : table) {
        for (const auto& point : image.points) {
            names.insert(point.annotator);
        }
    }
    return {names.begin(), names.end()};
}

/// At most three decimals, none that are not needed, and no "-0".
std::string coordinate(double value)
{
    constexpr double kSteps = 1000;
    return fmt::format("{}", std::round(value * kSteps) / kSteps + 0.0);
}

std::string csvLine(const std::string& image, const annotation::PointGroup& group)
{
    return fmt::format("{},{},{},{},{}\n", formats::csvCell(image, ','),
                       coordinate(group.position.x - annotation::kPixelCentre),
                       coordinate(group.position.y - annotation::kPixelCentre), group.annotators.size(),
                       formats::csvCell(fmt::format("{}", fmt::join(group.annotators, " + ")), ','));
}

constexpr const char* kCsvHeader = "image,x,y,annotators,names\n";

} // namespace

Result<ConsensusReport> findConsensus(const project::Project& project, const ConsensusRequest& request,
                                      const FindingSink& findings)
{
    const auto table =
        request.points.empty() ? pointsOf(project) : formats::readPointTable(request.points, findings);
    if (!table) {
        return table.error();
    }
    const auto source = toUtf8(request.points.empty() ? project.folder() : request.points);
    if (auto told = tellStrangers(project, *table, source, findings); !told) {
        return told.error();
    }
    ConsensusReport report;
    report.annotators = annotatorsOf(*table);
    if (report.annotators.empty()) {
        return Error{ErrorCode::NotFound, "holds no point of interest that could be read", source};
    }
    if (report.annotators.size() == 1 && findings) {
        findings({formats::Severity::Flagged,
                  source,
                  {},
                  {},
                  {},
                  fmt::format("all points are of one annotator ({}), so that nothing can be agreed",
                              report.annotators.front())});
    }
    std::string agreed = kCsvHeader;
    std::string single = kCsvHeader;
    for (const auto& image : *table) {
        report.images += image.points.empty() ? 0 : 1;
        const auto consensus = annotation::findConsensus(image.points, report.annotators, request.distancePx);
        for (const auto& group : consensus.groups) {
            if (group.annotators.size() == 1) {
                ++report.single;
                single += csvLine(image.image, group);
            }
            if (group.annotators.size() >= static_cast<std::size_t>(request.agree)) {
                ++report.agreed;
                agreed += csvLine(image.image, group);
            }
        }
        report.agreements.resize(consensus.pairs.size());
        for (std::size_t i = 0; i < consensus.pairs.size(); ++i) {
            report.agreements[i].first = consensus.pairs[i].first;
            report.agreements[i].second = consensus.pairs[i].second;
            report.agreements[i] += consensus.pairs[i];
        }
    }
    for (const auto& [file, csv] : {std::pair(&request.out, &agreed), std::pair(&request.single, &single)}) {
        if (file->empty()) {
            continue;
        }
        if (auto written = writeFileAtomically(*file, std::string_view(*csv)); !written) {
            return written.error();
        }
    }
    return report;
}

} // namespace sorby::workflow
