// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/consensus.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sorby::annotation {
namespace {

PointOfInterest mark(const char* annotator, double x, double y)
{
    return {0, annotator, {x, y}};
}

TEST(Consensus, JoinsTheMarksOfOneStructure)
{
    const std::vector<PointOfInterest> points{mark("A", 10, 10), mark("B", 12, 10), mark("C", 11, 13),
                                              mark("A", 50, 50), mark("C", 52, 50), mark("B", 90, 90)};
    const auto consensus = findConsensus(points, {"A", "B", "C"}, 5);
    ASSERT_EQ(consensus.groups.size(), 3U);
    EXPECT_EQ(consensus.groups[0].annotators, (std::vector<std::string>{"A", "B", "C"}));
    EXPECT_DOUBLE_EQ(consensus.groups[0].position.x, 11);
    EXPECT_DOUBLE_EQ(consensus.groups[0].position.y, 11);
    EXPECT_EQ(consensus.groups[1].annotators, (std::vector<std::string>{"A", "C"}));
    EXPECT_EQ(consensus.groups[2].annotators, (std::vector<std::string>{"B"}));
}

TEST(Consensus, NeverTakesTwoMarksOfOneAnnotator)
{
    // A chain: both of A's marks are within reach of B's or C's, which belong together.
    const std::vector<PointOfInterest> points{mark("A", 0, 0), mark("B", 3, 0), mark("C", 5, 0),
                                              mark("A", 9, 0)};
    const auto consensus = findConsensus(points, {"A", "B", "C"}, 4);
    ASSERT_EQ(consensus.groups.size(), 2U);
    EXPECT_EQ(consensus.groups[0].annotators, (std::vector<std::string>{"A", "B", "C"}));
    EXPECT_EQ(consensus.groups[1], (PointGroup{{9, 0}, {"A"}}));
}

TEST(Consensus, DoesNotDependOnTheOrderOfThePoints)
{
    std::vector<PointOfInterest> points;
    for (int i = 0; i < 30; ++i) {
        points.push_back(mark(i % 3 == 0 ? "A" : i % 3 == 1 ? "B" : "C", i * 7 % 23, i * 5 % 17));
    }
    const auto first = findConsensus(points, {"A", "B", "C"}, 3.5);
    std::reverse(points.begin(), points.end());
    EXPECT_EQ(findConsensus(points, {"A", "B", "C"}, 3.5).groups, first.groups);
}

TEST(Consensus, SaysHowFarEachTwoAgree)
{
    const std::vector<PointOfInterest> points{mark("A", 0, 0),  mark("A", 20, 0), mark("A", 40, 0),
                                              mark("A", 60, 0), mark("B", 1, 0),  mark("B", 200, 0)};
    const auto consensus = findConsensus(points, {"A", "B", "C"}, 2);
    ASSERT_EQ(consensus.pairs.size(), 3U);
    const auto& pair = consensus.pairs[0];
    EXPECT_EQ(pair.first + pair.second, "AB");
    EXPECT_EQ(pair.matched, 1U);
    EXPECT_DOUBLE_EQ(pair.precision(), 1.0 / 2) << "of B's two";
    EXPECT_DOUBLE_EQ(pair.recall(), 1.0 / 4) << "of A's four";
    EXPECT_DOUBLE_EQ(pair.f1(), 2.0 / 6);
    EXPECT_DOUBLE_EQ(consensus.pairs[1].recall(), 0) << "C saw nothing";
    EXPECT_DOUBLE_EQ(consensus.pairs[1].precision(), 1) << "and so was never wrong";

    PairAgreement sum = pair;
    sum += pair;
    EXPECT_EQ(sum.firstCount, 8U);
    EXPECT_DOUBLE_EQ(sum.f1(), pair.f1());
}

} // namespace
} // namespace sorby::annotation
