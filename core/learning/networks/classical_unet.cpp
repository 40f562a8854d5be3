// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/networks/builders.h"

#include <numeric>

namespace sorby::learning {
namespace {

/// Groups of a group normalisation: eight, or as many as divide the channels.
int groupsFor(int channels)
{
    constexpr int kGroups = 8;
    return std::gcd(channels, kGroups);
}

class ClassicalUnet {
  public:
    explicit ClassicalUnet(const NetworkSpec& spec) : m_spec(spec), m_builder(spec.inputChannels) {}

    NetworkGraph build()
    {
        std::vector<int> skips;
        int features = m_builder.image();
        for (int level = 0; level < m_spec.depth; ++level) {
            m_builder.beginBlock();
            features = doubleConvolution("encoder." + std::to_string(level), {features}, level);
            if (level == m_spec.depth - 1) {
                features = dropout(features);
            }
            skips.push_back(features);
            features = m_builder.maxPool(features, 2, 2, 0, false);
        }
        m_builder.beginBlock();
        features = dropout(doubleConvolution("bottom", {features}, m_spec.depth));
        std::vector<int> outputs;
        for (int level = m_spec.depth - 1; level >= 0; --level) {
            const auto name = "decoder." + std::to_string(level);
            m_builder.beginBlock();
            const int up = m_builder.transposedConvolution(features, name + ".up", channels(level), 2);
            features = doubleConvolution(name, {skips[static_cast<std::size_t>(level)], up}, level);
            if (level == 0) {
                outputs.insert(outputs.begin(), head("head", features));
            } else if (m_spec.deepSupervision) {
                outputs.insert(outputs.begin(), head("supervision." + std::to_string(level), features));
            }
        }
        return m_builder.finish(std::move(outputs));
    }

  private:
    [[nodiscard]] int channels(int level) const { return m_spec.width << level; }

    int doubleConvolution(const std::string& name, std::vector<int> inputs, int level)
    {
        const int first = m_builder.convolution(std::move(inputs), unit(name, "1", level));
        return m_builder.convolution({first}, unit(name, "2", level));
    }
    [[nodiscard]] Convolution unit(const std::string& block, const std::string& number, int level) const
    {
        Convolution unit;
        unit.name = block + ".conv" + number;
        unit.channels = channels(level);
        unit.kernel = 3;
        unit.relu = true;
        unit.bias = m_spec.normalization == Normalization::None;
        if (!unit.bias) {
            unit.normName = block + ".norm" + number;
            unit.normalization = m_spec.normalization;
            unit.normGroups = groupsFor(unit.channels);
        }
        return unit;
    }
    int dropout(int features)
    {
        return m_spec.dropout > 0 ? m_builder.dropout(features, m_spec.dropout, false) : features;
    }
    int head(const std::string& name, int features)
    {
        Convolution head;
        head.name = name;
        head.channels = m_spec.outputChannels();
        head.bias = true;
        head.head = true;
        return m_builder.convolution({features}, head);
    }

    NetworkSpec m_spec;
    GraphBuilder m_builder;
};

} // namespace

NetworkGraph buildClassicalUnet(const NetworkSpec& spec)
{
    return ClassicalUnet(spec).build();
}

} // namespace sorby::learning
