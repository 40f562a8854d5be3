// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/micrograph.h"
#include "tests/unit/imaging/codecs/codec_test.h"

namespace sorby::test {
namespace {

using imaging::Micrograph;

TEST(MicrographTest, KnowsItsKind)
{
    const Micrograph deep{Raster<Rgb16>(3, 2)};
    EXPECT_EQ(deep.size(), (Size{3, 2}));
    EXPECT_EQ(deep.bitsPerChannel(), 16);
    EXPECT_TRUE(deep.isColour());
    const Micrograph floats{Raster<float>(1, 1)};
    EXPECT_EQ(floats.bitsPerChannel(), 32);
    EXPECT_FALSE(floats.isColour());
    EXPECT_EQ(Micrograph{Raster<Rgb8>(1, 1)}.bitsPerChannel(), 8);
}

TEST(MicrographTest, GreyIsTheLuminanceInTheDepthsOwnUnit)
{
    const auto colour =
        imaging::toGrey({raster<Rgb8>(4, 1, {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {9, 9, 9}})});
    EXPECT_NEAR(colour.at(0, 0), 76.245F, 1e-3F);
    EXPECT_NEAR(colour.at(1, 0), 149.685F, 1e-3F);
    EXPECT_NEAR(colour.at(2, 0), 29.07F, 1e-3F);
    EXPECT_NEAR(colour.at(3, 0), 9.0F, 1e-4F);
    EXPECT_EQ(imaging::toGrey({raster<std::uint16_t>(2, 1, {0, 65535})}), raster<float>(2, 1, {0, 65535}));
    EXPECT_NEAR(imaging::toGrey({raster<Rgb16>(1, 1, {{65535, 65535, 65535}})}).at(0, 0), 65535.0F, 0.1F);
    EXPECT_EQ(imaging::toGrey({raster<float>(2, 1, {-1.5F, 0.25F})}), raster<float>(2, 1, {-1.5F, 0.25F}));
}

TEST(MicrographTest, ExtensionsOfMicrographsInAnyCase)
{
    for (const char* name : {"a.png", "a.TIF", "ä b.Tiff", "a.JPG", "a.jpeg", "a.b.bmp"}) {
        EXPECT_TRUE(imaging::hasMicrographExtension(fromUtf8(name))) << name;
    }
    for (const char* name : {"a.csv", "png", "a.png.txt", "a", "a.gif"}) {
        EXPECT_FALSE(imaging::hasMicrographExtension(fromUtf8(name))) << name;
    }
}

} // namespace
} // namespace sorby::test
