// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/classes.h"
#include "core/base/result.h"
#include "core/imaging/label_image.h"
#include "core/workflow/mask_folder.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace sorby::workflow {

/// A mask that has no say, and why.
struct RefusedMask {
    std::filesystem::path file;
    std::string reason;
};

/// The masks of one image: one of each annotator in turn, empty where there is none that can be used. All
/// others are of one size.
struct ImageVotes {
    std::vector<imaging::LabelImage> masks;
    std::vector<RefusedMask> refused;
};

/// The masks that several annotators made of the same images, a folder for each of them, matched by stem.
class AnnotatorMasks {
  public:
    /// An Error when fewer than two folders are named, one twice, one without masks, and when their
    /// classes.json give one id different names.
    [[nodiscard]] static Result<AnnotatorMasks> open(const std::vector<std::filesystem::path>& folders);

    [[nodiscard]] const std::vector<MaskFolder>& folders() const { return m_folders; }
    /// What to call the annotators: their folders' names, with as many parents before them as tell the
    /// folders apart.
    [[nodiscard]] std::vector<std::string> names() const;
    /// Of the images that any of them has a mask of, sorted.
    [[nodiscard]] std::vector<std::string> stems() const;
    /// The longest list that a classes.json gives; empty when there is none.
    [[nodiscard]] const annotation::ClassList& classes() const { return m_classes; }

    /// Refused are masks that cannot be read, that hold values outside the classes, and those of another size
    /// than most; all of them when no size has more masks than the others. Thread-safe.
    [[nodiscard]] ImageVotes read(const std::string& stem) const;

  private:
    [[nodiscard]] std::string problemOf(const imaging::LabelImage& labels) const;
    void refuseOddSizes(const std::string& stem, ImageVotes& votes) const;

    std::vector<MaskFolder> m_folders;
    annotation::ClassList m_classes;
};

} // namespace sorby::workflow
