// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/fitted_options.h"

#include "core/learning/sample_order.h"
#include "core/learning/tile_plan.h"

#include <algorithm>

namespace sorby::learning {
namespace {

/// Patches larger than every image would be mostly padding.
void fitPatch(TrainOptions& options, const TrainingData& data)
{
    if (!options.patch) {
        return;
    }
    const int stride = options.network.stride();
    Size largest;
    for (std::size_t i = 0; i < data.imageCount(Part::Train); ++i) {
        const Size size = data.imageSize(Part::Train, i);
        largest = {std::max(largest.width, size.width), std::max(largest.height, size.height)};
    }
    options.patch->width = std::min(options.patch->width, std::max(stride, roundUp(largest.width, stride)));
    options.patch->height =
        std::min(options.patch->height, std::max(stride, roundUp(largest.height, stride)));
}

/// How many epochs show the network as many samples as are wanted.
void fitEpochs(TrainOptions& options, const TrainingData& data)
{
    constexpr int kFewest = 5;
    constexpr int kMost = 1'000'000;
    if (options.samples == 0) {
        return;
    }
    if (options.timeLimitSeconds) {
        options.epochs = kMost;
        return;
    }
    const auto perEpoch = std::max<std::size_t>(SampleOrder(options, data).samplesPerEpoch(), 1);
    const auto epochs = (static_cast<std::size_t>(options.samples) + perEpoch - 1) / perEpoch;
    options.epochs = std::max(kFewest, static_cast<int>(std::min<std::size_t>(epochs, kMost)));
}

} // namespace

TrainOptions fittedTo(TrainOptions options, const TrainingData& data)
{
    fitPatch(options, data);
    fitEpochs(options, data);
    return options;
}

} // namespace sorby::learning
