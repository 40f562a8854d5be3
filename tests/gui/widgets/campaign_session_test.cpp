// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/campaign.h"
#include "tests/gui/support/wait.h"
#include "tests/gui/widgets/sample_project.h"
#include "tests/support/results.h"
#include "widgets/document/campaign_session.h"
#include "widgets/panels/campaign_dialog.h"
#include "widgets/panels/campaign_strip.h"
#include "widgets/panels/campaign_table.h"

#include <QComboBox>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

namespace sorby::document {
namespace {

using annotation::Annotations;
using annotation::Object;
using annotation::TaskState;
using test::expectOk;
using test::valueOf;

/// Three micrographs of 24 x 16, two of them in a campaign of two people.
class CampaignTest : public testing::Test {
  protected:
    CampaignTest()
    {
        for (const auto* const name : {"a.png", "b.png", "c.png"}) {
            m_images.push_back(m_sample.addImage(name));
        }
        m_sample.openIn(m_document);
        workflow::CampaignRequest request;
        request.campaign.name = "MA";
        request.campaign.annotators = {"Ada", "Ben"};
        request.campaign.images = {m_images[1], m_images[0]};
        request.campaign.distancePx = 2;
        m_campaign = valueOf(workflow::startCampaign(store(), request));
    }
    /// With all in it that the session has changed.
    project::Project& store()
    {
        expectOk(m_document.flush());
        return *m_document.project();
    }
    void begin(const std::string& who) { expectOk(m_session.begin(m_campaign.id, who)); }

    /// What the point tool does.
    void mark(project::ImageId image, annotation::Point position)
    {
        auto points = valueOf(store().points(image));
        points.push_back(valueOf(m_session.preparePoint(image, position)));
        points = valueOf(store().setPoints(image, points));
        m_session.followPoints(image, points);
    }
    /// What the polygon tool does.
    Status outline(project::ImageId image, double left, double top)
    {
        Object object;
        object.polygon.outer = {{left, top}, {left + 4, top}, {left + 4, top + 4}, {left, top + 4}};
        auto prepared = m_session.prepareOutline(image, object);
        if (!prepared) {
            return prepared.error();
        }
        auto all = valueOf(store().annotations(image));
        all.objects.push_back(*prepared);
        all = valueOf(store().setAnnotations(image, all));
        return m_session.acceptPolygon(image, all.objects.back());
    }
    /// Both mark one structure on a and two on b, and finish; then the marking is closed.
    void markAll()
    {
        for (const auto* const who : {"Ada", "Ben"}) {
            begin(who);
            mark(m_images[0], {5.5, 5.5});
            mark(m_images[1], {4.5, 4.5});
            mark(m_images[1], {16.5, 10.5});
            expectOk(m_session.finishImage(m_images[1]));
            expectOk(m_session.finishImage(m_images[0]));
        }
        m_campaign = valueOf(workflow::closeMarking(store(), m_campaign, workflow::Unfinished::Refuse));
        m_session.leave();
    }

    test::SampleProject m_sample;
    ProjectDocument m_document;
    std::vector<project::ImageId> m_images;
    annotation::Campaign m_campaign;
    CampaignSession m_session{m_document};
};

TEST_F(CampaignTest, LeadsThroughTheMicrographs)
{
    EXPECT_FALSE(m_session.isActive());
    EXPECT_FALSE(m_session.begin(m_campaign.id, "Dora"));
    EXPECT_FALSE(m_session.begin(99, "Ada"));
    const QSignalSpy visibility(&m_session, &CampaignSession::visibilityChanged);
    begin("Ada");
    EXPECT_EQ(visibility.count(), 1);
    EXPECT_TRUE(m_session.isMarking());
    EXPECT_EQ(m_document.currentImage(), m_images[1]) << "the campaign's order";
    EXPECT_EQ(m_session.placeOf(m_images[0]), 1);
    EXPECT_FALSE(m_session.takesPart(m_images[2]));

    mark(m_images[1], {4.5, 4.5});
    mark(m_images[1], {9.5, 4.5});
    const auto points = valueOf(store().points(m_images[1]));
    EXPECT_EQ(points[0].annotator, "Ada");
    EXPECT_FALSE(points[0].when.empty());
    EXPECT_EQ(m_session.pointsOn(m_images[1]), 2U);
    EXPECT_EQ(m_session.ownProgress().points, 2U);
    EXPECT_FALSE(m_session.preparePoint(m_images[2], {1, 1})) << "not part of the campaign";
    EXPECT_FALSE(m_session.prepareOutline(m_images[1], {})) << "outlines come later";

    expectOk(m_session.finishImage(m_images[1]));
    EXPECT_EQ(m_document.currentImage(), m_images[0]);
    EXPECT_TRUE(m_session.hasFinished(m_images[1]));
    expectOk(m_session.resumeImage(m_images[1]));
    EXPECT_FALSE(m_session.hasFinished(m_images[1]));
    m_session.goOn();
    EXPECT_EQ(m_document.currentImage(), m_images[1]);
    EXPECT_FALSE(m_session.finishImage(m_images[2]));

    begin("Ben");
    EXPECT_EQ(m_session.pointsOn(m_images[1]), 0U) << "Ada's are not Ben's";
    m_document.close();
    EXPECT_FALSE(m_session.isActive());
}

TEST_F(CampaignTest, HidesTheOthers)
{
    Annotations all;
    all.points = {{0, "Ada", {1, 1}}, {0, "Ben", {2, 2}}};
    all.objects.resize(2);
    EXPECT_EQ(m_session.filter(m_images[0], all), all) << "nobody sits here";
    begin("Ben");
    const auto seen = m_session.filter(m_images[0], all);
    ASSERT_EQ(seen.points.size(), 1U);
    EXPECT_EQ(seen.points[0].annotator, "Ben");
    EXPECT_TRUE(seen.objects.empty());
    auto content = std::make_shared<ImageContent>();
    content->record.id = m_images[0];
    content->annotations = all;
    content->reference = std::make_shared<const imaging::ReferenceSource>(Size{24, 16}, all, std::nullopt);
    content->prediction = std::make_shared<const imaging::PackedLabels>(imaging::LabelImage(24, 16));
    const auto shown = m_session.visible(content);
    EXPECT_EQ(shown->annotations, seen);
    EXPECT_FALSE(shown->reference);
    EXPECT_FALSE(shown->prediction);
    EXPECT_EQ(m_session.visible(nullptr), nullptr);
}

TEST_F(CampaignTest, AsksForOnePolygonAPoint)
{
    markAll();
    const QSignalSpy places(&m_session, &CampaignSession::placeWanted);
    begin("Ada");
    EXPECT_TRUE(m_session.isOutlining());
    ASSERT_NE(m_session.task(), nullptr);
    const auto& own = m_session.ownProgress();
    const auto given = own.tasks;
    ASSERT_GE(given, 1U);
    EXPECT_EQ(m_document.currentImage(), m_session.task()->image);
    EXPECT_EQ(places.count(), 1);
    const auto first = *m_session.task();
    const auto elsewhere = first.image == m_images[0] ? m_images[1] : m_images[0];
    EXPECT_FALSE(m_session.preparePoint(first.image, {1, 1})) << "marking is over";
    EXPECT_FALSE(outline(elsewhere, first.point.x - 2, first.point.y - 2)) << "another micrograph";
    EXPECT_FALSE(outline(first.image, first.point.x + 1, first.point.y + 1)) << "beside the point";
    EXPECT_EQ(m_session.ownProgress().done, 0U);
    expectOk(outline(first.image, first.point.x - 2, first.point.y - 2));
    EXPECT_EQ(m_session.ownProgress().done, 1U);
    const auto stored = valueOf(store().annotations(first.image)).objects.back();
    EXPECT_EQ(stored.provenance.who, "Ada");
    EXPECT_EQ(stored.poi, first.point);
    EXPECT_TRUE(m_session.task() == nullptr || m_session.task()->id != first.id);
    for (const auto& task : valueOf(store().campaignTasks(m_campaign.id))) {
        EXPECT_EQ(task.state, task.id == first.id ? TaskState::Done : TaskState::Open);
    }

    // Undo takes the object away and redo puts it back.
    auto all = valueOf(store().annotations(first.image));
    auto without = all;
    without.objects.pop_back();
    m_session.followObjects(first.image, without.objects);
    EXPECT_EQ(m_session.ownProgress().done, 0U);
    ASSERT_NE(m_session.task(), nullptr);
    EXPECT_EQ(m_session.task()->id, first.id);
    m_session.followObjects(first.image, all.objects);
    EXPECT_EQ(m_session.ownProgress().done, 1U);
}

TEST_F(CampaignTest, GoesOnUntilNothingIsLeft)
{
    markAll();
    std::size_t outlined = 0;
    for (const auto* const who : {"Ben", "Ada"}) {
        begin(who);
        while (m_session.task() != nullptr && outlined < 10) {
            const auto task = *m_session.task();
            if (outlined == 0) {
                EXPECT_FALSE(m_session.skip(""));
                expectOk(m_session.skip("not the phase"));
            } else {
                expectOk(outline(task.image, task.point.x - 2, task.point.y - 2));
            }
            ++outlined;
        }
        EXPECT_FALSE(m_session.skip("unclear")) << "nothing is left";
    }
    EXPECT_EQ(outlined, 3U) << "one polygon a point";
    const auto report = valueOf(workflow::reportCampaign(store(), m_campaign));
    EXPECT_TRUE(report.isComplete());
    EXPECT_EQ(report.skipped, 1U);
}

class StripTest : public CampaignTest {
  protected:
    StripTest() : m_strip(m_session) {}
    template <typename T>
    T* part(const char* name)
    {
        auto* found = m_strip.findChild<T*>(QLatin1String(name));
        EXPECT_NE(found, nullptr) << name;
        return found;
    }
    std::string text() { return part<QLabel>("campaignText")->text().toStdString(); }
    bool isOffered(const char* name) { return !part<QPushButton>(name)->isHidden(); }
    void click(const char* name) { part<QPushButton>(name)->click(); }

    panels::CampaignStrip m_strip;
};

TEST_F(StripTest, TellsWhatIsToBeDone)
{
    EXPECT_TRUE(m_strip.isHidden());
    begin("Ada");
    m_strip.setImage(m_images[1]);
    EXPECT_FALSE(m_strip.isHidden());
    EXPECT_EQ(part<QLabel>("campaignWho")->text(), QStringLiteral("MA · Ada"));
    mark(m_images[1], {4.5, 4.5});
    EXPECT_EQ(text().rfind("Marking: 1 point", 0), 0U) << text();
    EXPECT_NE(text().find("image 1 of 2"), std::string::npos) << text();
    EXPECT_TRUE(isOffered("campaignDone"));
    EXPECT_FALSE(isOffered("campaignSkip"));
    m_strip.setImage(m_images[2]);
    EXPECT_NE(text().find("not part"), std::string::npos) << text();
    EXPECT_FALSE(isOffered("campaignDone"));
    EXPECT_TRUE(isOffered("campaignGoOn"));
    m_strip.setImage(m_images[1]);
    click("campaignDone");
    EXPECT_TRUE(m_session.hasFinished(m_images[1]));
    EXPECT_EQ(part<QPushButton>("campaignDone")->text(), QStringLiteral("&Take up again"));
    click("campaignDone");
    EXPECT_FALSE(m_session.hasFinished(m_images[1]));
    expectOk(m_session.finishImage(m_images[0]));
    expectOk(m_session.finishImage(m_images[1]));
    EXPECT_NE(text().find("finished all"), std::string::npos) << text();
    click("campaignLeave");
    EXPECT_TRUE(m_strip.isHidden());
}

TEST_F(StripTest, SkipsWithAReasonAndShowsTheProgress)
{
    markAll();
    begin("Ada");
    const auto given = m_session.ownProgress().tasks;
    m_strip.setImage(m_session.task()->image);
    EXPECT_NE(text().find("task 1 of " + std::to_string(given)), std::string::npos) << text();
    m_strip.setImage(m_images[2]);
    EXPECT_NE(text().find("another micrograph"), std::string::npos) << text();
    m_strip.setNotice(QStringLiteral("Draw it around the point."));
    EXPECT_FALSE(part<QLabel>("campaignNotice")->isHidden());
    click("campaignProgress");
    auto* table = part<panels::CampaignTable>("campaignTable");
    ASSERT_EQ(table->rowCount(), 2);
    EXPECT_EQ(table->item(0, 3)->text(), QString::number(given));
    EXPECT_TRUE(table->item(0, 0)->font().bold());
    EXPECT_FALSE(table->item(1, 0)->font().bold());

    const auto first = m_session.task()->id;
    part<QMenu>("campaignReasons")->actions().at(2)->trigger();
    EXPECT_EQ(table->item(0, 2)->text(), QStringLiteral("1")) << "the table follows";
    EXPECT_TRUE(part<QLabel>("campaignNotice")->isHidden()) << "the next step";
    for (const auto& task : valueOf(store().campaignTasks(m_campaign.id))) {
        if (task.id == first) {
            EXPECT_EQ(task.reason, "at the border");
        }
    }
    begin("Ben");
    const auto second = m_session.task()->id;
    part<QMenu>("campaignReasons")->actions().constLast()->trigger();
    auto* ask = part<QInputDialog>("campaignReason");
    ask->setTextValue(QStringLiteral("  scratch   on it "));
    ask->accept();
    const auto tasks = valueOf(store().campaignTasks(m_campaign.id));
    const auto skipped = std::ranges::find(tasks, second, &annotation::CampaignTask::id);
    EXPECT_EQ(skipped->reason, "scratch on it");
}

TEST_F(CampaignTest, IsSetUpInADialog)
{
    panels::CampaignDialog::Known known;
    known.images = m_document.images();
    known.classes = m_document.classes();
    panels::CampaignDialog dialog(known, nullptr);
    const auto part = [&]<typename T>(T*, const char* name) {
        return dialog.findChild<T*>(QLatin1String(name));
    };
    auto* action = part(static_cast<QPushButton*>(nullptr), "action");
    auto* who = part(static_cast<QComboBox*>(nullptr), "campaignAnnotator");
    EXPECT_EQ(dialog.chosen(), nullptr);
    EXPECT_FALSE(action->isEnabled());
    part(static_cast<QLineEdit*>(nullptr), "campaignName")->setText(QStringLiteral(" pores "));
    EXPECT_FALSE(action->isEnabled()) << "nobody takes part";
    auto* names = part(static_cast<QPlainTextEdit*>(nullptr), "campaignAnnotators");
    names->setPlainText(QStringLiteral("Ada\n\n Jörg  #2 \nAda"));
    EXPECT_FALSE(action->isEnabled()) << "one comes twice";
    names->setPlainText(QStringLiteral("Ada\n\n Jörg  #2 "));
    EXPECT_TRUE(action->isEnabled());
    EXPECT_EQ(who->count(), 2);
    part(static_cast<QSpinBox*>(nullptr), "campaignAgree")->setValue(3);
    EXPECT_FALSE(action->isEnabled()) << "three of two";
    part(static_cast<QSpinBox*>(nullptr), "campaignAgree")->setValue(1);
    part(static_cast<QComboBox*>(nullptr), "campaignImages")->setCurrentIndex(2);
    EXPECT_FALSE(action->isEnabled()) << "no micrograph is for training";
    part(static_cast<QComboBox*>(nullptr), "campaignImages")->setCurrentIndex(1);
    part(static_cast<QComboBox*>(nullptr), "campaignAssignment")->setCurrentIndex(1);
    who->setCurrentIndex(1);
    const auto request = dialog.request().campaign;
    EXPECT_EQ(request.name, "pores");
    EXPECT_EQ(request.annotators, (std::vector<std::string>{"Ada", "Jörg #2"}));
    EXPECT_EQ(request.images, m_images);
    EXPECT_EQ(request.agree, 1);
    EXPECT_EQ(request.assignment, annotation::Assignment::Every);
    EXPECT_EQ(dialog.annotator(), "Jörg #2");
}

TEST_F(CampaignTest, IsGoneOnWithInTheDialog)
{
    panels::CampaignDialog::Known known;
    known.campaigns = {valueOf(workflow::reportCampaign(store(), m_campaign))};
    known.images = m_document.images();
    known.classes = m_document.classes();
    panels::CampaignDialog dialog(known, nullptr);
    ASSERT_NE(dialog.chosen(), nullptr);
    EXPECT_EQ(dialog.chosen()->name, "MA");
    EXPECT_EQ(dialog.annotator(), "Ada");
    EXPECT_TRUE(dialog.findChild<QPushButton*>(QStringLiteral("action"))->isEnabled());
    const QSignalSpy closing(&dialog, &panels::CampaignDialog::closeMarkingRequested);
    dialog.findChild<QPushButton*>(QStringLiteral("campaignCloseMarking"))->click();
    EXPECT_EQ(closing.count(), 1);
    dialog.findChild<QComboBox*>(QStringLiteral("campaignChoice"))->setCurrentIndex(1);
    EXPECT_EQ(dialog.chosen(), nullptr) << "a new one";
    EXPECT_FALSE(dialog.findChild<QPushButton*>(QStringLiteral("action"))->isEnabled());
    auto* name = dialog.findChild<QLineEdit*>(QStringLiteral("campaignName"));
    EXPECT_FALSE(name->isHidden());
    name->setText(QStringLiteral("MA"));
    EXPECT_TRUE(
        dialog.findChild<QLabel*>(QStringLiteral("problem"))->text().contains(QStringLiteral("already")));
}

} // namespace
} // namespace sorby::document
