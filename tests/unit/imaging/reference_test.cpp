// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/reference.h"
#include "tests/support/label_text.h"

#include <gtest/gtest.h>

namespace sorby::imaging {
namespace {

annotation::Object rectangle(annotation::ClassId classId, double x0, double y0, double x1, double y1)
{
    annotation::Object object;
    object.classId = classId;
    object.polygon.outer = {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}};
    return object;
}

TEST(Reference, IsMatrixWhereNobodySaidAnything)
{
    EXPECT_EQ(makeReference({}, Size{3, 2}), LabelImage(3, 2, annotation::kMatrix));
}

TEST(Reference, LaterObjectsCoverEarlierOnes)
{
    annotation::Annotations annotations;
    annotations.objects = {rectangle(1, 0, 0, 3, 3), rectangle(2, 2, 2, 4, 4)};
    EXPECT_EQ(test::text(makeReference(annotations, Size{4, 4})), "111.\n"
                                                                  "111.\n"
                                                                  "1122\n"
                                                                  "..22\n");
    std::swap(annotations.objects[0], annotations.objects[1]);
    EXPECT_EQ(makeReference(annotations, Size{4, 4}).at(2, 2), 1);
}

TEST(Reference, PixelEditsAreOnTopOfEveryObject)
{
    annotation::Annotations annotations;
    annotations.objects = {rectangle(1, 0, 0, 3, 2)};
    annotations.pixelEdits.set(0, 0, annotation::kMatrix);
    annotations.pixelEdits.set(1, 0, annotation::kIgnore);
    annotations.pixelEdits.set(3, 1, 2);
    annotations.pixelEdits.set(99, 1, 2);
    annotations.points = {{1, "A", {2.5, 2.5}}};
    EXPECT_EQ(test::text(makeReference(annotations, Size{4, 3})), ".x1.\n"
                                                                  "1112\n"
                                                                  "....\n");
}

} // namespace
} // namespace sorby::imaging
