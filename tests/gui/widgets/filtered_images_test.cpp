// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/support/wait.h"
#include "tests/gui/widgets/sample_project.h"
#include "widgets/models/filtered_images.h"
#include "widgets/models/image_list_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace sorby::models {
namespace {

using test::expectOk;
using test::waitUntil;

/// Six micrographs a1, a2, a10, b3 (broken), c4, d5 with something of each kind.
class Filtered : public testing::Test {
  protected:
    Filtered()
    {
        ids = {sample.addImage("a1.png", Membership::Train, "S1"),
               sample.addImage("A10.png", Membership::Train, "S1"),
               sample.addImage("a2.png", Membership::Test, "S10"),
               sample.addBroken("b3.png", "is cut off"),
               sample.addImage("c4.png", Membership::Validation, "S2"),
               sample.addImage("d5.png", Membership::None, "")};
        sample.annotate(ids[0], 3);
        sample.annotate(ids[2], 7);
        annotation::Annotations painted;
        painted.pixelEdits.set(3, 3, 1);
        EXPECT_TRUE(sample.store().setAnnotations(ids[4], painted));
        const auto run = sample.addRun("run", "2026-01-01T00:00:00Z", project::RunState::Finished, 1);
        // IoU 0.25 and 0.75.
        sample.setScores(run, {{ids[0], 1, 1, 1, 2, 0}, {ids[2], 1, 3, 1, 0, 0}});
        expectOk(sample.store().setStatuses({{ids[0], ReviewStatus::Done},
                                             {ids[1], ReviewStatus::InWork},
                                             {ids[4], ReviewStatus::Rejected}}));
        sample.openIn(document);
        images = std::make_unique<ImageListModel>(document);
        shown = std::make_unique<FilteredImages>(document, *images);
        tester = std::make_unique<QAbstractItemModelTester>(
            shown.get(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    }

    /// What is shown: "0 2 5".
    [[nodiscard]] std::string rows() const
    {
        std::string text;
        for (const auto id : shown->shownImages()) {
            const auto place = std::ranges::find(ids, id) - ids.begin();
            text += (text.empty() ? "" : " ") + std::to_string(place);
        }
        return text;
    }
    [[nodiscard]] std::string rowsWith(const std::function<void(ImageFilter&)>& change)
    {
        ImageFilter filter;
        change(filter);
        shown->setFilter(filter);
        EXPECT_TRUE(waitUntil([this] { return !shown->isSearching(); }));
        for (int row = 0; row < shown->rowCount(); ++row) {
            const auto index = shown->index(row, 0);
            EXPECT_EQ(shown->mapFromSource(shown->mapToSource(index)), index);
            EXPECT_EQ(index.data(ImageListModel::ImageIdRole).toLongLong(), shown->imageAt(row));
            EXPECT_EQ(shown->rowOf(shown->imageAt(row)), row);
        }
        return rows();
    }
    std::string sorted(ImageOrder order, bool descending)
    {
        shown->setImageOrder(order, descending);
        return rows();
    }

    test::SampleProject sample;
    std::vector<project::ImageId> ids;
    document::ProjectDocument document;
    std::unique_ptr<ImageListModel> images;
    std::unique_ptr<FilteredImages> shown;
    std::unique_ptr<QAbstractItemModelTester> tester;
};

TEST_F(Filtered, PassEveryCriterion)
{
    using Status = ImageFilter::Status;
    EXPECT_EQ(rows(), "0 1 2 3 4 5");
    EXPECT_EQ(rowsWith([](ImageFilter& f) { f.text = QStringLiteral(" a1 "); }), "0 1");
    EXPECT_EQ(rowsWith([](ImageFilter& f) { f.text = QStringLiteral("s1"); }), "0 1 2") << "specimens, too";
    EXPECT_EQ(rowsWith([](ImageFilter& f) { f.specimen = "S1"; }), "0 1");
    EXPECT_EQ(rowsWith([](ImageFilter& f) { f.specimen = ""; }), "3 5");
    EXPECT_EQ(rowsWith([](ImageFilter& f) { f.side = Membership::Test; }), "2");
    EXPECT_EQ(rowsWith([](ImageFilter& f) { f.side = Membership::None; }), "3 5");
    EXPECT_EQ(rowsWith([](ImageFilter& f) { f.status = Status::Undone; }), "1 2 3 5");
    EXPECT_EQ(rowsWith([](ImageFilter& f) { f.status = Status::Done; }), "0");
    EXPECT_EQ(rowsWith([](ImageFilter& f) { f.status = Status::InWork; }), "1");
    EXPECT_EQ(rowsWith([](ImageFilter& f) { f.status = Status::Rejected; }), "4");
    EXPECT_EQ(rowsWith([](ImageFilter& f) { f.status = Status::None; }), "2 3 5");
    EXPECT_EQ(rowsWith([](ImageFilter& f) { f.mostIou = 0.5; }), "0");
    EXPECT_EQ(rowsWith([](ImageFilter& f) { f.leastIou = 0.25; }), "0 2");
    EXPECT_EQ(rowsWith([](ImageFilter& f) {
                  f.leastIou = 0.3;
                  f.mostIou = 0.75;
              }),
              "2");
    EXPECT_EQ(rowsWith([](ImageFilter& f) {
                  f.text = QStringLiteral("a");
                  f.side = Membership::Train;
                  f.status = Status::Undone;
              }),
              "1");
    EXPECT_EQ(rowsWith([](ImageFilter& f) { f.text = QStringLiteral("zzz"); }), "");
    EXPECT_EQ(rowsWith([](ImageFilter&) {}), "0 1 2 3 4 5");
}

TEST_F(Filtered, PassByClassAndByFile)
{
    using Files = ImageFilter::Files;
    EXPECT_EQ(rowsWith([](ImageFilter& f) { f.classId = annotation::ClassId{1}; }), "0 2 4");
    EXPECT_EQ(rowsWith([](ImageFilter& f) { f.classId = annotation::kIgnore; }), "");
    EXPECT_EQ(rowsWith([](ImageFilter& f) { f.files = Files::Broken; }), "3");
    EXPECT_EQ(rowsWith([](ImageFilter& f) { f.files = Files::Readable; }), "0 1 2 4 5");
    std::filesystem::remove(document.image(ids[5])->file);
    EXPECT_EQ(rowsWith([](ImageFilter& f) { f.files = Files::Broken; }), "3")
        << "looked at when it was asked";
    document.refresh();
    EXPECT_EQ(rowsWith([](ImageFilter& f) {
                  f.files = Files::Broken;
                  f.side = Membership::None;
              }),
              "3 5");
}

TEST_F(Filtered, FollowTheAnnotationsOfAClass)
{
    ASSERT_EQ(rowsWith([](ImageFilter& f) { f.classId = annotation::ClassId{1}; }), "0 2 4");
    ASSERT_TRUE(document.project()->setAnnotations(ids[2], {}));
    document.noteAnnotationsChanged(ids[2]);
    EXPECT_TRUE(waitUntil([this] { return rows() == "0 4"; }));
}

TEST_F(Filtered, AreSortedWithWhatHasNoValueLast)
{
    EXPECT_EQ(sorted(ImageOrder::Name, false), "0 2 1 3 4 5") << "2 before 10, upper case or not";
    EXPECT_EQ(sorted(ImageOrder::Name, true), "5 4 3 1 2 0");
    EXPECT_EQ(sorted(ImageOrder::Iou, false), "0 2 1 3 4 5");
    EXPECT_EQ(sorted(ImageOrder::Iou, true), "2 0 1 3 4 5");
    EXPECT_EQ(sorted(ImageOrder::Objects, true), "2 0 1 3 4 5");
    EXPECT_EQ(sorted(ImageOrder::Specimen, false), "0 1 4 2 3 5") << "S1 S1 S2 S10, then those of none";
    EXPECT_EQ(sorted(ImageOrder::Side, false), "0 1 4 2 3 5");
    EXPECT_EQ(sorted(ImageOrder::Status, false), "2 3 5 1 0 4");
    EXPECT_EQ(sorted(ImageOrder::Added, true), "5 4 3 2 1 0");
    EXPECT_EQ(sorted(ImageOrder::Added, false), "0 1 2 3 4 5");
}

TEST_F(Filtered, KeepSelectionsWhenTheyAreSorted)
{
    const QPersistentModelIndex kept = shown->index(1, 0);
    QSignalSpy reset(shown.get(), &QAbstractItemModel::modelReset);
    shown->setImageOrder(ImageOrder::Added, true);
    EXPECT_EQ(kept.row(), 4);
    EXPECT_TRUE(reset.isEmpty());
}

TEST_F(Filtered, TellSingleRowsThatComeAndGo)
{
    ASSERT_EQ(rowsWith([](ImageFilter& f) { f.status = ImageFilter::Status::Undone; }), "1 2 3 5");
    const QPersistentModelIndex kept = shown->index(3, 0);
    QSignalSpy reset(shown.get(), &QAbstractItemModel::modelReset);
    QSignalSpy removed(shown.get(), &QAbstractItemModel::rowsRemoved);
    QSignalSpy inserted(shown.get(), &QAbstractItemModel::rowsInserted);
    expectOk(document.setStatus({ids[2]}, ReviewStatus::Done));
    EXPECT_EQ(rows(), "1 3 5");
    expectOk(document.setStatus({ids[0], ids[4]}, ReviewStatus::None));
    EXPECT_EQ(rows(), "0 1 3 4 5");
    EXPECT_EQ(removed.count(), 1);
    EXPECT_EQ(inserted.count(), 2);
    EXPECT_TRUE(reset.isEmpty());
    EXPECT_EQ(kept.row(), 4);
}

TEST_F(Filtered, FollowImagesThatAreAdded)
{
    ASSERT_EQ(rowsWith([](ImageFilter& f) { f.text = QStringLiteral("e"); }), "");
    project::NewImage image;
    for (const char* name : {"e6.png", "f7.png"}) {
        image.name = name;
        ids.push_back(document.project()->addImage(image).value());
    }
    document.refresh();
    EXPECT_EQ(rows(), "6");
    document.close();
    EXPECT_EQ(shown->rowCount(), 0);
}

TEST_F(Filtered, LeadToTheNextUndone)
{
    const auto next = [this](std::size_t from, int direction) {
        const int row = shown->undoneRow(ids[from], direction);
        return row < 0 ? -1 : static_cast<int>(std::ranges::find(ids, shown->imageAt(row)) - ids.begin());
    };
    // Undone are 1, 2 and 5; 3 is, too, but nobody can annotate what cannot be read.
    EXPECT_EQ(next(0, 1), 1);
    EXPECT_EQ(next(1, 1), 2);
    EXPECT_EQ(next(2, 1), 5);
    EXPECT_EQ(next(5, 1), 1) << "begins anew";
    EXPECT_EQ(next(0, -1), 5);
    EXPECT_EQ(next(4, -1), 2);
    // From an image that the filter does not show, on from where it would be.
    EXPECT_EQ(rowsWith([](ImageFilter& f) { f.status = ImageFilter::Status::Undone; }), "1 2 3 5");
    EXPECT_EQ(next(0, 1), 1);
    EXPECT_EQ(next(4, 1), 5);
    EXPECT_EQ(next(4, -1), 2);
    shown->setImageOrder(ImageOrder::Added, true);
    EXPECT_EQ(next(4, 1), 2);
    EXPECT_EQ(next(4, -1), 5);
    expectOk(document.setStatus({ids[1], ids[2]}, ReviewStatus::Done));
    EXPECT_EQ(next(5, 1), -1) << "there is none besides it";
    EXPECT_EQ(next(0, 1), 5);
}

/// Whatever is done, rows and filter agree with a filter that looks at one image after the other.
TEST_F(Filtered, AgreeWithASlowFilterAfterAnything)
{
    std::mt19937 random(7);
    const auto draw = [&](int count) { return static_cast<int>(random() % static_cast<unsigned>(count)); };
    ImageFilter filter;
    for (int round = 0; round < 300; ++round) {
        if (draw(2) == 0) {
            const std::vector changed{ids[static_cast<std::size_t>(draw(6))],
                                      ids[static_cast<std::size_t>(draw(6))]};
            expectOk(document.setStatus(changed, static_cast<ReviewStatus>(draw(4))));
        } else {
            filter.status = static_cast<ImageFilter::Status>(draw(6));
            filter.text = draw(3) == 0 ? QStringLiteral("a") : QString();
            shown->setFilter(filter);
            shown->setImageOrder(static_cast<ImageOrder>(draw(7)), draw(2) == 0);
        }
        std::vector<project::ImageId> expected;
        for (const auto& image : document.images()) {
            const bool hasText = filter.text.isEmpty() || image.name.find('a') != std::string::npos ||
                                 image.name.find('A') != std::string::npos;
            if (hasText && matches(filter.status, image.status)) {
                expected.push_back(image.id);
            }
        }
        auto now = shown->shownImages();
        std::ranges::sort(now);
        ASSERT_EQ(now, expected) << round;
    }
}

} // namespace
} // namespace sorby::models
