// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/tools/tool_fixture.h"

namespace sorby::tools {
namespace {

using canvas::Button;
using canvas::ToolKey;
using test::rectangle;
using test::ToolTest;

class VertexToolTest : public ToolTest {
  protected:
    VertexToolTest()
    {
        id = add(rectangle(10, 10, 50, 50));
        take(ToolId::Vertices);
        click(30, 30);
        before = annotations();
    }
    [[nodiscard]] const annotation::Ring& outer() const
    {
        return annotations().objects.front().polygon.outer;
    }

    annotation::ObjectId id = 0;
    annotation::Annotations before;
};

TEST_F(VertexToolTest, AClickChoosesTheObject)
{
    EXPECT_EQ(selection.ids(), std::vector{id});
    click(100, 100);
    EXPECT_TRUE(selection.isEmpty());
    EXPECT_EQ(steps(), 1U);
}

TEST_F(VertexToolTest, APointIsDragged)
{
    drag({{52, 49}, {60, 60}, {90, 50}});
    EXPECT_EQ(outer()[2], (annotation::Point{90, 50}));
    EXPECT_EQ(outer().size(), 4U);
    EXPECT_EQ(annotation::area(annotations().objects.front().polygon), 1600 + 800);
    EXPECT_EQ(editor.undoText(), QStringLiteral("Move a point"));
    expectOneStep(before, 1);
}

TEST_F(VertexToolTest, AClickOnTheOutlineAddsAPoint)
{
    drag({{30, 11}, {30, 0}});
    ASSERT_EQ(outer().size(), 5U);
    EXPECT_EQ(outer()[1], (annotation::Point{30, 0}));
    EXPECT_EQ(editor.undoText(), QStringLiteral("Add a point"));
    expectOneStep(before, 1);
}

TEST_F(VertexToolTest, PointsAreDeletedByButtonByKeyAndByDoubleClick)
{
    click(50, 50, {}, Button::Right);
    EXPECT_EQ(outer().size(), 3U);
    expectOneStep(before, 1);
    click(10, 10, {}, Button::Right); // a triangle stays one
    EXPECT_EQ(outer().size(), 3U);
    EXPECT_EQ(refusals.size(), 1);
    editor.undo();
    move(50, 50);
    EXPECT_TRUE(key(ToolKey::Delete));
    EXPECT_EQ(outer().size(), 3U);
    editor.undo();
    doubleClick(50, 50);
    EXPECT_EQ(outer().size(), 3U);
    expectOneStep(before, 1);
}

TEST_F(VertexToolTest, WhatADoubleClickTookOutDoesNotComeBackWithTheHandStillDown)
{
    click(50, 50);
    press(50, 50);
    (void)tool().doubleClick({{50, 50}, Button::Left, false, false, false, 1});
    move(55, 55);
    release(55, 55);
    EXPECT_EQ(outer().size(), 3U);
    expectOneStep(before, 1);
}

TEST_F(VertexToolTest, AnotherButtonDoesNotDisturbADrag)
{
    press(50, 50);
    move(60, 60);
    tool().press({{10, 10}, Button::Right, false, false, false, 1});
    tool().release({{10, 10}, Button::Right, false, false, false, 1});
    move(90, 50);
    release(90, 50);
    EXPECT_EQ(outer().size(), 4U);
    expectOneStep(before, 1);
}

TEST_F(VertexToolTest, ATriangularHoleGoesWithItsPoint)
{
    auto object = annotations().objects.front();
    object.polygon.holes = {{{20, 20}, {20, 40}, {40, 20}}};
    editor.submit({annotation::ReplaceObject{object}}, QStringLiteral("Hole"));
    click(20, 40, {}, Button::Right);
    EXPECT_TRUE(annotations().objects.front().polygon.holes.empty());
}

TEST_F(VertexToolTest, ACrossingIsSaidAndLeft)
{
    drag({{50, 50}, {0, 0}, {20, 0}});
    EXPECT_EQ(refusals.size(), 1);
    EXPECT_EQ(outer()[2], (annotation::Point{20, 0}));
}

TEST_F(VertexToolTest, PixelsThatADragCameByStay)
{
    paintRect({50, 10, 20, 40}, 2);
    const auto painted = annotations();
    drag({{50, 50}, {80, 50}, {20, 50}});
    EXPECT_EQ(annotations().pixelEdits, painted.pixelEdits);
    expectOneStep(painted, 2);
}

} // namespace
} // namespace sorby::tools
