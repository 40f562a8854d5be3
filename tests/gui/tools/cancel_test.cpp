// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/support/wait.h"
#include "tests/gui/tools/tool_fixture.h"
#include "widgets/tools/grab_cut_tool.h"
#include "widgets/tools/scissors_tool.h"
#include "widgets/tools/superpixel_tool.h"
#include "widgets/tools/wand_tool.h"

#include <functional>
#include <ostream>
#include <string>

namespace sorby::tools {
namespace {

using canvas::CancelReason;
using test::rectangle;
using test::ToolTest;
using test::waitUntil;

/// A tool in the middle of something.
struct Begun {
    std::string name;
    ToolId tool;
    std::function<void(ToolTest&)> begin;
};

std::ostream& operator<<(std::ostream& stream, const Begun& begun)
{
    return stream << begun.name;
}

/// A drag that is not ended, with so many moves.
std::function<void(ToolTest&)> held(std::vector<annotation::Point> way, test::Keys keys = {})
{
    return [way, keys](ToolTest& test) {
        test.press(way.front().x, way.front().y, keys);
        for (const auto& point : way) {
            test.move(point.x, point.y, keys);
        }
    };
}

std::function<void(ToolTest&)> clicks(std::vector<annotation::Point> places)
{
    return [places](ToolTest& test) {
        for (const auto& place : places) {
            test.click(place.x, place.y);
        }
        test.move(5, 150);
    };
}

std::vector<Begun> allStates()
{
    const std::vector<annotation::Point> across{{30, 30}, {60, 60}, {90, 90}};
    const std::vector<annotation::Point> around{{105, 45}, {150, 100}, {175, 115}};
    return {
        {"SelectPressed", ToolId::Select, held({{30, 30}})},
        {"SelectMoving", ToolId::Select, held(across)},
        {"SelectFraming", ToolId::Select, held({{150, 150}, {20, 20}})},
        {"VertexHeld", ToolId::Vertices,
         [](ToolTest& test) {
             test.click(30, 30);
             test.press(50, 50);
         }},
        {"VertexMoving", ToolId::Vertices,
         [](ToolTest& test) {
             test.click(30, 30);
             test.press(50, 50);
             test.move(90, 70);
             test.move(20, 0);
         }},
        {"VertexInserted", ToolId::Vertices,
         [](ToolTest& test) {
             test.click(30, 30);
             test.press(30, 10);
         }},
        {"VertexInsertedAndMoved", ToolId::Vertices,
         [](ToolTest& test) {
             test.click(30, 30);
             test.press(30, 10);
             test.move(60, 60);
         }},
        {"PolygonClicks", ToolId::Polygon, clicks(across)},
        {"PolygonFreehand", ToolId::Polygon, held(across)},
        {"HoleClicks", ToolId::Hole, clicks({{20, 20}, {30, 20}, {30, 30}})},
        {"CutClicks", ToolId::Cut, clicks({{5, 30}, {60, 30}})},
        {"RectangleHeld", ToolId::Rectangle, held(across)},
        {"EllipseHeld", ToolId::Ellipse, held(across)},
        {"PointHeld", ToolId::Point, held({{70, 70}})},
        {"PointMoving", ToolId::Point, held({{70, 70}, {80, 80}})},
        {"BrushHeld", ToolId::Brush, held({{30, 30}})},
        {"BrushMoving", ToolId::Brush, held(across)},
        {"BrushErasing", ToolId::Brush, held(across, {.control = true})},
        {"EraserMoving", ToolId::Eraser, held(across)},
        {"FillAtWork", ToolId::Fill, clicks({{30, 30}})},
        {"FillsWaiting", ToolId::Fill, clicks({{30, 30}, {150, 150}})},
        {"WandHeld", ToolId::Wand, held({{140, 80}})},
        {"WandShown", ToolId::Wand,
         [](ToolTest& test) {
             test.press(140, 80);
             EXPECT_TRUE(waitUntil([&] { return !test.toolAs<WandTool>().preview().isEmpty(); }));
         }},
        {"WandDragged", ToolId::Wand, held({{140, 80}, {170, 60}})},
        {"WandReleased", ToolId::Wand, clicks({{140, 80}, {20, 140}})},
        {"ScissorsFirstAnchor", ToolId::Scissors, clicks({{140, 55}})},
        {"ScissorsWaysFound", ToolId::Scissors,
         [](ToolTest& test) {
             test.click(140, 55);
             test.click(165, 80);
             test.move(140, 105);
             EXPECT_TRUE(waitUntil([&] { return !test.toolAs<ScissorsTool>().livePath().empty(); }));
         }},
        {"ScissorsClosing", ToolId::Scissors,
         [](ToolTest& test) {
             test.click(140, 55);
             test.click(165, 80);
             test.click(140, 105);
             test.key(canvas::ToolKey::Enter);
         }},
        {"SuperpixelsWaiting", ToolId::Superpixels, held(across)},
        {"SuperpixelsReleased", ToolId::Superpixels, clicks({{140, 80}, {20, 140}})},
        {"SuperpixelsPainted", ToolId::Superpixels,
         [](ToolTest& test) {
             test.move(140, 80);
             EXPECT_TRUE(waitUntil([&] { return !test.toolAs<SuperpixelTool>().preview().isEmpty(); }));
             test.press(140, 80);
             test.move(40, 80);
         }},
        {"GrabCutDragging", ToolId::GrabCut, held(around)},
        {"GrabCutAtWork", ToolId::GrabCut,
         [](ToolTest& test) {
             test.drag({{105, 45}, {150, 100}, {175, 115}});
         }},
        {"GrabCutShown", ToolId::GrabCut,
         [](ToolTest& test) {
             test.drag({{105, 45}, {150, 100}, {175, 115}});
             EXPECT_TRUE(
                 waitUntil([&] { return test.toolAs<GrabCutTool>().state() == GrabCutTool::State::Shown; }));
         }},
        {"GrabCutAccepted", ToolId::GrabCut,
         [](ToolTest& test) {
             test.drag({{105, 45}, {150, 100}, {175, 115}});
             EXPECT_TRUE(
                 waitUntil([&] { return test.toolAs<GrabCutTool>().state() == GrabCutTool::State::Shown; }));
             test.key(canvas::ToolKey::Enter);
         }},
        {"MeasureHeld", ToolId::Measure, held(across)},
    };
}

class Cancelling : public ToolTest, public testing::WithParamInterface<Begun> {
  protected:
    Cancelling()
    {
        add(rectangle(10, 10, 50, 50));
        add(rectangle(40, 40, 80, 60), 2);
        paintRect({55, 30, 40, 50}, 1);
        paintRect({120, 100, 30, 30}, annotation::kIgnore);
        editor.setAnnotator(QStringLiteral("Ada"));
        editor.submit({annotation::InsertPoint{0, {editor.newId(), "Ada", {70, 70}}}},
                      QStringLiteral("Point"));
        take(GetParam().tool);
        before = annotations();
        stepsBefore = steps();
    }
    /// What is still on its way from other threads arrives, and changes nothing.
    void expectNothingChanged()
    {
        EXPECT_EQ(annotations(), before);
        EXPECT_FALSE(editor.isInteracting());
        (void)waitUntil([] { return false; }, std::chrono::milliseconds(30));
        EXPECT_EQ(annotations(), before);
        EXPECT_EQ(steps(), stepsBefore);
        // Nor do the events that follow: the hand lets go.
        move(100, 20);
        release(100, 20);
        (void)waitUntil([] { return false; }, std::chrono::milliseconds(5));
        EXPECT_EQ(annotations(), before);
        EXPECT_EQ(steps(), stepsBefore);
    }

    annotation::Annotations before;
    std::size_t stepsBefore = 0;
};

TEST_P(Cancelling, ByEscape)
{
    GetParam().begin(*this);
    ASSERT_TRUE(tool().isBusy());
    EXPECT_TRUE(key(canvas::ToolKey::Escape));
    EXPECT_FALSE(tool().isBusy());
    expectNothingChanged();
}

TEST_P(Cancelling, ByAnotherTool)
{
    GetParam().begin(*this);
    auto& left = tool();
    take(GetParam().tool == ToolId::Pick ? ToolId::Select : ToolId::Pick);
    EXPECT_FALSE(left.isBusy());
    take(GetParam().tool);
    expectNothingChanged();
}

TEST_P(Cancelling, ByAnotherImage)
{
    GetParam().begin(*this);
    box.cancel(CancelReason::OtherImage);
    EXPECT_FALSE(tool().isBusy());
    expectNothingChanged();
}

TEST_P(Cancelling, ByAnotherImageThatIsThereAlready)
{
    GetParam().begin(*this);
    annotation::Annotations other;
    other.pixelEdits.set(3, 3, 1);
    editor.show(2, kSize, other);
    box.cancel(CancelReason::OtherImage);
    before = other;
    EXPECT_FALSE(tool().isBusy());
    expectNothingChanged();
}

TEST_P(Cancelling, ByATask)
{
    GetParam().begin(*this);
    editor.setObstacle(QStringLiteral("A task is running.")); // the tool box hears of it
    EXPECT_FALSE(tool().isBusy());
    expectNothingChanged();
}

TEST_P(Cancelling, ByUndoAndRedoBeneath)
{
    editor.undo();
    const auto undone = annotations();
    editor.redo();
    GetParam().begin(*this);
    editor.undo();
    box.cancel(CancelReason::AnnotationsChanged);
    EXPECT_EQ(annotations(), undone);
    EXPECT_FALSE(editor.isInteracting());
    editor.redo();
    box.cancel(CancelReason::AnnotationsChanged);
    EXPECT_EQ(annotations(), before);
    box.cancel(CancelReason::Escape); // drawings outlive that
    EXPECT_FALSE(tool().isBusy());
    expectNothingChanged();
}

std::string nameOf(const testing::TestParamInfo<Begun>& state)
{
    return state.param.name;
}

INSTANTIATE_TEST_SUITE_P(Tools, Cancelling, testing::ValuesIn(allStates()), nameOf);

} // namespace
} // namespace sorby::tools
