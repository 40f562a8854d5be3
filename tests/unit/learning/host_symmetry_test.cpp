// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/learning/host_symmetry.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace sorby::learning {
namespace {

/// A checkerboard whose fields differ, so that no two symmetries look alike; image and labels say the same.
Sample checkerboard(Size size)
{
    Sample sample{Raster<float>(size), Raster<std::uint8_t>(size)};
    for (int y = 0; y < size.height; ++y) {
        for (int x = 0; x < size.width; ++x) {
            const int value = (x + y) % 2 == 0 ? 1 + x + size.width * y : 0;
            sample.labels.at(x, y) = static_cast<std::uint8_t>(value);
            sample.image.at(x, y) = static_cast<float>(value);
        }
    }
    return sample;
}

std::vector<Symmetry> allSymmetries()
{
    std::vector<Symmetry> all;
    for (int bits = 0; bits < 8; ++bits) {
        all.push_back({(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0});
    }
    return all;
}

TEST(HostSymmetryTest, ImageAndLabelsStayTogether)
{
    std::set<std::vector<std::uint8_t>> seen;
    for (const auto& symmetry : allSymmetries()) {
        const auto sample = transformed(checkerboard({4, 4}), symmetry);
        const auto labels = sample.labels.pixels();
        EXPECT_TRUE(std::equal(labels.begin(), labels.end(), sample.image.pixels().begin()));
        seen.emplace(labels.begin(), labels.end());
    }
    EXPECT_EQ(seen.size(), 8U);
}

TEST(HostSymmetryTest, EachOperationByHand)
{
    Raster<std::uint8_t> source(3, 2);
    for (std::size_t i = 0; i < 6; ++i) {
        source.pixels()[i] = static_cast<std::uint8_t>(i); // 0 1 2 / 3 4 5
    }
    const auto pixels = [](const Raster<std::uint8_t>& raster) {
        return std::vector<int>(raster.pixels().begin(), raster.pixels().end());
    };
    EXPECT_EQ(pixels(transformed(source, {false, true, false})), (std::vector<int>{2, 1, 0, 5, 4, 3}));
    EXPECT_EQ(pixels(transformed(source, {false, false, true})), (std::vector<int>{3, 4, 5, 0, 1, 2}));
    const auto turned = transformed(source, {true, false, false});
    EXPECT_EQ(turned.size(), (Size{2, 3}));
    EXPECT_EQ(pixels(turned), (std::vector<int>{0, 3, 1, 4, 2, 5}));
    // A quarter turn clockwise.
    EXPECT_EQ(pixels(transformed(source, {true, true, false})), (std::vector<int>{3, 0, 4, 1, 5, 2}));
}

} // namespace
} // namespace sorby::learning
