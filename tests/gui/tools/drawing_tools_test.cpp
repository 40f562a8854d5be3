// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/tools/tool_fixture.h"

#include <cmath>

namespace sorby::tools {
namespace {

using canvas::Button;
using canvas::ToolKey;
using test::rectangle;
using test::ToolTest;

class DrawingTools : public ToolTest {
  protected:
    void clickSquare()
    {
        click(10, 10);
        click(50, 10);
        click(50, 50);
        click(10, 50);
    }
};

TEST_F(DrawingTools, APolygonIsDrawnWithClicksAndEnter)
{
    take(ToolId::Polygon);
    EXPECT_FALSE(key(ToolKey::Enter)); // nothing is begun
    clickSquare();
    EXPECT_TRUE(tool().isBusy());
    EXPECT_TRUE(annotations().isEmpty()); // not before it is closed
    EXPECT_TRUE(key(ToolKey::Enter));
    EXPECT_EQ(count(1), 1600U);
    ASSERT_EQ(annotations().objects.size(), 1U);
    EXPECT_EQ(selection.ids(), std::vector{annotations().objects.front().id});
    EXPECT_EQ(editor.undoText(), QStringLiteral("Draw MA island"));
    expectOneStep({}, 0);
}

TEST_F(DrawingTools, ADoubleClickClosesWithoutAPointTwice)
{
    take(ToolId::Polygon);
    click(10, 10);
    click(50, 10);
    click(50, 50);
    doubleClick(10, 50);
    ASSERT_EQ(annotations().objects.size(), 1U);
    EXPECT_EQ(annotations().objects.front().polygon.outer.size(), 4U);
    expectOneStep({}, 0);
}

TEST_F(DrawingTools, AClickOnTheFirstPointCloses)
{
    take(ToolId::Polygon);
    clickSquare();
    click(14, 13);
    EXPECT_EQ(count(1), 1600U);
    expectOneStep({}, 0);
    click(100, 100); // begins another one
    EXPECT_TRUE(tool().isBusy());
}

TEST_F(DrawingTools, BackspaceAndTheRightButtonTakePointsBack)
{
    take(ToolId::Polygon);
    click(10, 10);
    click(50, 10);
    click(90, 90);
    EXPECT_TRUE(key(ToolKey::Backspace));
    click(50, 50);
    click(120, 120);
    click(120, 120, {}, Button::Right);
    click(10, 50);
    EXPECT_TRUE(key(ToolKey::Enter));
    EXPECT_EQ(count(1), 1600U);
    click(10, 10);
    key(ToolKey::Backspace);
    EXPECT_FALSE(tool().isBusy());
    EXPECT_FALSE(key(ToolKey::Backspace));
}

TEST_F(DrawingTools, FreehandFollowsTheHandAndIsOnePieceForBackspace)
{
    take(ToolId::Polygon);
    const auto onCircle = [](int i) {
        return annotation::Point{100 + 40 * std::cos(i * 0.05), 80 + 40 * std::sin(i * 0.05)};
    };
    press(onCircle(0).x, onCircle(0).y);
    for (int i = 1; i <= 125; ++i) {
        move(onCircle(i).x, onCircle(i).y);
    }
    release(onCircle(125).x, onCircle(125).y);
    key(ToolKey::Backspace);
    EXPECT_FALSE(tool().isBusy());
    press(onCircle(0).x, onCircle(0).y);
    for (int i = 1; i <= 125; ++i) {
        move(onCircle(i).x, onCircle(i).y);
    }
    release(onCircle(125).x, onCircle(125).y);
    key(ToolKey::Enter);
    EXPECT_NEAR(static_cast<double>(count(1)), 5026.5, 60);             // pi 40 40
    EXPECT_LT(annotations().objects.front().polygon.outer.size(), 60U); // thinned
    expectOneStep({}, 0);
}

TEST_F(DrawingTools, WhatEnclosesNothingIsRefusedAndStays)
{
    take(ToolId::Polygon);
    click(10, 10);
    click(50, 10);
    key(ToolKey::Enter);
    EXPECT_EQ(refusals.size(), 1);
    EXPECT_TRUE(tool().isBusy());
    click(50, 50);
    key(ToolKey::Enter);
    EXPECT_EQ(annotations().objects.size(), 1U);
}

TEST_F(DrawingTools, ANewObjectWinsOverPixelEditsInsideIt)
{
    paintRect({0, 0, 30, 30}, 2);
    const auto before = annotations();
    take(ToolId::Polygon);
    clickSquare();
    key(ToolKey::Enter);
    EXPECT_EQ(count(1), 1600U);
    EXPECT_EQ(count(2), 900U - 400U);
    expectOneStep(before, 1);
}

TEST_F(DrawingTools, SnappingLeavesNeitherGapNorOverlap)
{
    add(rectangle(10, 10, 50, 50), 2);
    settings.edit([](ToolOptions& options) { options.snaps = true; });
    take(ToolId::Polygon);
    click(47, 10);
    click(80, 10);
    click(80, 50);
    click(53, 50);
    key(ToolKey::Enter);
    EXPECT_EQ(count(2), 1600U);
    EXPECT_EQ(count(1), 1200U);
    // Wholly in what is there: nothing is left of it.
    click(20, 20);
    click(30, 20);
    click(30, 30);
    const auto before = annotations();
    key(ToolKey::Enter);
    EXPECT_EQ(refusals.size(), 1);
    EXPECT_EQ(annotations(), before);
}

TEST_F(DrawingTools, AnObstacleIsSaidAtTheFirstClick)
{
    editor.setObstacle(QStringLiteral("A task is running."));
    for (const auto id : {ToolId::Polygon, ToolId::Hole, ToolId::Cut, ToolId::Rectangle, ToolId::Ellipse,
                          ToolId::Brush, ToolId::Eraser, ToolId::Fill, ToolId::Wand, ToolId::Scissors,
                          ToolId::Superpixels, ToolId::GrabCut}) {
        take(id);
        refusals.clear();
        click(20, 20);
        EXPECT_EQ(refusals, QStringList{QStringLiteral("A task is running.")}) << toText(id);
        EXPECT_FALSE(tool().isBusy()) << toText(id);
    }
}

TEST_F(DrawingTools, AHoleGoesIntoTheObjectAroundIt)
{
    add(rectangle(0, 0, 60, 60));
    const auto inner = add(rectangle(5, 5, 50, 50), 2);
    const auto before = annotations();
    take(ToolId::Hole);
    click(10, 10);
    click(20, 10);
    click(20, 20);
    click(10, 20);
    key(ToolKey::Enter);
    EXPECT_EQ(count(2), 45U * 45U - 100U); // the topmost
    EXPECT_EQ(selection.ids(), std::vector{inner});
    expectOneStep(before, 2);
    // Outside of every object.
    click(100, 100);
    click(110, 100);
    click(110, 110);
    key(ToolKey::Enter);
    EXPECT_EQ(refusals.size(), 1);
    EXPECT_TRUE(tool().isBusy());
}

TEST_F(DrawingTools, ACutPartsWhatTheLineCrosses)
{
    add(rectangle(10, 10, 50, 50));
    add(rectangle(100, 10, 140, 50), 2);
    const auto before = annotations();
    const auto shown = reference();
    take(ToolId::Cut);
    click(5, 30);
    doubleClick(60, 30);
    ASSERT_EQ(annotations().objects.size(), 3U);
    EXPECT_EQ(reference(), shown);
    EXPECT_EQ(annotations().objects[0].classId, 1);
    EXPECT_EQ(annotations().objects[1].classId, 1);
    EXPECT_EQ(annotations().objects[2], before.objects[1]);
    EXPECT_EQ(selection.ids().size(), 2U);
    expectOneStep(before, 2);
    // With a selection it parts nothing else.
    selection.set({before.objects[1].id});
    click(30, 5);
    click(30, 60);
    key(ToolKey::Enter);
    EXPECT_EQ(refusals.size(), 1);
}

TEST_F(DrawingTools, ShapesAreDraggedFromCornerToCorner)
{
    take(ToolId::Rectangle);
    drag({{50, 50}, {30, 30}, {10, 20}});
    EXPECT_EQ(count(1), 40U * 30U);
    expectOneStep({}, 0);
    editor.undo();
    drag({{10, 10}, {50, 30}}, {.shift = true});
    EXPECT_EQ(count(1), 1600U);
    editor.undo();
    drag({{50, 50}, {60, 70}}, {.alt = true});
    EXPECT_EQ(count(1), 20U * 40U);
    editor.undo();
    click(10, 10); // not an object
    EXPECT_TRUE(annotations().isEmpty());
    take(ToolId::Ellipse);
    drag({{60, 40}, {140, 100}});
    EXPECT_NEAR(static_cast<double>(count(1)), 3769.9, 40); // pi 40 30
    EXPECT_EQ(selection.ids().size(), 1U);
    expectOneStep({}, 0);
}

} // namespace
} // namespace sorby::tools
