// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/validity.h"
#include "core/dataset/synthetic.h"
#include "core/imaging/rasterizer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace sorby::dataset {
namespace {

SyntheticOptions smallOptions(int classes = 1, std::uint64_t seed = 0)
{
    SyntheticOptions options;
    options.images = 16;
    options.size = {320, 240};
    options.classes = classes;
    options.seed = seed;
    return options;
}

std::size_t countOf(const imaging::LabelImage& labels, std::uint8_t classId)
{
    return static_cast<std::size_t>(std::count(labels.pixels().begin(), labels.pixels().end(), classId));
}

TEST(SyntheticField, IsTheSameForTheSameOptions)
{
    const auto first = makeField(smallOptions(3, 7), 5);
    auto more = smallOptions(3, 7);
    more.images = 500;
    const auto second = makeField(more, 5);
    EXPECT_EQ(first.name, second.name);
    EXPECT_EQ(first.image, second.image);
    EXPECT_EQ(first.labels, second.labels);
    EXPECT_EQ(first.objects, second.objects);
    EXPECT_EQ(first.points, second.points);
    EXPECT_NE(makeField(smallOptions(3, 8), 5).image, first.image);
    EXPECT_NE(makeField(smallOptions(3, 7), 6).image, first.image);
}

TEST(SyntheticField, HasPolygonsThatRasteriseToItsLabels)
{
    for (int index = 0; index < 24; ++index) {
        SCOPED_TRACE(index);
        const auto field = makeField(smallOptions(1 + index % 3, 3), index);
        imaging::LabelImage labels(field.image.size());
        for (const auto& object : field.objects) {
            imaging::rasterize(object.polygon, object.classId, labels);
        }
        EXPECT_EQ(labels, field.labels);
        EXPECT_GT(countOf(field.labels, 1), 0U);
        for (std::uint8_t id = 2; id <= 3; ++id) {
            EXPECT_EQ(countOf(field.labels, id) > 0, id <= 1 + index % 3);
        }
    }
}

TEST(SyntheticField, HasPolygonsWithoutDefectsOnPixelCentres)
{
    for (int index = 0; index < 16; ++index) {
        const auto field = makeField(smallOptions(3, 4), index);
        for (const auto& object : field.objects) {
            EXPECT_TRUE(annotation::findDefects(object, field.image.size()).empty());
            EXPECT_TRUE(object.poi && annotation::contains(object.polygon, *object.poi));
            for (const auto& point : object.polygon.outer) {
                EXPECT_EQ(point.x - std::floor(point.x), annotation::kPixelCentre);
                EXPECT_EQ(point.y - std::floor(point.y), annotation::kPixelCentre);
            }
        }
    }
}

TEST(SyntheticField, HasConstituentsThatDoNotOverlap)
{
    const auto field = makeField(smallOptions(3, 5), 1);
    std::size_t pixels = 0;
    for (const auto& object : field.objects) {
        pixels += imaging::pixelCount(object.polygon, field.image.size());
    }
    EXPECT_EQ(pixels, field.labels.pixels().size() - countOf(field.labels, 0));
}

TEST(SyntheticField, IsHardOnceInEight)
{
    int hard = 0;
    double hardShare = 0;
    double share = 0;
    for (int index = 0; index < 32; ++index) {
        const auto field = makeField(smallOptions(), index);
        const double islands =
            static_cast<double>(countOf(field.labels, 1)) / static_cast<double>(field.labels.pixels().size());
        hard += field.hard ? 1 : 0;
        (field.hard ? hardShare : share) += islands;
    }
    EXPECT_EQ(hard, 4);
    EXPECT_LT(hardShare / 4, 0.04);
    EXPECT_GT(share / 28, 0.04);
    EXPECT_LT(share / 28, 0.13);
}

TEST(SyntheticField, TakesTurnsAmongSpecimens)
{
    std::map<std::pair<std::string, int>, int> fields;
    std::set<std::string> names;
    for (int index = 0; index < 18; ++index) {
        const auto field = makeField(smallOptions(), index);
        ++fields[{field.type, field.temperature}];
        names.insert(field.name);
    }
    EXPECT_EQ(fields.size(), 9U);
    EXPECT_TRUE(std::all_of(fields.begin(), fields.end(), [](const auto& each) { return each.second == 2; }));
    EXPECT_EQ(names.size(), 18U);
}

TEST(SyntheticField, IsNotSolvedByAThreshold)
{
    // The best IoU that any threshold on the grey reaches, chosen with the labels in hand.
    for (const int index : {0, 1, 2, 4}) {
        const auto field = makeField(smallOptions(1, 6), index);
        double best = 0;
        for (int threshold = 0; threshold < 255; ++threshold) {
            std::size_t both = 0;
            std::size_t either = 0;
            for (std::size_t i = 0; i < field.labels.pixels().size(); ++i) {
                const bool bright = field.image.pixels()[i] > threshold;
                const bool island = field.labels.pixels()[i] == 1;
                both += bright && island ? 1 : 0;
                either += bright || island ? 1 : 0;
            }
            best = std::max(best, either == 0 ? 0 : static_cast<double>(both) / static_cast<double>(either));
        }
        EXPECT_LT(best, 0.6) << index;
    }
}

TEST(SyntheticField, ShowsIslandsBrighterThanWhatSurroundsThem)
{
    double inside = 0;
    double outside = 0;
    for (const int index : {0, 1, 2, 3}) {
        const auto field = makeField(smallOptions(1, 2), index);
        const auto islands = static_cast<double>(countOf(field.labels, 1));
        const auto matrix = static_cast<double>(countOf(field.labels, 0));
        for (std::size_t i = 0; i < field.labels.pixels().size(); ++i) {
            (field.labels.pixels()[i] == 1 ? inside : outside) +=
                field.image.pixels()[i] / (field.labels.pixels()[i] == 1 ? islands : matrix);
        }
    }
    EXPECT_GT(inside / 4, outside / 4 + 10);
    EXPECT_GT(outside / 4, 60);
    EXPECT_LT(inside / 4, 200) << "not burnt out";
}

TEST(SyntheticField, HasPointsOfThreeAnnotatorsWithMissesAndStrays)
{
    std::map<std::string, int> hits;
    std::map<std::string, int> strays;
    int islands = 0;
    for (int index = 0; index < 16; ++index) {
        const auto field = makeField(smallOptions(2, 9), index);
        for (const auto& object : field.objects) {
            islands += object.classId == 1 ? 1 : 0;
        }
        for (const auto& point : field.points) {
            ASSERT_GE(point.position.x, 0.5);
            ASSERT_LE(point.position.x, field.image.width() - 0.5);
            ASSERT_GE(point.position.y, 0.5);
            ASSERT_LE(point.position.y, field.image.height() - 0.5);
            const bool near =
                std::any_of(field.objects.begin(), field.objects.end(), [&](const auto& object) {
                    return object.classId == 1 && std::abs(object.poi->x - point.position.x) <= 3 &&
                           std::abs(object.poi->y - point.position.y) <= 3;
                });
            ++(near ? hits : strays)[point.annotator];
        }
    }
    ASSERT_EQ(hits.size(), 3U);
    for (const auto& [annotator, count] : hits) {
        EXPECT_NEAR(count, 0.9 * islands, 0.06 * islands) << annotator;
        EXPECT_GT(strays[annotator], 3);
    }
}

} // namespace
} // namespace sorby::dataset
