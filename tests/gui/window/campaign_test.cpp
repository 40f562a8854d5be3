// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/workflow/campaign.h"
#include "tests/gui/window/window_fixture.h"
#include "tests/support/results.h"
#include "widgets/canvas/canvas.h"
#include "widgets/document/campaign_session.h"
#include "widgets/document/project_document.h"
#include "widgets/support/qt_convert.h"

#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>

#include <algorithm>

namespace sorby::test {
namespace {

class CampaignWindowTest : public WindowTest {
  protected:
    void SetUp() override
    {
        openProject(makeProject());
        ASSERT_TRUE(waitUntil([this] { return canvas()->content() != nullptr; }));
    }
    canvas::Canvas* canvas() { return widget<canvas::Canvas>("canvas"); }
    document::CampaignSession& session() { return window->campaign(); }
    project::Project& store() { return *document().project(); }
    QString strip() { return widget<QLabel>("campaignText")->text(); }

    void startCampaign()
    {
        trigger("project.campaign");
        auto* open = dialog("campaignDialog");
        open->findChild<QLineEdit*>(QStringLiteral("campaignName"))->setText(QStringLiteral("MA islands"));
        open->findChild<QPlainTextEdit*>(QStringLiteral("campaignAnnotators"))
            ->setPlainText(QStringLiteral("Ada\nJörg"));
        accept(open);
        waitForJobs();
        ASSERT_TRUE(session().isActive());
    }
    void sitDown(const char* who)
    {
        trigger("project.campaign");
        auto* open = dialog("campaignDialog");
        open->findChild<QComboBox*>(QStringLiteral("campaignAnnotator"))
            ->setCurrentText(QString::fromUtf8(who));
        accept(open);
        ASSERT_TRUE(session().isActive());
        EXPECT_EQ(session().annotator(), who);
    }
    void mark(annotation::Point position)
    {
        const auto image = document().currentImage();
        auto points = valueOf(store().points(image));
        points.push_back(valueOf(session().preparePoint(image, position)));
        session().followPoints(image, valueOf(store().setPoints(image, points)));
    }
    /// The points that the canvas shows of the current image, once it is read again.
    bool waitForPoints(std::size_t count)
    {
        document().refresh();
        return waitUntil([this, count] {
            const auto* content = canvas()->content();
            return content != nullptr && content->record.id == document().currentImage() &&
                   content->annotations.points.size() == count;
        });
    }
};

TEST_F(CampaignWindowTest, GoesFromMarksToOutlines)
{
    EXPECT_FALSE(canvas()->content()->annotations.objects.empty());
    EXPECT_FALSE(widget<QWidget>("campaignStrip")->isVisible());
    startCampaign();
    EXPECT_TRUE(widget<QWidget>("campaignStrip")->isVisible());
    ASSERT_TRUE(waitForPoints(0)) << "the marks and outlines that were imported are hidden";
    EXPECT_TRUE(canvas()->content()->annotations.objects.empty());
    EXPECT_FALSE(canvas()->content()->reference);
    mark({20.5, 30.5});
    mark({70.5, 10.5});
    ASSERT_TRUE(waitForPoints(2));
    EXPECT_TRUE(strip().startsWith(QStringLiteral("Marking: 2 point"))) << strip().toStdString();
    const auto first = document().currentImage();
    QTest::mouseClick(widget<QPushButton>("campaignDone"), Qt::LeftButton);
    EXPECT_NE(document().currentImage(), first) << "on to the next micrograph";

    sitDown("Jörg");
    EXPECT_EQ(document().currentImage(), first);
    ASSERT_TRUE(waitForPoints(0)) << "Ada's marks are hidden from Jörg";
    mark({22.5, 30.5});
    ASSERT_TRUE(waitForPoints(1));

    trigger("project.campaign");
    dialogs.confirms = {true};
    dialog("campaignDialog")->findChild<QPushButton*>(QStringLiteral("campaignCloseMarking"))->click();
    waitForJobs();
    ASSERT_TRUE(session().isOutlining());
    sitDown(session().task() != nullptr ? "Jörg" : "Ada");
    ASSERT_NE(session().task(), nullptr) << "one point is agreed, and one of them has it";
    ASSERT_TRUE(waitForPoints(1)) << "the point alone";
    EXPECT_EQ(canvas()->content()->annotations.points[0].position, (annotation::Point{21.5, 30.5}));
    EXPECT_GE(canvas()->zoom(), 2);
    const auto seen = canvas()->toWidget({21.5, 30.5});
    EXPECT_TRUE(canvas()->rect().contains(seen.toPoint()));
    EXPECT_TRUE(strip().contains(QStringLiteral("task 1 of 1"))) << strip().toStdString();

    annotation::Object object;
    object.polygon.outer = {{18, 27}, {26, 27}, {26, 34}, {18, 34}};
    auto prepared = valueOf(session().prepareOutline(first, object));
    auto all = valueOf(store().annotations(first));
    all.objects.push_back(prepared);
    all = valueOf(store().setAnnotations(first, all));
    ASSERT_TRUE(session().acceptPolygon(first, all.objects.back()));
    EXPECT_EQ(session().task(), nullptr);
    ASSERT_TRUE(waitForPoints(0));

    trigger("project.campaign");
    dialogs.folders = {support::toQString(folder / "out")};
    dialog("campaignDialog")->findChild<QPushButton*>(QStringLiteral("campaignExport"))->click();
    waitForJobs();
    const auto polygons = valueOf(readText(folder / "out" / "annotations_polygon.csv"));
    EXPECT_EQ(std::count(polygons.begin(), polygons.end(), '\n'), 2) << polygons;
    QTest::mouseClick(widget<QPushButton>("campaignLeave"), Qt::LeftButton);
    EXPECT_FALSE(widget<QWidget>("campaignStrip")->isVisible());
    ASSERT_TRUE(waitUntil([this] { return canvas()->content()->annotations.objects.size() > 1; }))
        << "everything is seen again";
}

/// The whole protocol with the mouse: marks, one agreed point, its outline, undo and redo.
TEST_F(CampaignWindowTest, IsDrawnWithTheRealTools)
{
    const auto imported = valueOf(store().annotations(document().currentImage())).objects.size();
    startCampaign();
    ASSERT_TRUE(waitForPoints(0));
    const auto image = document().currentImage();
    EXPECT_TRUE(action("tool.point")->isChecked());
    for (const char* barred : {"tool.brush", "tool.polygon", "tool.pick", "edit.selectAll", "edit.paste"}) {
        EXPECT_FALSE(action(barred)->isEnabled()) << barred;
    }
    const auto click = [this](annotation::Point at) {
        QTest::mouseClick(canvas(), Qt::LeftButton, {}, canvas()->toWidget(at).toPoint());
    };
    const auto marksOf = [this, image](const char* who) {
        const auto points = valueOf(store().points(image));
        return std::ranges::count(points, who, &annotation::PointOfInterest::annotator);
    };
    click({20.5, 30.5});
    click({70.5, 20.5});
    ASSERT_TRUE(waitUntil([&] { return marksOf("Ada") == 2; }));
    sitDown("Jörg");
    EXPECT_FALSE(action("edit.undo")->isEnabled()) << "Jörg does not undo what Ada marked";
    ASSERT_TRUE(waitForPoints(0));
    click({20.5, 30.5});
    click({70.5, 20.5});
    ASSERT_TRUE(waitUntil([&] { return marksOf("Jörg") == 2; }));
    trigger("project.campaign");
    dialogs.confirms = {true};
    dialog("campaignDialog")->findChild<QPushButton*>(QStringLiteral("campaignCloseMarking"))->click();
    waitForJobs();
    ASSERT_TRUE(session().isOutlining());
    const auto outlined = [&] { return valueOf(store().annotations(image)).objects.size() - imported; };
    const auto outlineTask = [&](double half) {
        const auto at = session().task()->point;
        for (const auto& [dx, dy] : {std::pair{-half, -half}, {half, -half}, {half, half}, {-half, half}}) {
            click({at.x + dx, at.y + dy});
        }
        QTest::keyClick(canvas(), Qt::Key_Return);
    };
    std::size_t drawn = 0;
    for (const char* who : {"Ada", "Jörg"}) {
        sitDown(who);
        EXPECT_TRUE(session().task() == nullptr || action("tool.polygon")->isChecked());
        while (session().task() != nullptr) {
            const auto task = session().task()->id;
            ASSERT_TRUE(waitForPoints(1));
            outlineTask(4);
            ++drawn;
            ASSERT_TRUE(waitUntil([&] { return outlined() == drawn; })) << who;
            EXPECT_TRUE(session().task() == nullptr || session().task()->id != task);
            // Taken back it is open again, done again it is done, and no other task is.
            trigger("edit.undo");
            ASSERT_TRUE(waitUntil([&] { return outlined() == drawn - 1; }));
            ASSERT_NE(session().task(), nullptr);
            trigger("edit.redo");
            ASSERT_TRUE(waitUntil([&] { return outlined() == drawn; }));
            EXPECT_TRUE(session().task() == nullptr || session().task()->id != task);
        }
    }
    EXPECT_EQ(drawn, 2U);
    for (const auto& task : valueOf(store().campaignTasks(session().campaign().id))) {
        EXPECT_EQ(task.state, annotation::TaskState::Done);
    }
}

TEST_F(CampaignWindowTest, EndsWithTheProject)
{
    startCampaign();
    trigger("file.close");
    EXPECT_FALSE(session().isActive());
    EXPECT_FALSE(action("project.campaign")->isEnabled());
}

} // namespace
} // namespace sorby::test
