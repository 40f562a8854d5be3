// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/label_agreement.h"
#include "tests/support/label_text.h"

#include <gtest/gtest.h>

namespace sorby::evaluation {
namespace {

using test::labels;

JointCounts joint(std::uint64_t yesYes, std::uint64_t yesNo, std::uint64_t noYes, std::uint64_t noNo)
{
    JointCounts counts(2, 2);
    counts.at(1, 1) = yesYes;
    counts.at(0, 1) = yesNo;
    counts.at(1, 0) = noYes;
    counts.at(0, 0) = noNo;
    return counts;
}

LabelAgreement agreementOf(const std::vector<imaging::LabelImage>& masks, std::size_t classCount)
{
    VotePatterns patterns(masks.size());
    patterns.add(masks);
    return agreementOf(patterns, 0, 1, classCount);
}

TEST(CohensKappa, IsThatOfHandCalculation)
{
    // 35 of 50 alike: 0.7; by chance 25/50 * 30/50 + 25/50 * 20/50 = 0.5.
    EXPECT_NEAR(cohensKappa(joint(20, 5, 10, 15)).value_or(9), 0.4, 1e-12);
    EXPECT_NEAR(cohensKappa(joint(20, 10, 5, 15)).value_or(9), 0.4, 1e-12) << "it is symmetric";
    EXPECT_NEAR(cohensKappa(joint(15, 10, 5, 20)).value_or(9), 0.4, 1e-12) << "no class is special";
    EXPECT_NEAR(cohensKappa(joint(30, 0, 0, 20)).value_or(9), 1, 1e-12);
    EXPECT_NEAR(cohensKappa(joint(0, 25, 25, 0)).value_or(9), -1, 1e-12);
    EXPECT_NEAR(cohensKappa(joint(6, 4, 9, 6)).value_or(9), 0, 1e-12) << "chance alone";
}

TEST(CohensKappa, IsNotDefinedWhereChanceExplainsAll)
{
    EXPECT_FALSE(cohensKappa(joint(0, 0, 0, 0)));
    EXPECT_FALSE(cohensKappa(joint(7, 0, 0, 0)));
    EXPECT_FALSE(cohensKappa(joint(0, 0, 0, 1ULL << 40)));
    EXPECT_EQ(cohensKappa(joint(5, 0, 3, 0)), 0) << "one of two varies";
    EXPECT_EQ(cohensKappa(joint(0, 8, 0, 0)), 0) << "each is constant, but not alike";
}

TEST(CohensKappa, TakesSeveralClasses)
{
    // Rows 4 3 3, columns 3 4 3, diagonal 3 + 2 + 2: po 0.7, pe (12 + 12 + 9) / 100.
    JointCounts counts(3, 3);
    counts.at(0, 0) = 3;
    counts.at(1, 0) = 1;
    counts.at(1, 1) = 2;
    counts.at(2, 1) = 1;
    counts.at(1, 2) = 1;
    counts.at(2, 2) = 2;
    EXPECT_NEAR(cohensKappa(counts).value_or(9), (0.7 - 0.33) / 0.67, 1e-12);
}

TEST(LabelAgreement, GivesKappaAndIouOfEachClass)
{
    const auto agreement = agreementOf({labels(R"(1111....22)"), labels(R"(111.....2.)")}, 4);
    EXPECT_EQ(agreement.pixels, 10U);
    ASSERT_EQ(agreement.classes.size(), 4U);
    EXPECT_DOUBLE_EQ(agreement.classes[0].iou, 4.0 / 6);
    EXPECT_DOUBLE_EQ(agreement.classes[1].iou, 3.0 / 4);
    EXPECT_DOUBLE_EQ(agreement.classes[1].recall, 3.0 / 4) << "the first is right";
    EXPECT_DOUBLE_EQ(agreement.classes[1].precision, 1);
    EXPECT_DOUBLE_EQ(agreement.classes[2].iou, 1.0 / 2);
    EXPECT_TRUE(agreement.classes[3].empty);
    const double chance = (4 * 6 + 4 * 3 + 2 * 1) / 100.0;
    EXPECT_NEAR(agreement.kappa.value_or(9), (0.8 - chance) / (1 - chance), 1e-12);
}

TEST(LabelAgreement, CountsThePixelsThatBothLabelled)
{
    const auto agreement = agreementOf({labels("11x..."), labels("1x11..")}, 2);
    EXPECT_EQ(agreement.pixels, 4U);
    EXPECT_DOUBLE_EQ(agreement.classes[1].iou, 1.0 / 2);
    const auto apart = agreementOf({labels("11xx"), labels("xx11")}, 2);
    EXPECT_EQ(apart.pixels, 0U);
    EXPECT_FALSE(apart.kappa);
    EXPECT_TRUE(apart.classes[1].empty);
    EXPECT_EQ(agreementOf({labels("11"), {}}, 2).pixels, 0U) << "no mask at all";
}

} // namespace
} // namespace sorby::evaluation
