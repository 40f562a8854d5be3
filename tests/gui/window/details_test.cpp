// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/project.h"
#include "core/workflow/calibration_presets.h"
#include "tests/gui/window/window_fixture.h"
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
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableWidget>
#include <QTest>

#include <cstdlib>

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
}

TEST_F(DetailsTest, ClassesAreRenamedAddedAndMerged)
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
