// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/flatten.h"
#include "core/imaging/rasterizer.h"
#include "core/imaging/reference.h"
#include "tests/property/generators.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace sorby::imaging {
namespace {

using annotation::Annotations;
using annotation::Object;
using test::forEachSeed;

Annotations anyAnnotations(Random& random, Size size)
{
    Annotations annotations;
    const int count = random.between(0, 8);
    for (int i = 0; i < count; ++i) {
        Object object;
        object.id = i + 1;
        object.classId = std::array<std::uint8_t, 5>{0, 1, 2, 3, annotation::kIgnore}.at(random.below(5));
        const annotation::Point middle{random.uniform() * size.width, random.uniform() * size.height};
        object.polygon.outer =
            random.below(4) == 0 ? test::wildRing(random, size, 7) : test::starRing(random, middle, 12, 9);
        object.polygonText = "as it came";
        annotations.objects.push_back(std::move(object));
    }
    const auto painted = test::shapes(random, size, 4);
    const int strokes = random.between(0, 200);
    for (int i = 0; i < strokes; ++i) {
        const int x = random.between(0, size.width - 1);
        const int y = random.between(0, size.height - 1);
        const auto value = painted.at(x, y) == 4 ? annotation::kIgnore : painted.at(x, y);
        annotations.pixelEdits.set(x, y, value);
        annotations.pixelEdits.set(std::min(x + 1, size.width - 1), y, value);
    }
    return annotations;
}

TEST(FlattenProperty, ObjectsAloneGiveTheSameReference)
{
    forEachSeed("flatten", [](Random& random) {
        const Size size = test::anySize(random, 60);
        const auto annotations = anyAnnotations(random, size);
        const auto flat = flattenToObjects(annotations, size);
        Annotations objectsAlone;
        objectsAlone.objects = flat.objects;
        EXPECT_EQ(makeReference(objectsAlone, size), makeReference(annotations, size));
        for (const auto& object : flat.objects) {
            EXPECT_NE(object.classId, annotation::kMatrix);
        }
    });
}

TEST(FlattenProperty, WhatNothingTouchesStaysPointForPoint)
{
    forEachSeed("untouched", [](Random& random) {
        const Size size = test::anySize(random, 60);
        const auto annotations = anyAnnotations(random, size);
        // The pixels that outlines alone do not decide.
        Raster<std::uint8_t> decided(size, annotation::kUnset);
        for (const auto& object : annotations.objects) {
            rasterize(object.polygon,
                      object.classId == annotation::kMatrix ? annotation::kMatrix : annotation::kUnset,
                      decided);
        }
        annotations.pixelEdits.paintOver(decided);
        const auto flat = flattenToObjects(annotations, size);
        for (const auto& object : annotations.objects) {
            bool isTouched = object.classId == annotation::kMatrix;
            scanConvert(object.polygon, size, [&](const Span& span) {
                for (int x = span.x0 - 1; x <= span.x1; ++x) {
                    for (int y = span.y - 1; y <= span.y + 1; ++y) {
                        isTouched |= decided.contains(x, y) && decided.at(x, y) != annotation::kUnset;
                    }
                }
            });
            EXPECT_TRUE(isTouched ||
                        std::find(flat.objects.begin(), flat.objects.end(), object) != flat.objects.end())
                << "object " << object.id;
        }
    });
}

} // namespace
} // namespace sorby::imaging
