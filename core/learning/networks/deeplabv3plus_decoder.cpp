// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/networks/builders.h"

#include <array>

namespace sorby::learning {
namespace {

constexpr int kAsppChannels = 256;

/// 1x1 convolution, batch normalisation, ReLU.
Convolution pointUnit(const std::string& name, const std::string& normName, int channels)
{
    Convolution unit;
    unit.name = name;
    unit.normName = normName;
    unit.channels = channels;
    unit.relu = true;
    return unit;
}

/// A 3x3 convolution of each channel by itself, then a 1x1 convolution with normalisation and ReLU.
int separable(GraphBuilder& builder, const std::string& name, const std::string& normName,
              std::vector<int> inputs, int dilation)
{
    int channels = 0;
    for (const int input : inputs) {
        channels += builder.channels(input);
    }
    Convolution depthwise;
    depthwise.name = name + ".0";
    depthwise.channels = channels;
    depthwise.kernel = 3;
    depthwise.dilation = dilation;
    depthwise.groups = channels;
    const int spread = builder.convolution(std::move(inputs), depthwise);
    return builder.convolution({spread}, pointUnit(name + ".1", normName, kAsppChannels));
}

/// Atrous spatial pyramid pooling: the same map at several reaches and its mean, side by side.
int atrousPyramid(GraphBuilder& builder, int input)
{
    constexpr std::array<int, 3> kRates{12, 24, 36};
    const std::string branches = "decoder.aspp.0.convs.";
    std::vector<int> values{
        builder.convolution({input}, pointUnit(branches + "0.0", branches + "0.1", kAsppChannels))};
    for (std::size_t i = 0; i < kRates.size(); ++i) {
        const auto branch = branches + std::to_string(i + 1);
        values.push_back(separable(builder, branch + ".0", branch + ".1", {input}, kRates[i]));
    }
    const int mean = builder.convolution({builder.globalAverage(input)},
                                         pointUnit(branches + "4.1", branches + "4.2", kAsppChannels));
    values.push_back(builder.upsampleTo(mean, input, Interpolation::Bilinear));
    const int projected = builder.convolution(
        std::move(values), pointUnit("decoder.aspp.0.project.0", "decoder.aspp.0.project.1", kAsppChannels));
    return builder.dropout(projected, 0.5, false);
}

} // namespace

int addDeepLabDecoder(GraphBuilder& builder, const Features& features, int outputs)
{
    builder.beginBlock();
    const int pyramid = atrousPyramid(builder, features.back());
    const int coarse = separable(builder, "decoder.aspp.1", "decoder.aspp.2", {pyramid}, 1);
    builder.beginBlock();
    const int up = builder.upsample(coarse, 4, Interpolation::BilinearCorners);
    const int fine =
        builder.convolution({features[1]}, pointUnit("decoder.block1.0", "decoder.block1.1", 48));
    const int fused = separable(builder, "decoder.block2.0", "decoder.block2.1", {up, fine}, 1);
    return builder.upsample(builder.convolution({fused}, segmentationHead(outputs, 1)), 4,
                            Interpolation::BilinearCorners);
}

} // namespace sorby::learning
