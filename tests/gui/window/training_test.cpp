// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/window/window_fixture.h"
#include "widgets/document/project_document.h"
#include "widgets/panels/train_monitor.h"
#include "widgets/plots/training_curves.h"

#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPixmap>
#include <QPushButton>
#include <QSet>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QToolButton>

namespace sorby::test {
namespace {

TEST_F(WindowTest, TrainsTwoEpochsAndShowsCurvesAndRun)
{
    openProject(makeProject());
    startTinyTraining(2);
    EXPECT_EQ(window->workspace(), app::Workspace::Train);
    EXPECT_FALSE(widget<QPushButton>("trainStart")->isEnabled());
    EXPECT_TRUE(widget<QPushButton>("trainStop")->isEnabled());
    EXPECT_FALSE(action("train.start")->isEnabled());
    EXPECT_FALSE(action("file.import")->isEnabled());
    waitForJobs();

    ASSERT_EQ(document().runs().size(), 1U);
    EXPECT_EQ(document().runs().front().state, project::RunState::Finished);
    EXPECT_EQ(document().runs().front().name, "tiny");
    EXPECT_EQ(widget<plots::TrainingCurves>("trainingCurves")->epochCount(), 2);
    auto* runs = widget<QTableView>("runTable");
    ASSERT_EQ(runs->model()->rowCount(), 1);
    EXPECT_EQ(runs->model()->index(0, 0).data().toString(), QStringLiteral("tiny"));
    EXPECT_TRUE(runs->selectionModel()->isRowSelected(0));
    EXPECT_FALSE(widget<QLabel>("trainPlan")->text().isEmpty());
    EXPECT_TRUE(news().contains(QStringLiteral("2 epoch"))) << news().toStdString();
    EXPECT_TRUE(widget<QPushButton>("trainStart")->isEnabled());
    EXPECT_FALSE(widget<QPushButton>("trainStop")->isEnabled());
}

TEST_F(WindowTest, ShowsSamplesAsTheyWouldBeTrainedOn)
{
    openProject(makeProject());
    trigger("workspace.train");
    auto* samples = widget<QPushButton>("trainSamples");
    ASSERT_TRUE(samples->isEnabled());
    QTest::mouseClick(samples, Qt::LeftButton);
    EXPECT_FALSE(samples->isEnabled()) << "while they are drawn";
    const auto find = [this] { return window->findChild<QDialog*>(QStringLiteral("samplePreview")); };
    ASSERT_TRUE(waitUntil([&] { return find() != nullptr; }, std::chrono::minutes(1)));
    EXPECT_TRUE(find()->isVisible());
    EXPECT_FALSE(find()->isModal());
    const auto picture = widget<QLabel>("samplePreviewPicture")->pixmap().toImage();
    EXPECT_GT(picture.width(), 200);
    QSet<QRgb> colours;
    for (int x = 0; x < picture.width(); ++x) {
        colours.insert(picture.pixel(x, picture.height() / 3));
    }
    EXPECT_GT(colours.size(), 10) << "greys, and classes over them";
    EXPECT_TRUE(samples->isEnabled());
    EXPECT_TRUE(document().runs().empty());
    find()->close();
}

TEST_F(WindowTest, ChoosesAFileOfWeightsToBeginWith)
{
    openProject(makeProject());
    trigger("workspace.train");
    dialogs.openFiles = {QStringLiteral("/weights/encoder.pth")};
    widget<QToolButton>("trainInitBrowse")->click();
    EXPECT_EQ(widget<QLineEdit>("trainInit")->text(), QStringLiteral("/weights/encoder.pth"));
}

TEST_F(WindowTest, RefusesARunNameThatIsTaken)
{
    openTrained();
    startTinyTraining(1);
    waitForJobs();
    ASSERT_EQ(dialogs.errors.size(), 1);
    EXPECT_TRUE(dialogs.errors.takeFirst().contains(QStringLiteral("tiny")));
    EXPECT_EQ(document().runs().size(), 1U);
    EXPECT_TRUE(widget<QPushButton>("trainStart")->isEnabled());
}

TEST_F(WindowTest, StopsATrainingAndKeepsItsRun)
{
    openProject(makeProject());
    startTinyTraining(100'000);
    auto* curves = widget<plots::TrainingCurves>("trainingCurves");
    ASSERT_TRUE(waitUntil([curves] { return curves->epochCount() > 0; }, std::chrono::minutes(2)));
    QTest::mouseClick(widget<QPushButton>("trainStop"), Qt::LeftButton);
    waitForJobs();
    ASSERT_EQ(document().runs().size(), 1U);
    EXPECT_EQ(document().runs().front().state, project::RunState::Stopped);
    EXPECT_TRUE(news().contains(QStringLiteral("stopped"))) << news().toStdString();
    EXPECT_NE(document().currentRun(), nullptr);
}

TEST_F(WindowTest, StaysUsableWhileItTrains)
{
    openProject(makeProject());
    startTinyTraining(100'000);
    auto* curves = widget<plots::TrainingCurves>("trainingCurves");
    ASSERT_TRUE(waitUntil([curves] { return curves->epochCount() > 0; }, std::chrono::minutes(2)));
    const auto before = document().currentImage();
    trigger("workspace.annotate");
    trigger("image.next");
    EXPECT_NE(document().currentImage(), before);
    trigger("file.open"); // refused: nobody is asked for a folder
    ASSERT_EQ(dialogs.errors.size(), 1);
    EXPECT_TRUE(dialogs.errors.takeFirst().contains(QStringLiteral("still running")));
    EXPECT_TRUE(window->isBusy());
    trigger("train.stop");
    waitForJobs();
}

TEST_F(WindowTest, AsksBeforeItClosesWhileTrainingAndClosesWhenTheStepIsDone)
{
    openProject(makeProject());
    startTinyTraining(100'000);
    auto* curves = widget<plots::TrainingCurves>("trainingCurves");
    ASSERT_TRUE(waitUntil([curves] { return curves->epochCount() > 0; }, std::chrono::minutes(2)));
    dialogs.confirms = {false, true};
    EXPECT_FALSE(window->close());
    EXPECT_TRUE(window->isBusy());
    EXPECT_FALSE(window->close());
    EXPECT_TRUE(window->isVisible()) << "it waits for the training";
    ASSERT_TRUE(waitUntil([this] { return !window->isVisible(); }));
    EXPECT_FALSE(window->isBusy());
    EXPECT_EQ(dialogs.asked.size(), 2);
    const auto runs = document().project()->runs();
    ASSERT_TRUE(runs);
    EXPECT_EQ(runs->front().state, project::RunState::Stopped);
}

} // namespace
} // namespace sorby::test
