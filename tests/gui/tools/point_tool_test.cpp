// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/tools/tool_fixture.h"
#include "widgets/tools/pick_tool.h"

namespace sorby::tools {
namespace {

using canvas::Button;
using canvas::ToolKey;
using test::rectangle;
using test::ToolTest;

class PointToolTest : public ToolTest {
  protected:
    PointToolTest()
    {
        editor.setAnnotator(QStringLiteral("Ada"));
        take(ToolId::Point);
    }
};

TEST_F(PointToolTest, AClickSetsAPointWithTheAnnotatorsName)
{
    click(20.25, 30.5);
    ASSERT_EQ(annotations().points.size(), 1U);
    EXPECT_EQ(annotations().points[0].annotator, "Ada");
    EXPECT_EQ(annotations().points[0].position, (annotation::Point{20.25, 30.5}));
    expectOneStep({}, 0);
    click(-3, 20); // outside of the micrograph
    EXPECT_EQ(annotations().points.size(), 1U);
}

TEST_F(PointToolTest, APointIsDraggedButNotOutOfTheImage)
{
    click(20, 30);
    const auto before = annotations();
    drag({{20, 30}, {50, 50}, {500, 60}});
    ASSERT_EQ(annotations().points.size(), 1U);
    EXPECT_LT(annotations().points[0].position.x, kSize.width);
    EXPECT_GT(annotations().points[0].position.x, kSize.width - 1);
    expectOneStep(before, 1);
}

TEST_F(PointToolTest, TheRightButtonAndDeleteTakeOneOut)
{
    click(20, 30);
    click(100, 30);
    const auto before = annotations();
    click(100, 30, {}, Button::Right);
    EXPECT_EQ(annotations().points.size(), 1U);
    expectOneStep(before, 2);
    move(20, 30);
    EXPECT_TRUE(key(ToolKey::Delete));
    EXPECT_TRUE(annotations().points.empty());
    EXPECT_FALSE(key(ToolKey::Delete));
}

TEST_F(PointToolTest, AnotherButtonDoesNotDisturbADrag)
{
    click(20, 30);
    const auto before = annotations();
    press(20, 30);
    move(40, 30);
    tool().press({{40, 30}, Button::Right, false, false, false, 1});
    move(60, 30);
    release(60, 30);
    ASSERT_EQ(annotations().points.size(), 1U);
    EXPECT_TRUE(refusals.isEmpty());
    expectOneStep(before, 1);
}

TEST_F(PointToolTest, OtherAnnotatorsPointsAreLeftAlone)
{
    click(20, 30);
    editor.setAnnotator(QStringLiteral("Ben"));
    click(20, 30, {}, Button::Right);
    EXPECT_EQ(annotations().points.size(), 1U);
    click(20, 30);
    EXPECT_EQ(annotations().points.size(), 2U);
}

TEST_F(ToolTest, PickTakesTheClassThatIsSeenAndGoesBack)
{
    add(rectangle(10, 10, 50, 50), 2);
    paintRect({20, 20, 5, 5}, annotation::kMatrix);
    take(ToolId::Brush);
    take(ToolId::Pick);
    click(40, 40);
    EXPECT_EQ(settings.options().classId, 2);
    EXPECT_EQ(box.currentId(), ToolId::Brush);
    take(ToolId::Pick);
    click(22, 22);
    EXPECT_EQ(settings.options().classId, annotation::kMatrix);
    take(ToolId::Pick);
    click(-1, 5);
    EXPECT_EQ(box.currentId(), ToolId::Pick);
}

TEST_F(ToolTest, MeasureTellsTheDistance)
{
    take(ToolId::Measure);
    drag({{10, 10}, {40, 50}});
    EXPECT_EQ(toolAs<MeasureTool>().text(), QStringLiteral("50.0 px"));
    drag({{10, 10}, {40, 20}}, {.shift = true});
    EXPECT_EQ(toolAs<MeasureTool>().text(), QStringLiteral("30.0 px"));
    EXPECT_TRUE(key(ToolKey::Escape));
    EXPECT_TRUE(toolAs<MeasureTool>().text().isEmpty());
    EXPECT_TRUE(annotations().isEmpty());
}

} // namespace
} // namespace sorby::tools
