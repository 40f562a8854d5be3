// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/class_shares.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

namespace sorby::learning {

Result<std::vector<float>> shareLogits(const SampleOrder& order, std::size_t samples, int classCount)
{
    std::vector<double> counts(static_cast<std::size_t>(classCount));
    for (std::size_t i = 0; i < samples; ++i) {
        const auto sample = order.read(i);
        if (!sample) {
            return sample.error();
        }
        for (const auto label : sample->labels.pixels()) {
            if (label < counts.size()) {
                counts[label] += 1;
            }
        }
    }
    std::transform(counts.begin(), counts.end(), counts.begin(),
                   [](double count) { return std::max(count, 1.0); });
    if (classCount == 2) {
        return std::vector{static_cast<float>(std::log(counts[1] / counts[0]))};
    }
    const double all = std::accumulate(counts.begin(), counts.end(), 0.0);
    std::vector<float> logits;
    std::transform(counts.begin(), counts.end(), std::back_inserter(logits),
                   [all](double count) { return static_cast<float>(std::log(count / all)); });
    return logits;
}

} // namespace sorby::learning
