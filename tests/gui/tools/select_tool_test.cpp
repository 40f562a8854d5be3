// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/tools/tool_fixture.h"

namespace sorby::tools {
namespace {

using canvas::ToolKey;
using test::rectangle;
using test::ToolTest;
using Ids = std::vector<annotation::ObjectId>;

class SelectToolTest : public ToolTest {
  protected:
    SelectToolTest()
    {
        below = add(rectangle(10, 10, 50, 50));
        above = add(rectangle(20, 20, 60, 60), 2);
        apart = add(rectangle(100, 100, 120, 120));
        before = annotations();
    }

    annotation::ObjectId below = 0;
    annotation::ObjectId above = 0;
    annotation::ObjectId apart = 0;
    annotation::Annotations before;
};

TEST_F(SelectToolTest, ClicksGoThroughWhatLiesThere)
{
    click(40, 40);
    EXPECT_EQ(selection.ids(), Ids{above});
    click(40, 40);
    EXPECT_EQ(selection.ids(), Ids{below});
    click(40, 40);
    EXPECT_EQ(selection.ids(), Ids{above});
    click(150, 20);
    EXPECT_TRUE(selection.isEmpty());
    EXPECT_EQ(annotations(), before);
    EXPECT_EQ(steps(), 3U);
}

TEST_F(SelectToolTest, ShiftAndControlAddAndTakeOut)
{
    click(40, 40);
    click(110, 110, {.shift = true});
    EXPECT_EQ(selection.ids(), (Ids{above, apart}));
    click(110, 110, {.control = true});
    EXPECT_EQ(selection.ids(), Ids{above});
    click(150, 20, {.shift = true});
    EXPECT_EQ(selection.ids(), Ids{above});
}

TEST_F(SelectToolTest, AFrameChoosesWhatItTouches)
{
    drag({{5, 5}, {10, 12}, {15, 30}});
    EXPECT_EQ(selection.ids(), Ids{below});
    drag({{130, 130}, {115, 115}}, {.shift = true});
    EXPECT_EQ(selection.ids(), (Ids{below, apart}));
    EXPECT_EQ(annotations(), before);
}

TEST_F(SelectToolTest, ADragMovesTheSelection)
{
    click(110, 110);
    drag({{110, 110}, {120, 112}, {130, 120}});
    EXPECT_EQ(annotations().objects[2].polygon, rectangle(120, 110, 140, 130));
    expectOneStep(before, 3);
    drag({{130, 120}, {135, 150}}, {.shift = true}); // straight down
    EXPECT_EQ(annotations().objects[2].polygon, rectangle(120, 140, 140, 160));
}

TEST_F(SelectToolTest, WhatIsNotChosenIsChosenAndMovedInOneGo)
{
    drag({{110, 110}, {100, 100}});
    EXPECT_EQ(selection.ids(), Ids{apart});
    EXPECT_EQ(annotations().objects[2].polygon, rectangle(90, 90, 110, 110));
    expectOneStep(before, 3);
}

TEST_F(SelectToolTest, PixelsThatADragCameByStay)
{
    paintRect({122, 100, 10, 20}, 2); // on the way
    paintRect({150, 100, 10, 20}, 2); // at its end
    const auto painted = annotations();
    drag({{110, 110}, {120, 110}, {130, 110}, {150, 110}});
    EXPECT_EQ(annotations().pixelEdits.at(125, 110), 2);
    EXPECT_EQ(annotations().pixelEdits.at(155, 110), annotation::kUnset);
    expectOneStep(painted, 5);
}

TEST_F(SelectToolTest, DeleteRemovesTheSelection)
{
    EXPECT_FALSE(key(ToolKey::Delete));
    selection.set({below, apart});
    EXPECT_TRUE(key(ToolKey::Delete));
    EXPECT_EQ(annotations().objects.size(), 1U);
    EXPECT_TRUE(selection.isEmpty());
    EXPECT_EQ(editor.undoText(), QStringLiteral("Delete 2 objects"));
    expectOneStep(before, 3);
}

TEST_F(SelectToolTest, WhatIsUndoneIsNotChosenAnyMore)
{
    selection.set({above, apart});
    editor.undo();
    EXPECT_EQ(selection.ids(), Ids{above});
}

TEST_F(SelectToolTest, ADoubleClickShowsThePoints)
{
    doubleClick(110, 110);
    EXPECT_EQ(box.currentId(), ToolId::Vertices);
    EXPECT_EQ(selection.ids(), Ids{apart});
}

TEST_F(SelectToolTest, ADragThatIsNotAllowedAnyMoreIsRefusedOnce)
{
    press(110, 110);
    move(130, 110);
    editor.setObstacle(QStringLiteral("A task is running."));
    EXPECT_EQ(annotations(), before);
    move(140, 110);
    move(150, 110);
    release(150, 110);
    EXPECT_EQ(annotations(), before);
    EXPECT_LE(refusals.size(), 1);
}

} // namespace
} // namespace sorby::tools
