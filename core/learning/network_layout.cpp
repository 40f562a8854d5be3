// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/network_layout.h"

#include <functional>
#include <numeric>

namespace sorby::learning {
namespace {

void addConvolution(std::vector<TensorLayout>& layout, const std::string& block, const std::string& number,
                    std::int64_t in, std::int64_t out, Normalization normalization)
{
    const auto convolution = block + ".conv" + number;
    layout.push_back({convolution + ".weight", {out, in, 3, 3}, TensorRole::ReluConvolution});
    if (normalization == Normalization::None) {
        layout.push_back({convolution + ".bias", {out}, TensorRole::Bias});
        return;
    }
    const auto norm = block + ".norm" + number;
    layout.push_back({norm + ".weight", {out}, TensorRole::NormalizationScale});
    layout.push_back({norm + ".bias", {out}, TensorRole::Bias});
    layout.push_back({norm + ".running_mean", {out}, TensorRole::RunningMean});
    layout.push_back({norm + ".running_var", {out}, TensorRole::RunningVariance});
}

void addBlock(std::vector<TensorLayout>& layout, const std::string& name, std::int64_t in, std::int64_t out,
              Normalization normalization)
{
    addConvolution(layout, name, "1", in, out, normalization);
    addConvolution(layout, name, "2", out, out, normalization);
}

} // namespace

std::uint64_t TensorLayout::elements() const
{
    return std::accumulate(
        shape.begin(), shape.end(), std::uint64_t{1},
        [](std::uint64_t product, std::int64_t side) { return product * static_cast<std::uint64_t>(side); });
}

std::vector<TensorLayout> networkLayout(const NetworkSpec& spec)
{
    std::vector<TensorLayout> layout;
    const auto channels = [&](int level) { return static_cast<std::int64_t>(spec.width) << level; };
    std::int64_t in = spec.inputChannels;
    for (int level = 0; level < spec.depth; ++level) {
        addBlock(layout, "encoder." + std::to_string(level), in, channels(level), spec.normalization);
        in = channels(level);
    }
    addBlock(layout, "bottom", in, channels(spec.depth), spec.normalization);
    for (int level = spec.depth - 1; level >= 0; --level) {
        const auto name = "decoder." + std::to_string(level);
        const auto out = channels(level);
        layout.push_back({name + ".up.weight", {2 * out, out, 2, 2}, TensorRole::LinearConvolution});
        layout.push_back({name + ".up.bias", {out}, TensorRole::Bias});
        addBlock(layout, name, 2 * out, out, spec.normalization);
    }
    const std::int64_t outputs = spec.outputChannels();
    layout.push_back({"head.weight", {outputs, channels(0), 1, 1}, TensorRole::HeadConvolution});
    layout.push_back({"head.bias", {outputs}, TensorRole::Bias});
    return layout;
}

std::uint64_t parameterCount(const NetworkSpec& spec)
{
    std::uint64_t count = 0;
    for (const auto& tensor : networkLayout(spec)) {
        count += tensor.trained() ? tensor.elements() : 0;
    }
    return count;
}

} // namespace sorby::learning
