// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/annotations.h"
#include "core/imaging/label_image.h"
#include "core/imaging/micrograph.h"
#include "core/imaging/window.h"
#include "core/project/project.h"
#include "widgets/support/image_pyramid.h"

#include <filesystem>
#include <memory>
#include <optional>

namespace sorby::document {

/// Everything the canvas shows of one image. Immutable; shared between threads.
struct ImageContent {
    project::ImageRecord record;
    std::shared_ptr<const imaging::Micrograph> micrograph;
    imaging::Window window;          ///< the one that training uses, too
    imaging::Window automaticWindow; ///< by percentiles
    /// The micrograph through that window, ready for the screen; empty: whoever shows it makes it.
    support::ImagePyramid display;
    annotation::Annotations annotations;
    std::optional<imaging::LabelImage> reference;  ///< nothing when the image is not annotated
    std::optional<imaging::LabelImage> prediction; ///< of the current run, if it has one for this image
};

/// Reads and makes it all; for a worker thread. An empty or missing `predictionFile` gives no prediction.
[[nodiscard]] Result<std::shared_ptr<const ImageContent>>
loadImageContent(const project::Project& project, project::ImageId image,
                 const std::filesystem::path& predictionFile);

} // namespace sorby::document
