// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/graph_builder.h"

#include <vector>

/// The published networks, part by part. Structure and names of tensors are those of the state dicts that
/// torchvision and segmentation_models_pytorch 0.6 write, so that their weights can be loaded.
namespace sorby::learning {

/// Maps of an encoder from fine to coarse: at strides 2, 4, 8, 16 and 32 (with an output stride of 16 the
/// last two are both at 16).
using Features = std::vector<int>;

/// The classical U-Net (Ronneberger et al. 2015, with padding): encoder.L, bottom and decoder.L are blocks of
/// two 3x3 convolutions, decoder.L.up the transposed 2x2 convolution into level L, head the 1x1 convolution,
/// supervision.L the 1x1 convolution that gives level L's logits. A convolution before a normalisation has
/// no bias. Dropout at the end of the contracting path: on its last level and at the bottom.
[[nodiscard]] NetworkGraph buildClassicalUnet(const NetworkSpec& spec);

/// ResNet-18, 34 or 50 (He et al. 2016; the stride of a bottleneck in its 3x3 convolution).
[[nodiscard]] Features addResnet(GraphBuilder& builder, Encoder encoder, int outputStride);
/// SE-ResNeXt-50 32x4d (Xie et al. 2017, Hu et al. 2018), in the names of its Caffe weights: layer0.
[[nodiscard]] Features addSeResnext(GraphBuilder& builder, int outputStride);
/// Whichever of them it is.
[[nodiscard]] Features addEncoder(GraphBuilder& builder, Encoder encoder, int outputStride);

// Decoders; each gives the logits, of the image's size.
[[nodiscard]] int addUnetDecoder(GraphBuilder& builder, const Features& features, int outputs);
/// U-Net++ (Zhou et al. 2018), without deep supervision.
[[nodiscard]] int addUnetPlusPlusDecoder(GraphBuilder& builder, const Features& features, int outputs);
/// Feature pyramid (Kirillov et al. 2019).
[[nodiscard]] int addFpnDecoder(GraphBuilder& builder, const Features& features, int outputs);
/// DeepLabV3+ (Chen et al. 2018) with separable convolutions at rates 12, 24 and 36, for output stride 16.
[[nodiscard]] int addDeepLabDecoder(GraphBuilder& builder, const Features& features, int outputs);

/// 3x3 convolution `name`.0, batch normalisation `name`.1, ReLU: the unit of U-shaped decoders.
[[nodiscard]] Convolution decoderUnit(const std::string& name, int channels);
/// The convolution into logits.
[[nodiscard]] Convolution segmentationHead(int outputs, int kernel);

} // namespace sorby::learning
