// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/predict.h"

#include "core/base/files.h"
#include "core/workflow/ordered.h"
#include "core/workflow/prediction.h"
#include "core/workflow/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <system_error>

namespace sorby::workflow {
namespace fs = std::filesystem;
namespace {

Result<std::vector<fs::path>> listMicrographs(const std::vector<fs::path>& paths)
{
    std::vector<fs::path> files;
    for (const auto& path : paths) {
        if (!isFolder(path)) {
            std::error_code failure;
            if (!fs::exists(path, failure)) {
                return Error{ErrorCode::NotFound, "does not exist", toUtf8(path)};
            }
            files.push_back(path);
            continue;
        }
        const auto listed = listFiles(path);
        if (!listed) {
            return listed.error();
        }
        std::copy_if(listed->begin(), listed->end(), std::back_inserter(files),
                     imaging::hasMicrographExtension);
    }
    if (files.empty()) {
        return Error{ErrorCode::NotFound, "there is no micrograph (PNG, TIFF, JPEG or BMP)",
                     paths.empty() ? std::string() : toUtf8(paths.front())};
    }
    return files;
}

Raster<std::uint16_t> toSixteenBits(const Raster<float>& probability)
{
    Raster<std::uint16_t> result(probability.size());
    const auto source = probability.pixels();
    std::transform(source.begin(), source.end(), result.pixels().begin(), [](float value) {
        return static_cast<std::uint16_t>(std::lround(std::clamp(value, 0.0F, 1.0F) * 65535.0F));
    });
    return result;
}

Status writeProbabilities(const fs::path& folder, const std::string& stem,
                          const std::vector<Raster<float>>& logits)
{
    const auto probabilities = evaluation::probabilitiesOf(logits);
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
        const auto name = probabilities.size() == 1 ? fmt::format("{}_probability.png", stem)
                                                    : fmt::format("{}_probability_{}.png", stem, i);
        if (auto written = imaging::writePng(folder / fromUtf8(name), toSixteenBits(probabilities[i]));
            !written) {
            return written;
        }
    }
    return {};
}

Result<Raster<float>> readInput(const PredictInput& input)
{
    return input.record ? readNetworkInput(*input.record) : readNetworkInput(input.file);
}

} // namespace

Result<std::vector<PredictInput>> predictInputs(const project::Project& project)
{
    const auto images = selectImages(project, {}, isReadable);
    if (!images) {
        return images.error();
    }
    if (images->empty()) {
        return Error{ErrorCode::NotFound, "has no image that can be read; import some first",
                     toUtf8(project.folder())};
    }
    std::vector<PredictInput> inputs;
    for (const auto& image : *images) {
        inputs.push_back({image.file, image.stem, image});
    }
    return inputs;
}

Result<std::vector<PredictInput>> predictInputs(const std::vector<fs::path>& paths)
{
    const auto files = listMicrographs(paths);
    if (!files) {
        return files.error();
    }
    std::vector<PredictInput> inputs;
    std::set<std::string> taken;
    for (const auto& file : *files) {
        std::string stem = stemOf(file);
        if (taken.contains(stem)) {
            std::error_code failure;
            const auto folder = fs::absolute(file, failure).parent_path().filename();
            stem = fmt::format("{}_{}", toUtf8(folder), stem);
        }
        std::string free = stem;
        for (int number = 2; !taken.insert(free).second; ++number) {
            free = fmt::format("{}_{}", stem, number);
        }
        inputs.push_back({file, free, {}});
    }
    return inputs;
}

Result<PredictReport> predictImages(const std::vector<PredictInput>& inputs, const RunFiles& run,
                                    learning::Engine& engine, const PredictRequest& request,
                                    const JobControl& control, const FindingSink& findings)
{
    std::vector<fs::path> files;
    std::transform(inputs.begin(), inputs.end(), std::back_inserter(files),
                   [](const PredictInput& input) { return input.file; });
    if (auto safe = refuseImageFolder(request.out, files); !safe) {
        return safe.error();
    }
    if (auto suits = evaluation::checkThreshold(request.postprocess, run.classes.size()); !suits) {
        return suits.error();
    }
    const auto predictor = engine.openPredictor(run.checkpoint, request.options);
    if (!predictor) {
        return predictor.error();
    }
    if (auto made = makeFolder(request.out); !made) {
        return made.error();
    }
    PredictReport report;
    const auto predictOne = [&](const PredictInput& input, const Raster<float>& image) -> Status {
        const auto logits = (*predictor)->predict(image, control.stop);
        if (!logits) {
            return logits.error();
        }
        auto labels = evaluation::labelsOf(logits->planes, request.postprocess);
        if (input.record) {
            leaveOutSurroundings(labels, *input.record, annotation::kMatrix);
        }
        if (auto written =
                imaging::writeIndexedPng(request.out / fromUtf8(input.stem + ".png"), labels, run.classes);
            !written) {
            return written;
        }
        return request.probabilities ? writeProbabilities(request.out, input.stem, logits->planes) : Status{};
    };
    const auto done = inOrder<Result<Raster<float>>>(
        inputs.size(), control, [&](std::size_t i) { return readInput(inputs[i]); },
        [&](std::size_t i, Result<Raster<float>> image) -> Status {
            control.report(i, inputs.size(), inputs[i].stem);
            if (!image) {
                ++report.skipped;
                if (findings) {
                    findings({formats::Severity::Refused,
                              toUtf8(inputs[i].file),
                              {},
                              {},
                              inputs[i].stem,
                              image.error().message});
                }
                return {};
            }
            ++report.files;
            return predictOne(inputs[i], *image);
        });
    if (!done) {
        return done.error();
    }
    if (report.files == 0) {
        return Error{ErrorCode::Unreadable, "none of the images can be read",
                     toUtf8(inputs.empty() ? request.out : inputs.front().file)};
    }
    control.report(inputs.size(), inputs.size());
    return report;
}

Result<imaging::LabelImage> predictLabels(learning::Predictor& predictor, const project::ImageRecord& image,
                                          const evaluation::Postprocess& postprocess, std::stop_token stop)
{
    const auto input = readNetworkInput(image);
    if (!input) {
        return input.error();
    }
    auto labels = predictLabels(predictor, *input, postprocess, std::move(stop));
    if (labels) {
        leaveOutSurroundings(*labels, image, annotation::kMatrix);
    }
    return labels;
}

} // namespace sorby::workflow
