// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/overlaps.h"
#include "core/imaging/rasterizer.h"
#include "tests/property/generators.h"

#include <gtest/gtest.h>

#include <vector>

namespace sorby::imaging {
namespace {

using test::forEachSeed;

constexpr Size kImage{40, 30};

std::vector<annotation::Object> anyObjects(Random& random)
{
    std::vector<annotation::Object> objects(random.below(12));
    for (auto& object : objects) {
        const annotation::Point middle{random.uniform(0, kImage.width), random.uniform(0, kImage.height)};
        auto& ring = object.polygon.outer;
        ring = random.chance(0.2)
                   ? test::wildRing(random, kImage, random.between(3, 9))
                   : test::starRing(random, middle, random.uniform(1, 15), random.between(5, 12));
        if (random.chance(0.5)) {
            ring = test::snapped(ring, 2);
        }
        object.group = random.between(0, 3);
    }
    return objects;
}

/// Pixel by pixel, pair by pair.
std::vector<Overlap> slowly(const std::vector<annotation::Object>& objects)
{
    std::vector<Raster<std::uint8_t>> masks;
    for (const auto& object : objects) {
        masks.emplace_back(kImage);
        rasterize(object.polygon, 1, masks.back());
    }
    std::vector<Overlap> result;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        for (std::size_t k = i + 1; k < objects.size(); ++k) {
            if (objects[i].group != 0 && objects[i].group == objects[k].group) {
                continue;
            }
            Overlap overlap{i, k, {}, 0};
            for (int y = 0; y < kImage.height; ++y) {
                for (int x = 0; x < kImage.width; ++x) {
                    if (masks[i].at(x, y) != 0 && masks[k].at(x, y) != 0 && overlap.pixels++ == 0) {
                        overlap.place = {x + 0.5, y + 0.5};
                    }
                }
            }
            if (overlap.pixels > 0) {
                result.push_back(overlap);
            }
        }
    }
    return result;
}

TEST(OverlapsProperty, AreThoseOfTheDrawnMasks)
{
    forEachSeed("overlaps", [](Random& random) {
        const auto objects = anyObjects(random);
        const auto found = findOverlaps(objects, kImage);
        EXPECT_TRUE(found.isComplete);
        EXPECT_EQ(found.pairs, slowly(objects));
    });
}

TEST(OverlapsProperty, ObjectsThatShareTheirEdgesDoNotOverlap)
{
    forEachSeed("shared edges", [](Random& random) {
        std::vector<annotation::Object> objects;
        const bool onGrid = random.chance(0.5);
        for (auto& triangle : random.chance(0.5) ? test::pushedGrid(random, kImage, onGrid)
                                                 : test::thrownTriangles(random, kImage, 20, onGrid)) {
            objects.emplace_back();
            objects.back().polygon.outer = std::move(triangle);
        }
        EXPECT_TRUE(findOverlaps(objects, kImage).pairs.empty());
    });
}

} // namespace
} // namespace sorby::imaging
