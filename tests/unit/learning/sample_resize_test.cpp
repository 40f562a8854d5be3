// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/inference.h"
#include "core/learning/sample_resize.h"
#include "tests/unit/learning/disc_data.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace sorby::learning {
namespace {

TEST(SampleResizeTest, TheSameSizeChangesNothing)
{
    const auto sample = DiscData::discs({23, 17}, 1, 3);
    const auto same = resized(sample, {23, 17});
    EXPECT_EQ(same.image, sample.image);
    EXPECT_EQ(same.labels, sample.labels);
}

TEST(SampleResizeTest, ByHandAsOpenCvDoesIt)
{
    Sample sample{Raster<float>(4, 1), Raster<std::uint8_t>(4, 1)};
    for (int x = 0; x < 4; ++x) {
        sample.image.row(0)[static_cast<std::size_t>(x)] = static_cast<float>(x);
        sample.labels.row(0)[static_cast<std::size_t>(x)] = static_cast<std::uint8_t>(x);
    }
    const auto half = resized(sample, {2, 1}); // centres at 0.5 and 2.5
    EXPECT_FLOAT_EQ(half.image.row(0)[0], 0.5F);
    EXPECT_FLOAT_EQ(half.image.row(0)[1], 2.5F);
    const auto twice = resized(sample, {8, 1}); // centres at -0.25, 0.25, 0.75 ...
    EXPECT_FLOAT_EQ(twice.image.row(0)[0], 0);
    EXPECT_FLOAT_EQ(twice.image.row(0)[1], 0.25F);
    EXPECT_FLOAT_EQ(twice.image.row(0)[2], 0.75F);
    for (std::size_t x = 0; x < 8; ++x) {
        EXPECT_EQ(twice.labels.row(0)[x], x / 2);
    }
}

TEST(SampleResizeTest, ANetworkWithItsOwnSizeSaysTheSameOfEveryPart)
{
    NetworkSpec spec;
    spec.width = 2;
    spec.depth = 2;
    spec.resize = Size{32, 24};
    const Network network(spec, initialTensors(spec, 5));
    const auto image = DiscData::discs({71, 53}, 3, 2).image;
    const auto input =
        resizedTo(at::from_blob(const_cast<float*>(image.pixels().data()), {1, 1, 53, 71}), {32, 24});
    const auto expected = resizedTo(network.forward(input), {71, 53})[0];
    const PixelRect part{12, 8, 40, 30};
    int calls = 0;
    ASSERT_TRUE(
        inferTiles(network, image, part, 16, false, {}, [&](const PixelRect& kept, const at::Tensor& logits) {
            ++calls;
            EXPECT_EQ(kept, part);
            EXPECT_TRUE(at::allclose(logits, expected.narrow(1, 8, 30).narrow(2, 12, 40)));
        }));
    EXPECT_EQ(calls, 1);
}

} // namespace
} // namespace sorby::learning
