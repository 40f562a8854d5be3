// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/learning/every_network.h"

#include "core/learning/network_registry.h"

namespace sorby::learning {

std::vector<NetworkSpec> everyNetwork()
{
    std::vector<NetworkSpec> specs;
    for (const auto& [kind, encoder, name] : knownNetworks()) {
        NetworkSpec spec;
        spec.kind = kind;
        spec.encoder = encoder;
        spec.width = 4;
        spec.depth = 3;
        spec.classCount = 3;
        spec.inputChannels = specs.size() % 2 == 0 ? 1 : 3;
        specs.push_back(spec);
    }
    for (const auto normalization : {Normalization::Batch, Normalization::Instance, Normalization::Group}) {
        auto spec = specs.front();
        spec.normalization = normalization;
        spec.dropout = 0.5;
        spec.deepSupervision = true;
        specs.push_back(spec);
    }
    return specs;
}

std::string shortName(const NetworkSpec& spec)
{
    std::string name;
    for (const char letter :
         toText(spec.kind) + "_" + toText(spec.encoder) + "_" + toText(spec.normalization)) {
        name += letter == '+' ? 'p' : letter;
    }
    return spec.resize ? name + "_resized" : name;
}

void PrintTo(const NetworkSpec& spec, std::ostream* out)
{
    *out << toJson(spec);
}

} // namespace sorby::learning
