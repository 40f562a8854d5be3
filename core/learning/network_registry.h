// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/network_graph.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sorby::learning {

/// Every network that can be described, in one table: a new one is a row of it and the functions it names.
struct KnownNetwork {
    NetworkKind kind = NetworkKind::UNet;
    Encoder encoder = Encoder::None;
    std::string name; ///< "unet", "fpn on resnet34"
};
[[nodiscard]] const std::vector<KnownNetwork>& knownNetworks();

/// The graph of a network that validate() accepts.
[[nodiscard]] NetworkGraph buildNetwork(const NetworkSpec& spec);

/// What a person may want to know before choosing a network.
struct NetworkSummary {
    std::uint64_t parameters = 0;       ///< trained numbers
    int receptiveField = 0;             ///< side in pixels of what can decide about one pixel
    bool seesWholeImage = false;        ///< means over the map or the like beyond that
    double trainingBytesPerPixel = 0;   ///< of memory for each pixel of a micro-batch, fp32
    double predictionBytesPerPixel = 0; ///< the same without gradients
};
[[nodiscard]] NetworkSummary summaryOf(const NetworkSpec& spec);

} // namespace sorby::learning
