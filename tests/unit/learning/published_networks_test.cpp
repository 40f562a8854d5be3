// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/network_layout.h"
#include "core/learning/network_registry.h"
#include "core/learning/receptive_field.h"
#include "core/learning/safetensors.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/learning/rule_weights.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <iomanip>
#include <ostream>
#include <sstream>

namespace sorby::learning {

/// In the names of the tests.
static void PrintTo(const KnownNetwork& network, std::ostream* out)
{
    *out << network.name;
}

namespace {

/// Networks on an encoder against what segmentation_models_pytorch computes with the same weights
/// (tests/oracles/make_published_logits.py).
class PublishedNetwork : public testing::TestWithParam<KnownNetwork> {
  protected:
    static constexpr std::int64_t kHeight = 64;
    static constexpr std::int64_t kWidth = 96;
    static constexpr std::int64_t kStep = 3;

    void SetUp() override
    {
        auto reader = safetensors::Reader::open(test::testData() / "learning/published_logits.safetensors");
        ASSERT_TRUE(reader) << describe(reader.error());
        const auto* entry = reader->find(GetParam().name);
        ASSERT_NE(entry, nullptr);
        m_published = at::empty(entry->shape, at::kFloat);
        ASSERT_TRUE(reader->read(
            *entry, {static_cast<std::byte*>(m_published.mutable_data_ptr()), m_published.nbytes()}));
        m_description = *reader->metadata(GetParam().name);
        m_spec.kind = GetParam().kind;
        m_spec.encoder = GetParam().encoder;
        m_spec.classCount = entry->shape[0] == 1 ? 2 : static_cast<int>(entry->shape[0]);
        const auto& known = knownNetworks();
        const auto number = std::find_if(known.begin(), known.end(),
                                         [&](const auto& one) { return one.name == GetParam().name; }) -
                            known.begin() - 1;
        if ((number + number / 4) % 2 == 0) {
            m_spec.inputChannels = 3;
            m_spec.imageScale = ImageScale::Imagenet;
        }
    }

    NetworkSpec m_spec;
    at::Tensor m_published;
    std::string m_description;
};

TEST_P(PublishedNetwork, HasTheTensorsOfTheStateDict)
{
    std::vector<std::string> lines;
    for (const auto& layout : networkLayout(m_spec)) {
        auto line = layout.name + " ";
        for (std::size_t i = 0; i < layout.shape.size(); ++i) {
            line += i == 0 ? "" : "x";
            line += std::to_string(layout.shape[i]);
        }
        lines.push_back(line + "\n");
    }
    std::sort(lines.begin(), lines.end());
    std::string all;
    for (const auto& line : lines) {
        all += line;
    }
    std::ostringstream description;
    description << lines.size() << " " << std::hex << std::setw(16) << std::setfill('0') << fnv1a64(all);
    EXPECT_EQ(description.str(), m_description);
}

TEST_P(PublishedNetwork, GivesTheSameLogits)
{
    const at::AutoGradMode noGradients(false);
    const auto image = ruleNumbers("image", m_spec.inputChannels * kHeight * kWidth)
                           .to(at::kFloat)
                           .reshape({1, m_spec.inputChannels, kHeight, kWidth});
    const auto tensors = ruleTensors(m_spec);
    for (const bool channelsLast : {false, true}) {
        const Network network(m_spec, placed(tensors, c10::Device(c10::kCPU), channelsLast));
        EXPECT_EQ(network.isChannelsLast(), channelsLast);
        const auto logits = network.forward(image)[0];
        ASSERT_EQ(logits.sizes(), (at::IntArrayRef{m_spec.outputChannels(), kHeight, kWidth}));
        const auto compared = logits.slice(1, 0, kHeight, kStep).slice(2, 0, kWidth, kStep);
        EXPECT_GT(m_published.std().item<double>(), 0.05);
        EXPECT_LT((compared - m_published).abs().max().item<double>(), 1e-4);
    }
}

std::vector<KnownNetwork> networksWithEncoder()
{
    auto networks = knownNetworks();
    std::erase_if(networks, [](const KnownNetwork& network) { return network.encoder == Encoder::None; });
    return networks;
}

std::string caseName(const testing::TestParamInfo<KnownNetwork>& info)
{
    std::string name;
    for (const char letter : info.param.name) {
        name += letter == '+' ? 'p' : std::isalnum(static_cast<unsigned char>(letter)) != 0 ? letter : '_';
    }
    return name;
}

INSTANTIATE_TEST_SUITE_P(All, PublishedNetwork, testing::ValuesIn(networksWithEncoder()), caseName);

} // namespace
} // namespace sorby::learning
