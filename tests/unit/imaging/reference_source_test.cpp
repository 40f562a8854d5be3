// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/edit.h"
#include "core/base/pixel_rect.h"
#include "core/base/random.h"
#include "core/imaging/packed_labels.h"
#include "core/imaging/reference.h"
#include "core/imaging/reference_source.h"
#include "tests/support/label_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace sorby::imaging {
namespace {

constexpr Size kSize{611, 433};

PixelRect anyRect(Random& random, Size size)
{
    const auto below = [&](int end) {
        return static_cast<int>(random.below(static_cast<std::uint64_t>(end)));
    };
    const int x = below(size.width);
    const int y = below(size.height);
    return {x, y, 1 + below(size.width - x), 1 + below(size.height - y)};
}

/// Objects of any shape, also across the border, on half pixels as often as not, and strokes over them.
annotation::Annotations anyAnnotations(std::uint64_t seed)
{
    Random random(seed, "annotations");
    annotation::Annotations annotations;
    for (int i = 0; i < 60; ++i) {
        annotation::Object object;
        object.classId = static_cast<annotation::ClassId>(random.below(4));
        const double x = random.uniform(-30, 640);
        const double y = random.uniform(-30, 460);
        const double radius = random.uniform(1, 60);
        const bool isRound = random.chance(0.5);
        for (int corner = 0; corner < 12; ++corner) {
            const double angle = corner * std::numbers::pi / 6;
            const double away = radius * random.uniform(0.4, 1);
            annotation::Point point{x + away * std::cos(angle), y + away * std::sin(angle)};
            if (isRound) {
                point = {std::round(2 * point.x) / 2, std::round(2 * point.y) / 2};
            }
            object.polygon.outer.push_back(point);
        }
        annotations.objects.push_back(object);
    }
    for (int i = 0; i < 40; ++i) {
        const int x = static_cast<int>(random.below(600));
        const int y = static_cast<int>(random.below(420));
        const auto value =
            random.chance(0.2) ? annotation::kIgnore : static_cast<std::uint8_t>(random.below(4));
        for (int dx = 0; dx < 9; ++dx) {
            annotations.pixelEdits.set(x + dx, y, value);
        }
    }
    return annotations;
}

TEST(BoxIndex, FindsWhatComparingAllFinds)
{
    Random random(1, "boxes");
    std::vector<annotation::Box> boxes;
    for (int i = 0; i < 1000; ++i) {
        const double x = random.uniform(0, 1000);
        const double y = random.uniform(0, 1000);
        boxes.push_back(random.chance(0.05)
                            ? annotation::Box{}
                            : annotation::Box{x, y, x + random.uniform(0, 40), y + random.uniform(0, 40)});
    }
    const BoxIndex index(boxes);
    for (int i = 0; i < 200; ++i) {
        const double x = random.uniform(-50, 1000);
        const double y = random.uniform(-50, 1000);
        const annotation::Box area{x, y, x + random.uniform(0, 200), y + random.uniform(0, 200)};
        std::vector<std::uint32_t> expected;
        for (std::uint32_t number = 0; number < boxes.size(); ++number) {
            const auto& box = boxes[number];
            if (!box.isEmpty() && box.left <= area.right && area.left <= box.right &&
                box.top <= area.bottom && area.top <= box.bottom) {
                expected.push_back(number);
            }
        }
        EXPECT_EQ(index.find(area), expected);
    }
    EXPECT_TRUE(BoxIndex().find({0, 0, 1, 1}).empty());
}

TEST(ReferenceSource, APartIsTheReferenceCutToIt)
{
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
        const auto annotations = anyAnnotations(seed);
        const PixelRect specimen{7, 3, 590, 401};
        auto whole = makeReference(annotations, kSize);
        fillOutside(whole, specimen, annotation::kIgnore);
        const ReferenceSource source(kSize, annotations, specimen);
        Random random(seed, "rectangles");
        for (int i = 0; i < 40; ++i) {
            const auto rect = anyRect(random, kSize);
            ASSERT_EQ(source.labels(rect), crop(whole, rect))
                << rect.x << ' ' << rect.y << ' ' << rect.width << ' ' << rect.height;
        }
        EXPECT_EQ(source.labelAt(300, 200), whole.at(300, 200));
        EXPECT_EQ(source.counts(), countValues(whole));
    }
}

TEST(ReferenceSource, FromAfarEachPixelIsTheOneInTheMiddle)
{
    const auto annotations = anyAnnotations(9);
    annotation::Annotations edits;
    edits.pixelEdits = annotations.pixelEdits;
    // Pixel edits and the specimen exactly; outlines where they are: the middle of four pixels is a corner,
    // so a rectangle on whole blocks is known.
    annotation::Object object;
    object.polygon.outer = {{80, 40}, {160, 40}, {160, 120}, {80, 120}};
    edits.objects.push_back(object);
    const PixelRect specimen{8, 0, 592, 400};
    const ReferenceSource source(kSize, edits, specimen);
    auto whole = makeReference(edits, kSize);
    fillOutside(whole, specimen, annotation::kIgnore);
    for (const int factor : {2, 4, 8}) {
        const PixelRect rect{3, 2, 611 / factor - 3, 433 / factor - 2};
        const auto part = source.labels(rect, factor);
        for (int y = 0; y < rect.height; ++y) {
            for (int x = 0; x < rect.width; ++x) {
                ASSERT_EQ(part.at(x, y),
                          whole.at((rect.x + x) * factor + factor / 2, (rect.y + y) * factor + factor / 2))
                    << factor << ": " << x << ' ' << y;
            }
        }
    }
}

TEST(ReferenceSource, TakesOtherPixelEditsWithTheSameObjects)
{
    auto annotations = anyAnnotations(3);
    const ReferenceSource before(kSize, annotations, std::nullopt);
    annotations.pixelEdits.set(100, 100, 3);
    const auto after = before.withEdits(annotations.pixelEdits);
    EXPECT_EQ(after.objects(), before.objects());
    EXPECT_EQ(after.labelAt(100, 100), 3);
    EXPECT_EQ(after.labels({0, 0, 611, 433}), makeReference(annotations, kSize));
}

TEST(ReferenceSource, AfterAnEditItIsTheOneThatIsMadeAnew)
{
    for (std::uint64_t seed = 0; seed < 3; ++seed) {
        auto annotations = anyAnnotations(seed);
        for (std::size_t i = 0; i < annotations.objects.size(); ++i) {
            annotations.objects[i].id = static_cast<annotation::ObjectId>(i) + 1;
        }
        ReferenceSource source(kSize, annotations, std::nullopt);
        Random random(seed, "edits");
        auto& objects = annotations.objects;
        annotation::ObjectId lastId = 1000;
        for (int round = 0; round < 120; ++round) {
            const auto place = static_cast<std::size_t>(random.below(objects.size()));
            annotation::Object object = objects[place];
            PixelRect changed;
            const auto kind = random.below(5);
            if (kind <= 1) { // most often it is reshaped where it is
                changed = annotation::pixelBox(object.polygon);
                for (auto& point : object.polygon.outer) {
                    point.x += random.uniform(-30, 30);
                }
                changed = united(changed, annotation::pixelBox(object.polygon));
                objects[place] = object;
            } else if (kind == 2) {
                object.id = ++lastId;
                for (auto& point : object.polygon.outer) {
                    point.y += random.uniform(-100, 100);
                }
                changed = annotation::pixelBox(object.polygon);
                objects.push_back(object);
            } else if (kind == 3 && objects.size() > 3) {
                changed = annotation::pixelBox(object.polygon);
                objects.erase(objects.begin() + static_cast<std::ptrdiff_t>(place));
            } else {
                object.id = ++lastId;
                changed = annotation::pixelBox(object.polygon);
                objects.insert(objects.begin() + static_cast<std::ptrdiff_t>(place), object);
            }
            source = source.withAnnotations(annotations, changed);
            const ReferenceSource anew(kSize, annotations, std::nullopt);
            ASSERT_EQ(source.labels({0, 0, 611, 433}), anew.labels({0, 0, 611, 433})) << seed << ' ' << round;
            const auto rect = anyRect(random, kSize);
            const annotation::Box area{static_cast<double>(rect.x), static_cast<double>(rect.y),
                                       static_cast<double>(rect.x) + rect.width,
                                       static_cast<double>(rect.y) + rect.height};
            ASSERT_EQ(source.objects()->find(area), anew.objects()->find(area));
            ASSERT_EQ(source.objects()->size(), objects.size());
            ASSERT_EQ(source.objects()->item(objects.size() - 1).id, objects.back().id);
        }
    }
}

TEST(ObjectSet, SharesWhatAnEditElsewhereLeaves)
{
    std::vector<annotation::Object> objects(3);
    for (std::size_t i = 0; i < 3; ++i) {
        const double left = 40.0 * static_cast<double>(i);
        objects[i].id = static_cast<annotation::ObjectId>(i) + 1;
        objects[i].polygon.outer = {{left, 0}, {left + 20, 0}, {left + 20, 20}, {left, 20}};
    }
    const ObjectSet before(objects);
    objects[1].polygon.outer[0] = {45, 5};
    const ObjectSet after(objects, before, {40, 0, 20, 20});
    EXPECT_EQ(&after.item(0), &before.item(0));
    EXPECT_NE(&after.item(1), &before.item(1));
    EXPECT_EQ(after.item(1).polygon, objects[1].polygon);
    EXPECT_EQ(&after.item(2), &before.item(2));
    // Without a changed pixel: its class, its point, and an outline without area.
    objects[0].classId = 2;
    objects[2].poi = annotation::Point{90, 10};
    const ObjectSet other(objects, after, {});
    EXPECT_EQ(other.item(0).classId, 2);
    EXPECT_EQ(other.item(2).poi, objects[2].poi);
    EXPECT_EQ(&other.item(1), &after.item(1));
    objects[1].polygon.outer = {{40, 8}, {50, 8}, {60, 8}};
    const ObjectSet flat(objects, other, {40, 0, 20, 20});
    objects[1].polygon.outer[2] = {70, 8};
    EXPECT_EQ(ObjectSet(objects, flat, {}).item(1).polygon, objects[1].polygon);
}

TEST(ObjectSet, FindsTheTopmostObjectAtAPoint)
{
    std::vector<annotation::Object> objects(3);
    objects[0].id = 7;
    objects[0].polygon.outer = {{0, 0}, {20, 0}, {20, 20}, {0, 20}};
    objects[1].id = 8;
    objects[1].polygon.outer = {{10, 10}, {30, 10}, {30, 30}, {10, 30}};
    objects[1].polygon.holes = {{{12, 12}, {14, 12}, {14, 14}, {12, 14}}};
    objects[2].id = 9;
    objects[2].polygon.outer = {{40, 0}, {60, 0}, {40, 20}};
    const ObjectSet set(objects);
    ASSERT_NE(set.topmostAt({15, 15}), nullptr);
    EXPECT_EQ(set.topmostAt({15, 15})->id, 8);
    EXPECT_EQ(set.topmostAt({13, 13})->id, 7) << "through the hole";
    EXPECT_EQ(set.topmostAt({5, 5})->id, 7);
    EXPECT_EQ(set.topmostAt({58, 18}), nullptr) << "in the box, not in the triangle";
}

TEST(PackedLabels, GiveBackEveryPartOfWhatWentIn)
{
    const auto labels = makeReference(anyAnnotations(5), kSize);
    const PackedLabels packed(labels);
    Random random(5, "rectangles");
    for (int i = 0; i < 40; ++i) {
        const auto rect = anyRect(random, kSize);
        ASSERT_EQ(packed.labels(rect), crop(labels, rect));
    }
    EXPECT_EQ(packed.labels({-2, 430, 4, 6}), crop(labels, {-2, 430, 4, 6}));
    EXPECT_EQ(packed.labels({10, 10, 50, 50}, 4).at(7, 9), labels.at(17 * 4 + 2, 19 * 4 + 2));
    EXPECT_LT(PackedLabels(LabelImage(4000, 4000, 2)).bytes(), 50'000U);
}

} // namespace
} // namespace sorby::imaging
