// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/networks/builders.h"

namespace sorby::learning {

Features addEncoder(GraphBuilder& builder, Encoder encoder, int outputStride)
{
    return encoder == Encoder::SeResnext50 ? addSeResnext(builder, outputStride)
                                           : addResnet(builder, encoder, outputStride);
}

Convolution decoderUnit(const std::string& name, int channels)
{
    Convolution unit;
    unit.name = name + ".0";
    unit.normName = name + ".1";
    unit.channels = channels;
    unit.kernel = 3;
    unit.relu = true;
    return unit;
}

Convolution segmentationHead(int outputs, int kernel)
{
    Convolution head;
    head.name = "segmentation_head.0";
    head.channels = outputs;
    head.kernel = kernel;
    head.bias = true;
    head.head = true;
    return head;
}

int addUnetDecoder(GraphBuilder& builder, const Features& features, int outputs)
{
    int value = features.back();
    int channels = 256;
    for (std::size_t i = 0; i < features.size(); ++i) {
        builder.beginBlock();
        const auto name = "decoder.blocks." + std::to_string(i);
        std::vector<int> inputs{builder.upsample(value, 2, Interpolation::Nearest)};
        if (i + 1 < features.size()) {
            inputs.push_back(features[features.size() - 2 - i]);
        }
        value = builder.convolution(std::move(inputs), decoderUnit(name + ".conv1", channels));
        value = builder.convolution({value}, decoderUnit(name + ".conv2", channels));
        channels /= 2;
    }
    return builder.convolution({value}, segmentationHead(outputs, 3));
}

} // namespace sorby::learning
