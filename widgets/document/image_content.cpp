// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/document/image_content.h"

#include "core/base/files.h"
#include "core/imaging/reference.h"
#include "core/workflow/selection.h"
#include "widgets/support/qt_convert.h"

#include <system_error>

namespace sorby::document {

namespace {

/// A prediction of another size, or one that cannot be read, belongs to an older state of the image: the
/// micrograph is shown without it.
std::optional<imaging::LabelImage> readPrediction(const std::filesystem::path& file, Size size)
{
    std::error_code failure;
    if (file.empty() || !std::filesystem::exists(file, failure)) {
        return std::nullopt;
    }
    auto labels = imaging::readLabelPng(file);
    if (!labels || labels->size() != size) {
        return std::nullopt;
    }
    return std::move(*labels);
}

} // namespace

Result<std::shared_ptr<const ImageContent>> loadImageContent(const project::Project& project,
                                                             project::ImageId image,
                                                             const std::filesystem::path& predictionFile)
{
    auto record = project.image(image);
    if (!record) {
        return record.error();
    }
    if (!record->broken.empty()) {
        return Error{ErrorCode::Unreadable, record->broken, toUtf8(record->file)};
    }
    auto micrograph = workflow::readPixels(*record);
    if (!micrograph) {
        return micrograph.error();
    }
    auto annotations = project.annotations(image);
    if (!annotations) {
        return annotations.error();
    }
    auto content = std::make_shared<ImageContent>();
    content->record = std::move(*record);
    content->annotations = std::move(*annotations);
    const auto size = micrograph->size();
    const auto grey = imaging::toGrey(*micrograph);
    content->automaticWindow = imaging::viewWindow(grey, {}, workflow::specimenOf(content->record));
    content->window = content->record.window.value_or(content->automaticWindow);
    content->display =
        support::ImagePyramid(support::toQImage(imaging::toDisplay(*micrograph, content->window)));
    content->micrograph = std::make_shared<const imaging::Micrograph>(std::move(*micrograph));
    if (content->record.annotated) {
        content->reference = imaging::makeReference(content->annotations, size);
        if (size == content->record.size) {
            workflow::leaveOutSurroundings(*content->reference, content->record, annotation::kIgnore);
        }
    }
    content->prediction = readPrediction(predictionFile, size);
    return std::shared_ptr<const ImageContent>(std::move(content));
}

} // namespace sorby::document
