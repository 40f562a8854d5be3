// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/pixel_size.h"
#include "core/project/project.h"
#include "core/workflow/calibration_presets.h"
#include "tests/gui/window/window_fixture.h"
#include "tests/support/results.h"
#include "widgets/canvas/canvas.h"
#include "widgets/document/project_document.h"
#include "widgets/panels/consensus_dialog.h"
#include "widgets/panels/contrast_box.h"
#include "widgets/support/qt_convert.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableWidget>
#include <QTest>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

namespace sorby::test {
namespace {

class DetailsTest : public WindowTest {
  protected:
    void SetUp() override
    {
        ASSERT_EQ(setenv("XDG_CONFIG_HOME", folder.path().c_str(), 1), 0);
        openProject(makeProject());
        ASSERT_TRUE(waitUntil([this] { return canvas()->content() != nullptr; }));
    }
    void TearDown() override { unsetenv("XDG_CONFIG_HOME"); }

    canvas::Canvas* canvas() { return widget<canvas::Canvas>("canvas"); }
    [[nodiscard]] project::ImageRecord current() const
    {
        return *document().image(document().currentImage());
    }
    bool canApply(QDialog* open)
    {
        return open->findChild<QPushButton*>(QStringLiteral("action"))->isEnabled();
    }
    template <typename T>
    T* field(QDialog* open, const char* name)
    {
        auto* found = open->findChild<T*>(QLatin1String(name));
        EXPECT_NE(found, nullptr) << name;
        return found;
    }
};

TEST_F(DetailsTest, AMicrographIsCalibratedByHand)
{
    EXPECT_EQ(widget<QLabel>("factPixelSize")->text(), QStringLiteral("not known"));
    trigger("project.calibrate");
    auto* open = dialog("calibrateDialog");
    EXPECT_FALSE(canApply(open)) << "nothing is entered yet";
    field<QLineEdit>(open, "calibrateSize")->setText(QStringLiteral("12.5"));
    EXPECT_FALSE(canApply(open)) << "a number alone is no length";
    field<QLineEdit>(open, "calibrateSize")->setText(QStringLiteral("12.5 nm"));
    EXPECT_TRUE(canApply(open));
    field<QLineEdit>(open, "calibrateSaveAs")->setText(QStringLiteral("SEM 5000x"));
    accept(open);
    waitForJobs();
    ASSERT_TRUE(current().calibration);
    EXPECT_NEAR(current().calibration->xMicrometres, 0.0125, 1e-12);
    EXPECT_TRUE(current().calibration->isConfirmed);
    EXPECT_FALSE(document().images().at(1).calibration) << "this one alone";
    ASSERT_TRUE(waitUntil(
        [this] { return widget<QLabel>("factPixelSize")->text().contains(QStringLiteral("12.5")); }));

    document().stepImage(1);
    trigger("project.calibrate");
    open = dialog("calibrateDialog");
    field<QComboBox>(open, "calibrateWay")->setCurrentIndex(2);
    EXPECT_TRUE(canApply(open));
    field<QCheckBox>(open, "calibrateAll")->setChecked(true);
    accept(open);
    waitForJobs();
    EXPECT_EQ(document().images().at(5).calibration->source, "preset SEM 5000x");
}

TEST_F(DetailsTest, APresetIsRemoved)
{
    const auto names = [] {
        std::vector<std::string> found;
        const auto presets = valueOf(workflow::CalibrationPresets::read());
        for (const auto& [name, calibration] : presets.all()) {
            found.push_back(name);
        }
        return found;
    };
    auto presets = valueOf(workflow::CalibrationPresets::read());
    const auto size = valueOf(imaging::parsePixelSize("5 nm"));
    ASSERT_TRUE(presets.save("Leica DM4 50x", size));
    ASSERT_TRUE(presets.save("SEM 5000x", size));
    trigger("project.calibrate");
    auto* open = dialog("calibrateDialog");
    auto* way = field<QComboBox>(open, "calibrateWay");
    auto* box = field<QComboBox>(open, "calibratePreset");
    auto* remove = field<QPushButton>(open, "calibrateRemovePreset");
    EXPECT_FALSE(remove->isEnabled()) << "a size is to be entered";
    way->setCurrentIndex(2);
    box->setCurrentIndex(box->findData(QStringLiteral("SEM 5000x")));
    dialogs.confirms = {false, true, true};
    QTest::mouseClick(remove, Qt::LeftButton);
    EXPECT_EQ(box->count(), 2) << "it was given up";
    QTest::mouseClick(remove, Qt::LeftButton);
    EXPECT_EQ(box->count(), 1);
    EXPECT_EQ(names(), (std::vector<std::string>{"Leica DM4 50x"}));

    way->setCurrentIndex(0);
    field<QLineEdit>(open, "calibrateSize")->setText(QStringLiteral("12.5 nm"));
    field<QLineEdit>(open, "calibrateSaveAs")->setText(QStringLiteral("SEM 2000x"));
    accept(open);
    waitForJobs();
    EXPECT_EQ(names(), (std::vector<std::string>{"Leica DM4 50x", "SEM 2000x"})) << "it does not come back";

    ASSERT_TRUE(valueOf(workflow::CalibrationPresets::read()).remove("SEM 2000x"));
    trigger("project.calibrate");
    open = dialog("calibrateDialog");
    field<QComboBox>(open, "calibrateWay")->setCurrentIndex(2);
    EXPECT_TRUE(canApply(open));
    remove = field<QPushButton>(open, "calibrateRemovePreset");
    QTest::mouseClick(remove, Qt::LeftButton);
    EXPECT_TRUE(names().empty());
    EXPECT_FALSE(remove->isEnabled());
    EXPECT_FALSE(canApply(open)) << "there is nothing to choose";
    open->reject();
}

TEST_F(DetailsTest, ALineOverTheScaleBarCalibrates)
{
    trigger("project.calibrate");
    auto* open = dialog("calibrateDialog");
    QTest::mouseClick(field<QPushButton>(open, "calibrateDraw"), Qt::LeftButton);
    ASSERT_TRUE(canvas()->isMeasuring());
    canvas()->setZoom(1);
    const QPointF from = canvas()->toWidget({4, 10});
    const QPointF to = canvas()->toWidget({44, 12});
    QTest::mousePress(canvas(), Qt::LeftButton, Qt::NoModifier, from.toPoint());
    QTest::mouseMove(canvas(), ((from + to) / 2).toPoint());
    QMouseEvent move(QEvent::MouseMove, to, canvas()->mapToGlobal(to), Qt::NoButton, Qt::LeftButton,
                     Qt::ShiftModifier);
    QCoreApplication::sendEvent(canvas(), &move);
    QTest::mouseRelease(canvas(), Qt::LeftButton, Qt::ShiftModifier, to.toPoint());
    EXPECT_FALSE(canvas()->isMeasuring());
    open = dialog("calibrateDialog");
    EXPECT_NEAR(field<QDoubleSpinBox>(open, "calibrateLinePx")->value(), 40, 1) << "Shift keeps it straight";
    EXPECT_FALSE(canApply(open));
    field<QLineEdit>(open, "calibrateLength")->setText(QStringLiteral("5 µm"));
    accept(open);
    waitForJobs();
    ASSERT_TRUE(current().calibration);
    EXPECT_NEAR(current().calibration->xMicrometres, 5.0 / 40, 0.004);
    EXPECT_EQ(current().calibration->source, "scale bar");
}

TEST_F(DetailsTest, EscapeGivesUpMeasuring)
{
    canvas()->startMeasuring();
    ASSERT_TRUE(canvas()->isMeasuring());
    QTest::keyClick(canvas(), Qt::Key_Escape);
    EXPECT_FALSE(canvas()->isMeasuring());
    EXPECT_FALSE(current().calibration);
}

TEST_F(DetailsTest, TheInformationBarIsLeftOut)
{
    trigger("project.databar");
    auto* open = dialog("databarDialog");
    EXPECT_FALSE(field<QSpinBox>(open, "databarRows")->isEnabled()) << "there is none";
    field<QComboBox>(open, "databarPlace")->setCurrentIndex(0);
    field<QSpinBox>(open, "databarRows")->setValue(7);
    accept(open);
    waitForJobs();
    ASSERT_TRUE(current().region);
    EXPECT_EQ(current().region->rect, (PixelRect{0, 0, current().size.width, current().size.height - 7}));
    ASSERT_TRUE(waitUntil([this] {
        const auto* content = canvas()->content();
        return content != nullptr && content->reference &&
               content->reference->labelAt(0, content->reference->size().height - 1) == annotation::kIgnore;
    }));
    EXPECT_TRUE(widget<QLabel>("factBar")->text().startsWith(QStringLiteral("7")));
    trigger("project.databar");
    open = dialog("databarDialog");
    EXPECT_EQ(field<QComboBox>(open, "databarPlace")->currentIndex(), 0);
    EXPECT_EQ(field<QSpinBox>(open, "databarRows")->value(), 7);
    open->reject();
}

TEST_F(DetailsTest, TheSpecimenIsAnyPartOfTheMicrograph)
{
    static constexpr int kElsewhere = 2;
    trigger("project.databar");
    auto* open = dialog("databarDialog");
    auto* x = field<QSpinBox>(open, "databarX");
    auto* width = field<QSpinBox>(open, "databarWidth");
    EXPECT_FALSE(x->isEnabled()) << "there is no bar";
    field<QComboBox>(open, "databarPlace")->setCurrentIndex(kElsewhere);
    EXPECT_FALSE(field<QSpinBox>(open, "databarRows")->isEnabled());
    EXPECT_EQ(width->value(), current().size.width);
    EXPECT_FALSE(canApply(open)) << "all of it is no part";
    x->setValue(4);
    EXPECT_FALSE(canApply(open)) << "it reaches beyond the right edge";
    width->setValue(80);
    field<QSpinBox>(open, "databarHeight")->setValue(50);
    field<QSpinBox>(open, "databarY")->setValue(2);
    EXPECT_LE(open->sizeHint().width(), 1024);
    accept(open);
    waitForJobs();
    ASSERT_TRUE(current().region);
    EXPECT_EQ(current().region->rect, (PixelRect{4, 2, 80, 50}));
    ASSERT_TRUE(waitUntil([this] {
        const auto* content = canvas()->content();
        return content != nullptr && content->reference &&
               content->reference->labelAt(3, 20) == annotation::kIgnore;
    }));
    EXPECT_NE(canvas()->content()->reference->labelAt(4, 20), annotation::kIgnore);
    EXPECT_TRUE(widget<QLabel>("factBar")->text().contains(QStringLiteral("80 × 50")));

    trigger("project.databar");
    open = dialog("databarDialog");
    EXPECT_EQ(field<QComboBox>(open, "databarPlace")->currentIndex(), kElsewhere);
    EXPECT_EQ(field<QSpinBox>(open, "databarX")->value(), 4);
    EXPECT_EQ(field<QSpinBox>(open, "databarY")->value(), 2);
    EXPECT_EQ(field<QSpinBox>(open, "databarWidth")->value(), 80);
    EXPECT_EQ(field<QSpinBox>(open, "databarHeight")->value(), 50);
    open->reject();
}

TEST_F(DetailsTest, ClassesAreRenamedAddedAndRemoved)
{
    const auto objectsBefore = current().objectCount;
    trigger("project.classes");
    auto* open = dialog("classesDialog");
    EXPECT_FALSE(canApply(open)) << "nothing is changed yet";
    auto* table = field<QTableWidget>(open, "classesTable");
    table->item(1, 2)->setText(QStringLiteral("matrix"));
    EXPECT_FALSE(canApply(open)) << "the name is taken";
    table->item(1, 2)->setText(QStringLiteral("bainite"));
    table->item(1, 3)->setText(QStringLiteral("B"));
    QTest::mouseClick(field<QPushButton>(open, "classesAdd"), Qt::LeftButton);
    EXPECT_EQ(table->rowCount(), 3);
    accept(open);
    waitForJobs();
    ASSERT_EQ(document().classes().size(), 3U);
    EXPECT_EQ(document().classes()[1].name, "bainite");
    EXPECT_EQ(document().classes()[1].key, "b");

    trigger("project.classes");
    open = dialog("classesDialog");
    field<QTableWidget>(open, "classesTable")->setCurrentCell(1, 2);
    QTest::mouseClick(field<QPushButton>(open, "classesRemove"), Qt::LeftButton);
    accept(open);
    waitForJobs();
    EXPECT_EQ(document().classes().size(), 2U);
    EXPECT_GT(objectsBefore, 0);
    EXPECT_EQ(current().objectCount, 0) << "the objects went with their class";
}

TEST_F(DetailsTest, ClassesAreReorderedAndMerged)
{
    const auto objects = [this] { return valueOf(document().project()->annotations(current().id)).objects; };
    const auto before = objects();
    ASSERT_FALSE(before.empty());
    const auto areAllOf = [&](annotation::ClassId id) {
        const auto now = objects();
        return now.size() == before.size() &&
               std::all_of(now.begin(), now.end(), [id](const auto& object) { return object.classId == id; });
    };
    const auto names = [this] {
        std::vector<std::string> found;
        for (const auto& info : document().classes()) {
            found.push_back(info.name);
        }
        return found;
    };
    ASSERT_TRUE(areAllOf(1));
    trigger("project.classes");
    auto* open = dialog("classesDialog");
    auto* table = field<QTableWidget>(open, "classesTable");
    auto* up = field<QPushButton>(open, "classesUp");
    auto* down = field<QPushButton>(open, "classesDown");
    QTest::mouseClick(field<QPushButton>(open, "classesAdd"), Qt::LeftButton);
    EXPECT_EQ(table->currentRow(), 2);
    EXPECT_FALSE(down->isEnabled()) << "it is the last";
    QTest::mouseClick(up, Qt::LeftButton);
    EXPECT_EQ(table->currentRow(), 1);
    EXPECT_FALSE(up->isEnabled()) << "the matrix stays the first";
    QTest::mouseClick(down, Qt::LeftButton);
    QTest::mouseClick(up, Qt::LeftButton);
    accept(open);
    waitForJobs();
    EXPECT_EQ(names(), (std::vector<std::string>{"matrix", "class 2", "MA island"}));
    EXPECT_TRUE(areAllOf(2)) << "the objects went with their class";

    trigger("project.classes");
    open = dialog("classesDialog");
    table = field<QTableWidget>(open, "classesTable");
    table->setCurrentCell(2, 2);
    const auto into = field<QPushButton>(open, "classesMerge")->menu()->actions();
    const auto found = std::find_if(into.begin(), into.end(), [](const QAction* action) {
        return action->text() == QStringLiteral("class 2");
    });
    ASSERT_NE(found, into.end());
    EXPECT_EQ(into.size(), 3) << "the matrix, the other class and ignore";
    (*found)->trigger();
    EXPECT_EQ(table->rowCount(), 2);
    EXPECT_TRUE(areAllOf(2)) << "nothing is changed before the dialog is accepted";
    accept(open);
    waitForJobs();
    EXPECT_EQ(names(), (std::vector<std::string>{"matrix", "class 2"}));
    EXPECT_TRUE(areAllOf(1)) << "the objects are of the class that took them";
}

TEST_F(DetailsTest, MasksOfAnnotatorsAreCompared)
{
    trigger("project.consensus");
    auto* open = dynamic_cast<panels::ConsensusDialog*>(dialog("consensusDialog"));
    ASSERT_NE(open, nullptr);
    field<QRadioButton>(open, "consensusMasks")->setChecked(true);
    EXPECT_FALSE(canApply(open)) << "two annotators are needed";
    open->addFolder(support::toQString(data() / "masks"));
    std::filesystem::copy(data() / "masks", folder / "second");
    open->addFolder(support::toQString(folder / "second"));
    EXPECT_TRUE(canApply(open));
    accept(open);
    ASSERT_TRUE(waitUntil([this] { return !window->isBusy(); }));
    auto* report = dialog("findingsDialog");
    EXPECT_TRUE(report->findChild<QLabel*>(QStringLiteral("findingsSummary"))
                    ->text()
                    .contains(QStringLiteral("6 image")));
    report->reject();
}

TEST_F(DetailsTest, TheContrastIsKeptForTrainingAndForTheNextTime)
{
    const auto id = document().currentImage();
    auto* contrast = window->findChild<panels::ContrastBox*>();
    ASSERT_NE(contrast, nullptr);
    contrast->setWindow({30, 200});
    ASSERT_TRUE(waitUntil([&] { return document().project()->image(id)->window.has_value(); }));
    EXPECT_EQ(*document().project()->image(id)->window, (imaging::Window{30, 200}));
    contrast->useAutomatic();
    ASSERT_TRUE(waitUntil([&] { return !document().project()->image(id)->window.has_value(); }));
}

} // namespace
} // namespace sorby::test
