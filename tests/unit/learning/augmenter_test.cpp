// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/augmentation/augmenter.h"
#include "tests/unit/learning/host_symmetry.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <string>
#include <vector>

namespace sorby::learning {
namespace {

const c10::Device kCpu(c10::kCPU);
constexpr AugmentationSettings kFull{true, true, false};

/// Large fields, whose image and labels say the same: 1 and `light`, or 0 and 0.
Sample checkerboard(Size size, int fieldPx, std::uint8_t light)
{
    Sample sample{Raster<float>(size), Raster<std::uint8_t>(size)};
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            const bool isLight = (x / fieldPx + y / fieldPx) % 2 == 0;
            sample.image.at(x, y) = isLight ? 1.0F : 0.0F;
            sample.labels.at(x, y) = isLight ? light : std::uint8_t{0};
        }
    }
    return sample;
}

/// Greys and labels without any order, so that nothing that is moved looks as before.
Batch randomBatch(std::int64_t count, Size size)
{
    auto generator = at::globalContext().defaultGenerator(kCpu).clone();
    generator.set_current_seed(11);
    return {at::empty({count, 1, size.height, size.width}).uniform_(0, 1, generator),
            at::empty({count, size.height, size.width}, at::kByte).random_(0, 3, generator)};
}

Batch batchOf(const Sample& sample)
{
    return makeBatch(std::vector{sample}, sample.image.size(), kCpu, false);
}

/// One image, [H, W], with its greys changed.
at::Tensor changed(const at::Tensor& image, const GreyChanges& greys)
{
    const Batch batch{image.view({1, 1, image.size(0), image.size(1)}),
                      at::zeros({1, image.size(0), image.size(1)}, at::kByte)};
    const auto result = augmented(batch, std::vector{SampleAugmentation{{}, {}, greys}});
    EXPECT_TRUE(at::equal(result.labels, batch.labels));
    return result.images[0][0];
}

Batch warped(const Sample& sample, const Warp& warp)
{
    return augmented(batchOf(sample), std::vector{SampleAugmentation{{}, warp, {}}});
}

/// Everything at once, at strengths that differ from sample to sample.
SampleAugmentation everything(std::size_t sample, Size size)
{
    const double part = static_cast<double>(sample % 7) / 7;
    SampleAugmentation draw = drawAugmentation({}, 3, {1, 0, sample}, size);
    draw.warp = {0.3 + part, 0.8 + part / 2, 0.1, {2, 3, {}}};
    for (int i = 0; i < 12; ++i) {
        draw.warp.elastic.offsetsPx.push_back(static_cast<float>(i % 5 - 2 + part));
    }
    draw.greys = {0.6 + part, 1.3 + part, 0.05, 77 + sample, 0.5, 1.2, 0.05, 0.8 + part, sample % 2 == 0, {}};
    draw.greys.cutOuts = {{1, 2, 9, 7}};
    return draw;
}

double largestDifference(const at::Tensor& a, const at::Tensor& b)
{
    return (a - b).abs().max().item<double>();
}

/// Which pixels of [N, H, W] have other labels within `reach`.
at::Tensor edges(const at::Tensor& labels, std::int64_t reach)
{
    const auto values = labels.to(at::kFloat).unsqueeze(1);
    const auto kernel = 2 * reach + 1;
    const auto largest = at::max_pool2d(values, {kernel, kernel}, {1, 1}, {reach, reach});
    const auto smallest = -at::max_pool2d(-values, {kernel, kernel}, {1, 1}, {reach, reach});
    return largest.ne(smallest).select(1, 0);
}

TEST(AugmenterTest, TheEightSymmetriesAreExact)
{
    for (const Size size : {Size{7, 7}, Size{9, 5}}) {
        for (const bool channelsLast : {false, true}) {
            for (int bits = 0; bits < 8; ++bits) {
                const Symmetry symmetry{(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0};
                std::vector<Sample> samples(2);
                std::vector<Sample> expected;
                for (std::size_t i = 0; i < samples.size(); ++i) {
                    samples[i] = checkerboard(size, 1, 1);
                    for (std::size_t k = 0; k < size.area(); ++k) {
                        samples[i].image.pixels()[k] = static_cast<float>(k + i) / 100;
                        samples[i].labels.pixels()[k] = static_cast<std::uint8_t>(k + i);
                    }
                    expected.push_back(transformed(samples[i], symmetry));
                }
                const auto result = augmented(makeBatch(samples, size, kCpu, channelsLast),
                                              std::vector(2, SampleAugmentation{symmetry, {}, {}}));
                const auto want = makeBatch(expected, expected[0].image.size(), kCpu, channelsLast);
                EXPECT_TRUE(at::equal(result.images, want.images)) << bits;
                EXPECT_TRUE(at::equal(result.labels, want.labels)) << bits;
                EXPECT_EQ(result.images.strides(), want.images.strides()) << bits;
            }
        }
    }
}

TEST(AugmenterTest, SquareSamplesOfABatchHaveTheirOwnSymmetries)
{
    const auto batch = randomBatch(2, {6, 6});
    const auto result =
        augmented(batch, std::vector<SampleAugmentation>{{{true, false, false}, {}, {}}, {{}, {}, {}}});
    EXPECT_TRUE(at::equal(result.images[0][0], batch.images[0][0].t()));
    EXPECT_TRUE(at::equal(result.labels[0], batch.labels[0].t()));
    EXPECT_TRUE(at::equal(result.images[1], batch.images[1]));
    EXPECT_TRUE(at::equal(result.labels[1], batch.labels[1]));
}

TEST(AugmenterTest, WhatIsNotChangedKeepsItsBitsBesideWhatIs)
{
    const auto batch = randomBatch(3, {33, 21});
    const auto before = batch.images.clone();
    auto draws = std::vector<SampleAugmentation>(3);
    draws[1] = everything(1, {33, 21});
    draws[1].symmetry = {};
    const auto result = augmented(batch, draws);
    for (const int kept : {0, 2}) {
        EXPECT_TRUE(at::equal(result.images[kept], batch.images[kept]));
        EXPECT_TRUE(at::equal(result.labels[kept], batch.labels[kept]));
    }
    EXPECT_FALSE(at::equal(result.images[1], batch.images[1]));
    EXPECT_FALSE(at::equal(result.labels[1], batch.labels[1]));
    EXPECT_TRUE(at::equal(batch.images, before)) << "the batch itself must stay as it was";
}

TEST(AugmenterTest, AQuarterTurnIsClockwise)
{
    Sample sample = checkerboard({24, 24}, 6, 1);
    for (std::size_t i = 0; i < sample.image.pixels().size(); ++i) {
        sample.image.pixels()[i] = static_cast<float>(i % 97) / 97;
        sample.labels.pixels()[i] = static_cast<std::uint8_t>(i % 97);
    }
    const auto result = warped(sample, {std::numbers::pi / 2, 1, 0, {}});
    const auto expected = batchOf(transformed(sample, {true, true, false}));
    EXPECT_LT(largestDifference(result.images, expected.images), 1e-4);
    EXPECT_TRUE(at::equal(result.labels, expected.labels));
}

TEST(AugmenterTest, ScaleAndShearByHand)
{
    // A light rectangle of 16 x 8 in the middle of an image that is not square.
    Sample sample{Raster<float>(64, 32), Raster<std::uint8_t>(64, 32)};
    for (int y = 12; y < 20; ++y) {
        for (int x = 24; x < 40; ++x) {
            sample.image.at(x, y) = 1;
            sample.labels.at(x, y) = 1;
        }
    }
    const auto larger = warped(sample, {0, 1.5, 0, {}}).labels[0];
    EXPECT_EQ(larger.sum().item<int>(), 24 * 12);
    EXPECT_TRUE(larger.slice(0, 10, 22).slice(1, 20, 44).all().item<bool>());
    const auto turned = warped(sample, {std::numbers::pi / 2, 1, 0, {}}).labels[0];
    EXPECT_EQ(turned.slice(1, 16, 48).sum().item<int>(), 16 * 8); // further out are reflections
    EXPECT_TRUE(turned.slice(0, 8, 24).slice(1, 28, 36).all().item<bool>());
    // The centre of row y is at y + 0.5, and 16 is the middle: row 19 moves by 3.5 to the right.
    const auto sheared = warped(sample, {0, 1, 1, {}}).images[0][0];
    EXPECT_NEAR(sheared[19][27].item<double>(), 0.5, 1e-4);
    EXPECT_NEAR(sheared[19][28].item<double>(), 1, 1e-4);
    EXPECT_NEAR(sheared[12][20].item<double>(), 0.5, 1e-4);
}

TEST(AugmenterTest, ElasticOffsetsAreThoseOfTheNodes)
{
    // Equal offsets everywhere: the pixel shown lies 3 to the right and 2 above.
    Warp shift;
    shift.elastic = {2, 2, {3, 3, 3, 3, -2, -2, -2, -2}};
    const auto batch = randomBatch(1, {20, 12});
    const auto result = augmented(batch, std::vector{SampleAugmentation{{}, shift, {}}});
    const auto expected = batch.images[0][0].slice(0, 0, 10).slice(1, 3, 20);
    EXPECT_LT(largestDifference(result.images[0][0].slice(0, 2, 12).slice(1, 0, 17), expected), 1e-5);
    // Beyond the border the image goes on in reverse.
    EXPECT_LT(
        largestDifference(result.images[0][0][0].slice(0, 0, 17), batch.images[0][0][1].slice(0, 3, 20)),
        1e-5);
    EXPECT_TRUE(at::equal(result.labels[0].slice(0, 2, 12).slice(1, 17, 20),
                          batch.labels[0].slice(0, 0, 10).slice(1, 17, 20).flip({1})));
}

TEST(AugmenterTest, ElasticOffsetsAreASplineBetweenTheNodes)
{
    // Only the middle one of 3 x 3 nodes moves, by 4.5 to the right; at its place it counts (2/3)^2, half way
    // to the next one (2/3) (23/48), and the two halves of the image are alike.
    Warp bump;
    bump.elastic = {3, 3, {0, 0, 0, 0, 4.5F, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}};
    Batch batch{at::linspace(0.5 / 42, 1 - 0.5 / 42, 42).view({1, 1, 1, 42}).repeat({1, 1, 21, 1}),
                at::zeros({1, 21, 42}, at::kByte)};
    const auto shift =
        (augmented(batch, std::vector{SampleAugmentation{{}, bump, {}}}).images - batch.images)[0][0] * 42;
    EXPECT_NEAR(shift[10].slice(0, 20, 22).mean().item<double>(), 2, 0.01);
    EXPECT_NEAR(shift[10].slice(0, 10, 11).item<double>(), 4.5 * 2 / 3 * 23 / 48, 1e-3);
    EXPECT_LT(largestDifference(shift.slice(1, 3, 39), shift.flip({0, 1}).slice(1, 3, 39)), 1e-4);
}

TEST(AugmenterTest, ImageAndLabelsOfACheckerboardStayTogether)
{
    // With labels of which one counts nowhere, too.
    for (const std::uint8_t light : {std::uint8_t{1}, std::uint8_t{255}}) {
        for (const Size size : {Size{96, 96}, Size{120, 72}}) {
            std::vector<Sample> samples(16, checkerboard(size, 24, light));
            const auto batch = makeBatch(samples, size, kCpu, false);
            double moved = 0;
            for (std::size_t number = 0; number < 6; ++number) {
                std::vector<SampleAugmentation> draws;
                for (std::size_t i = 0; i < samples.size(); ++i) {
                    draws.push_back(drawAugmentation(kFull, 9, {1, number, 16 * number + i}, size));
                    draws.back().greys = {};
                    if (i == 0) {
                        draws.back().warp = everything(number, size).warp;
                    }
                    moved += draws.back().warp.isIdentity() ? 0 : 1;
                }
                const auto result = augmented(batch, draws);
                const auto isLight = result.labels.eq(light);
                EXPECT_TRUE(isLight.logical_or(result.labels.eq(0)).all().item<bool>());
                const auto differs = result.images.select(1, 0).gt(0.5).ne(isLight);
                const auto band = edges(result.labels, 1);
                EXPECT_FALSE(differs.logical_and(band.logical_not()).any().item<bool>());
                EXPECT_LT(differs.to(at::kFloat).mean().item<double>(), 0.02);
                EXPECT_LT(band.to(at::kFloat).mean().item<double>(), 0.25); // or nothing would be proved
            }
            EXPECT_GT(moved, 40);
        }
    }
}

TEST(AugmenterTest, WhatIsIgnoredAltogetherStaysSo)
{
    const Size size{48, 48};
    auto batch = randomBatch(2, size);
    batch.labels.fill_(255);
    const auto result = augmented(batch, std::vector{everything(0, size), everything(1, size)});
    EXPECT_TRUE(result.labels.eq(255).all().item<bool>());
}

TEST(AugmenterTest, ASampleDoesNotDependOnItsNeighbours)
{
    // Sizes that no vector divides; images large enough for several threads.
    for (const Size size : {Size{37, 37}, Size{53, 41}, Size{301, 299}}) {
        const auto batch = randomBatch(6, size);
        std::vector<SampleAugmentation> draws;
        for (std::size_t i = 0; i < 6; ++i) {
            draws.push_back(everything(i, size));
        }
        const auto whole = augmented(batch, draws);
        for (const auto& parts : {std::vector<std::int64_t>{2, 4}, {1, 1, 1, 1, 1, 1}, {5, 1}}) {
            std::int64_t first = 0;
            for (const auto count : parts) {
                const auto part =
                    augmented({batch.images.narrow(0, first, count), batch.labels.narrow(0, first, count)},
                              std::span(draws).subspan(static_cast<std::size_t>(first),
                                                       static_cast<std::size_t>(count)));
                EXPECT_TRUE(at::equal(part.images, whole.images.narrow(0, first, count)));
                EXPECT_TRUE(at::equal(part.labels, whole.labels.narrow(0, first, count)));
                first += count;
            }
        }
    }
}

TEST(AugmenterTest, EqualSeedsGiveEqualBatchesAndEpochsDiffer)
{
    const Size size{64, 64};
    const auto batch = randomBatch(8, size);
    const auto inEpoch = [&](std::size_t epoch) {
        std::vector<SampleAugmentation> draws;
        for (std::size_t i = 0; i < 8; ++i) {
            draws.push_back(drawAugmentation(kFull, 4, {epoch, 0, i}, size));
        }
        return augmented(batch, draws);
    };
    EXPECT_TRUE(at::equal(inEpoch(1).images, inEpoch(1).images));
    EXPECT_TRUE(at::equal(inEpoch(1).labels, inEpoch(1).labels));
    EXPECT_FALSE(at::equal(inEpoch(1).images, inEpoch(2).images));
    EXPECT_FALSE(at::equal(inEpoch(1).labels, inEpoch(2).labels));
}

TEST(AugmenterTest, GreysStayBetween0And1)
{
    const Size size{40, 56};
    const auto batch = randomBatch(16, size);
    for (std::size_t number = 0; number < 20; ++number) {
        std::vector<SampleAugmentation> draws;
        for (std::size_t i = 0; i < 16; ++i) {
            draws.push_back(drawAugmentation(kFull, 21, {1, number, 16 * number + i}, size));
        }
        draws[0].greys = everything(number, size).greys;
        const auto images = augmented(batch, draws).images;
        EXPECT_TRUE(images.isfinite().all().item<bool>());
        EXPECT_GE(images.min().item<double>(), 0);
        EXPECT_LE(images.max().item<double>(), 1);
    }
}

TEST(AugmenterTest, AnUpStaysUp)
{
    const Size size{64, 64};
    const AugmentationSettings withUp{true, true, true};
    const auto rows = at::linspace(0, 1, 64);
    const auto ramp = rows.view({1, 1, 64, 1}).expand({1, 1, 64, 64}).contiguous();
    for (std::size_t i = 0; i < 300; ++i) {
        auto draw = drawAugmentation(withUp, 8, {1, 0, i}, size);
        draw.greys = {};
        const auto result = augmented({ramp, at::zeros({1, 64, 64}, at::kByte)}, std::vector{draw});
        const auto means = result.images[0][0].mean(1);
        // What lies beyond the border is reflected; a smaller scale brings it in.
        const auto inner = means.slice(0, 12, 52);
        EXPECT_GT(inner.diff().min().item<double>(), -0.002) << i;
        EXPECT_GT((inner[39] - inner[0]).item<double>(), 0.35) << i;
    }
}

TEST(AugmenterTest, NoiseHasItsDeviationAndItsSeed)
{
    const auto grey = at::full({128, 160}, 0.5F);
    GreyChanges noise;
    noise.noiseDeviation = 0.05;
    noise.noiseSeed = 1;
    const auto first = changed(grey, noise);
    // Of 20480 pixels; five standard errors.
    EXPECT_NEAR(first.mean().item<double>(), 0.5, 0.0018);
    EXPECT_NEAR(first.std().item<double>(), 0.05, 0.0013);
    EXPECT_TRUE(at::equal(changed(grey, noise), first));
    noise.noiseSeed = 2;
    const auto second = changed(grey, noise);
    EXPECT_LT(((first - 0.5) * (second - 0.5)).mean().abs().item<double>(), 0.0025 * 0.05);
}

TEST(AugmenterTest, BlurIsAGaussian)
{
    auto point = at::zeros({31, 33});
    point[15][16] = 1;
    GreyChanges blur;
    blur.blurSigmaPx = 1.5;
    const auto spot = changed(point, blur);
    EXPECT_NEAR(spot.sum().item<double>(), 1, 1e-5);
    EXPECT_NEAR((spot[15][18] / spot[15][16]).item<double>(), std::exp(-0.5 * 4 / 2.25), 1e-5);
    EXPECT_NEAR((spot[18][18] / spot[15][16]).item<double>(), std::exp(-0.5 * 13 / 2.25), 1e-5);
    const auto noise = randomBatch(1, {64, 64}).images[0][0];
    // White noise of which a Gaussian leaves 1 / (4 pi sigma^2); at the border a little more.
    EXPECT_NEAR((changed(noise, blur).var() / noise.var()).item<double>(), 1 / (4 * std::numbers::pi * 2.25),
                0.012);
    EXPECT_LT(largestDifference(changed(at::full({5, 3}, 0.7F), blur), at::full({5, 3}, 0.7F)), 1e-6);
}

TEST(AugmenterTest, BrightnessContrastAndGammaByHand)
{
    const auto image = at::tensor({0.2F, 0.4F, 0.6F, 0.8F}).view({2, 2});
    const auto expect = [&](const GreyChanges& greys, const std::vector<float>& expected) {
        EXPECT_LT(largestDifference(changed(image, greys).flatten(), at::tensor(expected)), 1e-6)
            << changed(image, greys);
    };
    GreyChanges greys;
    greys.brightness = 0.25;
    expect(greys, {0.45F, 0.65F, 0.85F, 1});
    greys = {};
    greys.contrast = 1.5;
    expect(greys, {0.05F, 0.35F, 0.65F, 0.95F});
    greys = {};
    greys.gamma = 1.5;
    expect(greys, {0.0894427F, 0.2529822F, 0.4647580F, 0.7155418F});
    greys.gammaOnInverse = true;
    expect(greys, {0.2844582F, 0.5352420F, 0.7470178F, 0.9105573F});
}

TEST(AugmenterTest, LowResolutionLosesDetailsAndKeepsTheRest)
{
    GreyChanges greys;
    greys.lowResolution = 2;
    const auto fine = batchOf(checkerboard({64, 48}, 1, 1)).images[0][0];
    EXPECT_LT(largestDifference(changed(fine, greys), at::full({48, 64}, 0.5F)), 1e-6);
    const auto ramp = at::linspace(0, 1, 64).view({1, 64}).expand({48, 64}).contiguous();
    EXPECT_LT(largestDifference(changed(ramp, greys).slice(1, 2, 62), ramp.slice(1, 2, 62)), 1e-4);
}

TEST(AugmenterTest, LocalContrastEvensOutLightAndContrast)
{
    // On the left dark and flat, on the right light and of four times the contrast.
    auto image = batchOf(checkerboard({320, 160}, 2, 1)).images[0][0] - 0.5;
    auto left = image.slice(1, 0, 160);
    auto right = image.slice(1, 160, 320);
    left.mul_(0.1).add_(0.3);
    right.mul_(0.4).add_(0.6);
    const auto ratio = [](const at::Tensor& tensor) {
        // Away from the middle, where windows see both sides.
        return (tensor.slice(1, 200, 320).std() / tensor.slice(1, 0, 120).std()).item<double>();
    };
    const auto step = [](const at::Tensor& tensor) {
        return (tensor.slice(1, 200, 320).mean() - tensor.slice(1, 0, 120).mean()).item<double>();
    };
    GreyChanges greys;
    greys.localContrast = 1;
    EXPECT_NEAR(ratio(image), 4, 1e-3);
    EXPECT_LT(ratio(changed(image, greys)), 1.5);
    EXPECT_LT(step(changed(image, greys)), 0.1 * step(image));
    greys.localContrast = 0.5;
    EXPECT_GT(ratio(changed(image, greys)), 1.5);
    EXPECT_LT(ratio(changed(image, greys)), 3);
    // Where there is no contrast none is made.
    EXPECT_LT(largestDifference(changed(at::full({40, 40}, 0.25F), greys), at::full({40, 40}, 0.25F)), 1e-3);
}

TEST(AugmenterTest, CutOutsHaveTheMeanGrey)
{
    const auto image = randomBatch(1, {20, 10}).images[0][0];
    GreyChanges greys;
    greys.cutOuts = {{2, 1, 5, 3}, {15, 8, 5, 2}};
    auto expected = image.clone();
    expected.slice(0, 1, 4).slice(1, 2, 7).fill_(image.mean().item<double>());
    expected.slice(0, 8, 10).slice(1, 15, 20).fill_(image.mean().item<double>());
    EXPECT_LT(largestDifference(changed(image, greys), expected), 1e-6);
    EXPECT_GT(largestDifference(changed(image, greys), image), 0.1);
}

TEST(AugmenterTest, EvenOnePixelIsAugmented)
{
    const Size size{1, 1};
    const auto batch = randomBatch(1, size);
    for (std::size_t i = 0; i < 100; ++i) {
        const auto result = augmented(batch, std::vector{drawAugmentation(kFull, 2, {1, 0, i}, size)});
        EXPECT_TRUE(result.images.isfinite().all().item<bool>());
        EXPECT_TRUE(at::equal(result.labels, batch.labels));
    }
}

} // namespace
} // namespace sorby::learning
