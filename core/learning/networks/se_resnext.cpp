// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/networks/builders.h"

#include <array>

namespace sorby::learning {
namespace {

constexpr int kCardinality = 32; ///< groups of the 3x3 convolutions
constexpr int kReduction = 16;   ///< of the channels between the two layers of an excitation

/// Squeeze and excitation: the channels' means decide how much of each channel goes on.
int excited(GraphBuilder& builder, const std::string& name, int input)
{
    const int channels = builder.channels(input);
    Convolution layer;
    layer.bias = true;
    layer.name = name + ".fc1";
    layer.channels = channels / kReduction;
    layer.relu = true;
    const int squeezed = builder.convolution({builder.globalAverage(input)}, layer);
    layer.name = name + ".fc2";
    layer.channels = channels;
    layer.relu = false;
    return builder.scale(input, builder.sigmoid(builder.convolution({squeezed}, layer)));
}

int seBlock(GraphBuilder& builder, const std::string& name, int input, int channels, int stride, int dilation)
{
    builder.beginBlock();
    const int expanded = 4 * channels;
    Convolution unit;
    unit.name = name + ".conv1";
    unit.normName = name + ".bn1";
    unit.channels = 2 * channels; // 32 groups of 4 channels where a ResNet has 64
    unit.relu = true;
    int features = builder.convolution({input}, unit);
    unit.name = name + ".conv2";
    unit.normName = name + ".bn2";
    unit.kernel = 3;
    unit.stride = stride;
    unit.dilation = dilation;
    unit.groups = kCardinality;
    features = builder.convolution({features}, unit);
    Convolution last;
    last.name = name + ".conv3";
    last.normName = name + ".bn3";
    last.channels = expanded;
    features = excited(builder, name + ".se_module", builder.convolution({features}, last));
    int shortcut = input;
    if (stride != 1 || builder.channels(input) != expanded) {
        last.name = name + ".downsample.0";
        last.normName = name + ".downsample.1";
        last.stride = stride;
        shortcut = builder.convolution({input}, last);
    }
    return builder.add({features, shortcut}, true);
}

} // namespace

Features addSeResnext(GraphBuilder& builder, int outputStride)
{
    constexpr std::array<int, 4> kBlocks{3, 4, 6, 3};
    builder.beginBlock();
    Convolution stem;
    stem.name = "encoder.layer0.conv1";
    stem.normName = "encoder.layer0.bn1";
    stem.channels = 64;
    stem.kernel = 7;
    stem.stride = 2;
    stem.relu = true;
    Features features{builder.convolution({builder.image()}, stem)};
    int value = builder.maxPool(features.front(), 3, 2, 0, true);
    int reached = 4;
    for (int stage = 0; stage < 4; ++stage) {
        const bool halves = stage > 0 && reached < outputStride;
        const int dilation = stage > 0 && !halves ? 2 : 1;
        reached *= halves ? 2 : 1;
        for (int i = 0; i < kBlocks[static_cast<std::size_t>(stage)]; ++i) {
            auto name = "encoder.layer" + std::to_string(stage + 1);
            name += "." + std::to_string(i);
            value = seBlock(builder, name, value, 64 << stage, halves && i == 0 ? 2 : 1, dilation);
        }
        features.push_back(value);
    }
    return features;
}

} // namespace sorby::learning
