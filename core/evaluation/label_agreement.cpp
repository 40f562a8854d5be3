// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/label_agreement.h"

#include <cassert>

namespace sorby::evaluation {
namespace {

struct Margins {
    std::vector<std::uint64_t> first;
    std::vector<std::uint64_t> second;
    std::uint64_t all = 0;
};

Margins marginsOf(const JointCounts& joint)
{
    const auto classes = static_cast<std::size_t>(joint.width());
    Margins margins{std::vector<std::uint64_t>(classes), std::vector<std::uint64_t>(classes), 0};
    for (int y = 0; y < joint.height(); ++y) {
        for (int x = 0; x < joint.width(); ++x) {
            const auto pixels = joint.at(x, y);
            margins.first[static_cast<std::size_t>(y)] += pixels;
            margins.second[static_cast<std::size_t>(x)] += pixels;
            margins.all += pixels;
        }
    }
    return margins;
}

} // namespace

std::optional<double> cohensKappa(const JointCounts& joint)
{
    assert(joint.width() == joint.height());
    const auto margins = marginsOf(joint);
    if (margins.all == 0) {
        return std::nullopt;
    }
    const auto all = static_cast<double>(margins.all);
    double observed = 0;
    double byChance = 0;
    for (std::size_t id = 0; id < margins.first.size(); ++id) {
        if (margins.first[id] == margins.all && margins.second[id] == margins.all) {
            return std::nullopt;
        }
        observed += static_cast<double>(joint.at(static_cast<int>(id), static_cast<int>(id))) / all;
        byChance +=
            static_cast<double>(margins.first[id]) / all * static_cast<double>(margins.second[id]) / all;
    }
    return (observed - byChance) / (1 - byChance);
}

LabelAgreement agreementOf(const VotePatterns& patterns, std::size_t first, std::size_t second,
                           std::size_t classCount)
{
    const auto side = static_cast<int>(classCount);
    JointCounts joint(side, side);
    for (const auto& [votes, pixels] : patterns.counts()) {
        if (votes[first] != annotation::kIgnore && votes[second] != annotation::kIgnore) {
            assert(votes[first] < classCount && votes[second] < classCount);
            joint.at(votes[second], votes[first]) += pixels;
        }
    }
    const auto margins = marginsOf(joint);
    LabelAgreement agreement{margins.all, cohensKappa(joint), {}};
    for (std::size_t id = 0; id < classCount; ++id) {
        const auto both = joint.at(static_cast<int>(id), static_cast<int>(id));
        agreement.classes.push_back(scoresOf({both, margins.second[id] - both, margins.first[id] - both,
                                              margins.all - margins.first[id] - margins.second[id] + both}));
    }
    return agreement;
}

} // namespace sorby::evaluation
