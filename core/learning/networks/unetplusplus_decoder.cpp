// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/networks/builders.h"

namespace sorby::learning {
namespace {

/// Between the encoder and the usual decoder lie further nodes x_D_L: those of one L have one size and see
/// all before them. D counts from the coarse end; x_0_L is the usual decoder's block.
class NestedDecoder {
  public:
    NestedDecoder(GraphBuilder& builder, const Features& features)
        : m_builder(builder), m_coarseFirst(features.rbegin(), features.rend())
    {}

    int build()
    {
        const std::size_t levels = m_coarseFirst.size() - 1;
        m_nodes.assign(levels, std::vector<int>(levels, -1));
        for (std::size_t step = 0; step < levels; ++step) {
            for (std::size_t from = 0; from + step < levels; ++from) {
                addNode(from, from + step);
            }
        }
        return block("x_0_" + std::to_string(levels), m_nodes[0][levels - 1], {}, kChannels / 16);
    }

  private:
    static constexpr int kChannels = 256;

    void addNode(std::size_t from, std::size_t to)
    {
        std::vector<int> skips;
        for (std::size_t other = from + 1; other <= to; ++other) {
            skips.push_back(m_nodes[other][to]);
        }
        skips.push_back(m_coarseFirst[to + 1]);
        const int below = from == to ? m_coarseFirst[from] : m_nodes[from][to - 1];
        const int channels = from == 0 ? kChannels >> to : m_builder.channels(m_coarseFirst[to + 1]);
        auto name = "x_" + std::to_string(from);
        name += "_" + std::to_string(to);
        m_nodes[from][to] = block(name, below, skips, channels);
    }

    int block(const std::string& name, int below, const std::vector<int>& skips, int channels)
    {
        m_builder.beginBlock();
        std::vector<int> inputs{m_builder.upsample(below, 2, Interpolation::Nearest)};
        inputs.insert(inputs.end(), skips.begin(), skips.end());
        const auto path = "decoder.blocks." + name;
        const int first = m_builder.convolution(std::move(inputs), decoderUnit(path + ".conv1", channels));
        return m_builder.convolution({first}, decoderUnit(path + ".conv2", channels));
    }

    GraphBuilder& m_builder;
    std::vector<int> m_coarseFirst;
    std::vector<std::vector<int>> m_nodes; ///< [D][L]
};

} // namespace

int addUnetPlusPlusDecoder(GraphBuilder& builder, const Features& features, int outputs)
{
    const int value = NestedDecoder(builder, features).build();
    return builder.convolution({value}, segmentationHead(outputs, 3));
}

} // namespace sorby::learning
