// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/document/image_content.h"

#include "core/base/files.h"
#include "core/imaging/label_image.h"
#include "core/workflow/selection.h"

#include <system_error>

namespace sorby::document {

namespace {

constexpr std::size_t kCountedPixels = 16'000'000; ///< whose labels are counted on loading

/// A prediction of another size, or one that cannot be read, belongs to an older state of the image: the
/// micrograph is shown without it.
std::shared_ptr<const imaging::PackedLabels> readPrediction(const std::filesystem::path& file, Size size)
{
    std::error_code failure;
    if (file.empty() || !std::filesystem::exists(file, failure)) {
        return nullptr;
    }
    const auto labels = imaging::readLabelPng(file);
    if (!labels || labels->size() != size) {
        return nullptr;
    }
    return std::make_shared<const imaging::PackedLabels>(*labels);
}

/// Of small images exactly what training computes; of large ones from the statistics, which count the same
/// pixels.
imaging::Window automaticWindow(const imaging::OpenedPyramid& opened, const PixelRect& specimen)
{
    if (const auto* micrograph = opened.pyramid->whole()) {
        return imaging::viewWindow(imaging::toGrey(*micrograph), {}, specimen);
    }
    return opened.statistics.percentiles();
}

/// Does the file still hold what was read of it?
bool showsTheSame(const ImageContent& previous, const project::ImageRecord& record)
{
    const auto& old = previous.record;
    std::error_code failure;
    return old.id == record.id && old.file == record.file && old.page == record.page &&
           old.contentHash == record.contentHash && !record.contentHash.empty() &&
           old.region == record.region && std::filesystem::exists(record.file, failure);
}

Status readMicrograph(ImageContent& content, const imaging::PyramidOptions& options,
                      const JobControl& control)
{
    const auto& record = content.record;
    const auto specimen = workflow::specimenOf(record);
    const auto opened =
        imaging::openPyramid(record.file, record.page, record.contentHash, specimen, options, control);
    if (!opened) {
        return opened.error();
    }
    content.pyramid = opened->pyramid;
    content.fullWindow = opened->statistics.fullWindow();
    content.histogram = opened->statistics.histogram(ImageContent::kHistogramBins);
    content.automaticWindow = automaticWindow(*opened, specimen);
    return {};
}

} // namespace

Result<imaging::Micrograph> ImageContent::pixels(const PixelRect& rect) const
{
    auto part = pyramid->read(0, rect);
    if (!part) {
        return part.error();
    }
    return imaging::Micrograph{std::move(*part)};
}

Result<Raster<float>> ImageContent::grey(const PixelRect& rect) const
{
    const auto part = pixels(rect);
    return part ? Result<Raster<float>>(imaging::toGrey(*part)) : part.error();
}

std::shared_ptr<ImageContent> makeImageContent(imaging::Micrograph micrograph,
                                               annotation::Annotations annotations, bool isAnnotated)
{
    auto content = std::make_shared<ImageContent>();
    content->window = content->automaticWindow = content->fullWindow = imaging::fullWindow(micrograph);
    content->pyramid = std::make_shared<const imaging::TilePyramid>(std::move(micrograph));
    content->annotations = std::move(annotations);
    if (isAnnotated) {
        content->reference = std::make_shared<const imaging::ReferenceSource>(
            content->size(), content->annotations, std::nullopt);
    }
    return content;
}

Result<std::shared_ptr<const ImageContent>> loadImageContent(const project::Project& project,
                                                             project::ImageId image,
                                                             const std::filesystem::path& predictionFile,
                                                             const ContentSources& sources,
                                                             const JobControl& control)
{
    auto record = project.image(image);
    if (!record) {
        return record.error();
    }
    if (!record->broken.empty()) {
        return Error{ErrorCode::Unreadable, record->broken, toUtf8(record->file)};
    }
    auto annotations = sources.annotations ? sources.annotations(image) : project.annotations(image);
    if (!annotations) {
        return annotations.error();
    }
    auto content = std::make_shared<ImageContent>();
    content->record = std::move(*record);
    content->annotations = std::move(*annotations);
    const auto& previous = sources.previous;
    if (previous && showsTheSame(*previous, content->record)) {
        content->pyramid = previous->pyramid;
        content->fullWindow = previous->fullWindow;
        content->histogram = previous->histogram;
        content->automaticWindow = previous->automaticWindow;
    } else if (auto read = readMicrograph(*content, sources.pyramids, control); !read) {
        return read.error();
    }
    content->window = content->record.window.value_or(content->automaticWindow);
    const auto size = content->size();
    if (content->record.annotated) {
        const bool hasRegion = size == content->record.size && content->record.region;
        content->reference = std::make_shared<const imaging::ReferenceSource>(
            size, content->annotations,
            hasRegion ? std::optional(content->record.region->rect) : std::nullopt);
        if (size.area() <= kCountedPixels) {
            content->labelCounts = content->reference->counts();
        }
    }
    content->prediction = readPrediction(predictionFile, size);
    return std::shared_ptr<const ImageContent>(std::move(content));
}

} // namespace sorby::document
