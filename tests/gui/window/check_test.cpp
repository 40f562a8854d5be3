// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/backups.h"
#include "core/workflow/check.h"
#include "tests/gui/window/window_fixture.h"
#include "tests/support/results.h"
#include "widgets/canvas/canvas.h"
#include "widgets/document/project_document.h"

#include <QAbstractItemModel>
#include <QDialog>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QTest>

#include <algorithm>

namespace sorby::test {
namespace {

/// A project in which one outline names its last point twice.
class CheckTest : public WindowTest {
  protected:
    CheckTest() : path(makeProject())
    {
        const auto project = valueOf(project::Project::open(path));
        image = valueOf(project->images()).front().id;
        auto annotations = valueOf(project->annotations(image));
        auto& object = annotations.objects.front();
        object.polygon.outer.push_back(object.polygon.outer.back());
        object.polygonText.clear();
        static_cast<void>(valueOf(project->setAnnotations(image, annotations)));
    }
    void openIt()
    {
        openProject(path);
        auto* canvas = widget<canvas::Canvas>("canvas");
        ASSERT_TRUE(waitUntil([canvas] { return canvas->content() != nullptr; }));
    }
    /// What the task that was begun has found.
    QDialog* findings()
    {
        EXPECT_TRUE(waitUntil([this] { return !window->isBusy(); }));
        return dialog("findingsDialog");
    }
    QDialog* check()
    {
        trigger("project.check");
        return findings();
    }
    template <typename T>
    T* field(QDialog* open, const char* name)
    {
        auto* found = open->findChild<T*>(QLatin1String(name));
        EXPECT_NE(found, nullptr) << name;
        return found;
    }
    int rows(QDialog* open) { return field<QTableView>(open, "findingsTable")->model()->rowCount(); }
    [[nodiscard]] std::size_t repairable() const
    {
        return valueOf(workflow::checkProject(*document().project(), {}, {})).repairable;
    }
    [[nodiscard]] std::ptrdiff_t backupsByHand() const
    {
        const auto backups = valueOf(project::listBackups(path));
        return std::count_if(backups.begin(), backups.end(),
                             [](const auto& backup) { return backup.kind == project::BackupKind::ByHand; });
    }
    [[nodiscard]] annotation::Ring outline() const
    {
        return valueOf(document().project()->annotations(image)).objects.front().polygon.outer;
    }

    std::filesystem::path path;
    project::ImageId image = 0;
};

TEST_F(CheckTest, IsRepeatedWithAnotherSmallestArea)
{
    openIt();
    auto* open = check();
    EXPECT_LE(open->sizeHint().width(), 1024);
    EXPECT_LE(open->sizeHint().height(), 700);
    EXPECT_TRUE(field<QLabel>(open, "findingsSummary")->text().contains(QStringLiteral("6 image")));
    auto* area = field<QDoubleSpinBox>(open, "checkArea");
    EXPECT_EQ(area->value(), annotation::kDefaultMinimumAreaPx);
    const int before = rows(open);
    area->setValue(10000);
    QTest::mouseClick(field<QPushButton>(open, "checkAgain"), Qt::LeftButton);
    open = findings();
    EXPECT_EQ(field<QDoubleSpinBox>(open, "checkArea")->value(), 10000);
    EXPECT_GT(rows(open), before) << "all objects are smaller than the micrograph";
    field<QDoubleSpinBox>(open, "checkArea")->setValue(0);
    QTest::mouseClick(field<QPushButton>(open, "checkAgain"), Qt::LeftButton);
    open = findings();
    EXPECT_LE(rows(open), before);
    open->reject();
}

TEST_F(CheckTest, RepairsWhatIsCertain)
{
    openIt();
    const auto count = repairable();
    ASSERT_GE(count, 1U);
    const auto damaged = outline();
    ASSERT_TRUE(document().setStatus({image}, ReviewStatus::Done));
    EXPECT_TRUE(action("edit.undo")->isEnabled());
    trigger("edit.selectAll");
    EXPECT_TRUE(action("edit.delete")->isEnabled());
    auto* open = check();
    auto* repair = field<QPushButton>(open, "checkRepair");
    EXPECT_TRUE(repair->isVisible());
    EXPECT_TRUE(repair->text().contains(QStringLiteral("Repair %1 finding").arg(count)))
        << repair->text().toStdString();
    dialogs.confirms = {false, true};
    QTest::mouseClick(repair, Qt::LeftButton);
    EXPECT_FALSE(window->isBusy());
    EXPECT_TRUE(open->isVisible()) << "it was given up, the findings are still of use";
    EXPECT_EQ(outline(), damaged);
    EXPECT_EQ(backupsByHand(), 0);

    QTest::mouseClick(repair, Qt::LeftButton);
    EXPECT_TRUE(window->isBusy());
    EXPECT_FALSE(action("edit.delete")->isEnabled()) << "nothing is edited meanwhile";
    open = findings();
    EXPECT_TRUE(field<QLabel>(open, "findingsSummary")
                    ->text()
                    .startsWith(QStringLiteral("Repairs made: %1.").arg(count)));
    open->reject();
    EXPECT_EQ(outline().size() + 1, damaged.size());
    EXPECT_EQ(repairable(), 0U);
    EXPECT_EQ(backupsByHand(), 1);
    EXPECT_FALSE(action("edit.undo")->isEnabled()) << "what was done before is not of these annotations";
    auto* canvas = widget<canvas::Canvas>("canvas");
    EXPECT_TRUE(waitUntil([&] {
        const auto* content = canvas->content();
        return content != nullptr && content->annotations.objects.front().polygon.outer == outline();
    }));
    trigger("edit.selectAll");
    EXPECT_TRUE(action("edit.delete")->isEnabled()) << "edited again";

    open = check();
    EXPECT_FALSE(field<QPushButton>(open, "checkRepair")->isVisible());
    open->reject();
}

TEST_F(CheckTest, RepairsNothingInAProjectThatIsOnlyRead)
{
    const auto elsewhere = valueOf(project::Project::open(path));
    openIt();
    auto* open = check();
    auto* repair = field<QPushButton>(open, "checkRepair");
    EXPECT_TRUE(repair->isVisible());
    EXPECT_FALSE(repair->isEnabled());
    EXPECT_TRUE(repair->toolTip().contains(QStringLiteral("reading only")));
    open->reject();
}

} // namespace
} // namespace sorby::test
