// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/project/backups.h"
#include "tests/gui/window/window_fixture.h"
#include "widgets/document/missing_images.h"
#include "widgets/document/project_document.h"
#include "widgets/support/qt_convert.h"

#include <QAbstractItemView>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>

#include <fstream>

namespace sorby::test {
namespace {

namespace fs = std::filesystem;

class CareTest : public WindowTest {
  protected:
    /// Opens and closes it once, so that there is a backup, and takes the classes away from it afterwards.
    fs::path projectWithBackup()
    {
        const auto path = makeProject();
        {
            auto project = project::Project::open(path);
            EXPECT_TRUE(project);
            EXPECT_TRUE((*project)->setAnnotations(1, {}));
        }
        EXPECT_EQ(project::listBackups(path)->size(), 1U);
        return path;
    }
    static void damage(const fs::path& project)
    {
        std::fstream file(project / "project.sorby", std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(4096);
        file << std::string(3 * 4096, 'x');
    }
    qint64 objects() const { return document().images().front().objectCount; }
};

TEST_F(CareTest, RestoresABackupOfTheOpenProject)
{
    const auto path = projectWithBackup();
    openProject(path);
    ASSERT_EQ(objects(), 0);
    trigger("file.restore");
    ASSERT_TRUE(waitUntil([this] { return !window->isBusy(); }));
    auto* restore = dialog("restoreDialog");
    auto* list = restore->findChild<QTreeWidget*>(QStringLiteral("restoreList"));
    // One as the project was imported, one of the session that begins now.
    ASSERT_TRUE(list->topLevelItemCount() >= 1 && list->topLevelItemCount() <= 2);
    EXPECT_EQ(list->currentItem(), list->topLevelItem(0)) << "the newest is proposed";
    list->setCurrentItem(list->topLevelItem(list->topLevelItemCount() - 1));
    accept(restore);
    waitForJobs();
    ASSERT_TRUE(document().isOpen());
    EXPECT_GT(objects(), 0);
    EXPECT_TRUE(news().contains(QStringLiteral("was restored"))) << news().toStdString();
    EXPECT_FALSE(document().project()->isReadOnly());
}

TEST_F(CareTest, OffersTheBackupsOfADamagedProject)
{
    const auto path = projectWithBackup();
    damage(path);
    dialogs.confirms << false;
    openProject(path);
    EXPECT_FALSE(document().isOpen());
    EXPECT_EQ(dialogs.asked.size(), 1);
    EXPECT_EQ(window->findChild<QDialog*>(QStringLiteral("restoreDialog")), nullptr);

    dialogs.confirms << true;
    openProject(path);
    ASSERT_TRUE(waitUntil([this] { return !window->isBusy(); }));
    auto* restore = dialog("restoreDialog");
    EXPECT_TRUE(restore->findChild<QLabel*>(QStringLiteral("restoreText"))
                    ->text()
                    .contains(QStringLiteral("cannot be opened")));
    accept(restore);
    waitForJobs();
    ASSERT_TRUE(document().isOpen());
    EXPECT_EQ(document().images().size(), 6U);
}

TEST_F(CareTest, LeavesAProjectThatIsOpenElsewhereAsItIs)
{
    const auto path = projectWithBackup();
    const auto elsewhere = project::Project::open(path);
    openProject(path);
    trigger("file.restore");
    ASSERT_TRUE(waitUntil([this] { return !window->isBusy(); }));
    accept(dialog("restoreDialog"));
    ASSERT_TRUE(waitUntil([this] { return !dialogs.errors.isEmpty(); }));
    EXPECT_TRUE(dialogs.errors.takeFirst().contains(QStringLiteral("open in another program")));
    ASSERT_TRUE(waitUntil([this] { return document().isOpen(); })) << "it is shown again";
    EXPECT_EQ(objects(), 0);
}

TEST_F(CareTest, ShowsWhatAnotherProgramWroteAfterAReload)
{
    const auto path = projectWithBackup();
    const auto elsewhere = project::Project::open(path);
    openProject(path);
    annotation::Annotations drawn;
    annotation::Object object;
    object.classId = 1;
    object.polygon.outer = {{1, 1}, {5, 1}, {3, 4}};
    drawn.objects.push_back(object);
    ASSERT_TRUE((*elsewhere)->setAnnotations(1, drawn));
    EXPECT_EQ(objects(), 0);
    trigger("file.reload");
    EXPECT_EQ(objects(), 1);
}

TEST_F(CareTest, SavesACopyOfAProjectThatCanOnlyBeRead)
{
    const auto path = makeProject();
    const auto elsewhere = project::Project::open(path);
    openProject(path);
    trigger("file.saveCopy");
    auto* copy = dialog("copyDialog");
    EXPECT_EQ(copy->findChild<QLineEdit*>(QStringLiteral("copyName"))->text(),
              QStringLiteral("project copy"));
    enterPath(copy, "copyPlace", data());
    accept(copy);
    waitForJobs();
    openProject(data() / "project copy");
    EXPECT_FALSE(document().project()->isReadOnly());
    EXPECT_EQ(document().images().size(), 6U);
    EXPECT_TRUE(fs::exists(document().images().front().file));
}

TEST_F(CareTest, ShowsMissingMicrographsAndFindsThem)
{
    openProject(makeProject());
    ASSERT_TRUE(waitUntil([this] { return document().missingImages().count() == 0; }));
    trigger("project.relink");
    auto* none = dialog("relinkDialog");
    EXPECT_FALSE(none->findChild<QPushButton*>(QStringLiteral("action"))->isEnabled());
    none->reject();
    processEvents();

    fs::rename(data() / "PNG", folder / "moved");
    document().missingImages().look();
    ASSERT_TRUE(waitUntil([this] { return document().missingImages().count() == 6; }));
    const auto first = widget<QAbstractItemView>("imageList")->model()->index(0, 0);
    EXPECT_TRUE(first.data(Qt::ToolTipRole).toString().contains(QStringLiteral("The file is missing")));
    trigger("project.relink");
    auto* relink = dialog("relinkDialog");
    enterPath(relink, "relinkFolder", folder.path());
    accept(relink);
    waitForJobs();
    ASSERT_TRUE(waitUntil([this] { return document().missingImages().count() == 0; }));
    EXPECT_TRUE(news().contains(QStringLiteral("6 of 6"))) << news().toStdString();
    EXPECT_FALSE(first.data(Qt::ToolTipRole).toString().contains(QStringLiteral("The file is missing")));
}

TEST_F(CareTest, SaysWhenThereIsNoBackup)
{
    const auto path = makeProject();
    ASSERT_TRUE(writeFileAtomically(path / "backups", std::string_view("in the way")));
    openProject(path);
    ASSERT_TRUE(waitUntil([this] { return widget<QLabel>("banner")->isVisible(); }));
    EXPECT_TRUE(widget<QLabel>("banner")->text().contains(QStringLiteral("no backup")));
    trigger("file.close");
    EXPECT_FALSE(widget<QLabel>("banner")->isVisible());
}

} // namespace
} // namespace sorby::test
