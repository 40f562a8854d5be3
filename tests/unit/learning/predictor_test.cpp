// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/learning/batch.h"
#include "core/learning/checkpoint.h"
#include "core/learning/torch_engine.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/learning/disc_data.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>

#include <cmath>

namespace sorby::learning {
namespace {

double largestDifference(const Logits& a, const Logits& b)
{
    double largest = 0;
    for (std::size_t plane = 0; plane < a.planes.size(); ++plane) {
        const auto first = a.planes[plane].pixels();
        const auto second = b.planes[plane].pixels();
        for (std::size_t i = 0; i < first.size(); ++i) {
            largest =
                std::max(largest, std::abs(static_cast<double>(first[i]) - static_cast<double>(second[i])));
        }
    }
    return largest;
}

/// A network trained a little, so that its running statistics are not those of the beginning.
class PredictorTest : public testing::Test {
  protected:
    void trainNetwork(int depth, int classCount)
    {
        TrainOptions options;
        options.network.width = 4;
        options.network.depth = depth;
        options.network.normalization = Normalization::Batch;
        options.epochs = 2;
        options.batch = 2;
        options.learningRate = 1e-2;
        options.precision = Precision::Fp32;
        const DiscData data(std::vector<Size>(4, Size{48, 48}), {}, classCount);
        ASSERT_TRUE(engine->train(options, data, folder / "run", {}, {}, {}));
    }
    [[nodiscard]] Result<std::unique_ptr<Predictor>> open(const PredictOptions& options = {}) const
    {
        return engine->openPredictor(folder / "run/best.safetensors", options);
    }

    test::TemporaryFolder folder;
    std::unique_ptr<Engine> engine = makeTorchEngine();
};

TEST_F(PredictorTest, TilesGiveTheLogitsOfTheWholeImage)
{
    trainNetwork(3, 3);
    const auto whole = open();
    ASSERT_TRUE(whole) << describe(whole.error());
    for (const Size size : {Size{203, 90}, Size{48, 170}}) {
        const auto image = DiscData::discs(size, 3, 3).image;
        const auto expected = (*whole)->predict(image, {});
        ASSERT_TRUE(expected);
        ASSERT_EQ(expected->planes.size(), 3U);
        EXPECT_EQ(expected->planes[0].size(), size);
        for (const int tile : {24, 63, 100}) {
            PredictOptions options;
            options.tile = tile;
            const auto tiled = (*open(options))->predict(image, {});
            ASSERT_TRUE(tiled);
            EXPECT_LE(largestDifference(*expected, *tiled), 1e-5) << tile;
        }
    }
}

TEST_F(PredictorTest, AMemoryLimitMakesTilesWithTheSameResult)
{
    trainNetwork(2, 2);
    const auto image = DiscData::discs({400, 300}, 3, 2).image;
    PredictOptions options;
    options.memoryLimitBytes = std::uint64_t{3} << 20;
    const auto tiled = (*open(options))->predict(image, {});
    const auto whole = (*open())->predict(image, {});
    ASSERT_TRUE(tiled && whole);
    EXPECT_LE(largestDifference(*whole, *tiled), 1e-5);
}

TEST_F(PredictorTest, BandsGiveTheLogitsOfTheWholeImage)
{
    trainNetwork(3, 3);
    const auto predictor = open();
    ASSERT_TRUE(predictor);
    const int reach = (*predictor)->reach();
    EXPECT_EQ(reach % (*predictor)->network().stride(), 0);
    const Size size{61, 333};
    const auto image = DiscData::discs(size, 3, 3).image;
    const auto whole = (*predictor)->predict(image, {});
    ASSERT_TRUE(whole);
    for (const int rows : {8, 64, 104}) {
        Logits together{std::vector<Raster<float>>(3, Raster<float>(size))};
        for (int y = 0; y < size.height; y += rows) {
            const int end = std::min(size.height, y + rows);
            const int top = std::max(0, y - reach);
            const int bottom = std::min(size.height, y + rows + reach);
            const auto band = crop(image, {0, top, size.width, bottom - top});
            const auto part = (*predictor)->predictPart(band, {0, y - top, size.width, end - y}, {});
            ASSERT_TRUE(part);
            for (std::size_t plane = 0; plane < 3; ++plane) {
                ASSERT_EQ(part->planes[plane].size(), (Size{size.width, end - y}));
                const auto pixels = part->planes[plane].pixels();
                std::copy(pixels.begin(), pixels.end(), together.planes[plane].row(y).begin());
            }
        }
        EXPECT_LE(largestDifference(*whole, together), 1e-5) << rows;
    }
    const auto corner = (*predictor)->predictPart(image, {16, 40, 29, 51}, {});
    ASSERT_TRUE(corner);
    Logits expected;
    for (const auto& plane : whole->planes) {
        expected.planes.push_back(crop(plane, {16, 40, 29, 51}));
    }
    EXPECT_LE(largestDifference(expected, *corner), 1e-5);
}

TEST_F(PredictorTest, SaysWhatItIs)
{
    trainNetwork(2, 2);
    const auto predictor = open({.device = {DeviceChoice::Kind::Cpu, 0}});
    ASSERT_TRUE(predictor);
    EXPECT_EQ((*predictor)->device(), "cpu");
    EXPECT_EQ((*predictor)->network().width, 4);
    EXPECT_EQ((*predictor)->network().classCount, 2);
    const auto last = engine->openPredictor(folder / "run/last.safetensors", {});
    EXPECT_TRUE(last) << describe(last.error());
}

TEST_F(PredictorTest, SaysWhatTheNetworkOfTheCheckpointDoes)
{
    trainNetwork(2, 3);
    const auto image = DiscData::discs({61, 90}, 3, 3).image;
    const auto said = (*open())->predict(image, {});
    const auto checkpoint = readCheckpoint(folder / "run/best.safetensors");
    ASSERT_TRUE(said && checkpoint);
    const at::AutoGradMode noGradients(false);
    const Network network(checkpoint->options.network, checkpoint->tensors);
    const auto logits = network.forward(makeImage(image));
    Logits expected;
    for (int plane = 0; plane < 3; ++plane) {
        const auto values = logits[0][plane].contiguous();
        auto& raster = expected.planes.emplace_back(image.size());
        std::copy_n(values.const_data_ptr<float>(), values.numel(), raster.pixels().begin());
    }
    EXPECT_LE(largestDifference(expected, *said), 1e-4 * logits.abs().max().item<double>());
}

TEST_F(PredictorTest, TinyImagesAreFineAndEmptyOnesAnError)
{
    trainNetwork(3, 2);
    const auto predictor = open();
    ASSERT_TRUE(predictor);
    const auto one = (*predictor)->predict(Raster<float>(1, 1, 0.5F), {});
    ASSERT_TRUE(one);
    EXPECT_EQ(one->planes[0].size(), (Size{1, 1}));
    const auto none = (*predictor)->predict({}, {});
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::InvalidArgument);
}

TEST_F(PredictorTest, AStopIsSeenBeforeTheFirstTile)
{
    trainNetwork(2, 2);
    std::stop_source stop;
    stop.request_stop();
    const auto logits = (*open())->predict(Raster<float>(40, 40), stop.get_token());
    ASSERT_FALSE(logits);
    EXPECT_EQ(logits.error().code, ErrorCode::Cancelled);
}

TEST_F(PredictorTest, AFileThatIsNoCheckpointIsAnErrorThatNamesIt)
{
    const auto path = folder / "run/best.safetensors";
    ASSERT_TRUE(writeFileAtomically(path, "no checkpoint at all"));
    const auto predictor = open();
    ASSERT_FALSE(predictor);
    EXPECT_EQ(predictor.error().where, toUtf8(path));
}

} // namespace
} // namespace sorby::learning
