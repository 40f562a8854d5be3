// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/checkpoint.h"
#include "core/learning/inference.h"
#include "core/learning/predictor.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/learning/disc_data.h"
#include "tests/unit/learning/host_symmetry.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

namespace sorby::learning {
namespace {

NetworkSpec specOf(Normalization normalization, int classCount = 3)
{
    NetworkSpec spec;
    spec.width = 4;
    spec.depth = 2;
    spec.classCount = classCount;
    spec.normalization = normalization;
    return spec;
}

/// Logits [C, H, W] of an image, whatever the tiles.
at::Tensor predicted(const Network& network, const Raster<float>& image, int tile, const InferenceKind& kind)
{
    auto whole = at::full({network.spec().outputChannels(), image.height(), image.width()}, std::nan(""));
    EXPECT_TRUE(
        inferTiles(network, image, tile, kind, {}, [&](const PixelRect& part, const at::Tensor& logits) {
            whole.narrow(1, part.y, part.height).narrow(2, part.x, part.width).copy_(logits);
        }));
    return whole;
}

TEST(MeanLogitsTest, IsTheMeanOfTheProbabilities)
{
    const auto a = at::randn({1, 3, 4, 5});
    const auto b = at::randn({1, 3, 4, 5});
    EXPECT_TRUE(at::allclose(at::softmax(meanLogits({a, b}), 1), (at::softmax(a, 1) + at::softmax(b, 1)) / 2,
                             1e-4, 1e-6));
    const auto c = at::randn({1, 1, 4, 5});
    const auto d = at::randn({1, 1, 4, 5});
    EXPECT_TRUE(
        at::allclose(at::sigmoid(meanLogits({c, d})), (at::sigmoid(c) + at::sigmoid(d)) / 2, 1e-4, 1e-6));
    const auto sure = meanLogits({at::full({1, 1, 1, 1}, 80.0), at::full({1, 1, 1, 1}, 90.0)});
    EXPECT_TRUE(std::isfinite(sure.item<double>()));
    EXPECT_GT(sure.item<double>(), 79);
}

TEST(TestTimeAugmentationTest, SaysTheSameOfEverySymmetryOfAnImage)
{
    const auto spec = specOf(Normalization::Batch);
    const Network network(spec, initialTensors(spec, 2));
    // Sides that are multiples of the stride, so that nothing is continued on one side alone.
    const auto image = DiscData::discs({44, 28}, 3, 3).image;
    const auto upright = predicted(network, image, 0, {false, true});
    const auto mirrored = predicted(network, transformed(image, {true, true, false}), 0, {false, true});
    EXPECT_TRUE(at::allclose(mirrored, upright.transpose(1, 2).flip({2}), 1e-4, 1e-5));
    const auto plain = predicted(network, image, 0, false);
    EXPECT_FALSE(at::allclose(plain, upright, 1e-3, 1e-3)) << "it is a mean over more than one";
}

TEST(TestTimeAugmentationTest, IsTheSameInTiles)
{
    for (const int classCount : {2, 3}) {
        const auto spec = specOf(Normalization::Batch, classCount);
        const Network network(spec, initialTensors(spec, 2));
        const auto image = DiscData::discs({150, 101}, 3, classCount).image;
        EXPECT_TRUE(at::allclose(predicted(network, image, 0, {false, true}),
                                 predicted(network, image, 32, {false, true}), 1e-4, 1e-4));
    }
}

TEST(BlendingTest, LeavesNoSeamWhereTilesSeeOtherMeans)
{
    const auto spec = specOf(Normalization::Instance);
    const Network network(spec, initialTensors(spec, 2));
    // Bright on one side, dark on the other: tiles are normalised differently.
    Raster<float> image(256, 64);
    for (int y = 0; y < 64; ++y) {
        for (int x = 0; x < 256; ++x) {
            image.at(x, y) = static_cast<float>(x) / 256;
        }
    }
    const auto blended = predicted(network, image, 64, false);
    EXPECT_FALSE(blended.isnan().any().item<bool>()) << "every pixel is covered";
    // The largest step from one column to the next inside is no larger than a few times the usual one.
    const auto steps = (blended.slice(2, 1) - blended.slice(2, 0, -1)).abs().amax({0, 1}).slice(0, 16, 239);
    EXPECT_LT(steps.max().item<double>(), 12 * steps.mean().item<double>() + 1e-3);
}

TEST(BlendingTest, OfOneTileIsTheWholeImage)
{
    const auto spec = specOf(Normalization::Instance);
    const Network network(spec, initialTensors(spec, 2));
    const auto image = DiscData::discs({60, 44}, 3, 3).image;
    EXPECT_TRUE(at::equal(predicted(network, image, 0, false), predicted(network, image, 64, false)));
}

class EnsembleTest : public testing::Test {
  protected:
    std::filesystem::path write(const char* name, const NetworkSpec& spec, std::uint64_t seed,
                                double temperature = 1)
    {
        TrainOptions options;
        options.network = spec;
        const auto path = folder / name;
        EXPECT_TRUE(writeCheckpoint(path, {options, 0, temperature, initialTensors(spec, seed)}));
        return path;
    }
    test::TemporaryFolder folder;
};

TEST_F(EnsembleTest, IsTheMeanOfItsMembers)
{
    const auto first = write("a.safetensors", specOf(Normalization::Batch), 1);
    auto deeper = specOf(Normalization::None);
    deeper.depth = 3;
    const auto second = write("b.safetensors", deeper, 2);
    const auto image = DiscData::discs({70, 52}, 3, 3).image;
    PredictOptions both;
    both.ensemble = {second};
    const auto ensemble = makePredictor(first, both, {});
    const auto one = makePredictor(first, {}, {});
    const auto other = makePredictor(second, {}, {});
    ASSERT_TRUE(ensemble && one && other);
    EXPECT_EQ((*ensemble)->network().stride(), 8);
    EXPECT_GE((*ensemble)->reach(), std::max((*one)->reach(), (*other)->reach()));
    const auto mean = (*ensemble)->predict(image, {});
    const auto a = (*one)->predict(image, {});
    const auto b = (*other)->predict(image, {});
    ASSERT_TRUE(mean && a && b);
    const auto share = [](const Logits& logits, std::size_t plane, std::size_t pixel) {
        double sum = 0;
        for (const auto& values : logits.planes) {
            sum += std::exp(static_cast<double>(values.pixels()[pixel]));
        }
        return std::exp(static_cast<double>(logits.planes[plane].pixels()[pixel])) / sum;
    };
    for (std::size_t pixel = 0; pixel < image.pixels().size(); pixel += 37) {
        EXPECT_NEAR(share(*mean, 1, pixel), (share(*a, 1, pixel) + share(*b, 1, pixel)) / 2, 1e-5);
    }
}

TEST_F(EnsembleTest, OfOtherClassesIsRefused)
{
    const auto first = write("a.safetensors", specOf(Normalization::Batch), 1);
    PredictOptions both;
    both.ensemble = {write("b.safetensors", specOf(Normalization::Batch, 4), 2)};
    const auto refused = makePredictor(first, both, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Mismatch);
}

TEST_F(EnsembleTest, APredictorKnowsItsTemperature)
{
    const auto path = write("a.safetensors", specOf(Normalization::Batch), 1, 1.75);
    const auto predictor = makePredictor(path, {}, {});
    ASSERT_TRUE(predictor);
    EXPECT_EQ((*predictor)->temperature(), 1.75);
}

} // namespace
} // namespace sorby::learning
