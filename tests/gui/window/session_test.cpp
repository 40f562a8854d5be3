// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/session_keeper.h"
#include "core/project/project.h"
#include "tests/gui/window/window_fixture.h"
#include "widgets/canvas/canvas.h"
#include "widgets/document/project_document.h"
#include "widgets/support/qt_convert.h"

#include <QTest>
#include <QTreeWidget>

namespace sorby::test {
namespace {

class SessionTest : public WindowTest {
  protected:
    canvas::Canvas* canvas() { return widget<canvas::Canvas>("canvas"); }
    void waitForImage(project::ImageId id)
    {
        ASSERT_TRUE(waitUntil(
            [this, id] { return canvas()->content() != nullptr && canvas()->content()->record.id == id; }));
    }
    void openWindow()
    {
        window = std::make_unique<app::MainWindow>(app::WindowServices{
            dialogs, [] { return learning::loadEngine(SORBY_PROGRAM_FOLDER); }, settings});
        window->show();
        ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
    }
};

TEST_F(SessionTest, ComesBackToImagePlaceAndWorkspace)
{
    const auto path = makeProject();
    openProject(path);
    const auto third = document().images()[2].id;
    document().setCurrentImage(third);
    waitForImage(third);
    canvas()->setView(30, {20, 40});
    const auto centre = canvas()->centre();
    window->setWorkspace(app::Workspace::Train);
    window->close();
    window.reset();
    processEvents();

    openWindow();
    openProject(path);
    EXPECT_EQ(document().currentImage(), third);
    EXPECT_EQ(window->workspace(), app::Workspace::Train);
    waitForImage(third);
    EXPECT_FALSE(canvas()->isFitted());
    EXPECT_NEAR(canvas()->zoom(), 30, 1e-9);
    EXPECT_NEAR(canvas()->centre().x, centre.x, 0.1);
    EXPECT_NEAR(canvas()->centre().y, centre.y, 0.1);
}

TEST_F(SessionTest, ComesBackToToolAndClass)
{
    const auto path = makeProject();
    const auto other = folder / "other";
    ASSERT_TRUE(project::Project::open(path).value()->copyTo(other, true));
    const auto currentClass = [this] { return widget<QTreeWidget>("classList")->currentItem()->text(0); };
    openProject(path);
    trigger("tool.brush");
    trigger("class.0");
    window->close();
    window.reset();
    processEvents();

    openWindow();
    openProject(other);
    EXPECT_FALSE(action("tool.brush")->isChecked());
    EXPECT_EQ(currentClass(), QStringLiteral("MA island"));
    openProject(path);
    EXPECT_TRUE(action("tool.brush")->isChecked());
    EXPECT_EQ(currentClass(), QStringLiteral("matrix"));
}

TEST_F(SessionTest, IsWrittenAMomentLaterWhateverEndsTheProgram)
{
    const auto path = makeProject();
    openProject(path);
    const auto fourth = document().images()[3].id;
    document().setCurrentImage(fourth);
    waitForImage(fourth);
    // Another program, which sees what stands in the file alone.
    const auto written = [&] {
        QSettings file(settings.fileName(), QSettings::IniFormat);
        for (const auto& key : file.allKeys()) {
            if (key.endsWith(QStringLiteral("/image"))) {
                return support::toUtf8(file.value(key).toString());
            }
        }
        return std::string();
    };
    EXPECT_TRUE(waitUntil([&] { return written() == document().images()[3].stem; }));
}

TEST_F(SessionTest, IsKeptOfEachProjectAndOfOneThatCanOnlyBeRead)
{
    const auto path = makeProject();
    const auto other = folder / "other";
    ASSERT_TRUE(project::Project::open(path).value()->copyTo(other, true));
    const auto elsewhere = project::Project::open(path);
    openProject(path);
    ASSERT_TRUE(document().project()->isReadOnly());
    document().setCurrentImage(document().images()[1].id);
    openProject(other);
    EXPECT_EQ(document().currentImage(), document().images()[0].id);
    document().setCurrentImage(document().images()[5].id);
    openProject(path);
    EXPECT_EQ(document().currentImage(), document().images()[1].id);
    openProject(other);
    EXPECT_EQ(document().currentImage(), document().images()[5].id);
}

TEST(SessionKeeper, RemembersToolAndClassAndForgetsTheOldest)
{
    TemporaryFolder folder;
    const QString file = support::toQString(folder / "settings.ini");
    const auto classes = annotation::numberedClasses(2);
    ASSERT_TRUE(project::Project::create(folder / "p", classes));
    {
        QSettings settings(file, QSettings::IniFormat);
        for (int i = 0; i < app::SessionKeeper::kMostProjects + 20; ++i) {
            settings.setValue(QStringLiteral("sessions/old%1/used").arg(i), 1000 + i);
        }
        document::ProjectDocument document;
        app::SessionKeeper keeper(document, settings);
        ASSERT_TRUE(document.open(folder / "p"));
        EXPECT_EQ(keeper.state(), app::SessionState{});
        keeper.setTool(QStringLiteral("brush"));
        keeper.setClass(2);
        settings.beginGroup(QStringLiteral("sessions"));
        EXPECT_EQ(settings.childGroups().size(), app::SessionKeeper::kMostProjects);
        EXPECT_FALSE(settings.childGroups().contains(QStringLiteral("old0")));
        settings.endGroup();
    }
    QSettings settings(file, QSettings::IniFormat);
    document::ProjectDocument document;
    app::SessionKeeper keeper(document, settings);
    app::SessionState told;
    QObject::connect(&keeper, &app::SessionKeeper::restored, &keeper,
                     [&](const app::SessionState& state) { told = state; });
    ASSERT_TRUE(document.open(folder / "p"));
    EXPECT_EQ(told.tool, QStringLiteral("brush"));
    EXPECT_EQ(told.classId, 2);
    EXPECT_EQ(told.workspace, app::Workspace::Annotate);
    document.close();
}

} // namespace
} // namespace sorby::test
