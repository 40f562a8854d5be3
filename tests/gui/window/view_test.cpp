// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/window/window_fixture.h"
#include "widgets/canvas/canvas.h"
#include "widgets/document/project_document.h"
#include "widgets/panels/compare_bar.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QSlider>
#include <QTest>

namespace sorby::test {
namespace {

class ViewTest : public WindowTest {
  protected:
    ViewTest()
    {
        openProject(makeProject());
        canvas = widget<canvas::Canvas>("canvas");
        compared = widget<canvas::Canvas>("comparedCanvas");
        EXPECT_TRUE(waitUntil([this] { return canvas->content() != nullptr; }));
    }
    canvas::Canvas* canvas = nullptr;
    canvas::Canvas* compared = nullptr;
};

TEST_F(ViewTest, SideBySideShowsTwoLinkedCanvases)
{
    EXPECT_FALSE(compared->isVisible());
    trigger("compare.sideBySide");
    processEvents();
    EXPECT_TRUE(compared->isVisible());
    EXPECT_TRUE(widget<panels::CompareBar>("compareBar")->isVisible());
    EXPECT_EQ(compared->content(), canvas->content());
    EXPECT_FALSE(canvas->layers().polygons) << "left: the micrograph alone";
    EXPECT_TRUE(compared->layers().reference);
    canvas->setZoom(5);
    EXPECT_EQ(compared->zoom(), 5);
    const auto* before = canvas->content();
    trigger("image.next");
    ASSERT_TRUE(waitUntil([&] { return canvas->content() != before && canvas->content() != nullptr; }));
    EXPECT_EQ(compared->content(), canvas->content());
    trigger("compare.sideBySide");
    processEvents();
    EXPECT_FALSE(compared->isVisible());
    EXPECT_EQ(compared->content(), nullptr);
    EXPECT_TRUE(canvas->layers().polygons) << "as it was";
}

TEST_F(ViewTest, SwipeAndBlinkTakeTurnsAndEnd)
{
    trigger("compare.swipe");
    auto* divider = widget<canvas::Canvas>("canvas")->findChild<QWidget*>(QStringLiteral("swipeDivider"));
    EXPECT_TRUE(divider->isVisible());
    EXPECT_TRUE(action("compare.swipe")->isChecked());
    trigger("compare.blink");
    EXPECT_FALSE(action("compare.swipe")->isChecked());
    EXPECT_FALSE(divider->isVisible());
    widget<QSlider>("compareSpeed")->setValue(150);
    EXPECT_EQ(canvas->split(), 1);
    ASSERT_TRUE(waitUntil([this] { return canvas->split() == 0; }));
    ASSERT_TRUE(waitUntil([this] { return canvas->split() == 1; }));
    trigger("compare.blink");
    EXPECT_FALSE(widget<panels::CompareBar>("compareBar")->isVisible());
    EXPECT_TRUE(canvas->layers().polygons);
}

TEST_F(ViewTest, SwitchesAndToneAreRemembered)
{
    trigger("view.navigator");
    trigger("view.keep");
    widget<QDoubleSpinBox>("contrastGammaValue")->setValue(1.8);
    widget<QComboBox>("contrastTable")->setCurrentIndex(2);
    EXPECT_EQ(canvas->mapping().gamma, 1.8);
    EXPECT_EQ(canvas->mapping().table, canvas::ColourTable::Viridis);
    EXPECT_FALSE(settings.value(QStringLiteral("view/navigator")).toBool());
    EXPECT_FALSE(settings.value(QStringLiteral("view/keep")).toBool());
    EXPECT_EQ(settings.value(QStringLiteral("view/gamma")).toDouble(), 1.8);
    window = std::make_unique<app::MainWindow>(
        app::WindowServices{dialogs, [] { return learning::loadEngine(SORBY_PROGRAM_FOLDER); }, settings});
    window->show();
    EXPECT_FALSE(action("view.navigator")->isChecked());
    EXPECT_TRUE(action("view.scaleBar")->isChecked());
    EXPECT_EQ(widget<canvas::Canvas>("canvas")->mapping().gamma, 1.8);
    EXPECT_EQ(widget<canvas::Canvas>("canvas")->mapping().table, canvas::ColourTable::Viridis);
}

} // namespace
} // namespace sorby::test
