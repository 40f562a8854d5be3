// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/micrograph_reduced.h"
#include "tests/support/results.h"
#include "tests/unit/imaging/codecs/codec_test.h"
#include "tests/unit/imaging/codecs/forged_tiff.h"
#include "tests/unit/imaging/codecs/sample_images.h"

#include <tiffio.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <string>

namespace sorby::test {
namespace {

using imaging::Micrograph;
using imaging::Pixels;
using imaging::readReduced;
using imaging::reductionFactor;

/// The channels of a pixel as numbers.
std::vector<double> channelsOf(const Pixels& pixels, int x, int y)
{
    return std::visit(
        [&]<typename T>(const Raster<T>& raster) -> std::vector<double> {
            const T& pixel = raster.at(x, y);
            if constexpr (std::is_same_v<T, Rgb8> || std::is_same_v<T, Rgb16>) {
                return {static_cast<double>(pixel.r), static_cast<double>(pixel.g),
                        static_cast<double>(pixel.b)};
            } else {
                return {static_cast<double>(pixel)};
            }
        },
        pixels);
}

/// The mean of each channel over a block, pixel by pixel.
std::vector<double> meansOf(const Micrograph& whole, int factor, int column, int row)
{
    const Size size = whole.size();
    std::vector<double> sums(whole.isColour() ? 3 : 1);
    int count = 0;
    for (int y = row * factor; y < std::min((row + 1) * factor, size.height); ++y) {
        for (int x = column * factor; x < std::min((column + 1) * factor, size.width); ++x) {
            const auto values = channelsOf(whole.pixels, x, y);
            for (std::size_t i = 0; i < sums.size(); ++i) {
                sums[i] += values[i];
            }
            ++count;
        }
    }
    for (auto& sum : sums) {
        sum /= count;
    }
    return sums;
}

class ReducedTest : public CodecTest {};
class SampleReducedTest : public CodecTest, public testing::WithParamInterface<SampleImage> {};

TEST_P(SampleReducedTest, PixelsAreTheMeansOfBlocks)
{
    const auto path = write(GetParam().make());
    const int page = GetParam().page;
    const auto whole = valueOf(imaging::readMicrograph(path, page));
    for (const std::uint64_t most : {10000U, 2867U, 1000U, 500U, 100U, 7U, 1U}) {
        SCOPED_TRACE("at most " + std::to_string(most) + " pixels");
        const auto reduced = valueOf(readReduced(path, most, page));
        const int factor = reduced.factor;
        const Size size{(kSampleWidth + factor - 1) / factor, (kSampleHeight + factor - 1) / factor};
        EXPECT_EQ(factor, reductionFactor({kSampleWidth, kSampleHeight}, most));
        ASSERT_EQ(reduced.micrograph.size(), size);
        EXPECT_EQ(reduced.micrograph.pixels.index(), whole.pixels.index());
        EXPECT_EQ(reduced.info.size, whole.size());
        EXPECT_EQ(reduced.info.pages, valueOf(imaging::probeMicrograph(path, page)).pages);
        if (factor == 1) {
            EXPECT_EQ(reduced.micrograph, whole);
            continue;
        }
        const bool isFloat = whole.bitsPerChannel() == 32;
        for (int y = 0; y < size.height; ++y) {
            for (int x = 0; x < size.width; ++x) {
                const auto means = meansOf(whole, factor, x, y);
                const auto values = channelsOf(reduced.micrograph.pixels, x, y);
                for (std::size_t i = 0; i < means.size(); ++i) {
                    const double expected = isFloat ? means[i] : std::floor(means[i] + 0.5);
                    ASSERT_NEAR(values[i], expected, isFloat ? 0.01 : 0.0) << x << "," << y;
                }
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Samples, SampleReducedTest, testing::ValuesIn(sampleImages()));

TEST_F(ReducedTest, TheFactorIsTheSmallestThatWillDo)
{
    EXPECT_EQ(reductionFactor({100, 50}, 5000), 1);
    EXPECT_EQ(reductionFactor({100, 50}, 4999), 2);
    EXPECT_EQ(reductionFactor({100, 50}, 1250), 2);
    EXPECT_EQ(reductionFactor({101, 51}, 1250), 3);
    EXPECT_EQ(reductionFactor({100, 50}, 1), 100);
    EXPECT_EQ(reductionFactor({100, 50}, 0), 100); // one pixel is the least
    EXPECT_EQ(reductionFactor({1, 1}, 0), 1);
    EXPECT_EQ(reductionFactor({0x7fffffff, 0x7fffffff}, 1), 0x7fffffff);
    for (int width = 1; width < 60; width += 7) {
        for (int height = 1; height < 60; height += 5) {
            for (std::uint64_t most = 1; most < 200; most += 11) {
                const auto areaAt = [&](int factor) {
                    return static_cast<std::uint64_t>((width + factor - 1) / factor) *
                           static_cast<std::uint64_t>((height + factor - 1) / factor);
                };
                const int factor = reductionFactor({width, height}, most);
                ASSERT_LE(areaAt(factor), most);
                ASSERT_TRUE(factor == 1 || areaAt(factor - 1) > most);
            }
        }
    }
}

TEST_F(ReducedTest, SixteenBitsKeepWhatEightWouldLose)
{
    const std::uint16_t values[] = {1000, 1001, 1001, 1001, 65535, 65535, 65534, 65534};
    ForgedTiff tiff{.width = 4, .height = 2, .bits = 16, .rows = Bytes(sizeof(values))};
    const std::uint16_t rows[] = {values[0], values[1], values[4], values[5],
                                  values[2], values[3], values[6], values[7]};
    std::memcpy(tiff.rows.data(), rows, sizeof(rows));
    const auto reduced = valueOf(readReduced(write(forge(tiff)), 2));
    EXPECT_EQ(reduced.factor, 2);
    EXPECT_EQ(reduced.micrograph.pixels,
              Pixels(raster<std::uint16_t>(2, 1, {1001, 65535}))); // 1000.75, 65534.5
}

TEST_F(ReducedTest, FloatsThatAreNotFiniteDoNotCount)
{
    constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
    constexpr float kInfinite = std::numeric_limits<float>::infinity();
    const float values[] = {1.0F, kNan, kNan, -kInfinite, 4.0F, kInfinite, kNan, kNan};
    ForgedTiff tiff{.width = 4, .height = 2, .bits = 32, .sampleFormat = SAMPLEFORMAT_IEEEFP};
    tiff.rows.resize(sizeof(values));
    std::memcpy(tiff.rows.data(), values, sizeof(values));
    const auto reduced = valueOf(readReduced(write(forge(tiff)), 2));
    const auto& pixels = std::get<Raster<float>>(reduced.micrograph.pixels);
    ASSERT_EQ(pixels.size(), (Size{2, 1}));
    EXPECT_EQ(pixels.at(0, 0), 2.5F);
    EXPECT_TRUE(std::isnan(pixels.at(1, 0)));
}

/// Larger than one part of 4 million pixels in both directions, in tiles and in strips.
TEST_F(ReducedTest, PartsJoinWithoutASeam)
{
    constexpr std::uint32_t kWidth = 5003;
    constexpr std::uint32_t kHeight = 1511;
    ForgedTiff tiff{.width = kWidth, .height = kHeight, .compression = COMPRESSION_LZW};
    tiff.rows.resize(std::size_t{kWidth} * kHeight);
    for (std::size_t i = 0; i < tiff.rows.size(); ++i) {
        tiff.rows[i] = static_cast<std::uint8_t>((i % kWidth) / 23 + i / kWidth / 13);
    }
    for (const std::uint32_t tile : {0U, 512U}) {
        tiff.tile = tile;
        tiff.rowsPerStrip = 100;
        const auto path = write(forge(tiff));
        for (const std::uint64_t most : {400000U, 3000U}) {
            SCOPED_TRACE("tiles of " + std::to_string(tile) + ", at most " + std::to_string(most));
            const auto reduced = valueOf(readReduced(path, most));
            const auto& pixels = std::get<Raster<std::uint8_t>>(reduced.micrograph.pixels);
            const auto factor = static_cast<std::size_t>(reduced.factor);
            for (std::size_t row = 0; row * factor < kHeight; ++row) {
                for (std::size_t column = 0; column * factor < kWidth; ++column) {
                    std::size_t sum = 0;
                    std::size_t count = 0;
                    for (auto y = row * factor; y < std::min<std::size_t>(kHeight, (row + 1) * factor); ++y) {
                        for (auto x = column * factor;
                             x < std::min<std::size_t>(kWidth, (column + 1) * factor); ++x) {
                            sum += tiff.rows[y * kWidth + x];
                            ++count;
                        }
                    }
                    ASSERT_EQ(pixels.at(static_cast<int>(column), static_cast<int>(row)),
                              (2 * sum + count) / (2 * count))
                        << column << "," << row;
                }
            }
        }
    }
}

TEST_F(ReducedTest, DamageAndMissingPagesAreNamed)
{
    ForgedTiff tiff{
        .width = 40, .height = 40, .compression = COMPRESSION_ADOBE_DEFLATE, .rows = ramp(1600, 3)};
    Bytes bytes = forge(tiff);
    const auto path = write(bytes);
    const auto page = readReduced(path, 100, 2);
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().code, ErrorCode::NotFound);
    std::fill_n(bytes.begin() + 8, 200, std::uint8_t{0xff});
    write(bytes);
    const auto damaged = readReduced(path, 100);
    ASSERT_FALSE(damaged);
    EXPECT_EQ(damaged.error().where, toUtf8(path));
    EXPECT_FALSE(readReduced(inFolder("weg.tif"), 100));
}

TEST_F(ReducedTest, AbsurdSizesAreRefusedAtOnce)
{
    for (const std::uint32_t compression : {1U, 5U, 7U, 50000U}) {
        const auto path = write(rawTiff({{256, 4, 1, 1000000},
                                         {257, 4, 1, 1000000},
                                         {258, 3, 1, 8},
                                         {259, 3, 1, compression},
                                         {262, 3, 1, 1},
                                         {273, 4, 1, kPixels},
                                         {277, 3, 1, 1},
                                         {278, 4, 1, 16},
                                         {279, 4, 1, 4}},
                                        {1, 2, 3, 4}));
        const auto reduced = readReduced(path, 10000);
        ASSERT_FALSE(reduced);
        EXPECT_EQ(reduced.error().where, toUtf8(path));
        EXPECT_FALSE(imaging::readMicrograph(path));
    }
}

} // namespace
} // namespace sorby::test
