// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/annotations.h"
#include "core/base/progress.h"
#include "core/imaging/packed_labels.h"
#include "core/imaging/pyramid_source.h"
#include "core/imaging/reference_source.h"
#include "core/imaging/window.h"
#include "core/project/project.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace sorby::document {

/// Everything the canvas shows of one image, by parts: neither the micrograph nor a label image of a large
/// one is ever held whole. Immutable; shared between threads.
struct ImageContent {
    static constexpr std::size_t kHistogramBins = 256;

    project::ImageRecord record;
    std::shared_ptr<const imaging::TilePyramid> pyramid;
    imaging::Window window;               ///< the one that training uses, too
    imaging::Window automaticWindow;      ///< by percentiles
    imaging::Window fullWindow;           ///< the range of the depth; of the pixels when they are floats
    std::vector<std::uint64_t> histogram; ///< of the specimen's greys over the full window; may be empty
    annotation::Annotations annotations;
    std::shared_ptr<const imaging::ReferenceSource> reference; ///< null when the image is not annotated
    /// Pixels of each label of the reference; nothing when that takes more than a moment.
    std::optional<std::array<std::uint64_t, 256>> labelCounts;
    std::shared_ptr<const imaging::PackedLabels> prediction; ///< of the current run, if it has one

    [[nodiscard]] Size size() const { return pyramid->size(); }
    /// The whole micrograph; null when it is large.
    [[nodiscard]] const imaging::Micrograph* micrograph() const { return pyramid->whole(); }
    /// The micrograph inside `rect`, as far as it exists. Of a large one it comes from the disk.
    [[nodiscard]] Result<imaging::Micrograph> pixels(const PixelRect& rect) const;
    /// Likewise its luminance, in the depth's own unit.
    [[nodiscard]] Result<Raster<float>> grey(const PixelRect& rect) const;
};

/// Content of a micrograph that is in memory, with the reference that its annotations make; for previews and
/// tests. The windows are those of its depth.
[[nodiscard]] std::shared_ptr<ImageContent> makeImageContent(imaging::Micrograph micrograph,
                                                             annotation::Annotations annotations = {},
                                                             bool isAnnotated = false);

/// Reads and makes it all; for a worker thread. An empty or missing `predictionFile` gives no prediction. The
/// first time a large micrograph takes seconds: `control` reports and stops it. The micrograph of `previous`
/// is taken over when it is the same one.
[[nodiscard]] Result<std::shared_ptr<const ImageContent>>
loadImageContent(const project::Project& project, project::ImageId image,
                 const std::filesystem::path& predictionFile, const imaging::PyramidOptions& options = {},
                 const JobControl& control = {}, const std::shared_ptr<const ImageContent>& previous = {});

} // namespace sorby::document
