// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/evaluation/scores.h"
#include "tests/support/label_text.h"

#include <gtest/gtest.h>

#include <ostream>

namespace sorby::evaluation {

// Found by GoogleTest through the argument's namespace.
void PrintTo(const Confusion& confusion, std::ostream* stream)
{
    *stream << "tp " << confusion.tp << ", fp " << confusion.fp << ", fn " << confusion.fn << ", tn "
            << confusion.tn;
}

namespace {

using test::labels;

TEST(Scores, AreThoseOfHandCalculation)
{
    const Scores scores = scoresOf({6, 2, 4, 88});
    EXPECT_DOUBLE_EQ(scores.iou, 0.5);
    EXPECT_DOUBLE_EQ(scores.dice, 12.0 / 18);
    EXPECT_DOUBLE_EQ(scores.precision, 0.75);
    EXPECT_DOUBLE_EQ(scores.recall, 0.6);
    EXPECT_FALSE(scores.empty);
}

TEST(Scores, DiceFollowsFromIou)
{
    Random random(1);
    for (int i = 0; i < 200; ++i) {
        const Confusion confusion{1 + random.below(1000), random.below(1000), random.below(1000),
                                  random.below(1000)};
        const Scores scores = scoresOf(confusion);
        EXPECT_NEAR(scores.dice, 2 * scores.iou / (1 + scores.iou), 1e-12);
        EXPECT_NEAR(1 / scores.iou, 1 / scores.precision + 1 / scores.recall - 1, 1e-9);
    }
}

TEST(Scores, NothingToFindAndNothingFoundIsPerfectAndMarked)
{
    const Scores scores = scoresOf({0, 0, 0, 100});
    EXPECT_EQ(scores.iou, 1);
    EXPECT_EQ(scores.dice, 1);
    EXPECT_EQ(scores.precision, 1);
    EXPECT_EQ(scores.recall, 1);
    EXPECT_TRUE(scores.empty);
}

TEST(Scores, WhatHasNoDenominatorIsZeroWhenOnlyOneSideIsEmpty)
{
    const Scores nothingPredicted = scoresOf({0, 0, 5, 95});
    EXPECT_EQ(nothingPredicted.precision, 0);
    EXPECT_EQ(nothingPredicted.recall, 0);
    EXPECT_EQ(nothingPredicted.iou, 0);
    EXPECT_FALSE(nothingPredicted.empty);

    const Scores nothingToFind = scoresOf({0, 5, 0, 95});
    EXPECT_EQ(nothingToFind.precision, 0);
    EXPECT_EQ(nothingToFind.recall, 0);
    EXPECT_EQ(nothingToFind.dice, 0);
    EXPECT_FALSE(nothingToFind.empty);
}

TEST(CountConfusion, CountsEachClassAgainstTheRest)
{
    const auto reference = labels(R"(
        ..11
        ..11
        2222)");
    const auto prediction = labels(R"(
        .111
        ..12
        22..)");
    const auto counts = countConfusion(reference, prediction, 3);
    ASSERT_EQ(counts.size(), 3U);
    EXPECT_EQ(counts[0], (Confusion{3, 2, 1, 6}));
    EXPECT_EQ(counts[1], (Confusion{3, 1, 1, 7}));
    EXPECT_EQ(counts[2], (Confusion{2, 1, 2, 7}));
}

TEST(CountConfusion, LeavesOutWhatEitherSideIgnores)
{
    const auto reference = labels("11x..1");
    const auto prediction = labels("1x11..");
    EXPECT_EQ(countConfusion(reference, prediction, 2)[1], (Confusion{1, 1, 1, 1}));
}

TEST(CountConfusion, CountsAValueBeyondTheClassesAsAMiss)
{
    const auto reference = labels("1175");
    const auto prediction = labels("17.1");
    const auto counts = countConfusion(reference, prediction, 2);
    EXPECT_EQ(counts[1], (Confusion{1, 1, 1, 1}));
    EXPECT_EQ(counts[0], (Confusion{0, 1, 0, 3}));
}

/// Pixel by pixel, as the definition says it.
std::vector<Confusion> countSlowly(const imaging::LabelImage& reference,
                                   const imaging::LabelImage& prediction, int classCount)
{
    std::vector<Confusion> counts(static_cast<std::size_t>(classCount));
    for (std::size_t i = 0; i < reference.pixels().size(); ++i) {
        const auto r = reference.pixels()[i];
        const auto p = prediction.pixels()[i];
        for (std::size_t id = 0; id < counts.size() && r != 255 && p != 255; ++id) {
            counts[id].tp += r == id && p == id ? 1 : 0;
            counts[id].fp += r != id && p == id ? 1 : 0;
            counts[id].fn += r == id && p != id ? 1 : 0;
            counts[id].tn += r != id && p != id ? 1 : 0;
        }
    }
    return counts;
}

/// Runs of random length, so that whole words of one value, mixed words and a rest all occur.
imaging::LabelImage randomRuns(Size size, int classCount, Random& random)
{
    imaging::LabelImage image(size);
    std::uint8_t value = 0;
    std::uint64_t left = 0;
    for (auto& pixel : image.pixels()) {
        if (left == 0) {
            left = 1 + random.below(random.chance(0.5) ? 3 : 40);
            value = random.chance(0.1)
                        ? annotation::kIgnore
                        : static_cast<std::uint8_t>(random.below(static_cast<std::uint64_t>(classCount)));
        }
        pixel = value;
        --left;
    }
    return image;
}

TEST(CountConfusion, AgreesWithTheDefinitionOnRandomImages)
{
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        SCOPED_TRACE(seed);
        Random random(seed);
        const Size size{random.between(1, 61), random.between(1, 13)};
        const int classCount = random.between(2, 5);
        const auto reference = randomRuns(size, classCount, random);
        const auto prediction = randomRuns(size, classCount, random);
        ASSERT_EQ(countConfusion(reference, prediction, classCount),
                  countSlowly(reference, prediction, classCount));
    }
}

TEST(CountConfusion, OfNoPixelsIsNothing)
{
    EXPECT_EQ(countConfusion({}, {}, 2), std::vector<Confusion>(2));
}

TEST(CountConfusion, TakesAllClassesThereCanBe)
{
    imaging::LabelImage image(254, 1);
    for (int x = 0; x < 254; ++x) {
        image.at(x, 0) = static_cast<std::uint8_t>(x);
    }
    const auto counts = countConfusion(image, image, 254);
    EXPECT_EQ(counts[253], (Confusion{1, 0, 0, 253}));
}

} // namespace
} // namespace sorby::evaluation
