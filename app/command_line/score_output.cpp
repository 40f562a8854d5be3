// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line/score_output.h"

#include "core/base/files.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace sorby::command_line {
namespace {

using evaluation::ImageScore;

constexpr std::size_t kWorstImages = 10;
/// More classes than this do not fit beside each other.
constexpr std::size_t kClassColumns = 6;
constexpr int kClassNameColumns = 14;

std::string decimals(double value)
{
    return fmt::format("{:.4f}", value);
}

struct RankedImage {
    double iou = 0;
    std::string name;
    std::vector<ImageScore> rows; ///< by class
};

std::vector<RankedImage> rank(const evaluation::Report& report)
{
    std::map<std::string, std::vector<ImageScore>> byImage;
    for (const auto& row : report.worstFirst()) {
        byImage[row.image].push_back(row);
    }
    std::vector<RankedImage> images;
    for (auto& [name, rows] : byImage) {
        std::sort(rows.begin(), rows.end(),
                  [](const ImageScore& a, const ImageScore& b) { return a.classId < b.classId; });
        images.push_back({evaluation::Report::imageIou(rows), name, std::move(rows)});
    }
    std::stable_sort(images.begin(), images.end(),
                     [](const RankedImage& a, const RankedImage& b) { return a.iou < b.iou; });
    return images;
}

Table binaryTable(const std::vector<RankedImage>& images, std::size_t count)
{
    Table table({Align::Left, Align::Right, Align::Right, Align::Right, Align::Right, Align::Left});
    table.add({"image", "IoU", "Dice", "precision", "recall", ""});
    for (std::size_t i = 0; i < count; ++i) {
        const auto& scores = images[i].rows.front().scores;
        table.add({images[i].name, decimals(scores.iou), decimals(scores.dice), decimals(scores.precision),
                   decimals(scores.recall), scores.empty ? "empty" : ""});
    }
    return table;
}

Table multiClassTable(const std::vector<RankedImage>& images, std::size_t count,
                      const annotation::ClassList& classes)
{
    const auto columns = std::min(classes.size(), kClassColumns);
    std::vector<Align> alignment(columns + 2, Align::Right);
    alignment.front() = Align::Left;
    Table table(alignment);
    std::vector<std::string> head = {"image", "mean IoU"};
    for (std::size_t i = 0; i < columns; ++i) {
        head.push_back(elided(classes[i].name, kClassNameColumns));
    }
    table.add(head);
    for (std::size_t i = 0; i < count; ++i) {
        std::vector<std::string> cells = {images[i].name, decimals(images[i].iou)};
        for (std::size_t column = 0; column < columns; ++column) {
            const auto& rows = images[i].rows;
            cells.push_back(column >= rows.size()       ? ""
                            : rows[column].scores.empty ? "empty"
                                                        : decimals(rows[column].scores.iou));
        }
        table.add(cells);
    }
    return table;
}

void showWorst(const evaluation::Report& report, Output& output)
{
    const auto images = rank(report);
    const auto count = std::min(images.size(), kWorstImages);
    output.line(count < images.size()
                    ? fmt::format("The worst {} of {} images", count, grouped(images.size()))
                    : fmt::format("{}, worst first", counted(images.size(), "image")));
    output.line("");
    const bool binary = report.classes().size() <= 2;
    output.table(binary ? binaryTable(images, count) : multiClassTable(images, count, report.classes()), 2);
    output.line("");
}

void showSummary(const evaluation::Summary& summary, Output& output)
{
    Table table({Align::Left, Align::Right, Align::Right});
    table.add({"class", "mean IoU of the images", "IoU of all pixels (pooled)"});
    for (const auto& entry : summary.perClass) {
        table.add({entry.name, decimals(entry.meanIou), decimals(entry.pooledIou)});
    }
    if (summary.perClass.size() > 1) {
        table.add({"mean of the classes", decimals(summary.meanIou), decimals(summary.pooledIou)});
    }
    output.table(table, 2);
    output.line("");
    output.line(fmt::format("IoU above 0.95: {:.1f} % of the images; IoU 0: {}",
                            100 * summary.shareIouAbove095, counted(summary.imagesIou0, "image")));
}

} // namespace

void showScores(const evaluation::Report& report, const std::string& postprocess, const std::string& run,
                const std::filesystem::path& out, const std::string& files, Output& output)
{
    auto summary = report.summary();
    summary.postprocess = postprocess;
    summary.run = run;
    showWorst(report, output);
    showSummary(summary, output);
    if (!out.empty()) {
        output.line(fmt::format("{} are in {}", files, toUtf8(out)));
    }
    auto fields = nlohmann::ordered_json::parse(evaluation::toJson(summary));
    fields["out"] = out.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(toUtf8(out));
    output.result(fields);
}

} // namespace sorby::command_line
