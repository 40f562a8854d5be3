// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/document/ranking_iou.h"

#include "core/evaluation/report.h"

#include <utility>

namespace sorby::document {

IouByImage rankingIous(const std::vector<project::ScoreRecord>& scores, bool binary)
{
    std::unordered_map<project::ImageId, std::vector<evaluation::ImageScore>> rows;
    for (const auto& score : scores) {
        if (binary && score.classId != 1) {
            continue;
        }
        evaluation::ImageScore row;
        row.classId = score.classId;
        row.confusion = {score.tp, score.fp, score.fn, score.tn};
        row.scores = evaluation::scoresOf(row.confusion);
        rows[score.image].push_back(std::move(row));
    }
    IouByImage ious;
    ious.reserve(rows.size());
    for (const auto& [image, imageRows] : rows) {
        ious.emplace(image, evaluation::Report::imageIou(imageRows));
    }
    return ious;
}

} // namespace sorby::document
