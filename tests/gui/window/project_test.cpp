// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/workflow/import.h"
#include "tests/gui/window/window_fixture.h"
#include "widgets/canvas/canvas.h"
#include "widgets/document/project_document.h"
#include "widgets/support/qt_convert.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QTest>

namespace sorby::test {
namespace {

TEST_F(WindowTest, BeginsWithThreeWaysAndNoCommandThatNeedsAProject)
{
    EXPECT_TRUE(widget<QWidget>("startOpen")->isVisible());
    EXPECT_TRUE(widget<QWidget>("startNew")->isVisible());
    EXPECT_TRUE(widget<QWidget>("startSample")->isVisible());
    for (const char* name : {"file.import", "file.export", "file.close", "project.split", "project.check",
                             "project.evaluate", "train.start", "train.stop", "workspace.train"}) {
        EXPECT_FALSE(action(name)->isEnabled()) << name;
    }
    for (const char* name : {"file.new", "file.open", "file.sample", "help.keys"}) {
        EXPECT_TRUE(action(name)->isEnabled()) << name;
    }
}

TEST_F(WindowTest, MakesAProjectImportsAndSplitsThroughItsDialogs)
{
    trigger("file.new");
    auto* create = dialog("newProjectDialog");
    EXPECT_FALSE(create->findChild<QPushButton*>(QStringLiteral("action"))->isEnabled()) << "no name yet";
    create->findChild<QLineEdit*>(QStringLiteral("projectName"))->setText(QStringLiteral("Bainit 8 µm #1"));
    enterPath(create, "projectPlace", folder.path());
    accept(create);
    ASSERT_TRUE(document().isOpen());
    EXPECT_TRUE(std::filesystem::exists(folder / "Bainit 8 µm #1" / "project.sorby"));
    EXPECT_TRUE(widget<QWidget>("imageListEmpty")->isVisible());
    EXPECT_FALSE(widget<QPushButton>("trainStart")->isEnabled());

    trigger("file.import");
    auto* import = dialog("importDialog");
    enterPath(import, "importSource", folder / "nothing here");
    EXPECT_FALSE(import->findChild<QPushButton*>(QStringLiteral("action"))->isEnabled());
    enterPath(import, "importSource", data());
    accept(import);
    ASSERT_TRUE(waitUntil([this] { return !window->isBusy(); }));
    EXPECT_EQ(document().images().size(), 6U);
    auto* findings = dialog("findingsDialog");
    EXPECT_TRUE(findings->findChild<QLabel*>(QStringLiteral("findingsSummary"))
                    ->text()
                    .contains(QStringLiteral("6 micrographs")));
    findings->reject();
    EXPECT_EQ(widget<QAbstractItemView>("imageList")->model()->rowCount(), 6);
    EXPECT_FALSE(widget<QWidget>("imageListEmpty")->isVisible());

    trigger("project.split");
    auto* split = dialog("splitDialog");
    split->findChild<QSpinBox*>(QStringLiteral("splitTest"))->setValue(34);
    split->findChild<QSpinBox*>(QStringLiteral("splitValidation"))->setValue(17);
    split->findChild<QAbstractButton*>(QStringLiteral("splitBySpecimen"))->setChecked(false);
    accept(split);
    waitForJobs();
    std::map<Membership, int> sides;
    for (const auto& image : document().images()) {
        ++sides[image.membership];
    }
    EXPECT_EQ(sides[Membership::Train], 3);
    EXPECT_EQ(sides[Membership::Validation], 1);
    EXPECT_EQ(sides[Membership::Test], 2);
    EXPECT_TRUE(widget<QPushButton>("trainStart")->isEnabled());
}

TEST_F(WindowTest, ShowsTheFirstImageWithItsFactsAndObjects)
{
    openProject(makeProject());
    auto* canvas = widget<canvas::Canvas>("canvas");
    ASSERT_TRUE(waitUntil([canvas] { return canvas->content() != nullptr; }));
    EXPECT_EQ(canvas->content()->record.id, document().images().front().id);
    EXPECT_TRUE(canvas->layers().polygons);
    EXPECT_EQ(widget<QLabel>("factName")->text().toStdString(), document().images().front().name);
    EXPECT_TRUE(widget<QLabel>("factSize")->text().contains(QStringLiteral("96")));
    auto* classes = widget<QTableView>("factClasses")->model();
    EXPECT_EQ(classes->rowCount(), 2);
    EXPECT_EQ(classes->index(1, 1).data().toString().toLongLong(), document().images().front().objectCount);
}

TEST_F(WindowTest, ShowsTheReferenceWhereThereAreMasksAndNoOutlines)
{
    auto* canvas = widget<canvas::Canvas>("canvas");
    openProject(makeProject());
    EXPECT_FALSE(canvas->layers().reference) << "the outlines show it";

    const auto masks = folder / "masks only";
    {
        auto project = project::Project::create(masks, annotation::numberedClasses(1));
        ASSERT_TRUE(project) << describe(project.error());
        workflow::ImportOptions options;
        options.source = data() / "masks";
        options.images = data() / "PNG";
        options.format = "masks";
        const auto imported = workflow::importInto(**project, options, {}, {});
        ASSERT_TRUE(imported) << describe(imported.error());
    }
    openProject(masks);
    EXPECT_TRUE(canvas->layers().reference);

    auto* box = widget<QAbstractButton>("showReference");
    EXPECT_TRUE(box->isChecked());
    box->click();
    document().refresh();
    processEvents();
    EXPECT_FALSE(canvas->layers().reference) << "who puts it out has it out";
}

TEST_F(WindowTest, RefusesABrokenProjectAndKeepsTheOpenOne)
{
    const auto good = makeProject();
    openProject(good);
    const auto bad = folder / "bad";
    ASSERT_TRUE(writeFileAtomically(bad / "project.sorby", std::string_view("this is no project")));
    openProject(bad);
    ASSERT_EQ(dialogs.errors.size(), 1);
    EXPECT_TRUE(dialogs.errors.takeFirst().contains(QStringLiteral("project.sorby")));
    EXPECT_EQ(document().project()->folder(), good);
}

TEST_F(WindowTest, SaysThatAProjectIsOpenElsewhereAndOnlyReadsIt)
{
    const auto path = makeProject();
    const auto elsewhere = project::Project::open(path);
    ASSERT_TRUE(elsewhere);
    openProject(path);
    EXPECT_TRUE(widget<QLabel>("banner")->isVisible());
    EXPECT_FALSE(action("file.import")->isEnabled());
    EXPECT_FALSE(action("project.split")->isEnabled());
    EXPECT_FALSE(widget<QPushButton>("trainStart")->isEnabled());
    EXPECT_TRUE(action("file.export")->isEnabled());
}

TEST_F(WindowTest, RemembersTheProjectsOpenedLately)
{
    openProject(makeProject());
    trigger("file.close");
    EXPECT_FALSE(document().isOpen());
    auto* again = widget<QPushButton>("recentProject");
    ASSERT_NE(again, nullptr);
    QTest::mouseClick(again, Qt::LeftButton);
    EXPECT_TRUE(document().isOpen());
}

TEST_F(WindowTest, CancelsATaskAndSaysSo)
{
    window->openSample(folder / "sample");
    ASSERT_TRUE(window->isBusy());
    auto* cancel = widget<QWidget>("taskStrip")->findChild<QPushButton*>(QStringLiteral("cancelJob"));
    ASSERT_TRUE(cancel->isVisible());
    QTest::mouseClick(cancel, Qt::LeftButton);
    waitForJobs();
    EXPECT_TRUE(news().contains(QStringLiteral("cancelled"))) << news().toStdString();
    EXPECT_FALSE(document().isOpen());
    EXPECT_FALSE(std::filesystem::exists(folder / "sample"));
    EXPECT_FALSE(std::filesystem::exists(folder / "sample.partial"));
}

TEST_F(WindowTest, ReportsWhatACheckFinds)
{
    openProject(makeProject());
    trigger("project.check");
    ASSERT_TRUE(waitUntil([this] { return !window->isBusy(); }));
    auto* findings = dialog("findingsDialog");
    EXPECT_TRUE(findings->findChild<QLabel*>(QStringLiteral("findingsSummary"))
                    ->text()
                    .contains(QStringLiteral("6 image")));
    findings->reject();
}

TEST_F(WindowTest, ShowsWhyAMicrographCannotBeShown)
{
    const auto path = makeProject();
    openProject(path);
    const auto second = document().images()[1];
    ASSERT_TRUE(std::filesystem::remove(second.file));
    trigger("file.reload"); // it may have been read ahead
    auto* canvas = widget<canvas::Canvas>("canvas");
    trigger("image.next");
    ASSERT_TRUE(waitUntil(
        [canvas] { return canvas->accessibleDescription().contains(QStringLiteral("cannot be shown")); }));
    EXPECT_EQ(canvas->content(), nullptr);
    trigger("image.next");
    EXPECT_TRUE(waitUntil([canvas] { return canvas->content() != nullptr; }));
}

} // namespace
} // namespace sorby::test
