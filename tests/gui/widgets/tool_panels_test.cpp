// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/class_list_box.h"
#include "widgets/panels/tool_bar.h"
#include "widgets/panels/tool_icons.h"
#include "widgets/panels/tool_options_box.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGuiApplication>
#include <QImage>
#include <QLabel>
#include <QPalette>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace sorby::panels {
namespace {

using tools::ToolId;
using tools::ToolOptions;

const annotation::ClassList kClasses{
    {0, "matrix", {0, 0, 0}}, {1, "MA island", {230, 159, 0}}, {2, "carbide", {86, 180, 233}, "k"}};

std::vector<ToolId> allTools()
{
    std::vector<ToolId> result;
    for (std::size_t i = 0; i < tools::kToolCount; ++i) {
        result.push_back(static_cast<ToolId>(i));
    }
    return result;
}

QImage drawn(const QIcon& icon, int side)
{
    return icon.pixmap(side).toImage().convertToFormat(QImage::Format_ARGB32);
}

TEST(ToolIcons, AreAllDifferentInkOnNothing)
{
    for (const int side : {16, 24, 32}) {
        std::vector<QImage> seen;
        for (const auto id : allTools()) {
            const auto image = drawn(toolIcon(id), side);
            int ink = 0;
            for (int y = 0; y < side; ++y) {
                for (int x = 0; x < side; ++x) {
                    ink += qAlpha(image.pixel(x, y)) > 127 ? 1 : 0;
                }
            }
            EXPECT_GT(ink, side * side / 16) << tools::toText(id) << ' ' << side;
            EXPECT_LT(ink, side * side * 2 / 3) << tools::toText(id) << ' ' << side;
            EXPECT_EQ(std::count(seen.begin(), seen.end(), image), 0) << tools::toText(id);
            seen.push_back(image);
        }
    }
}

TEST(ToolIcons, TakeTheTextColourAndPutStraightLinesOnPixels)
{
    const auto before = QGuiApplication::palette();
    auto dark = before;
    dark.setColor(QPalette::WindowText, QColor(240, 10, 20));
    QGuiApplication::setPalette(dark);
    const auto image = drawn(toolIcon(ToolId::Rectangle), 16);
    QGuiApplication::setPalette(before);
    int full = 0;
    for (int y = 0; y < 16; ++y) {
        for (int x = 0; x < 16; ++x) {
            if (qAlpha(image.pixel(x, y)) == 255) {
                EXPECT_EQ(QColor(image.pixel(x, y)), QColor(240, 10, 20));
                ++full;
            }
        }
    }
    // The frame is 17 x 12 units: at 16 pixels about 11 by 8, one pixel wide and nowhere blurred.
    EXPECT_GE(full, 30);
}

class ToolBarTest : public testing::Test {
  protected:
    ToolBarTest()
    {
        for (const auto id : allTools()) {
            auto* action = new QAction(toolName(id), &m_owner);
            action->setObjectName(QStringLiteral("tool.") + QLatin1String(tools::toText(id)));
            actions << action;
            if (id == ToolId::Vertices || id == ToolId::Cut || id == ToolId::Point || id == ToolId::GrabCut) {
                actions << nullptr;
            }
        }
    }
    QAction* action(ToolId id)
    {
        return m_owner.findChild<QAction*>(QStringLiteral("tool.") + QLatin1String(tools::toText(id)));
    }
    QList<QAction*> actions;

  private:
    QObject m_owner;
};

TEST_F(ToolBarTest, ShowsEveryToolAndOneOfThemInHand)
{
    actions << nullptr << new QAction(QStringLiteral("Other"), actions.first()->parent());
    ToolBar bar(actions);
    const auto buttons = bar.findChildren<QToolButton*>();
    ASSERT_EQ(buttons.size(), static_cast<int>(tools::kToolCount));
    for (const auto* button : buttons) {
        EXPECT_FALSE(button->icon().isNull()) << qPrintable(button->objectName());
    }
    bar.findChild<QToolButton*>(QStringLiteral("tool.brush"))->click();
    EXPECT_TRUE(action(ToolId::Brush)->isChecked());
    bar.findChild<QToolButton*>(QStringLiteral("tool.grabCut"))->click();
    EXPECT_FALSE(action(ToolId::Brush)->isChecked());
    EXPECT_TRUE(action(ToolId::GrabCut)->isChecked());
}

TEST_F(ToolBarTest, TellsTheKeysAsTheyAreNow)
{
    ToolBar bar(actions);
    const auto* button = bar.findChild<QToolButton*>(QStringLiteral("tool.brush"));
    EXPECT_EQ(button->toolTip(), QStringLiteral("Brush"));
    action(ToolId::Brush)->setShortcut(Qt::Key_B);
    EXPECT_EQ(button->toolTip(), QStringLiteral("Brush (B)"));
    action(ToolId::Brush)->setShortcut(Qt::Key_N);
    EXPECT_EQ(button->toolTip(), QStringLiteral("Brush (N)"));
}

TEST_F(ToolBarTest, FitsEveryHeightWithoutHidingATool)
{
    ToolBar bar(actions);
    std::set<int> columns;
    for (const int height : {1000, 640, 420, bar.minimumSizeHint().height()}) {
        bar.resize(bar.sizeHint().width(), height);
        bar.grab(); // lays it out
        bar.resize(bar.sizeHint().width(), height);
        columns.insert(bar.columns());
        for (const auto* button : bar.findChildren<QToolButton*>()) {
            EXPECT_TRUE(bar.rect().contains(button->geometry()))
                << qPrintable(button->objectName()) << " at " << height;
            for (const auto* other : bar.findChildren<QToolButton*>()) {
                EXPECT_TRUE(other == button || !other->geometry().intersects(button->geometry()));
            }
        }
    }
    EXPECT_TRUE(columns.count(1) == 1 && columns.count(ToolBar::kMostColumns) == 1);
}

class ToolOptionsTest : public testing::Test {
  protected:
    ToolOptionsTest() { box.setClasses(kClasses); }
    template <typename T>
    T* field(const char* name)
    {
        auto* found = box.findChild<T*>(QLatin1String(name));
        EXPECT_NE(found, nullptr) << name;
        return found;
    }
    /// Object names of the fields that are shown for a tool.
    std::set<std::string> shown(ToolId id)
    {
        box.setTool(id);
        std::set<std::string> result;
        for (const auto* widget : box.findChildren<QWidget*>()) {
            const auto name = widget->objectName();
            if (!name.isEmpty() && !name.startsWith(QStringLiteral("qt_")) &&
                !name.endsWith(QStringLiteral("Value")) && widget->isVisibleTo(&box)) {
                result.insert(name.toStdString());
            }
        }
        return result;
    }
    const ToolOptions& options() { return settings.options(); }

    tools::ToolSettings settings;
    ToolOptionsBox box{settings};
};

TEST_F(ToolOptionsTest, ShowJustWhatTheToolUses)
{
    using Names = std::set<std::string>;
    EXPECT_EQ(shown(ToolId::Brush),
              (Names{"brushSize", "brushRound", "brushSquare", "eraseTo", "paintOver"}));
    EXPECT_EQ(shown(ToolId::Eraser), (Names{"brushSize", "brushRound", "brushSquare", "eraseTo"}));
    EXPECT_EQ(shown(ToolId::Fill), (Names{"eraseTo", "paintOver"}));
    EXPECT_EQ(shown(ToolId::Wand), (Names{"wandTolerance", "wandContiguous", "eraseTo", "paintOver"}));
    EXPECT_EQ(shown(ToolId::Superpixels),
              (Names{"superpixelSize", "superpixelCompactness", "eraseTo", "paintOver"}));
    EXPECT_EQ(shown(ToolId::GrabCut), (Names{"paintOver"})) << "it only adds";
    for (const auto id : {ToolId::Polygon, ToolId::Rectangle, ToolId::Ellipse, ToolId::Scissors}) {
        EXPECT_EQ(shown(id), (Names{"snap", "snapDistance"})) << tools::toText(id);
    }
    EXPECT_EQ(shown(ToolId::Select), (Names{"smoothing", "growth", "small", "toolHint"}));
    for (const auto id :
         {ToolId::Vertices, ToolId::Hole, ToolId::Cut, ToolId::Point, ToolId::Pick, ToolId::Measure}) {
        EXPECT_EQ(shown(id), (Names{"toolHint"})) << tools::toText(id);
        EXPECT_EQ(box.title(), toolName(id));
    }
    box.setHint(QStringLiteral("Drag a line."));
    EXPECT_EQ(field<QLabel>("toolHint")->text(), QStringLiteral("Drag a line."));
}

TEST_F(ToolOptionsTest, ChangeTheSettings)
{
    field<QDoubleSpinBox>("brushSizeValue")->setValue(37);
    EXPECT_EQ(options().brush.diameterPx, 37);
    field<QSlider>("brushSize")->setValue(field<QSlider>("brushSize")->maximum());
    EXPECT_EQ(options().brush.diameterPx, tools::ToolSettings::kLargestBrushPx);
    field<QSlider>("brushSize")->setValue(0);
    EXPECT_EQ(options().brush.diameterPx, tools::ToolSettings::kSmallestBrushPx);
    field<QRadioButton>("brushSquare")->setChecked(true);
    EXPECT_EQ(options().brush.shape, imaging::BrushShape::Square);
    field<QComboBox>("eraseTo")->setCurrentIndex(1);
    EXPECT_EQ(options().eraseTo, tools::EraseTo::Polygons);
    field<QDoubleSpinBox>("wandToleranceValue")->setValue(40);
    EXPECT_EQ(options().tolerance, 40);
    field<QCheckBox>("wandContiguous")->setChecked(false);
    EXPECT_FALSE(options().contiguous);
    field<QDoubleSpinBox>("superpixelSizeValue")->setValue(50);
    field<QDoubleSpinBox>("superpixelCompactnessValue")->setValue(30);
    EXPECT_EQ(options().superpixelSizePx, 50);
    field<QDoubleSpinBox>("smoothingValue")->setValue(7);
    field<QDoubleSpinBox>("growthValue")->setValue(4);
    field<QDoubleSpinBox>("smallValue")->setValue(1200);
    EXPECT_EQ(options().smoothingPx, 7);
    EXPECT_EQ(options().growthPx, 4);
    EXPECT_EQ(options().smallPx, 1200);
    EXPECT_EQ(options().compactness, 30);
    EXPECT_FALSE(field<QSlider>("snapDistance")->isEnabled());
    field<QCheckBox>("snap")->setChecked(true);
    EXPECT_TRUE(options().snaps);
    EXPECT_TRUE(field<QSlider>("snapDistance")->isEnabled());
    field<QDoubleSpinBox>("snapDistanceValue")->setValue(12);
    EXPECT_EQ(options().snapDistancePx, 12);
}

TEST_F(ToolOptionsTest, FollowTheSettings)
{
    QSignalSpy changed(&settings, &tools::ToolSettings::changed);
    settings.edit([](ToolOptions& options) {
        options.brush = {imaging::BrushShape::Square, 100};
        options.eraseTo = tools::EraseTo::Polygons;
        options.contiguous = false;
        options.snaps = true;
    });
    EXPECT_EQ(changed.count(), 1) << "showing a value sets none";
    EXPECT_EQ(field<QDoubleSpinBox>("brushSizeValue")->value(), 100);
    // 1 to 1000 in thirds of the slider: 10, 100, 1000.
    EXPECT_NEAR(field<QSlider>("brushSize")->value(), field<QSlider>("brushSize")->maximum() * 2 / 3.0, 1);
    EXPECT_TRUE(field<QRadioButton>("brushSquare")->isChecked());
    EXPECT_EQ(field<QComboBox>("eraseTo")->currentIndex(), 1);
    EXPECT_FALSE(field<QCheckBox>("wandContiguous")->isChecked());
    EXPECT_TRUE(field<QCheckBox>("snap")->isChecked());
}

TEST_F(ToolOptionsTest, AskForTheClassOnlyWhenOneIsPaintedOver)
{
    EXPECT_EQ(shown(ToolId::Brush).count("paintOverClass"), 0U);
    field<QComboBox>("paintOver")->setCurrentIndex(2);
    EXPECT_EQ(options().over, imaging::PaintOver::OnlyClass);
    EXPECT_EQ(options().onlyClass, 1) << "the matrix has a choice of its own";
    EXPECT_EQ(shown(ToolId::Brush).count("paintOverClass"), 1U);
    auto* only = field<QComboBox>("paintOverClass");
    ASSERT_EQ(only->count(), 3) << "two classes and ignore";
    only->setCurrentIndex(1);
    EXPECT_EQ(options().onlyClass, 2);
    only->setCurrentIndex(2);
    EXPECT_EQ(options().onlyClass, annotation::kIgnore);
    EXPECT_EQ(shown(ToolId::Eraser).count("paintOverClass"), 0U);
}

TEST_F(ToolOptionsTest, GiveTheKeysBackAfterEnter)
{
    box.show();
    shown(ToolId::Brush);
    QSignalSpy finished(&box, &ToolOptionsBox::finished);
    auto* size = field<QDoubleSpinBox>("brushSizeValue");
    size->setFocus();
    size->selectAll();
    QTest::keyClicks(size, QStringLiteral("55"));
    QTest::keyClick(size, Qt::Key_Return);
    EXPECT_EQ(options().brush.diameterPx, 55);
    EXPECT_EQ(finished.count(), 1);
}

class ClassListTest : public testing::Test {
  protected:
    ClassListTest()
    {
        box.setClasses(kClasses);
        box.resize(300, 300);
        list = box.findChild<QTreeWidget*>(QStringLiteral("classList"));
    }
    QString text(int row, int column) { return list->topLevelItem(row)->text(column); }
    QToolButton* lock(int id) { return box.findChild<QToolButton*>(QStringLiteral("lockClass%1").arg(id)); }
    tools::ToolSettings settings;
    ClassListBox box{settings};
    QTreeWidget* list = nullptr;
};

TEST_F(ClassListTest, ListsMatrixClassesAndIgnoreWithTheirKeys)
{
    ASSERT_EQ(list->topLevelItemCount(), 4);
    EXPECT_EQ(text(0, 0), QStringLiteral("matrix"));
    EXPECT_EQ(text(1, 0), QStringLiteral("MA island"));
    EXPECT_EQ(text(3, 0), QStringLiteral("ignore"));
    EXPECT_EQ(text(1, 2), QStringLiteral("1"));
    EXPECT_EQ(text(2, 2), QStringLiteral("K")) << "its own key instead of the digit";
    box.setKeys({{1, QStringLiteral("Q")}});
    EXPECT_EQ(text(1, 2), QStringLiteral("Q"));
    EXPECT_EQ(text(2, 2), QString());
    box.setClasses(kClasses);
    EXPECT_EQ(text(1, 2), QStringLiteral("Q")) << "another micrograph of the same project";
}

TEST_F(ClassListTest, ChoosesWithAClickAndMarksTheCurrentOne)
{
    box.show();
    for (const int row : {0, 2, 3, 1}) {
        const auto where = list->visualItemRect(list->topLevelItem(row)).center();
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, QPoint(20, where.y()));
        const annotation::ClassId id = row == 3 ? annotation::kIgnore : static_cast<annotation::ClassId>(row);
        EXPECT_EQ(settings.options().classId, id);
        EXPECT_TRUE(list->topLevelItem(row)->font(0).bold());
    }
    settings.setClass(2);
    EXPECT_EQ(list->currentItem(), list->topLevelItem(2));
    EXPECT_TRUE(list->topLevelItem(2)->font(0).bold());
    EXPECT_FALSE(list->topLevelItem(1)->font(0).bold());
    settings.swapClass();
    EXPECT_EQ(list->currentItem(), list->topLevelItem(1));
}

TEST_F(ClassListTest, ProtectsAClassWithItsLock)
{
    box.show();
    QTest::mouseClick(lock(2), Qt::LeftButton);
    EXPECT_TRUE(settings.options().protectedClasses.test(2));
    EXPECT_EQ(settings.options().protectedClasses.count(), 1U);
    EXPECT_EQ(settings.options().classId, 1) << "the lock chooses no class";
    settings.edit([](ToolOptions& options) { options.protectedClasses.reset(); });
    EXPECT_FALSE(lock(2)->isChecked());
}

TEST_F(ClassListTest, CountsTheObjectsOfEachClass)
{
    std::vector<annotation::Object> objects(5);
    for (std::size_t i = 0; i < objects.size(); ++i) {
        objects[i].classId = i < 4 ? 1 : annotation::kIgnore;
    }
    box.setObjects(&objects);
    EXPECT_EQ(text(1, 1), QStringLiteral("4"));
    EXPECT_EQ(text(2, 1), QString());
    EXPECT_EQ(text(3, 1), QStringLiteral("1"));
    box.setObjects(nullptr);
    EXPECT_EQ(text(1, 1), QString());
}

TEST_F(ClassListTest, FallsBackWhenAClassGoes)
{
    settings.setClass(2);
    settings.edit([](ToolOptions& options) {
        options.protectedClasses.set(2);
        options.protectedClasses.set(annotation::kIgnore);
    });
    box.setClasses({kClasses[0], kClasses[1]});
    EXPECT_EQ(settings.options().classId, 1);
    EXPECT_FALSE(settings.options().protectedClasses.test(2));
    EXPECT_TRUE(settings.options().protectedClasses.test(annotation::kIgnore));
    QSignalSpy requested(&box, &ClassListBox::classesRequested);
    box.findChild<QPushButton*>(QStringLiteral("classesButton"))->click();
    EXPECT_EQ(requested.count(), 1);
}

} // namespace
} // namespace sorby::panels
