// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/augmentation_preview.h"

#include "core/imaging/label_image.h"
#include "core/imaging/overlay.h"
#include "core/workflow/training_images.h"

#include <algorithm>
#include <cmath>

namespace sorby::workflow {
namespace {

constexpr std::size_t kSamples = 16;
constexpr int kColumns = 4;
constexpr int kCellSide = 256; ///< of the longer side of a sample on the sheet
constexpr int kGap = 4;
constexpr double kOpacity = 0.35;

Raster<Rgb8> greyPicture(const Raster<float>& image)
{
    Raster<Rgb8> picture(image.size());
    std::transform(image.pixels().begin(), image.pixels().end(), picture.pixels().begin(), [](float grey) {
        const auto value = static_cast<std::uint8_t>(std::lround(255 * std::clamp(grey, 0.0F, 1.0F)));
        return Rgb8{value, value, value};
    });
    return picture;
}

/// Every so many pixels, so that the longer side fits into the cell; smaller ones as they are.
Raster<Rgb8> fitted(const Raster<Rgb8>& picture)
{
    const int longest = std::max(picture.width(), picture.height());
    const double step = std::max(1.0, static_cast<double>(longest) / kCellSide);
    Raster<Rgb8> small(static_cast<int>(picture.width() / step), static_cast<int>(picture.height() / step));
    for (int y = 0; y < small.height(); ++y) {
        for (int x = 0; x < small.width(); ++x) {
            small.at(x, y) = picture.at(static_cast<int>(x * step), static_cast<int>(y * step));
        }
    }
    return small;
}

} // namespace

Result<Raster<Rgb8>> previewAugmentation(const project::Project& project, learning::Engine& engine,
                                         const TrainRequest& request, const JobControl& control)
{
    const auto classes = project.classes();
    if (!classes) {
        return classes.error();
    }
    auto options = request.options;
    options.network.classCount = static_cast<int>(classes->size());
    if (auto valid = learning::validate(options); !valid) {
        return valid.error();
    }
    auto sides = findSides(project, request.subset, options.seed);
    if (!sides) {
        return sides.error();
    }
    sides->validation.clear();
    sides->train.resize(std::min(sides->train.size(), kSamples)); // more would not be seen
    const auto data =
        loadTrainingImages(project, *sides, options.network.classCount, request.mostPixelsHeld, {}, control);
    if (!data) {
        return data.error();
    }
    const auto samples = engine.preview(options, *data->images, kSamples, control.stop);
    if (!samples) {
        return samples.error();
    }
    constexpr int kStep = kCellSide + kGap;
    const int rows = (static_cast<int>(samples->size()) + kColumns - 1) / kColumns;
    Raster<Rgb8> sheet(kColumns * kStep - kGap, std::max(1, rows * kStep - kGap), Rgb8{40, 40, 40});
    for (std::size_t i = 0; i < samples->size(); ++i) {
        const auto& sample = (*samples)[i];
        const auto picture = fitted(
            imaging::blend(greyPicture(sample.image), imaging::colourise(sample.labels, *classes), kOpacity));
        const int left = static_cast<int>(i) % kColumns * kStep;
        const int top = static_cast<int>(i) / kColumns * kStep;
        for (int y = 0; y < picture.height(); ++y) {
            const auto row = picture.row(y);
            std::copy(row.begin(), row.end(), sheet.row(top + y).begin() + left);
        }
    }
    return sheet;
}

} // namespace sorby::workflow
