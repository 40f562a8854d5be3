// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/window/window_fixture.h"
#include "widgets/canvas/canvas.h"
#include "widgets/document/project_document.h"

#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QSlider>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

#include <map>

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

TEST_F(KeysTest, AreThoseThatPeopleKnowFromElsewhere)
{
    const std::vector<std::pair<const char*, const char*>> table{{"view.zoomIn", "+"},
                                                                 {"view.zoomOut", "-"},
                                                                 {"view.zoomActual", "Ctrl+0"},
                                                                 {"view.zoomFit", "Ctrl+F"},
                                                                 {"brush.smaller", "["},
                                                                 {"brush.larger", "]"},
                                                                 {"image.previous", "A"},
                                                                 {"image.previous", "PgUp"},
                                                                 {"image.next", "D"},
                                                                 {"image.next", "PgDown"},
                                                                 {"image.nextUndone", "Ctrl+Shift+D"},
                                                                 {"image.previousUndone", "Ctrl+Shift+A"},
                                                                 {"image.toggleDone", "Ctrl+Alt+K"},
                                                                 {"image.markDone", "Ctrl+Return"},
                                                                 {"edit.undo", "Ctrl+Z"},
                                                                 {"edit.redo", "Ctrl+Shift+Z"},
                                                                 {"edit.redo", "Ctrl+Y"},
                                                                 {"tool.select", "V"},
                                                                 {"tool.polygon", "P"},
                                                                 {"tool.brush", "B"},
                                                                 {"tool.eraser", "E"},
                                                                 {"tool.wand", "W"},
                                                                 {"tool.fill", "F"},
                                                                 {"tool.point", "O"},
                                                                 {"tool.measure", "M"},
                                                                 {"tool.pick", "I"},
                                                                 {"class.1", "1"},
                                                                 {"class.swap", "X"},
                                                                 {"view.hideOverlays", "H"},
                                                                 {"view.outlinesOnly", "Shift+H"},
                                                                 {"view.autoContrast", "C"},
                                                                 {"view.contrast", "Shift+C"},
                                                                 {"selection.fillHoles", "Shift+F"},
                                                                 {"selection.shrink", "Shift+Z"},
                                                                 {"selection.grow", "Shift+X"},
                                                                 {"edit.save", "Ctrl+S"},
                                                                 {"help.keys", "F1"},
                                                                 {"help.commands", "Ctrl+K"},
                                                                 {"train.start", "Ctrl+T"},
                                                                 {"project.predict", "Ctrl+P"}};
    for (const auto& [id, key] : table) {
        EXPECT_TRUE(action(id)->shortcuts().contains(QKeySequence(QLatin1String(key)))) << id << " " << key;
    }
}

TEST_F(KeysTest, ZoomAndFit)
{
    const double fitted = canvas->zoom();
    QTest::keyClick(canvas, Qt::Key_Plus);
    EXPECT_DOUBLE_EQ(canvas->zoom(), fitted * 1.25);
    QTest::keyClick(canvas, Qt::Key_Minus);
    EXPECT_DOUBLE_EQ(canvas->zoom(), fitted);
    QTest::keyClick(canvas, Qt::Key_0, Qt::ControlModifier);
    EXPECT_EQ(canvas->zoom(), 1);
    QTest::keyClick(canvas, Qt::Key_F, Qt::ControlModifier);
    EXPECT_EQ(canvas->zoom(), fitted);
}

TEST_F(KeysTest, ShowOutlinesAlone)
{
    trigger("layer.reference");
    ASSERT_TRUE(canvas->layers().reference);
    QTest::keyClick(canvas, Qt::Key_H, Qt::ShiftModifier);
    EXPECT_FALSE(canvas->layers().reference);
    EXPECT_TRUE(canvas->layers().polygons);
    QTest::keyClick(canvas, Qt::Key_H, Qt::ShiftModifier);
    EXPECT_TRUE(canvas->layers().reference);
    QTest::keyClick(canvas, Qt::Key_H);
    EXPECT_FALSE(canvas->layers().polygons);
    QTest::keyClick(canvas, Qt::Key_H);
}

TEST_F(KeysTest, ReachTheContrast)
{
    QTest::keyClick(canvas, Qt::Key_C, Qt::ShiftModifier);
    EXPECT_TRUE(widget<QSlider>("contrastLow")->hasFocus());
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

/// What Alt and a letter would reach in the window as it is: the menus, and what can be seen of the panels.
std::multimap<QString, QString> mnemonicsIn(const app::MainWindow& window)
{
    std::multimap<QString, QString> found;
    const auto take = [&](const QString& text) {
        if (const auto keys = QKeySequence::mnemonic(text); !keys.isEmpty()) {
            found.emplace(keys.toString(), text);
        }
    };
    for (const auto* menu : window.menuBar()->actions()) {
        take(menu->text());
    }
    for (const auto* label : window.findChildren<QLabel*>()) {
        if (label->buddy() != nullptr && label->isVisible()) {
            take(label->text());
        }
    }
    for (const auto* button : window.findChildren<QAbstractButton*>()) {
        // A tool button shows its action, whose text is a menu's; it takes no mnemonic from it.
        if (button->isVisible() && qobject_cast<const QToolButton*>(button) == nullptr) {
            take(button->text());
        }
    }
    return found;
}

TEST_F(KeysTest, LettersWithAltMeanOneThingEach)
{
    window->show();
    for (const char* workspace : {"workspace.annotate", "workspace.train", "workspace.review"}) {
        trigger(workspace);
        for (auto* fold : window->findChildren<QToolButton*>(QStringLiteral("foldHeading"))) {
            fold->setChecked(true);
        }
        const auto mnemonics = mnemonicsIn(*window);
        EXPECT_GE(mnemonics.size(), 5U);
        for (const auto& [keys, text] : mnemonics) {
            EXPECT_EQ(mnemonics.count(keys), 1U) << workspace << ": " << qPrintable(keys + " for " + text);
        }
    }
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
