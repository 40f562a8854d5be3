// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/evaluation/postprocess.h"
#include "core/imaging/morphology.h"
#include "tests/support/label_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace sorby::evaluation {
namespace {

using test::labels;
using test::text;

Raster<float> row(std::initializer_list<float> logits)
{
    Raster<float> plane(static_cast<int>(logits.size()), 1);
    std::copy(logits.begin(), logits.end(), plane.pixels().begin());
    return plane;
}

/// `high` where the picture has the class, 0 elsewhere.
Raster<float> plane(const imaging::LabelImage& picture, std::uint8_t classId, float high = 5, float low = 0)
{
    Raster<float> result(picture.size());
    for (std::size_t i = 0; i < picture.pixels().size(); ++i) {
        result.pixels()[i] = picture.pixels()[i] == classId ? high : low;
    }
    return result;
}

std::string labelsText(const std::vector<Raster<float>>& logits, PostprocessKind kind,
                       std::optional<double> threshold = {}, int radius = 1)
{
    return text(labelsOf(logits, {kind, threshold, radius}));
}

TEST(Postprocess, SigmoidCutsAtOneHalfExactly)
{
    constexpr float kTiny = std::numeric_limits<float>::denorm_min();
    EXPECT_EQ(labelsText({row({-3, -kTiny, 0, kTiny, 3})}, PostprocessKind::Sigmoid), "...11\n");
}

TEST(Postprocess, SigmoidTakesAnotherThreshold)
{
    const auto logit = [](double p) { return static_cast<float>(std::log(p / (1 - p))); };
    const auto plane = row({logit(0.05), logit(0.89), logit(0.91), logit(0.999)});
    EXPECT_EQ(labelsText({plane}, PostprocessKind::Sigmoid, 0.9), "..11\n");
    EXPECT_EQ(labelsText({plane}, PostprocessKind::Sigmoid, 0.01), "1111\n");
    EXPECT_EQ(labelsText({plane}, PostprocessKind::Sigmoid, 0.0), "1111\n");
    EXPECT_EQ(labelsText({plane}, PostprocessKind::Sigmoid, 1.0), "....\n");
}

TEST(Postprocess, ArgmaxGivesTiesToTheLowerId)
{
    const std::vector<Raster<float>> logits{row({1, 0, 2, -1}), row({1, 3, 2, -2}), row({0, 3, 5, -1})};
    EXPECT_EQ(labelsText(logits, PostprocessKind::Argmax), ".12.\n");
    EXPECT_EQ(labelsText(logits, PostprocessKind::Sigmoid), ".12.\n") << "several classes: the same";
    EXPECT_EQ(labelsText({row({-1, 0, 1})}, PostprocessKind::Argmax, 0.9), "..1\n") << "binary: logit > 0";
}

TEST(Postprocess, NotANumberIsMatrix)
{
    const float nan = std::numeric_limits<float>::quiet_NaN();
    EXPECT_EQ(labelsText({row({nan, 1})}, PostprocessKind::Sigmoid), ".1\n");
    EXPECT_EQ(labelsText({row({0, 0}), row({nan, 1})}, PostprocessKind::Argmax), ".1\n");
}

TEST(Postprocess, MorphologyOpensThenCloses)
{
    // With a radius of 1 the disc is a plus: specks and corners go, a slit of one pixel is closed.
    const auto raw = labels(R"(
        ..............
        .1...111.111..
        .....111.111..
        .....111.111..
        .....111.111..
        .....111.111..
        .....111.111..
        ..............)");
    const auto cleaned = labels(R"(
        ..............
        ......1...1...
        .....111.111..
        .....1111111..
        .....1111111..
        .....111.111..
        ......1...1...
        ..............)");
    const std::vector<Raster<float>> logits{plane(raw, 1, 2, -2)};
    EXPECT_EQ(labelsText(logits, PostprocessKind::Morphology), text(cleaned));
    EXPECT_EQ(labelsText(logits, PostprocessKind::Morphology, {}, 0), text(raw))
        << "radius 0 changes nothing";
}

TEST(Postprocess, MorphologyTakesARawThreshold)
{
    Raster<float> logits(9, 9, 0.5F);
    EXPECT_EQ(labelsOf({logits}, {PostprocessKind::Morphology, {}, 1}), imaging::LabelImage(9, 9, 1));
    EXPECT_EQ(labelsOf({logits}, {PostprocessKind::Morphology, 0.6, 1}), imaging::LabelImage(9, 9, 0));
}

TEST(Postprocess, MorphologyClosesOverTheMatrixAndNoOtherClass)
{
    // Closing class 1 alone would fill both notches; a pixel of class 2 in one of them stays.
    const auto raw = labels(R"(
        111111111111
        111111111111
        111.11112111
        111.11122211
        111111112111
        111111111111)");
    const auto expected = labels(R"(
        111111111111
        111111111111
        111111112111
        111111122211
        111111112111
        111111111111)");
    const std::vector<Raster<float>> logits{Raster<float>(raw.size(), 1), plane(raw, 1), plane(raw, 2)};
    EXPECT_EQ(labelsText(logits, PostprocessKind::Morphology), text(expected));
}

TEST(Postprocess, MorphologyNeverTakesAPixelThatAnotherClassKeeps)
{
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        SCOPED_TRACE(seed);
        Random random(seed);
        imaging::LabelImage raw(40, 30);
        for (int i = 0; i < 24; ++i) {
            const int x0 = random.between(0, 34);
            const int y0 = random.between(0, 24);
            const auto id = static_cast<std::uint8_t>(random.between(0, 2));
            for (int y = y0; y < std::min(30, y0 + random.between(3, 12)); ++y) {
                for (int x = x0; x < std::min(40, x0 + 9); ++x) {
                    raw.at(x, y) = id;
                }
            }
        }
        const std::vector<Raster<float>> logits{plane(raw, 0), plane(raw, 1), plane(raw, 2)};
        const auto result = labelsOf(logits, {PostprocessKind::Morphology, {}, 2});
        for (std::uint8_t id = 1; id <= 2; ++id) {
            const auto kept = imaging::opened(imaging::maskOf(raw, id), 2);
            const auto reached = imaging::closed(kept, 2);
            for (std::size_t i = 0; i < kept.pixels().size(); ++i) {
                ASSERT_TRUE(kept.pixels()[i] == 0 || result.pixels()[i] == id);
                ASSERT_TRUE(result.pixels()[i] != id || reached.pixels()[i] != 0);
                ASSERT_TRUE(reached.pixels()[i] == 0 || result.pixels()[i] != 0);
            }
        }
    }
}

TEST(Postprocess, MorphologyGivesAPixelThatTwoClassesCloseOverToTheLower)
{
    // Four discs about the middle, two of each class: closing either class reaches it.
    constexpr int kRadius = 4;
    imaging::LabelImage raw(26, 26);
    for (const auto& [cx, cy, id] : {std::tuple(8, 8, 2), {17, 8, 1}, {8, 17, 1}, {17, 17, 2}}) {
        for (int y = -kRadius; y <= kRadius; ++y) {
            for (int x = -kRadius; x <= kRadius; ++x) {
                if (x * x + y * y <= kRadius * kRadius) {
                    raw.at(cx + x, cy + y) = static_cast<std::uint8_t>(id);
                }
            }
        }
    }
    for (const auto id : {annotation::ClassId{1}, annotation::ClassId{2}}) {
        ASSERT_EQ(imaging::closed(imaging::maskOf(raw, id), kRadius).at(12, 12), 1);
    }
    const std::vector<Raster<float>> logits{Raster<float>(raw.size(), 1), plane(raw, 1), plane(raw, 2)};
    const auto result = labelsOf(logits, {PostprocessKind::Morphology, {}, kRadius});
    EXPECT_EQ(result.at(12, 12), 1) << text(result);
}

TEST(Postprocess, MorphologyLeavesWhatOpeningFreesToTheMatrix)
{
    const auto raw = labels(R"(
        22222222222
        22222222222
        22222222222
        22222122222
        22222222222
        22222222222
        22222222222)");
    const std::vector<Raster<float>> logits{Raster<float>(raw.size(), -1), plane(raw, 1), plane(raw, 2)};
    const auto result = labelsOf(logits, {PostprocessKind::Morphology, {}, 1});
    EXPECT_EQ(result, imaging::LabelImage(raw.size(), 2)) << text(result);
}

TEST(Probabilities, AHigherTemperatureIsLessSure)
{
    const auto warm = probabilitiesOf({row({0, 2, -4})}, 2);
    EXPECT_NEAR(warm[0].at(0, 0), 0.5, 1e-6);
    EXPECT_NEAR(warm[0].at(1, 0), 1 / (1 + std::exp(-1.0)), 1e-6);
    EXPECT_NEAR(warm[0].at(2, 0), 1 / (1 + std::exp(2.0)), 1e-6);
}

TEST(Entropy, IsOneWhereEverythingIsAsLikelyAndZeroWhereOneThingIsSure)
{
    const auto binary = entropyOf({row({0.5F, 1, 0, 0.25F})});
    EXPECT_NEAR(binary.at(0, 0), 1, 1e-6);
    EXPECT_EQ(binary.at(1, 0), 0);
    EXPECT_EQ(binary.at(2, 0), 0);
    EXPECT_NEAR(binary.at(3, 0), 0.811278, 1e-5);
    const auto three = entropyOf({row({1.0F / 3, 0.5F}), row({1.0F / 3, 0.5F}), row({1.0F / 3, 0})});
    EXPECT_NEAR(three.at(0, 0), 1, 1e-6);
    EXPECT_NEAR(three.at(1, 0), std::log(2.0) / std::log(3.0), 1e-5);
}

TEST(Probabilities, OfOnePlaneAreItsSigmoid)
{
    const auto probabilities = probabilitiesOf({row({0, 2, -2, 200, -200})});
    ASSERT_EQ(probabilities.size(), 1U);
    EXPECT_FLOAT_EQ(probabilities[0].at(0, 0), 0.5F);
    EXPECT_FLOAT_EQ(probabilities[0].at(1, 0), 0.8807970780F);
    EXPECT_FLOAT_EQ(probabilities[0].at(2, 0), 0.1192029220F);
    EXPECT_EQ(probabilities[0].at(3, 0), 1.0F);
    EXPECT_EQ(probabilities[0].at(4, 0), 0.0F);
}

TEST(Probabilities, OfSeveralPlanesAreTheirSoftmax)
{
    const auto probabilities =
        probabilitiesOf({row({0, 1000}), row({std::log(3.0F), 1000}), row({0, -1000})});
    ASSERT_EQ(probabilities.size(), 3U);
    EXPECT_FLOAT_EQ(probabilities[0].at(0, 0), 0.2F);
    EXPECT_FLOAT_EQ(probabilities[1].at(0, 0), 0.6F);
    EXPECT_FLOAT_EQ(probabilities[2].at(0, 0), 0.2F);
    EXPECT_FLOAT_EQ(probabilities[0].at(1, 0), 0.5F) << "no overflow";
    EXPECT_EQ(probabilities[2].at(1, 0), 0.0F);
}

TEST(PostprocessThreshold, IsForOneClassBesideTheMatrix)
{
    EXPECT_TRUE(checkThreshold({PostprocessKind::Sigmoid, 0.4, 1}, 2));
    EXPECT_TRUE(checkThreshold({PostprocessKind::Sigmoid, std::nullopt, 1}, 3));
    for (const auto kind : {PostprocessKind::Sigmoid, PostprocessKind::Morphology}) {
        const auto refused = checkThreshold({kind, 0.4, 1}, 3);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::InvalidArgument);
    }
}

TEST(PostprocessName, GoesOutAndIn)
{
    for (const auto kind : {PostprocessKind::Sigmoid, PostprocessKind::Argmax, PostprocessKind::Morphology}) {
        const auto parsed = parsePostprocess(toText(kind));
        ASSERT_TRUE(parsed);
        EXPECT_EQ(*parsed, kind);
    }
    const auto unknown = parsePostprocess("watershed");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(unknown.error().message.find("sigmoid, argmax or morphology"), std::string::npos);
}

} // namespace
} // namespace sorby::evaluation
