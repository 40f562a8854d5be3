// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/augmentation/preview.h"

#include "core/learning/augmentation/augmenter.h"
#include "core/learning/batch.h"
#include "core/learning/sample_order.h"

#include <algorithm>

namespace sorby::learning {
namespace {

Sample sampleFrom(const Batch& batch)
{
    const Size size{static_cast<int>(batch.images.size(3)), static_cast<int>(batch.images.size(2))};
    const auto image = batch.images.contiguous();
    const auto labels = batch.labels.contiguous();
    Sample sample{Raster<float>(size), Raster<std::uint8_t>(size)};
    std::copy_n(image.const_data_ptr<float>(), size.area(), sample.image.data());
    std::copy_n(labels.const_data_ptr<std::uint8_t>(), size.area(), sample.labels.data());
    return sample;
}

} // namespace

Result<std::vector<Sample>> previewSamples(const TrainOptions& options, const TrainingData& data,
                                           std::size_t count, const std::stop_token& stop)
{
    const SampleOrder order(options, data);
    const auto batch = static_cast<std::size_t>(options.batch);
    std::vector<Sample> samples;
    for (std::size_t i = 0; i < std::min(count, order.samplesPerEpoch()); ++i) {
        if (stop.stop_requested()) {
            return Error{ErrorCode::Cancelled, "the preview was stopped", {}};
        }
        auto sample = order.read(i);
        if (!sample) {
            return sample.error();
        }
        const Size size = sample->image.size();
        const auto draw =
            drawAugmentation(augmentationSettings(options), options.seed, {1, i / batch, i}, size);
        const auto tensors = makeBatch({&*sample, 1}, size, c10::Device(c10::kCPU), false);
        samples.push_back(sampleFrom(augmented(tensors, {&draw, 1})));
    }
    return samples;
}

} // namespace sorby::learning
