// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/window/drawing_fixture.h"
#include "tests/support/failing_vfs.h"

#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>

namespace sorby::test {
namespace {

/// What a person changes reaches the disk, also when that takes a while or fails at first.
class SavingTest : public DrawingTest {
  public:
    SavingTest() = default;
    ~SavingTest() override { clearFault(); }

    static void SetUpTestSuite()
    {
        static const bool isInstalled = [] {
            installFailingVfs(); // nothing fails before a fault is armed
            return true;
        }();
        ASSERT_TRUE(isInstalled);
    }
    QLabel* banner() { return widget<QLabel>("banner"); }
    void loseTheDisk()
    {
        armFault(Fault::FullDisk, 0);
        take("rectangle");
        drag({10, 10}, {60, 50});
        ASSERT_TRUE(waitUntil([this] { return banner()->isVisible(); }));
    }
};

TEST_F(SavingTest, AFullDiskIsSaidAndWhatWasDrawnIsWrittenWhenThereIsRoom)
{
    const auto before = stored();
    loseTheDisk();
    EXPECT_TRUE(banner()->text().contains(QStringLiteral("not saved"))) << banner()->text().toStdString();
    EXPECT_TRUE(banner()->text().contains(QStringLiteral("Save a copy")));
    EXPECT_TRUE(widget<QLabel>("statusSaved")->text().startsWith(QStringLiteral("Not saved")));
    EXPECT_EQ(stored(), before);
    // One goes on drawing and setting the status; nothing of it may fall back.
    const auto image = document().currentImage();
    ASSERT_TRUE(document().setStatus({image}, ReviewStatus::Done));
    trigger("file.reload");
    EXPECT_EQ(document().image(image)->status, ReviewStatus::Done);
    EXPECT_EQ(document().image(image)->objectCount, static_cast<std::int64_t>(before.objects.size()) + 1);
    EXPECT_NE(document().project()->image(image).value().status, ReviewStatus::Done);

    clearFault();
    ASSERT_TRUE(waitForChange(before)) << "it is tried again by itself";
    EXPECT_TRUE(waitUntil([this] { return !banner()->isVisible(); }));
    EXPECT_EQ(stored().objects.size(), before.objects.size() + 1);
    EXPECT_EQ(document().project()->image(image).value().status, ReviewStatus::Done);
}

TEST_F(SavingTest, ACopyHasWhatTheDiskDidNotTake)
{
    const auto before = stored();
    const auto image = document().currentImage();
    loseTheDisk();
    ASSERT_TRUE(document().setStatus({image}, ReviewStatus::Rejected));
    trigger("file.saveCopy");
    auto* copy = dialog("copyDialog");
    enterPath(copy, "copyPlace", data());
    clearFault(); // of the other disk, which has room
    accept(copy);
    waitForJobs();
    const auto saved = project::Project::open(data() / "project copy");
    ASSERT_TRUE(saved);
    EXPECT_EQ((*saved)->annotations(image).value().objects.size(), before.objects.size() + 1);
    EXPECT_EQ((*saved)->image(image).value().status, ReviewStatus::Rejected);
}

TEST_F(SavingTest, ClosingAsksBeforeItLosesAnything)
{
    loseTheDisk();
    dialogs.confirms = {false};
    trigger("file.close");
    EXPECT_TRUE(document().isOpen());
    EXPECT_EQ(dialogs.asked.size(), 1);
    dialogs.confirms = {true};
    trigger("file.close");
    EXPECT_FALSE(document().isOpen());
}

TEST_F(SavingTest, AChangeOfTheClassesIsUndoneAndDoneAgain)
{
    const auto before = stored();
    ASSERT_FALSE(before.objects.empty());
    const auto classes = document().classes();
    trigger("project.classes");
    auto* open = dialog("classesDialog");
    open->findChild<QTableWidget*>(QStringLiteral("classesTable"))->setCurrentCell(1, 2);
    QTest::mouseClick(open->findChild<QPushButton*>(QStringLiteral("classesAdd")), Qt::LeftButton);
    open->findChild<QTableWidget*>(QStringLiteral("classesTable"))->setCurrentCell(1, 2);
    QTest::mouseClick(open->findChild<QPushButton*>(QStringLiteral("classesRemove")), Qt::LeftButton);
    accept(open);
    waitForJobs();
    ASSERT_NE(document().classes(), classes);
    ASSERT_TRUE(stored().objects.empty());

    trigger("edit.undo");
    waitForJobs();
    EXPECT_EQ(document().classes(), classes);
    EXPECT_EQ(stored(), before);
    ASSERT_TRUE(waitUntil([&] {
        return canvas->content() != nullptr &&
               canvas->content()->annotations.objects.size() == before.objects.size();
    })) << "the canvas shows them again";
    trigger("edit.redo");
    waitForJobs();
    EXPECT_NE(document().classes(), classes);
    EXPECT_TRUE(stored().objects.empty());
    trigger("edit.undo");
    waitForJobs();
    EXPECT_EQ(stored(), before);
    drawRectangle(); // nothing is barred any more
}

} // namespace
} // namespace sorby::test
