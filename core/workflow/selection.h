// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/dataset/split.h"
#include "core/imaging/label_image.h"
#include "core/imaging/micrograph.h"
#include "core/project/project.h"
#include "core/workflow/import.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace sorby::workflow {

[[nodiscard]] inline bool isReadable(const project::ImageRecord& image)
{
    return image.broken.empty();
}

/// The images on one side of the split (nothing: on any) that `wanted` says yes to, in the project's order.
[[nodiscard]] Result<std::vector<project::ImageRecord>>
selectImages(const project::Project& project, std::optional<Membership> side,
             const std::function<bool(const project::ImageRecord&)>& wanted);

/// The part of the micrograph that shows the specimen; empty when all of it does.
[[nodiscard]] PixelRect specimenOf(const project::ImageRecord& image);
/// The image's page of its file.
[[nodiscard]] Result<imaging::Micrograph> readPixels(const project::ImageRecord& image);

/// What people annotated, as training and evaluation use it: what lies outside the specimen is ignored.
[[nodiscard]] Result<imaging::LabelImage> referenceOf(const project::Project& project,
                                                      const project::ImageRecord& image);

/// Sets the pixels outside the specimen: kIgnore in references, the matrix in predictions.
void leaveOutSurroundings(imaging::LabelImage& labels, const project::ImageRecord& image, std::uint8_t value);

[[nodiscard]] std::vector<dataset::SplitItem> toSplitItems(const std::vector<project::ImageRecord>& images);

/// An Error when the micrographs lie in the folder that is to be written to: STEM.png would replace them.
[[nodiscard]] Status refuseImageFolder(const std::filesystem::path& out,
                                       const std::vector<std::filesystem::path>& images);

/// "test side", or "project" for all images: for messages.
[[nodiscard]] std::string describeSide(std::optional<Membership> side);

/// A finding about one image's file.
[[nodiscard]] formats::Finding imageFinding(formats::Severity severity, const project::ImageRecord& image,
                                            std::string message);

} // namespace sorby::workflow
