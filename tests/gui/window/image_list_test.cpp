// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/content_loader.h"
#include "tests/gui/window/window_fixture.h"
#include "widgets/canvas/canvas.h"
#include "widgets/document/project_document.h"
#include "widgets/models/image_list_model.h"
#include "widgets/panels/image_list_panel.h"

#include <QClipboard>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

namespace sorby::test {
namespace {

class ImageListTest : public WindowTest {
  protected:
    ImageListTest()
    {
        openProject(makeProject());
        list = widget<QListView>("imageList");
        canvas = widget<canvas::Canvas>("canvas");
        panel = widget<panels::ImageListPanel>("imageListPanel");
        for (const auto& image : document().images()) {
            ids.push_back(image.id);
        }
        EXPECT_TRUE(waitUntil([this] { return canvas->content() != nullptr; }));
    }

    [[nodiscard]] int current() const
    {
        return static_cast<int>(std::ranges::find(ids, document().currentImage()) - ids.begin());
    }
    [[nodiscard]] ReviewStatus status(std::size_t image) const
    {
        return document().image(ids[image])->status;
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers)
    {
        QTest::keyClick(canvas, key, modifiers);
        processEvents();
    }
    void choose(const char* box, int index)
    {
        widget<QComboBox>(box)->setCurrentIndex(index);
        processEvents();
    }
    /// The rows that are shown, by the images' places in the project.
    [[nodiscard]] std::vector<int> shown() const
    {
        std::vector<int> places;
        for (int row = 0; row < list->model()->rowCount(); ++row) {
            const auto id =
                list->model()->index(row, 0).data(models::ImageListModel::ImageIdRole).toLongLong();
            places.push_back(static_cast<int>(std::ranges::find(ids, id) - ids.begin()));
        }
        return places;
    }
    /// Opens the menu on a row and triggers the action of this name.
    void useMenu(int row, const char* name)
    {
        const auto place = list->visualRect(list->model()->index(row, 0)).center();
        Q_EMIT list->customContextMenuRequested(place);
        auto* menu = window->findChild<QMenu*>(QStringLiteral("imageMenu"));
        ASSERT_NE(menu, nullptr);
        auto* found = menu->findChild<QAction*>(QLatin1String(name));
        ASSERT_NE(found, nullptr) << name;
        ASSERT_TRUE(found->isEnabled()) << name;
        found->trigger();
        menu->close();
        processEvents();
    }
    void select(const std::vector<int>& rows)
    {
        list->setCurrentIndex(list->model()->index(rows.front(), 0));
        for (const int row : rows) {
            list->selectionModel()->select(list->model()->index(row, 0), QItemSelectionModel::Select);
        }
    }

    QListView* list = nullptr;
    canvas::Canvas* canvas = nullptr;
    panels::ImageListPanel* panel = nullptr;
    std::vector<project::ImageId> ids;
};

TEST_F(ImageListTest, KeysMarkAsDoneAndGoOn)
{
    EXPECT_FALSE(widget<QProgressBar>("imageProgress")->isVisible());
    key(Qt::Key_Return, Qt::ControlModifier);
    EXPECT_EQ(status(0), ReviewStatus::Done);
    EXPECT_EQ(current(), 1);
    key(Qt::Key_Enter, Qt::ControlModifier);
    EXPECT_EQ(current(), 2);
    EXPECT_TRUE(waitUntil([this] { return widget<QProgressBar>("imageProgress")->value() == 2; }));
    key(Qt::Key_A, Qt::NoModifier);
    key(Qt::Key_K, Qt::ControlModifier | Qt::AltModifier);
    EXPECT_EQ(status(1), ReviewStatus::None) << "the toggle takes it back";
    key(Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_EQ(current(), 2);
    key(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_EQ(current(), 1);
    key(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_EQ(current(), 5) << "from the beginning on to the end";
    for (int i = 0; i < 5; ++i) {
        key(Qt::Key_Return, Qt::ControlModifier);
    }
    EXPECT_EQ(news(), QStringLiteral("Every micrograph is done."));
    for (std::size_t i = 0; i < ids.size(); ++i) {
        EXPECT_EQ(status(i), ReviewStatus::Done) << i;
    }
    const auto place = document().project()->folder();
    document().close();
    const auto project = project::Project::open(place).value();
    EXPECT_EQ(project->image(ids[3]).value().status, ReviewStatus::Done) << "it stands in the file";
}

TEST_F(ImageListTest, KeysWithCtrlLeaveOneMicrographSelected)
{
    const auto selected = [this] { return list->selectionModel()->selectedIndexes().size(); };
    QTest::keyPress(canvas, Qt::Key_Control, Qt::ControlModifier); // and it stays down
    ASSERT_TRUE(QGuiApplication::keyboardModifiers().testFlag(Qt::ControlModifier));
    for (const std::size_t next : {1U, 2U, 0U}) {
        document().setCurrentImage(ids[next]);
        EXPECT_EQ(selected(), 1) << next;
        EXPECT_EQ(list->currentIndex().row(), static_cast<int>(next));
    }
    panel->step(1);
    EXPECT_EQ(current(), 1);
    EXPECT_EQ(selected(), 1);
    QTest::keyRelease(canvas, Qt::Key_Control);
}

TEST_F(ImageListTest, GoesOnAmongWhatAFilterShows)
{
    widget<QToolButton>("imageCriteria")->click();
    choose("filterStatus", 1); // not done
    choose("filterSide", 1);   // training: three
    const auto training = shown();
    ASSERT_EQ(training.size(), 3U);
    EXPECT_EQ(widget<QLabel>("imageCount")->text(), QStringLiteral("3 of 6 micrograph(s)"));
    list->setCurrentIndex(list->model()->index(0, 0));
    key(Qt::Key_Return, Qt::ControlModifier);
    EXPECT_EQ(shown(), (std::vector{training[1], training[2]})) << "what is done leaves the list";
    EXPECT_EQ(current(), training[1]);
    EXPECT_EQ(list->currentIndex().row(), 0);
    key(Qt::Key_Return, Qt::ControlModifier);
    key(Qt::Key_Return, Qt::ControlModifier);
    EXPECT_TRUE(shown().empty());
    EXPECT_EQ(current(), training[2]) << "the last one stays on the screen";
    EXPECT_TRUE(widget<QWidget>("imageListNothing")->isVisible());
    QTest::mouseClick(widget<QPushButton>("clearFilters"), Qt::LeftButton);
    EXPECT_EQ(shown().size(), 6U);
    EXPECT_EQ(list->currentIndex().row(), training[2]);
    EXPECT_FALSE(widget<QPushButton>("clearFilters")->isVisible());
    EXPECT_EQ(widget<QLabel>("imageCount")->text(), QStringLiteral("6 micrograph(s)"));
}

TEST_F(ImageListTest, TheMenuSetsWhatIsChosen)
{
    select({1, 2, 4});
    useMenu(2, "image.status.rejected");
    EXPECT_EQ(status(1), ReviewStatus::Rejected);
    EXPECT_EQ(status(2), ReviewStatus::Rejected);
    EXPECT_EQ(status(4), ReviewStatus::Rejected);
    EXPECT_EQ(status(0), ReviewStatus::None);
    EXPECT_EQ(current(), 1) << "setting a status leads nowhere";
    select({4});
    useMenu(4, "image.status.in-work");
    EXPECT_EQ(status(4), ReviewStatus::InWork);
    select({0, 1});
    useMenu(0, "image.copyName");
    const auto name = [this](std::size_t i) {
        return QString::fromStdString(document().image(ids[i])->name);
    };
    EXPECT_EQ(QGuiApplication::clipboard()->text(), name(0) + u'\n' + name(1));
    QSignalSpy relink(panel, &panels::ImageListPanel::relinkRequested);
    useMenu(0, "image.relink");
    ASSERT_EQ(relink.count(), 1);
}

TEST_F(ImageListTest, TheMenuKeepsSpecimensTogether)
{
    // The synthetic fields come in specimens; the fixture split them one by one, so make two of our own.
    const auto place = document().project()->folder();
    const std::weak_ptr<project::Project> before = document().project();
    document().close();
    ASSERT_TRUE(waitUntil([&] { return before.expired(); })) << "jobs let it go";
    {
        const auto project = project::Project::open(place).value();
        std::vector<std::pair<project::ImageId, Membership>> sides;
        for (std::size_t i = 0; i < ids.size(); ++i) {
            auto record = project->image(ids[i]).value();
            project::NewImage image;
            image.name = record.name;
            image.file = record.file;
            image.contentHash = record.contentHash;
            image.size = record.size;
            image.specimen = i < 3 ? "S1" : "S2";
            ASSERT_TRUE(project->addImage(image));
            sides.emplace_back(ids[i], i < 3 ? Membership::Train : Membership::Test);
        }
        ASSERT_TRUE(project->setMemberships(sides));
    }
    openProject(place);
    select({0});
    useMenu(0, "image.side.test");
    ASSERT_EQ(dialogs.errors.size(), 1);
    EXPECT_TRUE(dialogs.errors.front().contains(QStringLiteral("S1")))
        << dialogs.errors.front().toStdString();
    dialogs.errors.clear();
    EXPECT_EQ(document().image(ids[0])->membership, Membership::Train);
    useMenu(0, "image.chooseSpecimen");
    EXPECT_EQ(list->selectionModel()->selectedIndexes().size(), 3);
    useMenu(0, "image.side.test");
    for (const auto id : ids) {
        EXPECT_EQ(document().image(id)->membership, Membership::Test);
    }
    EXPECT_TRUE(dialogs.errors.isEmpty());
}

TEST_F(ImageListTest, SortsByTheMenu)
{
    widget<QAction>("sort.name")->trigger();
    widget<QAction>("sort.descending")->trigger();
    const auto sorted = shown();
    ASSERT_EQ(sorted.size(), 6U);
    const auto nameAt = [&](std::size_t row) {
        return document().image(ids[static_cast<std::size_t>(sorted[row])])->name;
    };
    for (std::size_t row = 1; row < sorted.size(); ++row) {
        EXPECT_GT(nameAt(row - 1), nameAt(row)); // the sample's numbers have leading zeros
    }
    EXPECT_EQ(current(), 0);
    const int row = list->currentIndex().row();
    EXPECT_EQ(sorted[static_cast<std::size_t>(row)], 0) << "the current one moves with its row";
    if (row > 0) {
        key(Qt::Key_A, Qt::NoModifier);
        EXPECT_EQ(current(), sorted[static_cast<std::size_t>(row) - 1]);
    }
}

TEST_F(ImageListTest, FiltersByClassInTheBackground)
{
    widget<QToolButton>("imageCriteria")->click();
    choose("filterClass", 2); // MA island
    EXPECT_TRUE(waitUntil([this] { return !shown().empty() && shown().size() <= 6; }));
    choose("filterClass", 3); // ignored: nothing is
    EXPECT_TRUE(waitUntil([this] { return shown().empty(); }));
    document().close();
    openProject(folder / "project");
    EXPECT_EQ(widget<QComboBox>("filterClass")->currentIndex(), 0)
        << "another project begins without filters";
}

TEST_F(ImageListTest, ShowsTheNextMicrographAtOnce)
{
    ASSERT_TRUE(waitUntil([this] { return canvas->content()->record.id == ids[0]; }));
    const auto* loader = window->findChild<app::ContentLoader*>();
    ASSERT_TRUE(waitUntil([&] { return loader->isKept(ids[1]); }));
    key(Qt::Key_D, Qt::NoModifier);
    EXPECT_EQ(canvas->content()->record.id, ids[1]) << "within one turn of the event loop";
}

} // namespace
} // namespace sorby::test
