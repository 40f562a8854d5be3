// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/prediction.h"

#include "core/base/files.h"
#include "core/dataset/labelled_images.h"
#include "core/workflow/selection.h"

#include <fmt/format.h>

namespace sorby::workflow {

Result<OpenRun> openRun(const project::Project& project, learning::Engine& engine,
                        const std::string& idOrName, const learning::PredictOptions& options,
                        const evaluation::Postprocess& postprocess)
{
    auto files = findRunFiles(project, idOrName);
    if (!files) {
        return files.error();
    }
    const auto classes = project.classes();
    if (!classes) {
        return classes.error();
    }
    if (classes->size() != files->classes.size()) {
        return Error{ErrorCode::Mismatch,
                     fmt::format("the run was trained with {} classes and the project has {}; train again",
                                 files->classes.size(), classes->size()),
                     toUtf8(files->folder)};
    }
    if (auto suits = evaluation::checkThreshold(postprocess, classes->size()); !suits) {
        return suits.error();
    }
    auto predictor = engine.openPredictor(files->checkpoint, options);
    if (!predictor) {
        return predictor.error();
    }
    return OpenRun{std::move(*files), std::move(*predictor)};
}

Result<Raster<float>> readNetworkInput(const std::filesystem::path& file)
{
    const auto micrograph = imaging::readMicrograph(file);
    if (!micrograph) {
        return micrograph.error();
    }
    return dataset::networkInput(*micrograph);
}

Result<Raster<float>> readNetworkInput(const project::ImageRecord& image)
{
    const auto micrograph = readPixels(image);
    if (!micrograph) {
        return micrograph.error();
    }
    return dataset::networkInput(*micrograph, image.window, specimenOf(image));
}

Result<imaging::LabelImage> predictLabels(learning::Predictor& predictor, const Raster<float>& input,
                                          const evaluation::Postprocess& postprocess, std::stop_token stop)
{
    const auto logits = predictor.predict(input, std::move(stop));
    if (!logits) {
        return logits.error();
    }
    return evaluation::labelsOf(logits->planes, postprocess);
}

std::string describePostprocess(const evaluation::Postprocess& postprocess)
{
    const auto kind = evaluation::toText(postprocess.kind);
    return postprocess.threshold ? fmt::format("{}, threshold {}", kind, *postprocess.threshold) : kind;
}

} // namespace sorby::workflow
