// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/network_meaning.h"

#include "core/base/version.h"

namespace sorby::learning {

std::vector<std::pair<std::string, std::string>> networkMeaning(const NetworkSpec& spec)
{
    const char* output = spec.outputChannels() == 1
                             ? "one logit: its sigmoid is the probability of class 1"
                             : "a logit for each class, the matrix first: their softmax is the probability";
    return {{"sorby_version", kVersion},
            {"network", toJson(spec)},
            {"classes", std::to_string(spec.classCount)},
            {"input", "grey 0..1 through the display window"},
            {"output", output}};
}

} // namespace sorby::learning
