// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/pixel_rect.h"
#include "core/learning/augmentation/sample_augmentation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>
#include <numbers>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace sorby::learning {
namespace {

constexpr AugmentationSettings kFull{true, true, false};
constexpr AugmentationSettings kFullWithUp{true, true, true};

std::vector<SampleAugmentation> drawMany(const AugmentationSettings& settings, std::size_t count, Size size,
                                         std::uint64_t seed = 5, std::size_t epoch = 1)
{
    std::vector<SampleAugmentation> draws;
    for (std::size_t i = 0; i < count; ++i) {
        draws.push_back(drawAugmentation(settings, seed, {epoch, i / 16, i}, size));
    }
    return draws;
}

TEST(SampleAugmentationTest, SquareSamplesGetAllEightSymmetriesEquallyOften)
{
    std::map<std::tuple<bool, bool, bool>, int> counts;
    for (const auto& draw : drawMany({}, 4000, {8, 8})) {
        ++counts[{draw.symmetry.transpose, draw.symmetry.mirrorX, draw.symmetry.mirrorY}];
    }
    EXPECT_EQ(counts.size(), 8U);
    for (const auto& [symmetry, count] : counts) {
        EXPECT_NEAR(count, 500, 110); // five standard deviations
    }
}

TEST(SampleAugmentationTest, OblongSamplesOfABatchTurnTogether)
{
    std::set<bool> turns;
    const auto draws = drawMany(kFull, 320, {8, 6});
    for (std::size_t i = 0; i < draws.size(); ++i) {
        EXPECT_EQ(draws[i].symmetry.transpose, draws[i / 16 * 16].symmetry.transpose);
        turns.insert(draws[i].symmetry.transpose);
    }
    EXPECT_EQ(turns.size(), 2U);
}

TEST(SampleAugmentationTest, TheDrawDependsOnSeedEpochAndSampleAlone)
{
    const auto draws = drawMany(kFull, 64, {64, 64});
    EXPECT_EQ(drawMany(kFull, 64, {64, 64}), draws);
    EXPECT_NE(drawMany(kFull, 64, {64, 64}, 6), draws);
    EXPECT_NE(drawMany(kFull, 64, {64, 64}, 5, 2), draws);
    EXPECT_NE(draws[0], draws[1]);
    // How the epoch is cut into batches says nothing about square samples.
    EXPECT_EQ(drawAugmentation(kFull, 5, {1, 9, 20}, {64, 64}), draws[20]);
}

TEST(SampleAugmentationTest, SettingsSayWhatIsDrawn)
{
    const auto full = drawMany(kFull, 200, {64, 64});
    const auto symmetries = drawMany({true, false, false}, 200, {64, 64});
    const auto changes = drawMany({false, true, false}, 200, {64, 64});
    for (std::size_t i = 0; i < full.size(); ++i) {
        // The parts are drawn independently of each other.
        EXPECT_EQ(symmetries[i], (SampleAugmentation{full[i].symmetry, {}, {}}));
        EXPECT_EQ(changes[i].symmetry, Symmetry{});
        EXPECT_EQ(changes[i].warp.rotationRad, full[i].warp.rotationRad);
        EXPECT_EQ(drawAugmentation({false, false, i % 2 == 0}, 5, {1, 0, i}, {64, 64}), SampleAugmentation{});
    }
}

TEST(SampleAugmentationTest, EachChangeIsMadeAsOftenAndAsStronglyAsMeant)
{
    constexpr std::size_t kDraws = 5000;
    struct Expected {
        std::string name;
        double chance;
        double identity;
        double low;
        double high;
        std::function<double(const SampleAugmentation&)> value;
    };
    using Draw = const SampleAugmentation&;
    const double halfTurn = std::numbers::pi;
    const std::vector<Expected> all{
        {"rotation", 0.3, 0, -halfTurn, halfTurn, [](Draw draw) { return draw.warp.rotationRad; }},
        {"scale", 0.3, 1, 0.7, 1.4, [](Draw draw) { return draw.warp.scale; }},
        {"shear", 0.1, 0, -0.15, 0.15, [](Draw draw) { return draw.warp.shear; }},
        {"elastic", 0.2, 0, 2, 8, [](Draw draw) { return draw.warp.elastic.columns; }},
        {"blur", 0.15, 0, 0.5, 1.5, [](Draw draw) { return draw.greys.blurSigmaPx; }},
        {"low resolution", 0.1, 1, 1.2, 2.5, [](Draw draw) { return draw.greys.lowResolution; }},
        {"noise", 0.15, 0, 0.01, 0.06, [](Draw draw) { return draw.greys.noiseDeviation; }},
        {"local contrast", 0.1, 0, 0.3, 0.8, [](Draw draw) { return draw.greys.localContrast; }},
        {"contrast", 0.15, 1, 0.7, 1.4, [](Draw draw) { return draw.greys.contrast; }},
        {"brightness", 0.15, 0, -0.15, 0.15, [](Draw draw) { return draw.greys.brightness; }},
        {"gamma", 0.3, 1, 0.7, 1.5, [](Draw draw) { return draw.greys.gamma; }},
        {"gamma on inverse", 0.09, 0, 1, 1, [](Draw draw) { return draw.greys.gammaOnInverse ? 1 : 0; }},
        {"cut-outs", 0.1, 0, 1, 3, [](Draw draw) { return static_cast<double>(draw.greys.cutOuts.size()); }}};
    const auto draws = drawMany(kFull, kDraws, {191, 100});
    for (const auto& expected : all) {
        double lowest = expected.high;
        double highest = expected.low;
        int count = 0;
        for (const auto& draw : draws) {
            const double value = expected.value(draw);
            if (value != expected.identity) {
                ++count;
                lowest = std::min(lowest, value);
                highest = std::max(highest, value);
            }
        }
        const double deviation = std::sqrt(kDraws * expected.chance * (1 - expected.chance));
        EXPECT_NEAR(count, kDraws * expected.chance, 5 * deviation) << expected.name;
        // The bounds are kept and nearly reached.
        const double slack = (expected.high - expected.low) / 20 + 1e-9;
        EXPECT_GE(lowest, expected.low - 1e-9) << expected.name;
        EXPECT_LE(lowest, expected.low + slack) << expected.name;
        EXPECT_LE(highest, expected.high + 1e-9) << expected.name;
        EXPECT_GE(highest, expected.high - slack) << expected.name;
    }
}

TEST(SampleAugmentationTest, AnImageWithAnUpIsOnlyMirroredAndTiltedALittle)
{
    std::set<bool> mirrored;
    double steepest = 0;
    for (const auto& draw : drawMany(kFullWithUp, 2000, {64, 64})) {
        EXPECT_FALSE(draw.symmetry.transpose);
        EXPECT_FALSE(draw.symmetry.mirrorY);
        mirrored.insert(draw.symmetry.mirrorX);
        steepest = std::max(steepest, std::abs(draw.warp.rotationRad));
    }
    EXPECT_EQ(mirrored.size(), 2U);
    EXPECT_LE(steepest, 10 * std::numbers::pi / 180);
    EXPECT_GE(steepest, 9 * std::numbers::pi / 180);
    for (const auto& draw : drawMany(kFullWithUp, 200, {64, 48})) {
        EXPECT_FALSE(draw.symmetry.transpose);
    }
}

TEST(SampleAugmentationTest, ElasticNeighboursKeepTheirOrder)
{
    int fields = 0;
    for (const Size size : {Size{256, 256}, Size{40, 300}, Size{17, 9}, Size{1, 1}}) {
        for (const auto& draw : drawMany(kFull, 300, size)) {
            const auto& field = draw.warp.elastic;
            if (field.columns == 0) {
                continue;
            }
            ++fields;
            ASSERT_GE(field.columns, 2);
            ASSERT_GE(field.rows, 2);
            const auto columns = static_cast<std::size_t>(field.columns);
            ASSERT_EQ(field.offsetsPx.size(), 2 * columns * static_cast<std::size_t>(field.rows));
            const Size turned = draw.symmetry.transpose ? Size{size.height, size.width} : size;
            const double distance = static_cast<double>(turned.width) / (field.columns - 1);
            for (std::size_t i = 0; i + 1 < columns; ++i) {
                EXPECT_LT(std::abs(field.offsetsPx[i + 1] - field.offsetsPx[i]), 0.81 * distance);
            }
        }
    }
    EXPECT_GT(fields, 100);
}

TEST(SampleAugmentationTest, CutOutsLieInTheTurnedImage)
{
    int cutOuts = 0;
    for (const Size size : {Size{30, 300}, Size{3, 1}}) {
        for (const auto& draw : drawMany(kFull, 1000, size)) {
            const Size turned = draw.symmetry.transpose ? Size{size.height, size.width} : size;
            for (const auto& rect : draw.greys.cutOuts) {
                ++cutOuts;
                EXPECT_FALSE(rect.isEmpty());
                EXPECT_EQ(clippedTo(rect, turned), rect);
            }
        }
    }
    EXPECT_GT(cutOuts, 100);
}

} // namespace
} // namespace sorby::learning
