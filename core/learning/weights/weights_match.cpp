// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/weights/weights_match.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace sorby::learning {
namespace {

constexpr std::string_view kBatchCounter = "num_batches_tracked";
constexpr std::size_t kMostLayersNamed = 8;

bool isOfHead(const MatchRules& rules, const std::string& name)
{
    return std::any_of(rules.head.begin(), rules.head.end(), [&](const std::string& head) {
        return name == head ||
               (name.starts_with(head) && name.size() > head.size() && name[head.size()] == '.');
    });
}

/// Do two shapes of the head differ in the first dimension alone, the number of classes?
bool differsInClasses(const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b)
{
    return a.size() == b.size() && !a.empty() && std::equal(a.begin() + 1, a.end(), b.begin() + 1);
}

/// [out, 3, height, width] in the file for [out, 1, height, width] in the network?
bool isGreyOfColour(const std::vector<std::int64_t>& grey, const std::vector<std::int64_t>& colour)
{
    return grey.size() == 4 && colour.size() == 4 && grey[0] == colour[0] && grey[1] == 1 && colour[1] == 3 &&
           grey[2] == colour[2] && grey[3] == colour[3];
}

std::string layerOf(const std::string& name)
{
    return name.substr(0, name.rfind('.'));
}

std::string shapeInWords(const std::vector<std::int64_t>& shape)
{
    std::string text;
    for (const auto side : shape) {
        text += text.empty() ? "" : "x";
        text += std::to_string(side);
    }
    return text.empty() ? "one number" : text;
}

/// "; 3 missing: encoder.conv1, head and 4 other layers", by layer; nothing for no names.
void appendLayers(std::string& text, const char* what, const std::vector<std::string>& names)
{
    if (names.empty()) {
        return;
    }
    std::vector<std::string> layers;
    for (const auto& name : names) {
        if (layers.empty() || layers.back() != layerOf(name)) {
            layers.push_back(layerOf(name));
        }
    }
    text.append("; ").append(std::to_string(names.size())).append(" ").append(what).append(": ");
    for (std::size_t i = 0; i < std::min(layers.size(), kMostLayersNamed); ++i) {
        text.append(i == 0 ? "" : ", ").append(layers[i]);
    }
    if (layers.size() > kMostLayersNamed) {
        text.append(" and ").append(std::to_string(layers.size() - kMostLayersNamed)).append(" more layers");
    }
}

void appendConflicts(std::string& text, const char* what, const std::vector<ShapeConflict>& conflicts)
{
    for (const auto& [name, wanted, found] : conflicts) {
        text.append("; ").append(name).append(" ").append(what).append(": ");
        text.append(shapeInWords(found)).append(" in the file, ");
        text.append(shapeInWords(wanted)).append(" in the network");
    }
}

} // namespace

std::string WeightsMatch::summary() const
{
    const auto summed = std::count_if(taken.begin(), taken.end(),
                                      [](const auto& tensor) { return tensor.sumsInputChannels; });
    const auto all = taken.size() + missing.size() + leftOut.size() + conflicts.size();
    std::string text = std::to_string(taken.size());
    text.append(" of ").append(std::to_string(all)).append(" tensors taken");
    text.append(summed > 0 ? ", the first with its three input channels summed to one" : "");
    const bool subtracts =
        std::any_of(taken.begin(), taken.end(), [](const auto& tensor) { return tensor.subtractsClasses; });
    text.append(subtracts ? ", the head's two classes as one difference" : "");
    appendConflicts(text, "starts anew", leftOut);
    appendConflicts(text, "has another shape", conflicts);
    appendLayers(text, "not in the file", missing);
    appendLayers(text, "not in the network", unexpected);
    return text;
}

WeightsMatch matchWeights(std::span<const NamedShape> network, std::span<const NamedShape> file,
                          const MatchRules& rules)
{
    std::unordered_map<std::string_view, const NamedShape*> found;
    std::vector<std::string> names;
    names.reserve(file.size()); // what is found by views of them
    for (const auto& tensor : file) {
        names.push_back(rules.prefix + tensor.name);
        found.emplace(names.back(), &tensor);
    }
    WeightsMatch match;
    std::unordered_set<std::string> wanted;
    for (const auto& tensor : network) {
        wanted.insert(tensor.name);
        const auto place = found.find(tensor.name);
        if (place == found.end()) {
            match.missing.push_back(tensor.name);
            continue;
        }
        const auto& shape = place->second->shape;
        if (shape == tensor.shape) {
            match.taken.push_back({tensor.name, false, false});
        } else if (tensor.name == rules.stem && isGreyOfColour(tensor.shape, shape)) {
            match.taken.push_back({tensor.name, true, false});
        } else if (isOfHead(rules, tensor.name) && differsInClasses(tensor.shape, shape) &&
                   tensor.shape.front() == 1 && shape.front() == 2) {
            match.taken.push_back({tensor.name, false, true});
        } else if (isOfHead(rules, tensor.name) && differsInClasses(tensor.shape, shape)) {
            match.leftOut.push_back({tensor.name, tensor.shape, shape});
        } else {
            match.conflicts.push_back({tensor.name, tensor.shape, shape});
        }
    }
    for (const auto& tensor : file) {
        if (!wanted.contains(rules.prefix + tensor.name) && !tensor.name.ends_with(kBatchCounter)) {
            match.unexpected.push_back(tensor.name);
        }
    }
    return match;
}

} // namespace sorby::learning
