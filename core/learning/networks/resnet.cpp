// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/networks/builders.h"

#include <array>

namespace sorby::learning {
namespace {

struct ResnetKind {
    std::array<int, 4> blocks; ///< residual blocks of each stage
    bool bottleneck;           ///< 1x1, 3x3, 1x1 instead of two 3x3
};

ResnetKind resnetKind(Encoder encoder)
{
    switch (encoder) {
    case Encoder::Resnet18:
        return {{2, 2, 2, 2}, false};
    case Encoder::Resnet50:
        return {{3, 4, 6, 3}, true};
    default:
        return {{3, 4, 6, 3}, false};
    }
}

class ResnetBuilder {
  public:
    ResnetBuilder(GraphBuilder& builder, ResnetKind kind) : m_builder(builder), m_kind(kind) {}

    /// One residual block; `dilation` replaces the stride where the output stride is kept.
    int block(const std::string& name, int input, int channels, int stride, int dilation)
    {
        m_builder.beginBlock();
        const int expanded = m_kind.bottleneck ? 4 * channels : channels;
        int features = input;
        if (m_kind.bottleneck) {
            features = unit(name, "1", features, channels, 1, 1, 1, true);
            features = unit(name, "2", features, channels, 3, stride, dilation, true);
            features = unit(name, "3", features, expanded, 1, 1, 1, false);
        } else {
            features = unit(name, "1", features, channels, 3, stride, dilation, true);
            features = unit(name, "2", features, channels, 3, 1, dilation, false);
        }
        int shortcut = input;
        if (stride != 1 || m_builder.channels(input) != expanded) {
            Convolution projection;
            projection.name = name + ".downsample.0";
            projection.normName = name + ".downsample.1";
            projection.channels = expanded;
            projection.stride = stride;
            shortcut = m_builder.convolution({input}, projection);
        }
        return m_builder.add({features, shortcut}, true);
    }

  private:
    int unit(const std::string& block, const std::string& number, int input, int channels, int kernel,
             int stride, int dilation, bool relu)
    {
        Convolution unit;
        unit.name = block + ".conv" + number;
        unit.normName = block + ".bn" + number;
        unit.channels = channels;
        unit.kernel = kernel;
        unit.stride = stride;
        unit.dilation = dilation;
        unit.relu = relu;
        return m_builder.convolution({input}, unit);
    }

    GraphBuilder& m_builder;
    ResnetKind m_kind;
};

} // namespace

Features addResnet(GraphBuilder& builder, Encoder encoder, int outputStride)
{
    const auto kind = resnetKind(encoder);
    ResnetBuilder resnet(builder, kind);
    builder.beginBlock();
    Convolution stem;
    stem.name = "encoder.conv1";
    stem.normName = "encoder.bn1";
    stem.channels = 64;
    stem.kernel = 7;
    stem.stride = 2;
    stem.relu = true;
    Features features{builder.convolution({builder.image()}, stem)};
    int value = builder.maxPool(features.front(), 3, 2, 1, false);
    int reached = 4;
    for (int stage = 0; stage < 4; ++stage) {
        // Beyond the output stride a stage keeps the size, and its windows look further instead.
        const bool halves = stage > 0 && reached < outputStride;
        const int dilation = stage > 0 && !halves ? 2 : 1;
        reached *= halves ? 2 : 1;
        for (int i = 0; i < kind.blocks[static_cast<std::size_t>(stage)]; ++i) {
            auto name = "encoder.layer" + std::to_string(stage + 1);
            name += "." + std::to_string(i);
            value = resnet.block(name, value, 64 << stage, halves && i == 0 ? 2 : 1, dilation);
        }
        features.push_back(value);
    }
    return features;
}

} // namespace sorby::learning
