// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/codecs/prefix_code.h"

#include <queue>

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <utility>

namespace sorby::imaging::codecs {
namespace {

/// The depths of the leaves of the Huffman tree. `counts` has at least two symbols that occur.
std::vector<std::uint8_t> depthsOf(std::span<const std::uint32_t> counts)
{
    using Entry = std::pair<std::uint64_t, std::size_t>; // weight and node; equal weights in a fixed order
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
    for (std::size_t symbol = 0; symbol < counts.size(); ++symbol) {
        if (counts[symbol] > 0) {
            open.emplace(counts[symbol], symbol);
        }
    }
    // The leaves are the symbols; an inner node comes after both of its children.
    std::vector<std::size_t> parents(counts.size());
    while (open.size() > 1) {
        const auto [firstWeight, first] = open.top();
        open.pop();
        const auto [secondWeight, second] = open.top();
        open.pop();
        const std::size_t node = parents.size();
        parents.push_back(node);
        parents[first] = parents[second] = node;
        open.emplace(firstWeight + secondWeight, node);
    }
    std::vector<std::uint8_t> depths(parents.size());
    for (std::size_t node = parents.size() - 1; node-- > 0;) {
        const bool isUnused = node < counts.size() && counts[node] == 0;
        depths[node] = isUnused ? std::uint8_t{0} : static_cast<std::uint8_t>(depths[parents[node]] + 1);
    }
    depths.resize(counts.size());
    return depths;
}

} // namespace

std::vector<std::uint8_t> prefixCodeLengths(std::span<const std::uint32_t> counts, int longest)
{
    std::vector<std::uint32_t> weights(counts.begin(), counts.end());
    auto used = std::count_if(weights.begin(), weights.end(), [](std::uint32_t count) { return count > 0; });
    for (std::size_t symbol = 0; used < 2; ++symbol) {
        if (weights[symbol] == 0) {
            weights[symbol] = 1;
            ++used;
        }
    }
    for (;;) {
        auto lengths = depthsOf(weights);
        if (*std::max_element(lengths.begin(), lengths.end()) <= longest) {
            return lengths;
        }
        // Weights that differ less give a flatter tree; in the end all are one.
        std::transform(weights.begin(), weights.end(), weights.begin(),
                       [](std::uint32_t weight) { return weight == 0 ? 0 : std::max(weight / 2, 1U); });
    }
}

std::vector<std::uint16_t> prefixCodes(std::span<const std::uint8_t> lengths)
{
    constexpr std::size_t kMostBits = 16;
    std::array<std::uint32_t, kMostBits> countOf{};
    for (const auto length : lengths) {
        ++countOf[length];
    }
    countOf[0] = 0;
    std::array<std::uint32_t, kMostBits> next{};
    for (std::size_t bits = 1; bits < kMostBits; ++bits) {
        next[bits] = (next[bits - 1] + countOf[bits - 1]) << 1U;
    }
    std::vector<std::uint16_t> codes(lengths.size());
    for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol) {
        std::uint32_t code = lengths[symbol] > 0 ? next[lengths[symbol]]++ : 0;
        std::uint32_t reversed = 0;
        for (int bit = 0; bit < lengths[symbol]; ++bit) {
            reversed = reversed << 1U | (code & 1U);
            code >>= 1U;
        }
        codes[symbol] = static_cast<std::uint16_t>(reversed);
    }
    return codes;
}

} // namespace sorby::imaging::codecs
