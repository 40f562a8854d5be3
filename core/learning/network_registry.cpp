// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/network_registry.h"

#include "core/learning/memory_plan.h"
#include "core/learning/network_layout.h"
#include "core/learning/networks/builders.h"
#include "core/learning/receptive_field.h"

#include <array>

namespace sorby::learning {
namespace {

struct DecoderOf {
    NetworkKind kind;
    int (*add)(GraphBuilder& builder, const Features& features, int outputs);
    int outputStride;
};

constexpr std::array<DecoderOf, 4> kDecoders{{{NetworkKind::UNet, addUnetDecoder, 32},
                                              {NetworkKind::UNetPlusPlus, addUnetPlusPlusDecoder, 32},
                                              {NetworkKind::Fpn, addFpnDecoder, 32},
                                              {NetworkKind::DeepLabV3Plus, addDeepLabDecoder, 16}}};

std::vector<KnownNetwork> listNetworks()
{
    std::vector<KnownNetwork> known{{NetworkKind::UNet, Encoder::None, toText(NetworkKind::UNet)}};
    for (const auto& decoder : kDecoders) {
        for (const auto encoder :
             {Encoder::Resnet18, Encoder::Resnet34, Encoder::Resnet50, Encoder::SeResnext50}) {
            auto name = toText(decoder.kind);
            name += " on " + toText(encoder);
            known.push_back({decoder.kind, encoder, name});
        }
    }
    return known;
}

} // namespace

const std::vector<KnownNetwork>& knownNetworks()
{
    static const auto networks = listNetworks();
    return networks;
}

NetworkGraph buildNetwork(const NetworkSpec& spec)
{
    if (spec.encoder == Encoder::None) {
        return buildClassicalUnet(spec);
    }
    const auto& decoder = kDecoders[static_cast<std::size_t>(spec.kind)];
    GraphBuilder builder(spec.inputChannels);
    const auto features = addEncoder(builder, spec.encoder, decoder.outputStride);
    const int logits = decoder.add(builder, features, spec.outputChannels());
    return builder.finish({logits});
}

NetworkSummary summaryOf(const NetworkSpec& spec)
{
    constexpr Size kTypical{512, 512};
    constexpr double kPixels = 512.0 * 512;
    const auto graph = buildNetwork(spec);
    NetworkSummary summary;
    summary.parameters = parameterCount(graph);
    summary.receptiveField = 2 * reachOf(graph) + 1;
    summary.seesWholeImage = !isLocal(graph);
    summary.trainingBytesPerPixel = static_cast<double>(trainingBytes(spec, kTypical, {}).perImage) / kPixels;
    summary.predictionBytesPerPixel =
        static_cast<double>(inferenceBytes(spec, kTypical) - 4 * summary.parameters) / kPixels;
    return summary;
}

} // namespace sorby::learning
