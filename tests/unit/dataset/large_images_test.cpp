// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "core/dataset/labelled_images.h"
#include "core/imaging/micrograph.h"
#include "tests/support/results.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>
#include <tiffio.h>

#include <thread>

namespace sorby::dataset {
namespace {

using imaging::LabelImage;
using learning::Part;
using test::expectGood;
using test::valueOf;

constexpr Size kSize{150, 210};

/// A TIFF of tiles of 16 x 16 pixels, which parts can be read of.
template <typename T>
void writeTiles(const std::filesystem::path& file, const Raster<T>& pixels)
{
    TIFF* tiff = TIFFOpen(file.c_str(), "w");
    ASSERT_NE(tiff, nullptr);
    constexpr int kTile = 16;
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, pixels.width());
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, pixels.height());
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, static_cast<int>(8 * sizeof(T)));
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, kTile);
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, kTile);
    for (int y = 0; y < pixels.height(); y += kTile) {
        for (int x = 0; x < pixels.width(); x += kTile) {
            auto tile = crop(pixels, {x, y, kTile, kTile});
            EXPECT_GE(TIFFWriteTile(tiff, tile.data(), static_cast<std::uint32_t>(x),
                                    static_cast<std::uint32_t>(y), 0, 0),
                      0);
        }
    }
    TIFFClose(tiff);
}

template <typename T>
Raster<T> noise(int seed)
{
    Random random(static_cast<std::uint64_t>(seed));
    Raster<T> pixels(kSize);
    for (int y = 0; y < kSize.height; ++y) {
        for (auto& pixel : pixels.row(y)) {
            pixel = static_cast<T>(random.below(100) + static_cast<std::uint64_t>(y) / 2);
        }
    }
    return pixels;
}

/// Class 1 in a corner, a few pixels of class 2, something ignored.
LabelImage someLabels()
{
    LabelImage labels(kSize);
    for (int y = 150; y < 200; ++y) {
        std::fill_n(labels.row(y).begin() + 10, 30, std::uint8_t{1});
    }
    labels.at(149, 0) = 2;
    labels.at(3, 209) = 2;
    labels.at(70, 70) = annotation::kIgnore;
    return labels;
}

class LargeImages : public testing::Test {
  protected:
    void SetUp() override
    {
        writeTiles(m_folder / "8.tif", noise<std::uint8_t>(1));
        writeTiles(m_folder / "16.tif", noise<std::uint16_t>(2));
        Raster<Rgb8> colour(kSize);
        const auto grey = noise<std::uint8_t>(3);
        std::transform(grey.pixels().begin(), grey.pixels().end(), colour.pixels().begin(),
                       [](std::uint8_t value) {
                           return Rgb8{value, 10, 30};
                       });
        expectGood(imaging::writePng(m_folder / "colour.png", colour));
    }
    LabelledSource source(const std::string& file, bool isLarge)
    {
        LabelledSource source;
        source.name = file;
        const auto path = m_folder / file;
        source.micrograph = [path] { return imaging::readMicrograph(path); };
        source.reference = []() -> Result<LabelImage> { return someLabels(); };
        source.specimen = {0, 0, kSize.width, 190};
        if (isLarge) {
            source.large = [path]() -> Result<LargeSource> {
                return LargeSource{path, 1, kSize,
                                   [](const PixelRect& part) { return crop(someLabels(), part); }};
            };
        }
        return source;
    }

    test::TemporaryFolder m_folder;
};

void expectSame(const learning::Sample& sample, const learning::Sample& expected)
{
    EXPECT_EQ(sample.image, expected.image);
    EXPECT_EQ(sample.labels, expected.labels);
}

TEST_F(LargeImages, RowsAndPartsAreWhatTheWholeHasThere)
{
    for (const char* name : {"8.tif", "16.tif", "colour.png"}) {
        const auto micrograph = valueOf(imaging::readMicrograph(m_folder / name));
        for (const auto& window : {std::optional<Window>{}, std::optional(Window{20, 90})}) {
            const PixelRect specimen{5, 20, 100, 150};
            const auto whole = networkInput(micrograph, window, specimen);
            auto reader = valueOf(NetworkInputReader::open(m_folder / name, 1, window, specimen));
            EXPECT_EQ(reader.size(), kSize);
            EXPECT_EQ(reader.isSequential(), std::string(name) == "colour.png");
            for (const auto& [first, count] : {std::pair(0, 50), std::pair(30, 60), std::pair(90, 1),
                                               std::pair(91, 40), std::pair(95, 10), std::pair(10, 200)}) {
                EXPECT_EQ(valueOf(reader.rows(first, count)), crop(whole, {0, first, kSize.width, count}));
            }
            EXPECT_EQ(valueOf(reader.part({33, 44, 55, 66})), crop(whole, {33, 44, 55, 66}));
        }
    }
}

TEST_F(LargeImages, GiveThePatchesThatHeldOnesGive)
{
    const auto load = [&](bool isLarge) {
        return valueOf(LabelledImages::load({source("8.tif", isLarge), source("16.tif", isLarge)},
                                            {source("colour.png", isLarge)}, 3, {}, 0.5));
    };
    const auto held = load(false);
    const auto large = load(true);
    const Size patch{32, 48};
    ASSERT_EQ(large->patchesPerEpoch(patch), held->patchesPerEpoch(patch));
    for (std::size_t epoch = 1; epoch <= 3; ++epoch) {
        for (std::size_t i = 0; i < held->patchesPerEpoch(patch); ++i) {
            expectSame(valueOf(large->patch(patch, 7, epoch, i)), valueOf(held->patch(patch, 7, epoch, i)));
        }
    }
    const Size wide{200, 30}; // wider than the image
    for (std::size_t i = 0; i < held->patchesPerEpoch(wide); ++i) {
        expectSame(valueOf(large->patch(wide, 7, 1, i)), valueOf(held->patch(wide, 7, 1, i)));
    }
    EXPECT_EQ(large->imageSize(Part::Validation, 0), kSize);
    expectSame(valueOf(large->image(Part::Validation, 0)), valueOf(held->image(Part::Validation, 0)));
    const PixelRect rect{10, 20, 90, 100};
    expectSame(valueOf(large->region(Part::Validation, 0, rect)),
               valueOf(held->region(Part::Validation, 0, rect)));
}

TEST_F(LargeImages, MayBeAskedBySeveralThreads)
{
    const auto images = valueOf(LabelledImages::load({source("8.tif", true)}, {}, 3));
    const Size patch{40, 40};
    const auto count = images->patchesPerEpoch(patch);
    std::vector<learning::Sample> expected;
    for (std::size_t i = 0; i < count; ++i) {
        expected.push_back(valueOf(images->patch(patch, 1, 1, i)));
    }
    std::vector<std::jthread> threads;
    for (std::size_t thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&, thread] {
            for (std::size_t i = 0; i < 2 * count; ++i) {
                const auto sample = images->patch(patch, 1, 1, (i + thread) % count);
                ASSERT_TRUE(sample);
                EXPECT_EQ(sample->image, expected[(i + thread) % count].image);
            }
        });
    }
}

TEST_F(LargeImages, OfWhichNoPartCanBeReadAreNotTrainedOn)
{
    const auto refused = LabelledImages::load({source("colour.png", true)}, {}, 3);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Unsupported);
    EXPECT_EQ(refused.error().where, "colour.png");
    EXPECT_NE(refused.error().message.find("TIFF"), std::string::npos) << refused.error().message;
}

TEST_F(LargeImages, MustFitTheirReferenceAndTheClasses)
{
    auto other = source("8.tif", true);
    other.large = [path = m_folder / "8.tif"]() -> Result<LargeSource> {
        return LargeSource{
            path, 1, {150, 209}, [](const PixelRect& part) { return LabelImage(part.size()); }};
    };
    const auto sizes = LabelledImages::load({other}, {}, 3);
    ASSERT_FALSE(sizes);
    EXPECT_NE(sizes.error().message.find("150x209"), std::string::npos) << sizes.error().message;
    const auto classes = LabelledImages::load({source("8.tif", true)}, {}, 2);
    ASSERT_FALSE(classes);
    EXPECT_NE(classes.error().message.find("the value 2"), std::string::npos) << classes.error().message;
    const auto missing = LabelledImages::load({source("none.tif", true)}, {}, 3);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace sorby::dataset
