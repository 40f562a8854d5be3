// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"
#include "core/base/random.h"
#include "core/imaging/label_image.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace sorby::test {

/// Runs `check` with 200 generators; the message of a failure names the seed, and the first one ends the
/// test.
template <typename Check>
void forEachSeed(const char* purpose, const Check& check)
{
    for (std::uint64_t seed = 1; seed <= 200 && !testing::Test::HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Random random(seed, purpose);
        check(random);
    }
}

[[nodiscard]] Size anySize(Random& random, int longest);

/// Each pixel with this probability of a class from 1 to `classes`, else 0.
[[nodiscard]] imaging::LabelImage noise(Random& random, Size size, double density, int classes = 1);
/// Overlapping discs, rings and bars of classes from 0 to `classes`: regions like those that people draw.
[[nodiscard]] imaging::LabelImage shapes(Random& random, Size size, int classes = 1);
/// Noise of any density, shapes, a checkerboard, nested frames, a single pixel, all or nothing.
[[nodiscard]] Raster<std::uint8_t> anyMask(Random& random);

/// A ring that does not cross itself: points around a middle in the order of their angles.
[[nodiscard]] annotation::Ring starRing(Random& random, annotation::Point middle, double radius, int points);
/// Any points in and around an image, so that the ring crosses itself many times.
[[nodiscard]] annotation::Ring wildRing(Random& random, Size size, int points);
/// The points moved to a grid of 1/2 or 1/8 pixel, where lines meet pixel centres exactly.
[[nodiscard]] annotation::Ring snapped(annotation::Ring ring, int stepsPerPixel);

/// Triangles that share their corners and cover an image of this size and more: a grid whose points were
/// pushed about. With `onGrid` every coordinate is a multiple of 1/2.
[[nodiscard]] std::vector<annotation::Ring> pushedGrid(Random& random, Size size, bool onGrid);
/// The same from points thrown into one great triangle, which makes long thin ones.
[[nodiscard]] std::vector<annotation::Ring> thrownTriangles(Random& random, Size size, int points,
                                                            bool onGrid);

} // namespace sorby::test
