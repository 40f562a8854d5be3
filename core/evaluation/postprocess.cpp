// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/postprocess.h"

#include "core/imaging/morphology.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace sorby::evaluation {
namespace {

using imaging::LabelImage;
using Mask = Raster<std::uint8_t>;

/// The logit at which the sigmoid reaches the probability; 0 exactly for 0.5.
double logitOf(double probability)
{
    if (probability <= 0) {
        return -std::numeric_limits<double>::infinity();
    }
    if (probability >= 1) {
        return std::numeric_limits<double>::infinity();
    }
    return std::log(probability / (1 - probability));
}

LabelImage above(const Raster<float>& plane, double cut)
{
    LabelImage labels(plane.size());
    std::transform(plane.pixels().begin(), plane.pixels().end(), labels.pixels().begin(),
                   [cut](float logit) -> std::uint8_t { return static_cast<double>(logit) > cut ? 1 : 0; });
    return labels;
}

/// The class with the highest logit, of equals the lower id.
LabelImage highest(const std::vector<Raster<float>>& logits)
{
    LabelImage labels(logits.front().size());
    Raster<float> best = logits.front();
    for (std::size_t id = 1; id < logits.size(); ++id) {
        const auto plane = logits[id].pixels();
        for (std::size_t i = 0; i < plane.size(); ++i) {
            if (plane[i] > best.pixels()[i]) {
                best.pixels()[i] = plane[i];
                labels.pixels()[i] = static_cast<std::uint8_t>(id);
            }
        }
    }
    return labels;
}

/// Opens, then closes the mask of each class. What opening takes away becomes matrix; closing takes pixels
/// from the matrix alone, so that no class eats another.
LabelImage smoothed(const LabelImage& labels, std::size_t classCount, int radius)
{
    LabelImage result(labels.size());
    std::vector<Mask> openedMasks;
    for (std::size_t id = 1; id < classCount; ++id) {
        const auto classId = static_cast<annotation::ClassId>(id);
        openedMasks.push_back(imaging::opened(imaging::maskOf(labels, classId), radius));
        for (std::size_t i = 0; i < labels.pixels().size(); ++i) {
            if (openedMasks.back().pixels()[i] != 0) {
                result.pixels()[i] = classId;
            }
        }
    }
    for (std::size_t id = 1; id < classCount; ++id) {
        const Mask closedMask = imaging::closed(openedMasks[id - 1], radius);
        for (std::size_t i = 0; i < labels.pixels().size(); ++i) {
            if (closedMask.pixels()[i] != 0 && result.pixels()[i] == annotation::kMatrix) {
                result.pixels()[i] = static_cast<annotation::ClassId>(id);
            }
        }
    }
    return result;
}

float sigmoid(float logit)
{
    // The argument of exp is never positive, so that nothing overflows.
    const float small = std::exp(-std::abs(logit));
    return logit >= 0 ? 1 / (1 + small) : small / (1 + small);
}

} // namespace

Result<PostprocessKind> parsePostprocess(std::string_view text)
{
    for (const auto kind : {PostprocessKind::Sigmoid, PostprocessKind::Argmax, PostprocessKind::Morphology}) {
        if (text == toText(kind)) {
            return kind;
        }
    }
    return Error{ErrorCode::InvalidArgument,
                 "there is no post-processing \"" + std::string(text) +
                     "\"; choose sigmoid, argmax or morphology",
                 {}};
}

std::string toText(PostprocessKind kind)
{
    switch (kind) {
    case PostprocessKind::Sigmoid:
        return "sigmoid";
    case PostprocessKind::Argmax:
        return "argmax";
    case PostprocessKind::Morphology:
        break;
    }
    return "morphology";
}

Status checkThreshold(const Postprocess& postprocess, std::size_t classCount)
{
    if (!postprocess.threshold || classCount <= 2) {
        return {};
    }
    return Error{ErrorCode::InvalidArgument,
                 "a threshold tells one class from the matrix; of several classes the strongest wins: leave "
                 "the threshold out",
                 {}};
}

LabelImage labelsOf(const std::vector<Raster<float>>& logits, const Postprocess& postprocess)
{
    assert(!logits.empty());
    assert(std::all_of(logits.begin(), logits.end(),
                       [&](const auto& plane) { return plane.size() == logits.front().size(); }));
    const bool binary = logits.size() == 1;
    switch (postprocess.kind) {
    case PostprocessKind::Sigmoid:
        return binary ? above(logits.front(), logitOf(postprocess.threshold.value_or(0.5))) : highest(logits);
    case PostprocessKind::Argmax:
        return binary ? above(logits.front(), 0) : highest(logits);
    case PostprocessKind::Morphology:
        break;
    }
    return binary ? smoothed(above(logits.front(), postprocess.threshold.value_or(0)), 2, postprocess.radius)
                  : smoothed(highest(logits), logits.size(), postprocess.radius);
}

std::vector<Raster<float>> probabilitiesOf(const std::vector<Raster<float>>& logits, double temperature)
{
    std::vector<Raster<float>> result = logits;
    if (temperature != 1) {
        const auto factor = static_cast<float>(1 / temperature);
        for (auto& plane : result) {
            for (auto& value : plane.pixels()) {
                value *= factor;
            }
        }
    }
    if (logits.size() == 1) {
        const auto pixels = result.front().pixels();
        std::transform(pixels.begin(), pixels.end(), pixels.begin(), sigmoid);
        return result;
    }
    const std::size_t pixelCount = logits.empty() ? 0 : logits.front().pixels().size();
    for (std::size_t i = 0; i < pixelCount; ++i) {
        float highestLogit = -std::numeric_limits<float>::infinity();
        for (const auto& plane : result) {
            highestLogit = std::max(highestLogit, plane.pixels()[i]);
        }
        float sum = 0;
        for (auto& plane : result) {
            plane.pixels()[i] = std::exp(plane.pixels()[i] - highestLogit);
            sum += plane.pixels()[i];
        }
        for (auto& plane : result) {
            plane.pixels()[i] /= sum;
        }
    }
    return result;
}

Raster<float> entropyOf(const std::vector<Raster<float>>& probabilities)
{
    const auto part = [](float p) { return p > 0 ? -p * std::log(p) : 0.0F; };
    Raster<float> result(probabilities.front().size());
    const bool isBinary = probabilities.size() == 1;
    const auto most = std::log(isBinary ? 2.0F : static_cast<float>(probabilities.size()));
    for (std::size_t i = 0; i < result.pixels().size(); ++i) {
        float sum = 0;
        for (const auto& plane : probabilities) {
            sum += part(plane.pixels()[i]);
        }
        if (isBinary) {
            sum += part(1 - probabilities.front().pixels()[i]);
        }
        result.pixels()[i] = std::clamp(sum / most, 0.0F, 1.0F);
    }
    return result;
}

} // namespace sorby::evaluation
