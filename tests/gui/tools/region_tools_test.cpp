// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "tests/gui/support/wait.h"
#include "tests/gui/tools/tool_fixture.h"
#include "widgets/tools/grab_cut_tool.h"
#include "widgets/tools/scissors_tool.h"
#include "widgets/tools/superpixel_tool.h"
#include "widgets/tools/wand_tool.h"

#include <QImage>
#include <QPainter>

#include <cmath>

namespace sorby::tools {
namespace {

using canvas::Button;
using canvas::ToolKey;
using test::rectangle;
using test::ToolTest;
using test::waitUntil;

/// Fill, wand, superpixels, GrabCut and scissors.
class RegionTools : public ToolTest {
  protected:
    /// Pixels of class 1 in the disc, and out of it.
    [[nodiscard]] std::pair<int, int> painted() const
    {
        const auto labels = reference();
        std::pair<int, int> found{0, 0};
        for (int y = 0; y < labels.height(); ++y) {
            for (int x = 0; x < labels.width(); ++x) {
                if (labels.at(x, y) == 1) {
                    const bool isIn = std::hypot(x + 0.5 - kDisc.x, y + 0.5 - kDisc.y) < kDiscRadius;
                    ++(isIn ? found.first : found.second);
                }
            }
        }
        return found;
    }
    void expectTheDisc() const
    {
        const auto [in, out] = painted();
        EXPECT_GT(in, 0.9 * kDiscArea);
        EXPECT_LT(out, 0.15 * kDiscArea); // the disc's border is three pixels of grey between
    }
    /// What the tool paints over an empty canvas shows something.
    [[nodiscard]] bool paintsAnything() const
    {
        canvas::ViewTransform view;
        view.setImageSize(kSize);
        view.setWidget({400, 320}, 1);
        QImage image(400, 320, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        tool().paint(painter, view);
        painter.end();
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                if (qAlpha(image.pixel(x, y)) != 0) {
                    return true;
                }
            }
        }
        return false;
    }
};

TEST_F(RegionTools, FillTakesTheRegionOfOneClass)
{
    add(rectangle(10, 10, 60, 60), 2);
    add(rectangle(20, 20, 40, 40), 0); // an island of matrix in it
    const auto before = annotations();
    take(ToolId::Fill);
    click(30, 30);
    EXPECT_TRUE(tool().isBusy());
    settle();
    EXPECT_EQ(count(1), 400U);
    EXPECT_EQ(editor.undoText(), QStringLiteral("Fill with MA island"));
    expectOneStep(before, 2);
    click(15, 15);
    settle();
    EXPECT_EQ(count(1), 2500U);
    EXPECT_EQ(count(2), 0U);
}

TEST_F(RegionTools, FillErasesWithControlAndKeepsTheRule)
{
    paintRect({10, 10, 20, 20}, 2);
    take(ToolId::Fill);
    settings.edit([](ToolOptions& options) { options.over = imaging::PaintOver::OnlyMatrix; });
    click(15, 15);
    settle();
    EXPECT_EQ(count(2), 400U);
    EXPECT_EQ(refusals.size(), 1); // nothing to paint, which is said
    click(15, 15, {.control = true});
    settle();
    EXPECT_EQ(count(2), 0U);
    EXPECT_EQ(steps(), 2U);
}

TEST_F(RegionTools, ClicksMadeWhileAFillIsAtWorkWaitForTheirTurn)
{
    add(rectangle(10, 10, 60, 60), 2);
    take(ToolId::Fill);
    click(30, 30);
    settings.setClass(annotation::kIgnore);
    click(100, 100); // all around it
    click(500, 500);
    settle();
    EXPECT_EQ(count(1), 2500U);
    EXPECT_EQ(count(annotation::kIgnore), kSize.area() - 2500U);
    EXPECT_EQ(steps(), 3U);
}

TEST_F(RegionTools, AFillFitsWhatWasChangedMeanwhile)
{
    take(ToolId::Fill);
    click(30, 30);
    paintRect({10, 10, 50, 50}, 2); // before the fill is there
    settle();
    EXPECT_EQ(count(1), 2500U);
    EXPECT_EQ(count(2), 0U);
}

TEST_F(RegionTools, TheWandPaintsWhatLooksAlike)
{
    take(ToolId::Wand);
    settings.edit([](ToolOptions& options) { options.tolerance = 20; });
    press(kDisc.x, kDisc.y);
    ASSERT_TRUE(waitUntil([this] { return !toolAs<WandTool>().preview().isEmpty(); }));
    EXPECT_TRUE(toolAs<WandTool>().preview().contains(140, 80));
    EXPECT_FALSE(toolAs<WandTool>().preview().contains(20, 20));
    EXPECT_TRUE(annotations().isEmpty()); // a preview only
    EXPECT_TRUE(paintsAnything());
    release(kDisc.x, kDisc.y);
    settle();
    expectTheDisc();
    EXPECT_FALSE(paintsAnything());
    EXPECT_EQ(editor.undoText(), QStringLiteral("Paint MA island"));
    expectOneStep({}, 0);
}

TEST_F(RegionTools, AClickOfTheWandNeedsNoPatience)
{
    take(ToolId::Wand);
    settings.edit([](ToolOptions& options) { options.tolerance = 20; });
    click(kDisc.x, kDisc.y);
    click(20, 20); // before the first is there
    settle();
    EXPECT_EQ(steps(), 2U);
    EXPECT_GT(static_cast<double>(count(1)), 0.97 * static_cast<double>(kSize.area())); // but the border
}

TEST_F(RegionTools, ADragOfTheWandChangesTheTolerance)
{
    take(ToolId::Wand);
    settings.edit([](ToolOptions& options) { options.tolerance = 20; });
    auto& wand = toolAs<WandTool>();
    press(kDisc.x, kDisc.y);
    ASSERT_TRUE(waitUntil([&] { return !wand.preview().isEmpty(); }));
    move(kDisc.x + 200, kDisc.y - 100); // right and up: 60 more
    ASSERT_TRUE(waitUntil([&] { return wand.preview().contains(20, 20); }));
    move(kDisc.x - 60, kDisc.y + 40); // left and down: 20 less
    ASSERT_TRUE(waitUntil([&] { return !wand.preview().contains(20, 20); }));
    move(kDisc.x - 10, kDisc.y);
    release(kDisc.x - 10, kDisc.y);
    settle();
    expectTheDisc();
    EXPECT_EQ(settings.options().tolerance, 18); // where the next one begins
    expectOneStep({}, 0);
}

TEST_F(RegionTools, TheWheelChangesTheToleranceOfTheWand)
{
    take(ToolId::Wand);
    settings.edit([](ToolOptions& options) { options.tolerance = 1; });
    EXPECT_TRUE(tool().wheel(2));
    EXPECT_EQ(settings.options().tolerance, 3);
    tool().wheel(-10);
    EXPECT_EQ(settings.options().tolerance, 0);
    press(20, 20);
    tool().wheel(15); // while it is held
    release(20, 20);
    settle();
    EXPECT_EQ(settings.options().tolerance, 15);
    EXPECT_GT(painted().second, 20000);
}

TEST_F(RegionTools, TheWandTakesAllThatIsAlikeWhenItNeedNotHangTogether)
{
    Raster<std::uint8_t> pixels(kSize, 10);
    for (int y = 10; y < 20; ++y) {
        for (int x = 10; x < 20; ++x) {
            pixels.at(x, y) = pixels.at(x + 50, y) = 200;
        }
    }
    auto content = document::makeImageContent(imaging::Micrograph{std::move(pixels)});
    content->window = {0, 255};
    context.content = content;
    take(ToolId::Wand);
    click(15, 15);
    settle();
    EXPECT_EQ(count(1), 100U);
    settings.edit([](ToolOptions& options) { options.contiguous = false; });
    click(65, 15);
    settle();
    EXPECT_EQ(count(1), 200U);
    click(15, 15, {.control = true});
    settle();
    EXPECT_EQ(count(1), 0U);
}

TEST_F(RegionTools, SuperpixelsAreShownAndPainted)
{
    take(ToolId::Superpixels);
    auto& pieces = toolAs<SuperpixelTool>();
    move(kDisc.x, kDisc.y);
    ASSERT_TRUE(waitUntil([&] { return !pieces.preview().isEmpty(); }));
    EXPECT_TRUE(pieces.preview().contains(140, 80));
    EXPECT_TRUE(paintsAnything());
    click(kDisc.x, kDisc.y);
    EXPECT_FALSE(tool().isBusy()); // it was known
    const auto [in, out] = painted();
    EXPECT_GT(in, 100);
    EXPECT_LT(out, 60);
    expectOneStep({}, 0);
    tool().leave();
    EXPECT_FALSE(paintsAnything());
}

TEST_F(RegionTools, ADragPaintsAllPiecesThatItTouchesInOneStep)
{
    take(ToolId::Superpixels);
    drag({{120, 80}, {140, 65}, {160, 80}, {140, 95}, {120, 80}}); // before the pieces are known
    EXPECT_TRUE(tool().isBusy());
    settle();
    const auto [in, out] = painted();
    EXPECT_GT(in, 0.7 * kDiscArea);
    expectOneStep({}, 0);
    drag({{120, 80}, {140, 65}, {160, 80}, {140, 95}, {120, 80}}, {.control = true});
    settle();
    EXPECT_EQ(count(1), 0U);
    EXPECT_EQ(steps(), 2U);
}

TEST_F(RegionTools, GrabCutCutsOutWhatStandsOutInTheBox)
{
    take(ToolId::GrabCut);
    auto& cut = toolAs<GrabCutTool>();
    drag({{105, 45}, {150, 100}, {175, 115}});
    EXPECT_EQ(cut.state(), GrabCutTool::State::Cutting); // on another thread
    ASSERT_TRUE(waitUntil([&] { return cut.state() == GrabCutTool::State::Shown; }));
    EXPECT_TRUE(cut.preview().contains(140, 80));
    EXPECT_FALSE(cut.preview().contains(108, 48));
    EXPECT_TRUE(annotations().isEmpty());
    EXPECT_TRUE(paintsAnything());
    EXPECT_TRUE(key(ToolKey::Enter));
    settle();
    expectTheDisc();
    expectOneStep({}, 0);
    EXPECT_FALSE(paintsAnything());
}

TEST_F(RegionTools, AClickInTheBoxAcceptsAndAnotherBoxTakesItsPlace)
{
    take(ToolId::GrabCut);
    auto& cut = toolAs<GrabCutTool>();
    drag({{100, 40}, {180, 120}});
    drag({{105, 45}, {175, 115}}); // while the first is at work
    ASSERT_TRUE(waitUntil([&] { return cut.state() == GrabCutTool::State::Shown; }));
    EXPECT_TRUE(key(ToolKey::Escape));
    EXPECT_FALSE(tool().isBusy());
    drag({{105, 45}, {175, 115}});
    ASSERT_TRUE(waitUntil([&] { return cut.state() == GrabCutTool::State::Shown; }));
    click(110, 50);
    settle();
    expectTheDisc();
    EXPECT_EQ(steps(), 1U);
    click(20, 20); // not a box
    EXPECT_FALSE(tool().isBusy());
    drag({{-10, -10}, {300, 300}}); // all of it: nothing tells the background
    settle();
    EXPECT_EQ(refusals.size(), 1);
    EXPECT_EQ(steps(), 1U);
}

TEST_F(RegionTools, TheScissorsFollowTheEdge)
{
    take(ToolId::Scissors);
    auto& scissors = toolAs<ScissorsTool>();
    click(kDisc.x, kDisc.y - 25);
    move(kDisc.x + 25, kDisc.y);
    ASSERT_TRUE(waitUntil([&] { return !scissors.livePath().empty(); }));
    for (const auto& point : scissors.livePath()) { // and not straight
        EXPECT_NEAR(std::hypot(point.x - kDisc.x, point.y - kDisc.y), kDiscRadius, 4);
    }
    EXPECT_TRUE(paintsAnything());
    click(kDisc.x + 25, kDisc.y);
    click(kDisc.x, kDisc.y + 25);
    click(kDisc.x - 25, kDisc.y);
    EXPECT_TRUE(annotations().isEmpty());
    click(kDisc.x + 2, kDisc.y - 23); // on the first
    settle();
    expectTheDisc();
    ASSERT_EQ(annotations().objects.size(), 1U);
    EXPECT_EQ(selection.ids(), std::vector{annotations().objects.front().id});
    expectOneStep({}, 0);
}

TEST_F(RegionTools, ScissorsTakeAnchorsBackAndCloseByKeyAndDoubleClick)
{
    take(ToolId::Scissors);
    auto& scissors = toolAs<ScissorsTool>();
    click(kDisc.x, kDisc.y - 25);
    EXPECT_TRUE(key(ToolKey::Enter)); // too few
    EXPECT_EQ(refusals.size(), 1);
    click(kDisc.x + 25, kDisc.y);
    click(20, 20);
    EXPECT_TRUE(key(ToolKey::Backspace));
    click(20, 120);
    click(20, 120, {}, Button::Right);
    EXPECT_EQ(scissors.anchorCount(), 2U);
    click(kDisc.x, kDisc.y + 25);
    click(kDisc.x - 25, kDisc.y);
    EXPECT_TRUE(key(ToolKey::Enter));
    settle();
    expectTheDisc();
    expectOneStep({}, 0);
    click(20, 20);
    click(60, 20);
    doubleClick(40, 60);
    settle();
    EXPECT_EQ(annotations().objects.size(), 2U);
    click(20, 20);
    key(ToolKey::Backspace);
    EXPECT_FALSE(tool().isBusy());
}

} // namespace
} // namespace sorby::tools
