// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/random.h"
#include "core/imaging/micrograph.h"
#include "core/imaging/perceptual_hash.h"
#include "tests/support/results.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <limits>
#include <string>
#include <vector>

// jpeglib.h needs the types of <cstdio>, so it comes last.
// clang-format off
#include <jpeglib.h>
// clang-format on

namespace sorby::imaging {
namespace {

using sorby::test::expectGood;
using sorby::test::sharedData;
using sorby::test::TemporaryFolder;
using sorby::test::valueOf;
using Grey = Raster<float>;

/// Round particles on a matrix with shading and noise: the shading is that of every field of a microscope,
/// the particles and the noise are those of the seed.
Grey field(std::uint64_t seed, Size size = {320, 240})
{
    Random random(seed, "field");
    Grey grey(size);
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            const double shade = std::hypot(x - size.width / 2.0, y - size.height / 2.0) / size.width;
            grey.at(x, y) = static_cast<float>(120 - 60 * shade + 4 * random.normal());
        }
    }
    for (int particle = 0; particle < 60; ++particle) {
        const int radius = random.between(3, 16);
        const int middleX = random.between(0, size.width - 1);
        const int middleY = random.between(0, size.height - 1);
        for (int y = middleY - radius; y <= middleY + radius; ++y) {
            for (int x = middleX - radius; x <= middleX + radius; ++x) {
                if (grey.contains(x, y) && std::hypot(x - middleX, y - middleY) < radius) {
                    grey.at(x, y) += 60;
                }
            }
        }
    }
    return grey;
}

Grey each(const Grey& grey, const std::function<double(double)>& change)
{
    Grey result(grey.size());
    std::transform(grey.pixels().begin(), grey.pixels().end(), result.pixels().begin(),
                   [&](float value) { return static_cast<float>(change(static_cast<double>(value))); });
    return result;
}

Grey half(const Grey& grey)
{
    Grey result(grey.width() / 2, grey.height() / 2);
    for (int y = 0; y < result.height(); ++y) {
        for (int x = 0; x < result.width(); ++x) {
            result.at(x, y) = (grey.at(2 * x, 2 * y) + grey.at(2 * x + 1, 2 * y) + grey.at(2 * x, 2 * y + 1) +
                               grey.at(2 * x + 1, 2 * y + 1)) /
                              4;
        }
    }
    return result;
}

/// Without this share of the width and the height at each of the four edges.
Grey cropped(const Grey& grey, double left, double right, double top, double bottom)
{
    const auto pixels = [](int length, double share) { return static_cast<int>(length * share); };
    const int x = pixels(grey.width(), left);
    const int y = pixels(grey.height(), top);
    return crop(grey, {x, y, grey.width() - x - pixels(grey.width(), right),
                       grey.height() - y - pixels(grey.height(), bottom)});
}

/// Laid so, pixel by pixel, as the header says it.
Grey laid(const Grey& grey, Orientation orientation)
{
    const bool transposed = (orientation & 4) != 0;
    Grey result(transposed ? grey.height() : grey.width(), transposed ? grey.width() : grey.height());
    for (int y = 0; y < result.height(); ++y) {
        for (int x = 0; x < result.width(); ++x) {
            const int fromX = (orientation & 1) != 0 ? result.width() - 1 - x : x;
            const int fromY = (orientation & 2) != 0 ? result.height() - 1 - y : y;
            result.at(x, y) = transposed ? grey.at(fromY, fromX) : grey.at(fromX, fromY);
        }
    }
    return result;
}

/// As it comes back from a JPEG file of this quality.
Grey throughJpeg(const Grey& grey, int quality)
{
    jpeg_compress_struct jpeg{};
    jpeg_error_mgr errors{};
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    unsigned char* memory = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&jpeg, &memory, &size);
    jpeg.image_width = static_cast<JDIMENSION>(grey.width());
    jpeg.image_height = static_cast<JDIMENSION>(grey.height());
    jpeg.input_components = 1;
    jpeg.in_color_space = JCS_GRAYSCALE;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, quality, TRUE);
    jpeg_start_compress(&jpeg, TRUE);
    const double most = static_cast<double>(*std::max_element(grey.pixels().begin(), grey.pixels().end()));
    for (int y = 0; y < grey.height(); ++y) {
        std::vector<JSAMPLE> row;
        for (const float value : grey.row(y)) {
            const double scaled = std::clamp(static_cast<double>(value) * 255 / most, 0.0, 255.0);
            row.push_back(static_cast<JSAMPLE>(scaled + 0.5));
        }
        JSAMPROW pointer = row.data();
        jpeg_write_scanlines(&jpeg, &pointer, 1);
    }
    jpeg_finish_compress(&jpeg);
    const TemporaryFolder folder;
    expectGood(writeFileAtomically(folder / "saved anew.jpg",
                                   std::string_view(reinterpret_cast<const char*>(memory), size)));
    jpeg_destroy_compress(&jpeg);
    std::free(memory);
    return toGrey(valueOf(readMicrograph(folder / "saved anew.jpg")));
}

/// The likeness of the nearest orientation that the hashes let through; 0 when they let none.
double found(const Fingerprint& first, const Fingerprint& second)
{
    double best = 0;
    for (Orientation orientation = 0; orientation < kOrientations; ++orientation) {
        if (mayBeAlike(first, second, orientation)) {
            best = std::max(best, likeness(first, second, orientation));
        }
    }
    return best;
}

/// All that people do to a file and still have the same field.
void expectFoundAgain(const Grey& grey)
{
    const auto original = fingerprintOf(grey);
    const auto expectFound = [&](const char* what, const Grey& changed) {
        const auto print = fingerprintOf(changed);
        EXPECT_GE(found(original, print), kAlikeFrom) << what;
        EXPECT_GE(found(print, original), kAlikeFrom) << what << ", the other way round";
    };
    EXPECT_DOUBLE_EQ(likeness(original, original, 0), 1);
    expectFound("JPEG of quality 60", throughJpeg(grey, 60));
    expectFound("JPEG of quality 90", throughJpeg(grey, 90));
    expectFound("brighter", each(grey, [](double value) { return 0.6 * value + 70; }));
    expectFound("gamma", each(grey, [](double value) { return std::sqrt(std::max(value, 0.0)); }));
    expectFound("a hundredth off each edge", cropped(grey, 0.01, 0.01, 0.01, 0.01));
    expectFound("two hundredths off each edge", cropped(grey, 0.02, 0.02, 0.02, 0.02));
    expectFound("two hundredths off two edges", cropped(grey, 0, 0.02, 0.02, 0));
    expectFound("half the size", half(grey));
    expectFound("a cropped JPEG of half the size", throughJpeg(half(cropped(grey, 0.015, 0, 0, 0.015)), 75));
}

TEST(PerceptualHash, findsTheSameFieldAgain)
{
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        SCOPED_TRACE(seed);
        expectFoundAgain(field(seed));
    }
}

TEST(PerceptualHash, tellsFieldsOfOneMaterialApart)
{
    std::vector<Fingerprint> prints;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        prints.push_back(fingerprintOf(field(seed)));
    }
    double distances = 0;
    double pairs = 0;
    for (std::size_t a = 0; a < prints.size(); ++a) {
        for (std::size_t b = 0; b < a; ++b) {
            EXPECT_LT(likeness(prints[a], prints[b], 0), 0.5) << a << " and " << b;
            EXPECT_LT(found(prints[a], prints[b]), 0.5) << a << " and " << b;
            distances += hashDistance(prints[a], prints[b], 0);
            pairs += 1;
        }
    }
    EXPECT_NEAR(distances / pairs, 128, 4) << "half of the bits, as of two thrown coins";
}

TEST(PerceptualHash, knowsTheEightOrientationsByName)
{
    const auto grey = field(7, {300, 200});
    const auto original = fingerprintOf(grey);
    for (Orientation lie = 0; lie < kOrientations; ++lie) {
        SCOPED_TRACE(lie);
        // The second laid back is the first: quarter turns are each other's way back.
        const auto turned = fingerprintOf(laid(grey, lie));
        for (Orientation way = 0; way < kOrientations; ++way) {
            const bool isBack = laid(laid(grey, lie), way) == grey;
            EXPECT_EQ(mayBeAlike(original, turned, way), isBack) << way;
            if (isBack) {
                EXPECT_LE(hashDistance(original, turned, way), 2) << way;
                EXPECT_GT(likeness(original, turned, way), 0.98) << way;
            } else {
                EXPECT_LT(likeness(original, turned, way), 0.6) << way;
            }
        }
    }
}

TEST(PerceptualHash, isNotTakenInByACommonInformationBar)
{
    const auto withBar = [](std::uint64_t seed) {
        auto grey = each(field(seed), [](double value) { return 0.2 * value + 90; });
        for (int y = grey.height() - 20; y < grey.height(); ++y) {
            for (int x = 0; x < grey.width(); ++x) {
                grey.at(x, y) = x / 7 % 3 == 0 && y % 8 > 2 ? 255.0F : 0.0F;
            }
        }
        return fingerprintOf(grey);
    };
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        EXPECT_LT(likeness(withBar(seed), withBar(seed + 100), 0), 0.6) << seed;
    }
}

TEST(PerceptualHash, isEmptyWhereThereIsNothingToRecognise)
{
    const Grey flat(100, 80, 137.3F);
    EXPECT_TRUE(fingerprintOf(flat).isEmpty());
    EXPECT_TRUE(fingerprintOf({}).isEmpty());
    EXPECT_TRUE(fingerprintOf(crop(field(1), {0, 0, 31, 200})).isEmpty());
    EXPECT_FALSE(fingerprintOf(crop(field(1), {0, 0, 32, 32})).isEmpty());
    EXPECT_FALSE(mayBeAlike(fingerprintOf(flat), fingerprintOf(flat), 0));
    EXPECT_EQ(likeness(fingerprintOf(flat), fingerprintOf(field(1)), 0), 0);

    auto holes = field(2);
    holes.at(5, 5) = std::numeric_limits<float>::quiet_NaN();
    holes.at(9, 5) = std::numeric_limits<float>::infinity();
    EXPECT_GE(found(fingerprintOf(field(2)), fingerprintOf(holes)), kAlikeFrom);
}

class RealFields : public testing::TestWithParam<const char*> {
  protected:
    void SetUp() override
    {
        if (sharedData().empty()) {
            GTEST_SKIP() << "the shared micrographs are not here";
        }
        for (const auto& file : valueOf(listFiles(sharedData() / GetParam() / "images", true))) {
            greys.push_back(toGrey(valueOf(readMicrograph(file))));
            names.push_back(toUtf8(file.filename()));
        }
        ASSERT_GE(greys.size(), 20U);
    }
    std::vector<Grey> greys;
    std::vector<std::string> names;
};

TEST_P(RealFields, areToldApart)
{
    std::vector<Fingerprint> prints;
    for (const auto& grey : greys) {
        prints.push_back(fingerprintOf(grey));
    }
    for (std::size_t a = 0; a < prints.size(); ++a) {
        for (std::size_t b = 0; b < a; ++b) {
            EXPECT_LT(found(prints[a], prints[b]), 0.5) << names[a] << " and " << names[b];
            EXPECT_LT(likeness(prints[a], prints[b], 0), 0.5) << names[a] << " and " << names[b];
        }
    }
}

TEST_P(RealFields, areFoundAgain)
{
    for (std::size_t i = 0; i < greys.size(); i += 3) {
        SCOPED_TRACE(names[i]);
        expectFoundAgain(greys[i]);
    }
}

INSTANTIATE_TEST_SUITE_P(Sets, RealFields, testing::Values("nasa_super", "nasa_ebc"),
                         [](const auto& set) { return std::string(set.param); });

} // namespace
} // namespace sorby::imaging
