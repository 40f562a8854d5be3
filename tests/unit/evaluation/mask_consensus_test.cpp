// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/evaluation/mask_consensus.h"
#include "tests/support/label_text.h"
#include "tests/support/results.h"

#include <gtest/gtest.h>

namespace sorby::evaluation {
namespace {

using imaging::LabelImage;
using test::labels;
using test::text;
using Masks = std::vector<LabelImage>;

VotePatterns patternsOf(const Masks& masks)
{
    VotePatterns patterns(masks.size());
    patterns.add(masks);
    return patterns;
}

std::string majority(const Masks& masks, int agree = 0)
{
    return text(majorityVote(patternsOf(masks), 3, agree).labelsOf(masks));
}

/// How an annotator errs: the probability of each class that he says, by the true class.
using Habit = std::vector<std::vector<double>>;

/// A true image of the given class shares, and what annotators of these habits make of it.
struct Simulation {
    LabelImage truth;
    Masks masks;
};
std::uint8_t draw(Random& random, const std::vector<double>& shares)
{
    double left = random.uniform();
    for (std::size_t id = 0; id + 1 < shares.size(); ++id) {
        left -= shares[id];
        if (left < 0) {
            return static_cast<std::uint8_t>(id);
        }
    }
    return static_cast<std::uint8_t>(shares.size() - 1);
}
Simulation simulate(const std::vector<double>& shares, const std::vector<Habit>& habits)
{
    Random random(7, "annotators");
    Simulation result{LabelImage(500, 200), Masks(habits.size(), LabelImage(500, 200))};
    for (std::size_t i = 0; i < result.truth.pixels().size(); ++i) {
        result.truth.pixels()[i] = draw(random, shares);
        for (std::size_t j = 0; j < habits.size(); ++j) {
            result.masks[j].pixels()[i] = draw(random, habits[j][result.truth.pixels()[i]]);
        }
    }
    return result;
}
Habit binary(double sensitivity, double specificity)
{
    return {{specificity, 1 - specificity}, {1 - sensitivity, sensitivity}};
}

double shareEqual(const LabelImage& one, const LabelImage& other)
{
    std::size_t equal = 0;
    for (std::size_t i = 0; i < one.pixels().size(); ++i) {
        equal += one.pixels()[i] == other.pixels()[i] ? 1 : 0;
    }
    return static_cast<double>(equal) / static_cast<double>(one.pixels().size());
}

void expectRates(const MaskConsensus& consensus, std::size_t annotator, std::size_t id, double sensitivity,
                 double specificity, double tolerance)
{
    const auto& rates = consensus.rates.at(annotator).at(id);
    EXPECT_NEAR(rates.sensitivity.value_or(9), sensitivity, tolerance) << annotator << ", class " << id;
    EXPECT_NEAR(rates.specificity.value_or(9), specificity, tolerance) << annotator << ", class " << id;
}

TEST(VotePatterns, CountsCombinationsOverAllImages)
{
    VotePatterns patterns = patternsOf({labels("11..2"), labels("1.x.2")});
    EXPECT_EQ(patterns.counts(), (std::map<Votes, std::uint64_t>{
                                     {{1, 1}, 1}, {{1, 0}, 1}, {{0, 255}, 1}, {{0, 0}, 1}, {{2, 2}, 1}}));
    EXPECT_EQ(patterns.highestClass(), 2);
    VotePatterns more = patternsOf({labels("....\n...."), {}});
    EXPECT_EQ(more.counts(), (std::map<Votes, std::uint64_t>{{{0, 255}, 8}})) << "no mask abstains";
    more += patterns;
    EXPECT_EQ(more.counts().at({0, 255}), 9U);
    EXPECT_EQ(VotePatterns(2).highestClass(), 0);
    EXPECT_TRUE(patternsOf({LabelImage(), LabelImage()}).counts().empty());
}

TEST(MajorityVote, NeedsMoreThanHalf)
{
    EXPECT_EQ(majority({labels("11.2"), labels("1.12"), labels("1..1")}), text(labels("1..2")));
    EXPECT_EQ(majority({labels("1.1"), labels("11.")}), text(labels("1xx"))) << "ties are ignored";
    // 2 of 4 are the most, but no majority.
    EXPECT_EQ(majority({labels("11"), labels("11"), labels("2."), labels(".1")}), text(labels("x1")));
}

TEST(MajorityVote, LeavesOutWhoAbstains)
{
    EXPECT_EQ(majority({labels("1xx1"), labels("1x.x"), labels(".xxx")}), text(labels("1x.1")));
    EXPECT_EQ(majority({labels("1."), labels(".."), {}}), text(labels("x."))) << "a missing mask";
}

TEST(MajorityVote, CanAskForSoManyVotes)
{
    const Masks masks{labels("111x"), labels("112x"), labels("1..x"), labels("1.xx")};
    EXPECT_EQ(majority(masks, 4), text(labels("1xxx")));
    EXPECT_EQ(majority(masks, 2), text(labels("1xxx"))) << "two against two";
    EXPECT_EQ(majority({labels("11"), labels("11"), labels("2."), labels(".x")}, 2), text(labels("11")));
    EXPECT_EQ(majority({labels("12"), labels("xx"), labels("x.")}, 1), text(labels("1x")));
}

TEST(MajorityVote, JudgesAnnotatorsByTheMajority)
{
    //                         majority: 1111....x (the last is a tie of three classes)
    const auto consensus =
        majorityVote(patternsOf({labels("1111....2"), labels("111.1...1"), labels("x111.1...")}), 3);
    EXPECT_EQ(consensus.ignoredPixels, 1U);
    expectRates(consensus, 0, 1, 1, 1, 0);
    expectRates(consensus, 1, 1, 3.0 / 4, 3.0 / 4, 1e-12);
    expectRates(consensus, 2, 1, 1, 3.0 / 4, 1e-12);
    EXPECT_FALSE(consensus.rates[0][2].sensitivity) << "the majority has no class 2";
    EXPECT_EQ(consensus.rates[0][2].specificity, 1);
}

TEST(Staple, FindsTheAnnotatorsOfASimulation)
{
    const std::vector<std::pair<double, double>> rates{{0.9, 0.99}, {0.8, 0.98}, {0.95, 0.95}};
    std::vector<Habit> habits;
    for (const auto& [sensitivity, specificity] : rates) {
        habits.push_back(binary(sensitivity, specificity));
    }
    for (const double share : {0.2, 0.5}) {
        const auto simulation = simulate({1 - share, share}, habits);
        const auto consensus = staple(patternsOf(simulation.masks), 2);
        EXPECT_TRUE(consensus.settled);
        for (std::size_t i = 0; i < rates.size(); ++i) {
            expectRates(consensus, i, 1, rates[i].first, rates[i].second, 0.01);
            expectRates(consensus, i, 0, rates[i].second, rates[i].first, 0.01);
        }
        const auto merged = shareEqual(consensus.labelsOf(simulation.masks), simulation.truth);
        for (const auto& mask : simulation.masks) {
            EXPECT_GT(merged, shareEqual(mask, simulation.truth));
        }
    }
}

TEST(Staple, FindsARareClass)
{
    // The votes have nearly twice as many pixels of the class as there are.
    const auto simulation = simulate({0.98, 0.02}, {binary(0.9, 0.98), binary(0.9, 0.98), binary(0.9, 0.98)});
    const auto consensus = staple(patternsOf(simulation.masks), 2);
    for (std::size_t i = 0; i < 3; ++i) {
        expectRates(consensus, i, 1, 0.9, 0.98, 0.03);
    }
}

TEST(Staple, FindsTheAnnotatorsOfSeveralClasses)
{
    const std::vector<Habit> habits{{{0.95, 0.04, 0.01}, {0.10, 0.85, 0.05}, {0.02, 0.08, 0.90}},
                                    {{0.90, 0.05, 0.05}, {0.05, 0.90, 0.05}, {0.05, 0.05, 0.90}},
                                    {{0.98, 0.01, 0.01}, {0.20, 0.75, 0.05}, {0.10, 0.10, 0.80}}};
    const std::vector<double> shares{0.5, 0.3, 0.2};
    const auto simulation = simulate(shares, habits);
    const auto consensus = staple(patternsOf(simulation.masks), 3);
    for (std::size_t i = 0; i < habits.size(); ++i) {
        for (std::size_t id = 0; id < shares.size(); ++id) {
            double wronglySaid = 0;
            for (std::size_t truth = 0; truth < shares.size(); ++truth) {
                wronglySaid += truth == id ? 0 : shares[truth] * habits[i][truth][id];
            }
            expectRates(consensus, i, id, habits[i][id][id], 1 - wronglySaid / (1 - shares[id]), 0.01);
        }
    }
}

TEST(Staple, IsSureOfWhatAllAgreeOn)
{
    const auto mask = labels(R"(11..2
                                .1..2)");
    const auto consensus = staple(patternsOf({mask, mask, mask}), 3);
    EXPECT_EQ(text(consensus.labelsOf({mask, mask, mask})), text(mask));
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t id = 0; id < 3; ++id) {
            expectRates(consensus, i, id, 1, 1, 1e-9);
        }
    }
    EXPECT_EQ(consensus.ignoredPixels, 0U);
}

TEST(Staple, SeesThroughAnAnnotatorWhoInverts)
{
    const auto simulation = simulate({0.7, 0.3}, {binary(0.95, 0.97), binary(0.9, 0.98), binary(0, 0)});
    const auto patterns = patternsOf(simulation.masks);
    const auto consensus = staple(patterns, 2);
    expectRates(consensus, 0, 1, 0.95, 0.97, 0.01);
    expectRates(consensus, 1, 1, 0.9, 0.98, 0.01);
    expectRates(consensus, 2, 1, 0, 0, 0.01);
    EXPECT_GT(shareEqual(consensus.labelsOf(simulation.masks), simulation.truth), 0.99);
    EXPECT_LT(shareEqual(majorityVote(patterns, 2).labelsOf(simulation.masks), simulation.truth), 0.97);
}

TEST(Staple, GivesTheGoodAnnotatorMoreWeightThanTwoBadOnes)
{
    const auto simulation = simulate({0.6, 0.4}, {binary(0.98, 0.99), binary(0.7, 0.75), binary(0.75, 0.7)});
    const auto patterns = patternsOf(simulation.masks);
    const auto byStaple = shareEqual(staple(patterns, 2).labelsOf(simulation.masks), simulation.truth);
    const auto byVote = shareEqual(majorityVote(patterns, 2).labelsOf(simulation.masks), simulation.truth);
    EXPECT_GT(byStaple, 0.98);
    EXPECT_LT(byVote, 0.93);
}

TEST(Staple, IsNotMisledByWhoAbstains)
{
    auto simulation =
        simulate({0.8, 0.2}, {binary(0.9, 0.97), binary(0.8, 0.98), binary(0.95, 0.96), binary(0.85, 0.99)});
    // Each leaves out another part, and nobody says anything in the first row.
    for (std::size_t j = 0; j < simulation.masks.size(); ++j) {
        for (int y = 0; y < simulation.masks[j].height(); ++y) {
            if (y == 0 || y % 5 == static_cast<int>(j)) {
                std::fill(simulation.masks[j].row(y).begin(), simulation.masks[j].row(y).end(),
                          annotation::kIgnore);
            }
        }
    }
    const auto consensus = staple(patternsOf(simulation.masks), 2);
    EXPECT_EQ(consensus.ignoredPixels, 500U);
    expectRates(consensus, 0, 1, 0.9, 0.97, 0.015);
    expectRates(consensus, 1, 1, 0.8, 0.98, 0.015);
    expectRates(consensus, 3, 1, 0.85, 0.99, 0.015);
    EXPECT_EQ(consensus.labelsOf(simulation.masks).at(3, 0), annotation::kIgnore);
}

TEST(Staple, StandsWhatItCanSayNothingAbout)
{
    const auto nothing = staple(patternsOf({labels("xx"), labels("xx")}), 2);
    EXPECT_EQ(nothing.ignoredPixels, 2U);
    EXPECT_FALSE(nothing.rates[0][1].sensitivity);
    const auto oneClass = staple(patternsOf({labels("..."), labels("..."), labels("...")}), 2);
    EXPECT_FALSE(oneClass.rates[0][1].sensitivity) << "nobody saw the class";
    EXPECT_NEAR(oneClass.rates[0][1].specificity.value_or(9), 1, 1e-9);
    EXPECT_TRUE(staple(VotePatterns(3), 2).labels.empty());
}

TEST(ConsensusMethod, IsReadAndWritten)
{
    for (const auto method : {ConsensusMethod::Majority, ConsensusMethod::Staple}) {
        EXPECT_EQ(test::valueOf(parseConsensusMethod(toText(method))), method);
    }
    EXPECT_NE(parseConsensusMethod("vote").error().message.find("staple"), std::string::npos);
}

} // namespace
} // namespace sorby::evaluation
