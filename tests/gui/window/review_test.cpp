// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/imaging/label_image.h"
#include "core/imaging/reference.h"
#include "tests/gui/window/window_fixture.h"
#include "widgets/canvas/canvas.h"
#include "widgets/document/project_document.h"
#include "widgets/models/score_table_model.h"
#include "widgets/panels/layer_settings.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QTest>

#include <algorithm>

namespace sorby::test {
namespace {

using models::ScoreTableModel;

QPoint rowCentre(const QTableView* table, int row)
{
    return table->visualRect(table->model()->index(row, ScoreTableModel::Image)).center();
}

TEST_F(WindowTest, SaysWhatIsMissingBeforeThereIsARun)
{
    openProject(makeProject());
    trigger("workspace.review");
    EXPECT_TRUE(widget<QLabel>("reviewSummary")->text().contains(QStringLiteral("no run")));
    EXPECT_FALSE(widget<QWidget>("scoreTable")->isVisible());
    QTest::mouseClick(widget<QPushButton>("reviewTrain"), Qt::LeftButton);
    EXPECT_EQ(window->workspace(), app::Workspace::Train);
}

TEST_F(WindowTest, EvaluatesAndShowsTheWorstImageFirstWithItsOverlay)
{
    openTrained();
    trigger("workspace.review");
    auto* side = widget<QWidget>("reviewPanel")->findChild<QComboBox*>(QStringLiteral("evaluateSide"));
    EXPECT_EQ(side->currentText(), QStringLiteral("Test images"));
    side->setCurrentIndex(side->count() - 1); // all
    QTest::mouseClick(widget<QPushButton>("evaluateStart"), Qt::LeftButton);
    waitForJobs();

    auto* table = widget<QTableView>("scoreTable");
    ASSERT_EQ(table->model()->rowCount(), 6);
    double before = -1;
    for (int row = 0; row < 6; ++row) {
        const double iou =
            table->model()->index(row, ScoreTableModel::Iou).data(ScoreTableModel::SortRole).toDouble();
        EXPECT_GE(iou, before);
        before = iou;
    }
    const QString summary = widget<QLabel>("reviewSummary")->text();
    EXPECT_TRUE(summary.contains(QStringLiteral("6 image"))) << summary.toStdString();
    EXPECT_TRUE(summary.contains(QStringLiteral("mean of the images")));
    EXPECT_TRUE(summary.contains(QStringLiteral("pooled")));

    auto* canvas = widget<canvas::Canvas>("canvas");
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, rowCentre(table, 0));
    const auto worst = table->model()->index(0, 0).data(ScoreTableModel::ImageIdRole).toLongLong();
    EXPECT_EQ(document().currentImage(), worst);
    ASSERT_TRUE(waitUntil([&] {
        return canvas->content() != nullptr && canvas->content()->record.id == worst &&
               canvas->content()->prediction != nullptr;
    }));
    EXPECT_TRUE(canvas->layers().iouOverlay);
    EXPECT_FALSE(canvas->layers().polygons);
    QTest::keyClick(table, Qt::Key_Down);
    EXPECT_EQ(document().currentImage(),
              table->model()->index(1, 0).data(ScoreTableModel::ImageIdRole).toLongLong());
    QTest::keyClick(table, Qt::Key_D);
    EXPECT_EQ(document().currentImage(),
              table->model()->index(2, 0).data(ScoreTableModel::ImageIdRole).toLongLong())
        << "next means next worse in Review";
}

TEST_F(WindowTest, ReviewOpensOnTheWorstUnlessTheMicrographHasAScore)
{
    openTrained();
    trigger("workspace.review");
    QTest::mouseClick(widget<QPushButton>("evaluateStart"), Qt::LeftButton); // the two test images
    waitForJobs();
    const auto* rows = widget<QTableView>("scoreTable")->model();
    ASSERT_EQ(rows->rowCount(), 2);
    const auto imageAt = [&](int row) {
        return rows->index(row, 0).data(ScoreTableModel::ImageIdRole).toLongLong();
    };
    const auto unscored = std::find_if(document().images().begin(), document().images().end(),
                                       [&](const auto& image) { return !document().iou(image.id); });
    ASSERT_NE(unscored, document().images().end());

    trigger("workspace.annotate");
    document().setCurrentImage(unscored->id);
    trigger("workspace.review");
    EXPECT_EQ(document().currentImage(), imageAt(0));

    trigger("workspace.annotate");
    document().setCurrentImage(imageAt(1));
    trigger("workspace.review");
    EXPECT_EQ(document().currentImage(), imageAt(1));
}

TEST_F(WindowTest, SwitchesTheCategoriesOfTheOverlay)
{
    openTrained();
    trigger("workspace.review");
    QTest::mouseClick(widget<QPushButton>("evaluateStart"), Qt::LeftButton);
    waitForJobs();
    const auto* canvas = widget<canvas::Canvas>("canvas");
    widget<QCheckBox>("showFalsePositive")->click();
    EXPECT_FALSE(canvas->layers().showFalsePositive);
    widget<QCheckBox>("overlayOnBlack")->click();
    EXPECT_FALSE(canvas->layers().micrograph);
    widget<QCheckBox>("overlayColourBlind")->click();
    EXPECT_EQ(canvas->layers().palette, imaging::kColourBlindPalette);
    EXPECT_TRUE(action("layer.black")->isChecked()) << "menu and panel say the same";
    auto* table = widget<QTableView>("scoreTable");
    table->setFocus();
    QTest::keyPress(table, Qt::Key_Tab);
    EXPECT_FALSE(canvas->layers().iouOverlay) << "hidden while B is held";
    QTest::keyRelease(table, Qt::Key_Tab);
    EXPECT_TRUE(canvas->layers().iouOverlay);
}

TEST_F(WindowTest, ExportsMasksThatAreTheSamplesMasks)
{
    openProject(makeProject());
    trigger("file.export");
    auto* dialog = this->dialog("exportDialog");
    enterPath(dialog, "exportFolder", folder / "out");
    accept(dialog);
    waitForJobs();
    int compared = 0;
    for (const auto& image : document().images()) {
        const auto name = fromUtf8(image.stem + ".png");
        const auto written = imaging::readLabelPng(folder / "out" / name);
        const auto expected = imaging::readLabelPng(data() / "masks" / name);
        ASSERT_TRUE(written) << describe(written.error());
        ASSERT_TRUE(expected) << describe(expected.error());
        EXPECT_EQ(*written, *expected) << image.stem;
        ++compared;
    }
    EXPECT_EQ(compared, 6);
    EXPECT_TRUE(news().contains(QStringLiteral("written"))) << news().toStdString();
}

TEST_F(WindowTest, ExportsPredictionsOfARun)
{
    openTrained();
    trigger("file.export");
    auto* dialog = this->dialog("exportDialog");
    enterPath(dialog, "exportFolder", folder / "out");
    auto* source = dialog->findChild<QComboBox*>(QStringLiteral("exportSource"));
    source->setCurrentIndex(source->findText(QStringLiteral("tiny")));
    accept(dialog);
    waitForJobs();
    const auto labels =
        imaging::readLabelPng(folder / "out" / fromUtf8(document().images().front().stem + ".png"));
    ASSERT_TRUE(labels);
    EXPECT_EQ(labels->size(), (Size{96, 64}));
}

TEST_F(WindowTest, PredictsOneMicrograph)
{
    openTrained();
    trigger("workspace.annotate");
    trigger("project.predict");
    waitForJobs();
    auto* canvas = widget<canvas::Canvas>("canvas");
    EXPECT_TRUE(waitUntil(
        [canvas] { return canvas->content() != nullptr && canvas->content()->prediction != nullptr; }));
    EXPECT_TRUE(canvas->layers().prediction);
}

TEST_F(WindowTest, ThePredictionIsTakenAsObjectsOrAsPixelsAndGivenBack)
{
    openTrained();
    trigger("workspace.annotate");
    EXPECT_FALSE(action("edit.acceptObjects")->isEnabled()) << "there is none yet";
    trigger("project.predict");
    waitForJobs();
    const auto* canvas = widget<canvas::Canvas>("canvas");
    ASSERT_TRUE(waitUntil(
        [canvas] { return canvas->content() != nullptr && canvas->content()->prediction != nullptr; }));
    const auto image = document().currentImage();
    const auto stored = [&] {
        EXPECT_TRUE(document().flush());
        return document().project()->annotations(image).value();
    };
    const auto before = stored();
    const auto predicted = canvas->content()->prediction->labels({0, 0, 96, 64});
    const auto expectPredicted = [&](const annotation::Annotations& now) {
        EXPECT_EQ(imaging::makeReference(now, Size{96, 64}), predicted);
    };
    for (const auto* way : {"edit.acceptObjects", "edit.acceptPixels"}) {
        trigger(way);
        ASSERT_TRUE(waitUntil([&] { return !(stored() == before); })) << way;
        expectPredicted(stored());
        EXPECT_TRUE(news().contains(QStringLiteral("in the place of what was annotated")))
            << news().toStdString();
        trigger("edit.undo");
        EXPECT_EQ(stored(), before) << way;
    }
}

} // namespace
} // namespace sorby::test
