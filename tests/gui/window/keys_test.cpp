// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/window/window_fixture.h"
#include "widgets/canvas/canvas.h"
#include "widgets/document/project_document.h"

#include <QLineEdit>
#include <QSlider>
#include <QSpinBox>
#include <QTest>

namespace sorby::test {
namespace {

class KeysTest : public WindowTest {
  protected:
    KeysTest()
    {
        openProject(makeProject());
        canvas = widget<canvas::Canvas>("canvas");
        EXPECT_TRUE(waitUntil([this] { return canvas->content() != nullptr; }));
        canvas->setFocus();
    }
    [[nodiscard]] std::size_t row() const
    {
        for (std::size_t i = 0; i < document().images().size(); ++i) {
            if (document().images()[i].id == document().currentImage()) {
                return i;
            }
        }
        return 999;
    }
    canvas::Canvas* canvas = nullptr;
};

TEST_F(KeysTest, GoFromImageToImage)
{
    QTest::keyClick(canvas, Qt::Key_D);
    EXPECT_EQ(row(), 1U);
    QTest::keyClick(canvas, Qt::Key_PageDown);
    EXPECT_EQ(row(), 2U);
    QTest::keyClick(canvas, Qt::Key_Right);
    EXPECT_EQ(row(), 3U);
    QTest::keyClick(canvas, Qt::Key_A);
    QTest::keyClick(canvas, Qt::Key_Left);
    QTest::keyClick(canvas, Qt::Key_PageUp);
    QTest::keyClick(canvas, Qt::Key_A);
    EXPECT_EQ(row(), 0U) << "the first is the end";
}

TEST_F(KeysTest, DoNotFireInTextFields)
{
    auto* filter = widget<QLineEdit>("imageFilter");
    filter->setFocus();
    QTest::keyClicks(filter, QStringLiteral("dahc"));
    EXPECT_EQ(filter->text(), QStringLiteral("dahc"));
    EXPECT_EQ(row(), 0U);
    EXPECT_FALSE(action("view.hideOverlays")->isChecked());
    filter->clear();

    trigger("workspace.train");
    auto* epochs = widget<QSpinBox>("trainEpochs");
    epochs->setValue(50);
    epochs->setFocus();
    QTest::keyClick(epochs, Qt::Key_PageDown);
    EXPECT_EQ(row(), 0U);
    EXPECT_EQ(epochs->value(), 40);
}

TEST_F(KeysTest, HideTheLayersAndShowThemAgain)
{
    EXPECT_TRUE(canvas->layers().polygons);
    QTest::keyClick(canvas, Qt::Key_H);
    EXPECT_FALSE(canvas->layers().polygons);
    EXPECT_FALSE(canvas->layers().points);
    QTest::keyClick(canvas, Qt::Key_H);
    EXPECT_TRUE(canvas->layers().polygons);
}

TEST_F(KeysTest, ResetTheContrast)
{
    const auto automatic = canvas->window();
    widget<QSlider>("contrastLow")->setValue(400);
    EXPECT_NE(canvas->window(), automatic);
    QTest::keyClick(canvas, Qt::Key_C);
    EXPECT_EQ(canvas->window(), automatic);
}

TEST_F(KeysTest, FilterTheListAndStepInWhatIsShown)
{
    const auto& images = document().images();
    auto* filter = widget<QLineEdit>("imageFilter");
    filter->setText(QString::fromStdString(images[4].stem));
    QTest::keyClick(canvas, Qt::Key_D);
    EXPECT_EQ(row(), 4U);
}

TEST_F(KeysTest, KeepTheViewFromWorkspaceToWorkspace)
{
    canvas->setZoom(3);
    const auto place = canvas->toImage(QPointF(canvas->rect().center()));
    QTest::keyClick(canvas, Qt::Key_3, Qt::ControlModifier);
    EXPECT_EQ(window->workspace(), app::Workspace::Review);
    EXPECT_TRUE(canvas->layers().iouOverlay);
    QTest::keyClick(canvas, Qt::Key_1, Qt::ControlModifier);
    EXPECT_EQ(window->workspace(), app::Workspace::Annotate);
    EXPECT_FALSE(canvas->layers().iouOverlay);
    EXPECT_TRUE(canvas->layers().polygons);
    EXPECT_DOUBLE_EQ(canvas->zoom(), 3);
    const auto after = canvas->toImage(QPointF(canvas->rect().center()));
    EXPECT_NEAR(after.x, place.x, 1);
    EXPECT_NEAR(after.y, place.y, 1);
}

} // namespace
} // namespace sorby::test
