// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/training_images.h"

#include "core/base/files.h"
#include "core/base/platform.h"
#include "core/base/random.h"
#include "core/imaging/micrograph.h"
#include "core/project/content_hash.h"
#include "core/workflow/large_images.h"
#include "core/workflow/ordered.h"
#include "core/workflow/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace sorby::workflow {
namespace {

using project::ImageRecord;

/// Of the memory that can be had: the training itself needs most of it.
constexpr double kShareOfMemory = 0.3;
/// Beside the project, where there is room for what comes of it.
std::string cacheName(const learning::ProcessPlace& place)
{
    return place.rank == 0 ? "training.cache" : fmt::format("training-{}.cache", place.rank);
}

/// `count` of the images, in their old order: the same seed gives the same ones, and a larger subset holds
/// the smaller ones.
std::vector<ImageRecord> subsetOf(const std::vector<ImageRecord>& images, std::size_t count,
                                  std::uint64_t seed)
{
    std::vector<std::size_t> places(images.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    Random(seed, "training subset").shuffle(places);
    places.resize(std::min(count, places.size()));
    std::sort(places.begin(), places.end());
    std::vector<ImageRecord> chosen;
    for (const auto place : places) {
        chosen.push_back(images[place]);
    }
    return chosen;
}

/// One line of the text whose hash is the data's: which image, on which side, with which pixels and labels,
/// and through which window and of which part, where these were chosen.
std::string hashLine(const ImageRecord& image, const std::string& labelsHash)
{
    std::string line =
        fmt::format("{} {} {} {}", toText(image.membership), image.stem, image.contentHash, labelsHash);
    if (image.window) {
        line += fmt::format(" window {} {}", image.window->low, image.window->high);
    }
    if (const PixelRect part = specimenOf(image); !part.isEmpty()) {
        line += fmt::format(" part {} {} {} {}", part.x, part.y, part.width, part.height);
    }
    return line + "\n";
}

std::string hashLine(const ImageRecord& image, const imaging::LabelImage& reference)
{
    return hashLine(image, project::hashBytes(std::as_bytes(reference.pixels())));
}

/// The same of an image whose reference is never held.
std::string hashLine(const ImageRecord& image, const annotation::Annotations& annotations)
{
    constexpr int kRowsAtOnce = 256;
    project::ContentHasher hasher;
    for (int y = 0; y < image.size.height; y += kRowsAtOnce) {
        const auto rows =
            referenceOf(annotations, image,
                        PixelRect{0, y, image.size.width, std::min(kRowsAtOnce, image.size.height - y)});
        hasher.add(std::as_bytes(rows.pixels()));
    }
    return hashLine(image, hasher.digest());
}

/// An image of which patches are read from its file.
Result<dataset::LargeSource> openLarge(const project::Project& project, const ImageRecord& image,
                                       std::string& lines)
{
    auto annotations = project.annotations(image.id);
    if (!annotations) {
        return annotations.error();
    }
    lines += hashLine(image, *annotations);
    return dataset::LargeSource{image.file, image.page, image.size,
                                [image, annotations = std::move(*annotations)](const PixelRect& part) {
                                    return referenceOf(annotations, image, part);
                                }};
}

} // namespace

Result<TrainingSides> findSides(const project::Project& project, std::optional<std::size_t> subset,
                                std::uint64_t seed)
{
    const auto usable = [](const ImageRecord& image) { return image.annotated && isReadable(image); };
    auto train = selectImages(project, Membership::Train, usable);
    auto validation = selectImages(project, Membership::Validation, usable);
    auto test = selectImages(project, Membership::Test, usable);
    for (const auto* side : {&train, &validation, &test}) {
        if (!*side) {
            return side->error();
        }
    }
    const auto where = toUtf8(project.folder());
    if (train->empty()) {
        return Error{ErrorCode::NotFound,
                     "no annotated image is on the train side; split the project first (sorby split)", where};
    }
    if (subset) {
        if (*subset < 1 || *subset > train->size()) {
            return Error{
                ErrorCode::InvalidArgument,
                fmt::format("a subset has 1 to {} images, as many as the train side has annotated, not {}",
                            train->size(), *subset),
                where};
        }
        train = subsetOf(*train, *subset, seed);
    }
    return TrainingSides{std::move(*train), std::move(*validation), test->size()};
}

Status checkWholeImages(const TrainingSides& sides, std::uint64_t mostPixelsHeld)
{
    const auto large = std::find_if(sides.train.begin(), sides.train.end(), [&](const ImageRecord& image) {
        return isLarger(image.size, mostPixelsHeld);
    });
    if (large == sides.train.end()) {
        return {};
    }
    return Error{ErrorCode::InvalidArgument,
                 fmt::format("has {}x{} pixels, too many to be trained on as a whole; choose a patch, for "
                             "example --patch 512x512",
                             large->size.width, large->size.height),
                 toUtf8(large->file)};
}

Result<TrainingImages> loadTrainingImages(const project::Project& project, const TrainingSides& sides,
                                          int classCount, std::uint64_t mostPixelsHeld,
                                          const learning::ProcessPlace& place, const JobControl& control)
{
    const std::size_t total = sides.train.size() + sides.validation.size();
    std::size_t done = 0;
    std::string lines;
    const auto sourceOf = [&](const ImageRecord& image) {
        dataset::LabelledSource source{image.name,
                                       [&control, &done, total, image]() -> Result<imaging::Micrograph> {
                                           if (control.stopRequested()) {
                                               return stoppedError();
                                           }
                                           control.report(done++, total, image.name);
                                           return readPixels(image);
                                       },
                                       [&project, &lines, image]() -> Result<imaging::LabelImage> {
                                           auto reference = referenceOf(project, image);
                                           if (reference) {
                                               lines += hashLine(image, *reference);
                                           }
                                           return reference;
                                       },
                                       image.window, specimenOf(image)};
        if (isLarger(image.size, mostPixelsHeld)) {
            source.large = [&control, &project, &lines, &done, total,
                            image]() -> Result<dataset::LargeSource> {
                if (control.stopRequested()) {
                    return stoppedError();
                }
                control.report(done++, total, image.name);
                return openLarge(project, image, lines);
            };
        }
        return source;
    };
    std::vector<dataset::LabelledSource> train;
    std::vector<dataset::LabelledSource> validation;
    std::transform(sides.train.begin(), sides.train.end(), std::back_inserter(train), sourceOf);
    std::transform(sides.validation.begin(), sides.validation.end(), std::back_inserter(validation),
                   sourceOf);
    auto images = dataset::LabelledImages::load(
        train, validation, classCount,
        {static_cast<std::uint64_t>(kShareOfMemory / place.localSize *
                                    static_cast<double>(platform::memory().availableBytes)),
         project.folder() / cacheName(place)});
    if (!images) {
        return images.error();
    }
    control.report(total, total);
    return TrainingImages{std::move(*images), project::hashText(lines)};
}

} // namespace sorby::workflow
