// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/networks/builders.h"

#include <algorithm>

namespace sorby::learning {

int addFpnDecoder(GraphBuilder& builder, const Features& features, int outputs)
{
    constexpr int kPyramidChannels = 256;
    constexpr int kSegmentationChannels = 128;
    constexpr std::size_t kLevels = 4;
    builder.beginBlock();
    // From coarse to fine: each level is the one before, twice as large, and what the encoder has there.
    std::vector<int> pyramid;
    for (std::size_t i = 0; i < kLevels; ++i) {
        Convolution lateral;
        lateral.name = "decoder.p" + std::to_string(5 - i);
        lateral.name += i == 0 ? "" : ".skip_conv";
        lateral.channels = kPyramidChannels;
        lateral.bias = true;
        const int encoded = features[features.size() - 1 - i];
        if (i == 0) {
            pyramid.push_back(builder.convolution({encoded}, lateral));
        } else {
            const int coarser = builder.upsample(pyramid.back(), 2, Interpolation::Nearest);
            pyramid.push_back(builder.add({coarser, builder.convolution({encoded}, lateral)}, false));
        }
    }
    // Every level by itself up to the finest one's size.
    std::vector<int> merged;
    for (std::size_t i = 0; i < kLevels; ++i) {
        builder.beginBlock();
        const std::size_t doublings = kLevels - 1 - i;
        int value = pyramid[i];
        for (std::size_t step = 0; step < std::max<std::size_t>(doublings, 1); ++step) {
            auto name = "decoder.seg_blocks." + std::to_string(i);
            name += ".block." + std::to_string(step);
            auto unit = decoderUnit(name + ".block", kSegmentationChannels);
            unit.normalization = Normalization::Group;
            unit.normGroups = 32;
            value = builder.convolution({value}, unit);
            if (doublings > 0) {
                value = builder.upsample(value, 2, Interpolation::BilinearCorners);
            }
        }
        merged.push_back(value);
    }
    builder.beginBlock();
    const int sum = builder.dropout(builder.add(std::move(merged), false), 0.2, true);
    return builder.upsample(builder.convolution({sum}, segmentationHead(outputs, 1)), 4,
                            Interpolation::BilinearCorners);
}

} // namespace sorby::learning
