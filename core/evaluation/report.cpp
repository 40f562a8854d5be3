// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/report.h"

#include "core/base/files.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cassert>
#include <iterator>
#include <span>
#include <tuple>

namespace sorby::evaluation {
namespace {

/// A field as RFC 4180 has it: in quotes when it holds a separator, a quote or a line end.
std::string csvField(const std::string& text)
{
    if (text.find_first_of(",\"\r\n") == std::string::npos) {
        return text;
    }
    std::string quoted = "\"";
    for (const char c : text) {
        quoted += c;
        if (c == '"') {
            quoted += c;
        }
    }
    return quoted + '"';
}

bool isBinary(const annotation::ClassList& classes)
{
    return classes.size() <= 2;
}

double meanOf(std::span<const double> values)
{
    double sum = 0;
    for (const double value : values) {
        sum += value;
    }
    return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

} // namespace

Report::Report(annotation::ClassList classes) : m_classes(std::move(classes)) {}

void Report::add(const std::string& image, const std::string& split, const std::vector<Confusion>& confusion)
{
    assert(confusion.size() == m_classes.size());
    for (std::size_t id = isBinary(m_classes) ? 1 : 0; id < m_classes.size(); ++id) {
        m_rows.push_back(
            {image, split, static_cast<annotation::ClassId>(id), confusion[id], scoresOf(confusion[id])});
    }
}

std::vector<ImageScore> Report::worstFirst() const
{
    std::vector<ImageScore> rows = m_rows;
    std::sort(rows.begin(), rows.end(), [](const ImageScore& a, const ImageScore& b) {
        return std::tie(a.scores.iou, a.image, a.classId) < std::tie(b.scores.iou, b.image, b.classId);
    });
    return rows;
}

std::vector<ImageRank> Report::imagesWorstFirst() const
{
    std::vector<ImageRank> images;
    for (std::size_t first = 0; first < m_rows.size(); first += rowsPerImage()) {
        const std::vector<ImageScore> rows(m_rows.begin() + static_cast<std::ptrdiff_t>(first),
                                           m_rows.begin() +
                                               static_cast<std::ptrdiff_t>(first + rowsPerImage()));
        images.push_back({rows.front().image, rows.front().split, imageIou(rows)});
    }
    std::sort(images.begin(), images.end(), [](const ImageRank& a, const ImageRank& b) {
        return std::tie(a.iou, a.image) < std::tie(b.iou, b.image);
    });
    return images;
}

double Report::imageIou(const std::vector<ImageScore>& rowsOfImage)
{
    std::vector<double> ious;
    std::transform(rowsOfImage.begin(), rowsOfImage.end(), std::back_inserter(ious),
                   [](const ImageScore& row) { return row.scores.iou; });
    return meanOf(ious);
}

std::size_t Report::rowsPerImage() const
{
    return isBinary(m_classes) ? 1 : m_classes.size();
}

Summary Report::summary() const
{
    Summary summary;
    summary.images = m_rows.size() / rowsPerImage();
    if (summary.images == 0) {
        return summary;
    }
    std::vector<double> means;
    std::vector<double> pools;
    for (std::size_t offset = 0; offset < rowsPerImage(); ++offset) {
        ClassSummary perClass;
        perClass.classId = m_rows[offset].classId;
        perClass.name = m_classes[perClass.classId].name;
        std::vector<double> ious;
        for (std::size_t row = offset; row < m_rows.size(); row += rowsPerImage()) {
            ious.push_back(m_rows[row].scores.iou);
            perClass.pooled += m_rows[row].confusion;
        }
        perClass.meanIou = meanOf(ious);
        perClass.pooledIou = scoresOf(perClass.pooled).iou;
        means.push_back(perClass.meanIou);
        pools.push_back(perClass.pooledIou);
        summary.perClass.push_back(std::move(perClass));
    }
    summary.meanIou = meanOf(means);
    summary.pooledIou = meanOf(pools);

    std::size_t above = 0;
    for (const auto& image : imagesWorstFirst()) {
        above += image.iou > 0.95 ? 1 : 0;
        summary.imagesIou0 += image.iou <= 0 ? 1 : 0;
    }
    summary.shareIouAbove095 = static_cast<double>(above) / static_cast<double>(summary.images);
    return summary;
}

std::string toJson(const Summary& summary)
{
    const auto textOrNull = [](const std::string& text) {
        return text.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(text);
    };
    auto perClass = nlohmann::ordered_json::array();
    for (const auto& one : summary.perClass) {
        perClass.push_back({{"class", one.classId},
                            {"name", one.name},
                            {"mean_iou", one.meanIou},
                            {"pooled_iou", one.pooledIou}});
    }
    const nlohmann::ordered_json json = {
        {"images", summary.images},
        {"per_class", perClass},
        {"mean_iou", summary.meanIou},
        {"pooled_iou", summary.pooledIou},
        {"share_iou_above_0_95", summary.shareIouAbove095},
        {"images_iou_0", summary.imagesIou0},
        {"postprocess", textOrNull(summary.postprocess)},
        {"run", textOrNull(summary.run)},
    };
    return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string toCsv(const std::vector<ImageScore>& rows)
{
    std::string text = "image,split,class,tp,fp,fn,tn,iou,dice,precision,recall,empty\n";
    for (const auto& row : rows) {
        const auto& [tp, fp, fn, tn] = row.confusion;
        fmt::format_to(std::back_inserter(text), "{},{},{},{},{},{},{},{:.6f},{:.6f},{:.6f},{:.6f},{}\n",
                       csvField(row.image), csvField(row.split), row.classId, tp, fp, fn, tn, row.scores.iou,
                       row.scores.dice, row.scores.precision, row.scores.recall, row.scores.empty ? 1 : 0);
    }
    return text;
}

Status writeReport(const std::filesystem::path& folder, const Report& report, const std::string& postprocess,
                   const std::string& run)
{
    if (auto written = writeFileAtomically(folder / "images.csv", toCsv(report.worstFirst())); !written) {
        return written;
    }
    Summary summary = report.summary();
    summary.postprocess = postprocess;
    summary.run = run;
    return writeFileAtomically(folder / "summary.json", toJson(summary));
}

} // namespace sorby::evaluation
