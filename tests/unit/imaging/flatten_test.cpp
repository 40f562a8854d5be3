// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/flatten.h"
#include "core/imaging/rasterizer.h"

#include <gtest/gtest.h>

namespace sorby::imaging {
namespace {

using annotation::Annotations;
using annotation::Object;

Object rectangle(annotation::ClassId classId, double x0, double y0, double x1, double y1)
{
    Object object;
    object.id = 5;
    object.classId = classId;
    object.polygon.outer = {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}};
    object.polygonText = "text";
    object.provenance.origin = annotation::Origin::Imported;
    return object;
}

TEST(Flatten, LeavesPlainObjectsAlone)
{
    Annotations annotations;
    annotations.objects = {rectangle(1, 0, 0, 3, 3), rectangle(2, 2, 2, 4, 4)};
    const auto flat = flattenToObjects(annotations, {6, 6});
    EXPECT_EQ(flat.objects, annotations.objects);
    EXPECT_EQ(flat.retraced + flat.added, 0U);
}

TEST(Flatten, APaintedPixelNextToItsClassBecomesPartOfTheObject)
{
    Annotations annotations;
    annotations.objects = {rectangle(1, 1, 1, 3, 3)};
    annotations.pixelEdits.set(3, 1, 1);
    const auto flat = flattenToObjects(annotations, {6, 6});
    ASSERT_EQ(flat.objects.size(), 1U);
    EXPECT_EQ(flat.retraced, 1U);
    EXPECT_EQ(flat.added, 0U);
    EXPECT_EQ(flat.objects[0].id, 5);
    EXPECT_EQ(flat.objects[0].polygonText, "");
    EXPECT_EQ(flat.objects[0].provenance.origin, annotation::Origin::Corrected);
    EXPECT_EQ(pixelCount(flat.objects[0].polygon, {6, 6}), 5U);
}

TEST(Flatten, AStrokeOfItsOwnBecomesAnObject)
{
    Annotations annotations;
    annotations.objects = {rectangle(1, 0, 0, 2, 2)};
    annotations.pixelEdits.set(2, 0, 2); // next to it, of another class
    annotations.pixelEdits.set(5, 5, annotation::kIgnore);
    const auto flat = flattenToObjects(annotations, {6, 6});
    ASSERT_EQ(flat.objects.size(), 3U);
    EXPECT_EQ(flat.objects[0], annotations.objects[0]);
    EXPECT_EQ(flat.objects[1].classId, 2);
    EXPECT_EQ(flat.objects[2].classId, annotation::kIgnore);
    EXPECT_EQ(flat.added, 2U);
}

TEST(Flatten, AnObjectCutInTwoStaysOneThing)
{
    Annotations annotations;
    annotations.objects = {rectangle(1, 0, 0, 5, 2)};
    annotations.objects[0].poi = {4, 1};
    annotations.pixelEdits.set(2, 0, annotation::kMatrix);
    annotations.pixelEdits.set(2, 1, annotation::kMatrix);
    const auto flat = flattenToObjects(annotations, {6, 6});
    ASSERT_EQ(flat.objects.size(), 2U);
    EXPECT_NE(flat.objects[0].group, 0);
    EXPECT_EQ(flat.objects[0].group, flat.objects[1].group);
    EXPECT_FALSE(flat.objects[0].poi);
    EXPECT_TRUE(flat.objects[1].poi);
}

TEST(Flatten, WhatIsErasedWhollyIsGone)
{
    Annotations annotations;
    annotations.objects = {rectangle(1, 0, 0, 2, 2), rectangle(0, 0, 0, 4, 4)};
    const auto flat = flattenToObjects(annotations, {6, 6});
    EXPECT_TRUE(flat.objects.empty());
    EXPECT_EQ(flat.retraced, 1U);
}

} // namespace
} // namespace sorby::imaging
