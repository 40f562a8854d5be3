// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/support/wait.h"
#include "tests/gui/widgets/sample_project.h"
#include "widgets/models/image_list_model.h"
#include "widgets/models/score_table_model.h"
#include "widgets/models/thumbnails.h"

#include <QAbstractItemModelTester>
#include <QImage>
#include <QLocale>
#include <QPixmap>
#include <QSignalSpy>
#include <QSortFilterProxyModel>
#include <gtest/gtest.h>

namespace sorby::models {
namespace {

using project::RunState;
using test::SampleProject;
using test::waitUntil;
using Tester = QAbstractItemModelTester;

QImage picture(const QAbstractItemModel& model, int row)
{
    return model.index(row, 0).data(Qt::DecorationRole).value<QPixmap>().toImage();
}

std::string text(const QModelIndex& index, int role = Qt::DisplayRole)
{
    return index.data(role).toString().toStdString();
}

TEST(ImageListModel, TellsWhatIsKnownOfEachImage)
{
    SampleProject sample;
    const auto a = sample.addImage("a.png", Membership::Test);
    const auto b = sample.addBroken("b.png", "is cut off");
    sample.annotate(a);
    const auto run = sample.addRun("run", "2026-01-01T00:00:00Z", RunState::Finished, 1);
    sample.setScores(run, {{a, 1, 1, 1, 2, 0}});
    document::ProjectDocument document;
    sample.openIn(document);
    const ImageListModel model(document);

    ASSERT_EQ(model.rowCount(), 2);
    const auto first = model.index(0);
    EXPECT_EQ(text(first), "a.png");
    EXPECT_EQ(first.data(ImageListModel::ImageIdRole).toLongLong(), a);
    EXPECT_DOUBLE_EQ(first.data(ImageListModel::IouRole).toDouble(), 0.25);
    EXPECT_EQ(first.data(ImageListModel::MembershipRole).toInt(), static_cast<int>(Membership::Test));
    EXPECT_EQ(text(first, ImageListModel::SpecimenRole), "steel A");
    EXPECT_EQ(text(first, ImageListModel::BrokenRole), "");
    EXPECT_EQ(first.data(ImageListModel::ObjectCountRole).toInt(), 1);
    const auto toolTip = text(first, Qt::ToolTipRole);
    for (const std::string part : {"a.png", "steel A", "Test", "24 × 16", "8 bit", "0.250"}) {
        EXPECT_NE(toolTip.find(part), std::string::npos) << part << " is not in: " << toolTip;
    }
    const auto second = model.index(1);
    EXPECT_FALSE(second.data(ImageListModel::IouRole).isValid());
    EXPECT_EQ(text(second, ImageListModel::BrokenRole), "is cut off");
    EXPECT_NE(text(second, Qt::ToolTipRole).find("is cut off"), std::string::npos);
    EXPECT_EQ(model.indexOf(b), second);
    EXPECT_FALSE(model.indexOf(4711).isValid());
}

TEST(ImageListModel, MakesThumbnailsInTheBackground)
{
    SampleProject sample;
    sample.addImage("a.png");
    sample.addBroken("b.png", "is cut off");
    const auto lost = sample.addImage("lost.png");
    std::filesystem::remove(sample.store().image(lost)->file);
    document::ProjectDocument document;
    sample.openIn(document);
    const ImageListModel model(document);
    const auto broken = picture(model, 1);
    const auto waiting = picture(model, 0);
    EXPECT_EQ(picture(model, 2), waiting);
    EXPECT_NE(broken, waiting);
    ASSERT_TRUE(waitUntil([&] { return picture(model, 0) != waiting && picture(model, 2) != waiting; }));

    const auto thumbnail = picture(model, 0);
    EXPECT_EQ(thumbnail.deviceIndependentSize(), QSizeF(Thumbnails::kWidth, Thumbnails::kHeight));
    // 24 x 16 in 96 x 72 leaves 4 rows free above and below; the ramp grows to the right.
    EXPECT_EQ(thumbnail.pixelColor(48, 2).alpha(), 0);
    EXPECT_EQ(thumbnail.pixelColor(48, 69).alpha(), 0);
    EXPECT_EQ(thumbnail.pixelColor(48, 36).alpha(), 255);
    EXPECT_LT(thumbnail.pixelColor(8, 36).red(), 60);
    EXPECT_GT(thumbnail.pixelColor(88, 36).red(), 200);
    EXPECT_EQ(picture(model, 2), broken) << "a file that is gone is shown as broken";
    EXPECT_NE(text(model.index(2), ImageListModel::BrokenRole), "");
    EXPECT_EQ(text(model.index(0), ImageListModel::BrokenRole), "");
}

TEST(ImageListModel, CanGoWhileThumbnailsAreBeingMade)
{
    SampleProject sample;
    for (int i = 0; i < 20; ++i) {
        sample.addImage(std::to_string(i) + ".png");
    }
    document::ProjectDocument document;
    sample.openIn(document);
    {
        const ImageListModel model(document);
        for (int row = 0; row < model.rowCount(); ++row) {
            EXPECT_FALSE(picture(model, row).isNull());
        }
    }
    test::processEvents();
}

TEST(ImageListModel, FollowsTheDocument)
{
    SampleProject sample;
    sample.addImage("a.png");
    document::ProjectDocument document;
    ImageListModel model(document);
    const Tester tester(&model, Tester::FailureReportingMode::Fatal);
    EXPECT_EQ(model.rowCount(), 0);
    sample.openIn(document);
    ASSERT_EQ(model.rowCount(), 1);

    const QPersistentModelIndex kept = model.index(0);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    project::NewImage image;
    image.name = "b.png";
    ASSERT_TRUE(document.project()->addImage(image));
    document.refresh();
    EXPECT_EQ(model.rowCount(), 2);
    EXPECT_EQ(text(model.index(1)), "b.png");
    EXPECT_TRUE(kept.isValid()) << "what is selected stays selected when images are added";
    EXPECT_TRUE(reset.isEmpty());
    EXPECT_EQ(inserted.count(), 1);
    EXPECT_FALSE(changed.isEmpty());

    document.close();
    EXPECT_EQ(model.rowCount(), 0);
    EXPECT_EQ(reset.count(), 1);
}

class Scores : public testing::Test {
  protected:
    Scores()
    {
        const auto a = sample.addImage("a.png", Membership::Test);
        const auto b = sample.addImage("b.png", Membership::Train);
        const auto c = sample.addImage("c.png");
        const auto run = sample.addRun("run", "2026-01-01T00:00:00Z", RunState::Finished, 1);
        // IoU 0.5, 0.25, and empty.
        sample.setScores(run, {{a, 1, 1000, 400, 600, 0}, {b, 1, 1, 1, 2, 0}, {c, 1, 0, 0, 0, 9}});
        sample.openIn(document);
    }

    SampleProject sample;
    document::ProjectDocument document;
};

TEST_F(Scores, ComeWorstFirstWithThreeDecimals)
{
    ScoreTableModel model(document);
    const Tester tester(&model, Tester::FailureReportingMode::Fatal);
    ASSERT_EQ(model.rowCount(), 3);
    ASSERT_EQ(model.columnCount(), ScoreTableModel::ColumnCount);
    const auto cell = [&model](int row, int column) { return text(model.index(row, column)); };
    EXPECT_EQ(cell(0, ScoreTableModel::Image), "b.png");
    EXPECT_EQ(cell(1, ScoreTableModel::Image), "a.png");
    EXPECT_EQ(cell(2, ScoreTableModel::Image), "c.png");
    EXPECT_EQ(cell(0, ScoreTableModel::Iou), "0.250");
    EXPECT_EQ(cell(1, ScoreTableModel::Split), "Test");
    EXPECT_EQ(cell(1, ScoreTableModel::Class), "MA island");
    EXPECT_EQ(cell(1, ScoreTableModel::Iou), "0.500");
    EXPECT_EQ(cell(1, ScoreTableModel::Dice), "0.667");
    EXPECT_EQ(cell(1, ScoreTableModel::Precision), "0.714");
    EXPECT_EQ(cell(1, ScoreTableModel::Recall), "0.625");
    EXPECT_EQ(cell(1, ScoreTableModel::TruePositive), QLocale().toString(1000).toStdString());
    EXPECT_EQ(cell(1, ScoreTableModel::FalsePositive), "400");
    EXPECT_EQ(cell(1, ScoreTableModel::FalseNegative), "600");
}

TEST_F(Scores, MarkClassesThatAreInNeitherImage)
{
    const ScoreTableModel model(document);
    EXPECT_NE(text(model.index(2, ScoreTableModel::Iou)).find("empty"), std::string::npos);
    EXPECT_FALSE(text(model.index(2, ScoreTableModel::Iou), Qt::ToolTipRole).empty());
    EXPECT_EQ(text(model.index(0, ScoreTableModel::Iou)).find("empty"), std::string::npos);
}

TEST_F(Scores, AreAlignedAsNumbersAndText)
{
    const ScoreTableModel model(document);
    for (int column = 0; column < ScoreTableModel::ColumnCount; ++column) {
        const auto expected =
            (column < ScoreTableModel::Iou ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter;
        EXPECT_EQ(model.index(0, column).data(Qt::TextAlignmentRole).value<Qt::Alignment>(), expected);
        EXPECT_EQ(model.headerData(column, Qt::Horizontal, Qt::TextAlignmentRole).value<Qt::Alignment>(),
                  expected);
        EXPECT_FALSE(model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
    }
}

TEST_F(Scores, AreSortedByTheViewAsNumbers)
{
    ScoreTableModel model(document);
    QSortFilterProxyModel proxy;
    proxy.setSourceModel(&model);
    proxy.setSortRole(ScoreTableModel::SortRole);
    proxy.sort(ScoreTableModel::FalsePositive, Qt::DescendingOrder);
    EXPECT_EQ(text(proxy.index(0, ScoreTableModel::Image)), "a.png"); // 400 before 1 before 0
    EXPECT_EQ(text(proxy.index(1, ScoreTableModel::Image)), "b.png");
    const auto id = proxy.index(0, 0).data(ScoreTableModel::ImageIdRole).toLongLong();
    EXPECT_EQ(document.image(id)->name, "a.png");
}

TEST_F(Scores, AreNotMadeIntoRowsWhileNobodyLooks)
{
    ScoreTableModel model(document);
    const Tester tester(&model, Tester::FailureReportingMode::Fatal);
    model.setActive(false);
    EXPECT_EQ(model.rowCount(), 3) << "what is there stays until there is something new";
    document.refresh();
    EXPECT_EQ(model.rowCount(), 0);
    document.refresh();
    model.setActive(true);
    ASSERT_EQ(model.rowCount(), 3);
    const auto a = document.images()[0].id;
    ASSERT_EQ(model.rowsOf(a).size(), 1U);
    EXPECT_EQ(text(model.index(model.rowsOf(a).front(), ScoreTableModel::Image)), "a.png");
    EXPECT_TRUE(model.rowsOf(4711).empty());
    test::expectOk(document.setMembership({a}, Membership::Train));
    EXPECT_EQ(text(model.index(model.rowsOf(a).front(), ScoreTableModel::Split)), "Training");
}

TEST_F(Scores, FollowTheDocument)
{
    ScoreTableModel model(document);
    const Tester tester(&model, Tester::FailureReportingMode::Fatal);
    const auto run = document.currentRun()->id;
    test::expectOk(document.project()->setScores(run, {{document.images().front().id, 1, 3, 1, 0, 0}}));
    document.refresh();
    ASSERT_EQ(model.rowCount(), 1);
    EXPECT_EQ(text(model.index(0, ScoreTableModel::Iou)), "0.750");
    document.close();
    EXPECT_EQ(model.rowCount(), 0);
}

} // namespace
} // namespace sorby::models
