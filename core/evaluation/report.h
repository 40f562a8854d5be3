// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/classes.h"
#include "core/base/result.h"
#include "core/evaluation/scores.h"

#include <filesystem>
#include <string>
#include <vector>

namespace sorby::evaluation {

/// One line of images.csv: one image and class.
struct ImageScore {
    std::string image; ///< file name of the micrograph
    std::string split; ///< "train", "validation", "test" or "none"
    annotation::ClassId classId = 1;
    Confusion confusion;
    Scores scores;
};

/// The place of one image in the ranking.
struct ImageRank {
    std::string image;
    std::string split;
    double iou = 0; ///< as Report::imageIou() gives it
};

struct ClassSummary {
    annotation::ClassId classId = 1;
    std::string name;
    double meanIou = 0;   ///< mean of the per-image values
    double pooledIou = 0; ///< of all pixels of the split together
    Confusion pooled;
};

/// What summary.json holds. Binary projects speak of the foreground class; with several classes the overall
/// values are plain means over all classes, the matrix included. Without images all values are 0.
struct Summary {
    std::size_t images = 0;
    std::vector<ClassSummary> perClass;
    double meanIou = 0;
    double pooledIou = 0;
    double shareIouAbove095 = 0; ///< share of images with IoU above 0.95
    std::size_t imagesIou0 = 0;  ///< images with IoU 0
    std::string postprocess;     ///< as chosen; empty for `score`
    std::string run;             ///< id of the run; empty for `score`
};

/// Rows of one evaluation and what they come to.
class Report {
  public:
    /// `classes` with the matrix; binary projects (two classes) report class 1 alone.
    explicit Report(annotation::ClassList classes);

    /// `confusion`: one for each class, the matrix first, as countConfusion() gives them (assertion).
    void add(const std::string& image, const std::string& split, const std::vector<Confusion>& confusion);
    /// All rows, each at the place of its own IoU, worst first; equals by name of the image, then class.
    [[nodiscard]] std::vector<ImageScore> worstFirst() const;
    /// The images by imageIou(), worst first; equals by name.
    [[nodiscard]] std::vector<ImageRank> imagesWorstFirst() const;
    /// IoU of one image as the ranking uses it: the foreground class, or the mean over classes.
    [[nodiscard]] static double imageIou(const std::vector<ImageScore>& rowsOfImage);
    [[nodiscard]] Summary summary() const;
    [[nodiscard]] const annotation::ClassList& classes() const { return m_classes; }

  private:
    [[nodiscard]] std::size_t rowsPerImage() const;

    annotation::ClassList m_classes;
    std::vector<ImageScore> m_rows; ///< rowsPerImage() for each image, in the order of add()
};

/// The text of summary.json; `postprocess` and `run` are null where they are empty.
[[nodiscard]] std::string toJson(const Summary& summary);
/// The text of images.csv: counts as whole numbers, scores with six decimals, `empty` as 0 or 1.
[[nodiscard]] std::string toCsv(const std::vector<ImageScore>& rows);
/// Writes images.csv and summary.json into the folder.
[[nodiscard]] Status writeReport(const std::filesystem::path& folder, const Report& report,
                                 const std::string& postprocess, const std::string& run);

} // namespace sorby::evaluation
