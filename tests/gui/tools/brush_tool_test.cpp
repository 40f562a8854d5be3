// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/tools/tool_fixture.h"

namespace sorby::tools {
namespace {

using canvas::Button;
using canvas::ToolKey;
using test::rectangle;
using test::ToolTest;

class BrushToolTest : public ToolTest {
  protected:
    BrushToolTest()
    {
        settings.edit([](ToolOptions& options) { options.brush = {imaging::BrushShape::Square, 10}; });
        take(ToolId::Brush);
    }
    [[nodiscard]] std::uint8_t at(int x, int y) const { return annotations().pixelEdits.at(x, y); }
};

TEST_F(BrushToolTest, AStrokeIsOneStep)
{
    drag({{20, 20}, {40, 20}, {40, 60}});
    EXPECT_EQ(count(1), 100U + 20U * 10U + 40U * 10U);
    EXPECT_EQ(editor.undoText(), QStringLiteral("Paint MA island"));
    expectOneStep({}, 0);
}

TEST_F(BrushToolTest, WhatIsPaintedIsSeenAtOnceAndOnlyThere)
{
    PixelRect told;
    QObject::connect(&editor, &document::AnnotationEditor::changed, &editor,
                     [&told](const PixelRect& area, bool pixelsOnly) {
                         EXPECT_TRUE(pixelsOnly);
                         told = area;
                     });
    press(20, 20);
    EXPECT_EQ(told, (PixelRect{15, 15, 10, 10}));
    move(23, 20);
    EXPECT_EQ(told, (PixelRect{25, 15, 3, 10}));
    EXPECT_TRUE(tool().isBusy());
    EXPECT_EQ(steps(), 0U);
    release(23, 20);
    EXPECT_EQ(steps(), 1U);
}

TEST_F(BrushToolTest, ControlAndTheRightButtonErase)
{
    add(rectangle(0, 0, 100, 100));
    drag({{20, 20}, {40, 20}}, {.control = true});
    EXPECT_EQ(at(30, 20), annotation::kMatrix);
    EXPECT_EQ(editor.undoText(), QStringLiteral("Erase"));
    settings.edit([](ToolOptions& options) { options.eraseTo = EraseTo::Polygons; });
    const auto before = annotations();
    drag({{20, 20}, {40, 20}}, {}, Button::Right);
    EXPECT_TRUE(annotations().pixelEdits.isEmpty());
    EXPECT_EQ(count(1), 10000U);
    expectOneStep(before, 2);
}

TEST_F(BrushToolTest, TheEraserErasesWhateverIsHeld)
{
    paintRect({0, 0, 60, 60}, 2);
    const auto before = annotations();
    take(ToolId::Eraser);
    drag({{20, 20}, {40, 20}});
    EXPECT_EQ(count(2), 3600U - 300U);
    expectOneStep(before, 1);
}

TEST_F(BrushToolTest, ShiftDrawsAStraightLineFromTheLastStroke)
{
    click(20, 20);
    click(80, 20, {.shift = true});
    EXPECT_EQ(count(1), 70U * 10U);
    EXPECT_EQ(steps(), 2U);
    editor.undo();
    EXPECT_EQ(count(1), 100U);
}

TEST_F(BrushToolTest, ThePaintRuleAndProtectedClassesHold)
{
    add(rectangle(0, 0, 20, 40), 2);
    settings.edit([](ToolOptions& options) { options.over = imaging::PaintOver::OnlyMatrix; });
    drag({{10, 20}, {30, 20}});
    EXPECT_EQ(count(2), 800U);
    EXPECT_EQ(count(1), 150U);
    editor.undo();
    settings.edit([](ToolOptions& options) {
        options.over = imaging::PaintOver::OnlyClass;
        options.onlyClass = 2;
    });
    drag({{10, 20}, {30, 20}});
    EXPECT_EQ(count(1), 150U);
    EXPECT_EQ(count(2), 650U);
    editor.undo();
    settings.edit([](ToolOptions& options) {
        options.over = imaging::PaintOver::Everything;
        options.protectedClasses.set(2);
    });
    drag({{10, 20}, {30, 20}});
    EXPECT_EQ(count(1), 150U);
    EXPECT_EQ(count(2), 800U);
    // Nor does the eraser take what is protected.
    const auto before = annotations();
    drag({{10, 10}, {10, 30}}, {.control = true});
    EXPECT_EQ(annotations(), before);
    EXPECT_EQ(steps(), 2U);
}

TEST_F(BrushToolTest, TheRuleAsksWhatWasSeenBeforeTheStroke)
{
    settings.edit([](ToolOptions& options) { options.over = imaging::PaintOver::OnlyMatrix; });
    drag({{20, 20}, {40, 20}, {20, 20}, {40, 20}});
    EXPECT_EQ(count(1), 300U);
}

TEST_F(BrushToolTest, EscapeTakesTheStrokeBack)
{
    drag({{20, 20}, {40, 20}});
    const auto before = annotations();
    press(100, 100);
    move(120, 100);
    EXPECT_NE(annotations(), before);
    EXPECT_TRUE(key(ToolKey::Escape));
    EXPECT_EQ(annotations(), before);
    move(130, 130);
    release(130, 130);
    EXPECT_EQ(annotations(), before);
    EXPECT_EQ(steps(), 1U);
    EXPECT_FALSE(key(ToolKey::Escape));
}

TEST_F(BrushToolTest, TwoQuickClicksAreTwoDabs)
{
    doubleClick(20, 20);
    EXPECT_EQ(count(1), 100U);
    EXPECT_FALSE(tool().isBusy());
}

TEST_F(BrushToolTest, AltWithTheWheelChangesTheSize)
{
    EXPECT_TRUE(tool().wheel(1));
    EXPECT_EQ(settings.options().brush.diameterPx, 11);
    EXPECT_TRUE(tool().wheel(-2));
    EXPECT_LT(settings.options().brush.diameterPx, 11);
    tool().wheel(-200);
    EXPECT_EQ(settings.options().brush.diameterPx, ToolSettings::kSmallestBrushPx);
}

TEST_F(BrushToolTest, StrokesBeyondTheBorderAreCut)
{
    drag({{-50, 5}, {-10, 5}, {5, 5}});
    EXPECT_EQ(count(1), 100U);
    drag({{500, 500}, {600, 600}});
    EXPECT_EQ(steps(), 1U); // nothing was changed
}

} // namespace
} // namespace sorby::tools
