// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/class_weights.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sorby::learning {
namespace {

/// Images are looked at in bands of so many pixels, since large ones cannot be held.
constexpr int kPixelsCountedAtOnce = 1 << 24;

} // namespace

Result<std::vector<std::uint64_t>> classPixels(const TrainingData& data, const std::stop_token& stop)
{
    std::vector<std::uint64_t> counts(static_cast<std::size_t>(data.classCount()), 0);
    for (std::size_t i = 0; i < data.imageCount(Part::Train); ++i) {
        if (stop.stop_requested()) {
            return Error{ErrorCode::Cancelled, "the training was stopped", {}};
        }
        const Size size = data.imageSize(Part::Train, i);
        const int rows = std::max(1, kPixelsCountedAtOnce / std::max(1, size.width));
        for (int y = 0; y < size.height; y += rows) {
            const auto band =
                data.region(Part::Train, i, {0, y, size.width, std::min(rows, size.height - y)});
            if (!band) {
                return band.error();
            }
            for (const auto label : band->labels.pixels()) {
                if (label < counts.size()) {
                    ++counts[label];
                }
            }
        }
    }
    return counts;
}

std::vector<double> classWeights(ClassWeights kind, const std::vector<std::uint64_t>& pixels)
{
    if (kind == ClassWeights::None) {
        return {};
    }
    std::vector<double> counts;
    for (const auto count : pixels) {
        counts.push_back(static_cast<double>(std::max<std::uint64_t>(count, 1)));
    }
    const double all = std::accumulate(counts.begin(), counts.end(), 0.0);
    std::vector<double> weights;
    double mean = 0;
    for (const double count : counts) {
        const double share = count / all;
        weights.push_back(kind == ClassWeights::Balanced ? 1 / share : 1 / std::sqrt(share));
        mean += share * weights.back();
    }
    for (auto& weight : weights) {
        weight /= mean;
    }
    return weights;
}

} // namespace sorby::learning
