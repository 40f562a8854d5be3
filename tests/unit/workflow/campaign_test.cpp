// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/csv.h"
#include "core/workflow/campaign.h"
#include "core/workflow/campaign_files.h"
#include "tests/unit/workflow/sample_data.h"

#include <algorithm>

namespace sorby::workflow::test {
namespace {

using annotation::Campaign;
using annotation::CampaignTask;
using annotation::TaskState;

/// Two micrographs of 12 x 8; three people whose marks agree on two structures of the first and one of the
/// second.
class CampaignFlow : public testing::Test {
  protected:
    CampaignFlow() : m_project(importedProject(m_folder, 3))
    {
        CampaignRequest request;
        request.campaign.name = "MA islands";
        request.campaign.annotators = {"Ada", "Jörg", "Cleo"};
        request.campaign.distancePx = 2;
        request.imageNames = {"field0.png", "field1"};
        m_campaign = valueOf(startCampaign(*m_project, request));
    }
    std::filesystem::path csv(const std::string& name, const std::string& text)
    {
        expectGood(writeFileAtomically(m_folder / name, std::string_view(text)));
        return m_folder / name;
    }
    CampaignIntake mark()
    {
        return valueOf(takeMarks(*m_project, m_campaign,
                                 csv("marks.csv", "image_url;annotator;point\n"
                                                  "field0.png;Ada;(2, 2)\n"
                                                  "field0.png;Jörg;(3, 2)\n"
                                                  "field0.png;Cleo;(9, 6)\n"
                                                  "field0.png;Ada;(9, 5)\n"
                                                  "field0.png;Ada;(6, 0)\n"
                                                  "field1.png;Jörg;(5, 4)\n"
                                                  "field1.png;Cleo;(5, 4)\n"),
                                 m_findings.sink()));
    }
    void outlineStage()
    {
        static_cast<void>(mark());
        m_campaign = valueOf(closeMarking(*m_project, m_campaign, Unfinished::Accept));
    }
    [[nodiscard]] std::vector<CampaignTask> tasks() const
    {
        return valueOf(m_project->campaignTasks(m_campaign.id));
    }
    [[nodiscard]] CampaignReport report() const { return valueOf(reportCampaign(*m_project, m_campaign)); }

    TemporaryFolder m_folder;
    std::unique_ptr<project::Project> m_project;
    Campaign m_campaign;
    Findings m_findings;
};

TEST_F(CampaignFlow, StartsWithWhatIsThere)
{
    EXPECT_EQ(m_campaign.images.size(), 2U);
    EXPECT_FALSE(m_campaign.startedAt.empty());
    CampaignRequest request;
    request.campaign.annotators = {"Ada", "Ben"};
    request.campaign.name = "all";
    EXPECT_EQ(valueOf(startCampaign(*m_project, request)).images.size(), 3U);
    request.campaign.name = "unknown image";
    request.imageNames = {"nothing.png"};
    EXPECT_FALSE(startCampaign(*m_project, request));
    request.imageNames = {};
    request.campaign.classId = 9;
    EXPECT_FALSE(startCampaign(*m_project, request)) << "no such class";
    EXPECT_EQ(valueOf(findCampaign(*m_project, "")).name, "all") << "the last one";
    EXPECT_EQ(valueOf(findCampaign(*m_project, "MA islands")).id, m_campaign.id);
    const auto unknown = findCampaign(*m_project, "pores");
    ASSERT_FALSE(unknown);
    EXPECT_NE(unknown.error().message.find("\"MA islands\", \"all\""), std::string::npos)
        << unknown.error().message;
}

TEST_F(CampaignFlow, TakesMarksOfThoseWhoTakePart)
{
    EXPECT_EQ(mark().taken, 7U);
    const auto again = mark();
    EXPECT_EQ(again.taken, 0U);
    EXPECT_EQ(again.known, 7U);
    const auto points = valueOf(m_project->points(m_campaign.images[0]));
    ASSERT_EQ(points.size(), 5U);
    EXPECT_FALSE(points[0].when.empty()) << "the time is noted";
    const auto strange = valueOf(takeMarks(
        *m_project, m_campaign,
        csv("strange.csv", "image_url;annotator;point\nfield0.png;Dora;(1, 1)\nfield2.png;Ada;(1, 1)\n"
                           "field1.png;Ada;(50, 1)\nfield1.png;Ada;here\nfield1.png;Ada;(1, 1)\n"),
        m_findings.sink()));
    EXPECT_EQ(strange.taken, 1U);
    EXPECT_EQ(strange.refused, 4U);
    EXPECT_TRUE(m_findings.mentions("field0.png", "Dora"));
    EXPECT_TRUE(m_findings.mentions("field2.png", "no micrograph"));
    EXPECT_TRUE(m_findings.mentions("field1.png", "outside"));
    EXPECT_EQ(report().annotators[0].points, 4U);
}

TEST_F(CampaignFlow, ClosesWhenAllHaveFinished)
{
    static_cast<void>(mark());
    expectGood(finishMarking(*m_project, m_campaign, {"Ada", "Cleo"}));
    const auto early = closeMarking(*m_project, m_campaign, Unfinished::Refuse);
    ASSERT_FALSE(early);
    EXPECT_NE(early.error().message.find("Jörg has 2 of 2"), std::string::npos) << early.error().message;
    EXPECT_FALSE(finishMarking(*m_project, m_campaign, {"Dora"}));
    expectGood(finishMarking(*m_project, m_campaign, {}));
    EXPECT_EQ(report().annotators[1].imagesDone, 2U);
    const auto closed = valueOf(closeMarking(*m_project, m_campaign, Unfinished::Refuse));
    EXPECT_EQ(closed.phase, annotation::CampaignPhase::Outlining);
    m_campaign = valueOf(findCampaign(*m_project, ""));
    EXPECT_EQ(m_campaign, closed);
    EXPECT_EQ(report().agreed, 3U);
    EXPECT_EQ(report().tasks, 3U);
    for (const auto& annotator : report().annotators) {
        EXPECT_EQ(annotator.tasks, 1U);
    }
    EXPECT_FALSE(closeMarking(*m_project, m_campaign, Unfinished::Accept)) << "only once";
    EXPECT_FALSE(finishMarking(*m_project, m_campaign, {}));
    EXPECT_FALSE(changeAnnotators(*m_project, m_campaign, {"Ada"}));
    EXPECT_FALSE(takeMarks(*m_project, m_campaign, m_folder / "marks.csv", {}));
}

TEST_F(CampaignFlow, SaysThatNothingIsAgreed)
{
    static_cast<void>(mark());
    m_campaign.distancePx = 0.1;
    m_campaign.agree = 3;
    const auto closed = closeMarking(*m_project, m_campaign, Unfinished::Accept);
    ASSERT_FALSE(closed);
    EXPECT_NE(closed.error().message.find("7 points are marked"), std::string::npos);
    EXPECT_EQ(valueOf(findCampaign(*m_project, "")).phase, annotation::CampaignPhase::Marking);
}

TEST_F(CampaignFlow, GoesBackToMarkingWhileNothingIsOutlined)
{
    outlineStage();
    m_campaign = valueOf(reopenMarking(*m_project, m_campaign));
    EXPECT_EQ(report().tasks, 0U);
    m_campaign.agree = 3;
    EXPECT_FALSE(closeMarking(*m_project, m_campaign, Unfinished::Accept)) << "no three agree";
    m_campaign.agree = 1;
    m_campaign = valueOf(closeMarking(*m_project, m_campaign, Unfinished::Accept));
    EXPECT_EQ(report().agreed, 4U);
    const auto task = tasks().front();
    static_cast<void>(valueOf(skipTask(*m_project, m_campaign, task.id, task.assignee, "unclear")));
    EXPECT_FALSE(reopenMarking(*m_project, m_campaign));
}

TEST_F(CampaignFlow, TakesOneOutlineForEachPoint)
{
    EXPECT_FALSE(takeOutlines(*m_project, m_campaign, m_folder / "none.csv", "", {})) << "still marking";
    outlineStage();
    const auto file = csv("outlines.csv", "image_url;point;polygon\n"
                                          "field0.png;(2, 2);[(1, 1), (5, 1), (5, 4), (1, 4)]\n"
                                          "field0.png;(2, 2);[(1, 1), (4, 1), (4, 4), (1, 4)]\n"
                                          "field1.png;(5, 4);[(4, 3), (7, 3), (7, 6), (4, 6)]\n"
                                          "field1.png;(5, 4);[(0, 0), (2, 0), (2, 2)]\n"
                                          "field2.png;(5, 4);[(0, 0), (2, 0), (2, 2)]\n");
    const auto taken = valueOf(takeOutlines(*m_project, m_campaign, file, "", m_findings.sink()));
    EXPECT_EQ(taken.taken, 2U);
    EXPECT_EQ(taken.refused, 3U) << "a second one, one beside the point, one of another micrograph";
    EXPECT_EQ(report().done, 2U);
    EXPECT_EQ(report().open(), 1U);
    EXPECT_FALSE(report().isComplete());
    for (const auto& task : tasks()) {
        if (task.state != TaskState::Done) {
            continue;
        }
        const auto annotations = valueOf(m_project->annotations(task.image));
        const auto& object = annotations.objects.back();
        EXPECT_EQ(object.id, task.object);
        EXPECT_EQ(object.poi, task.point);
        EXPECT_EQ(object.provenance.who, task.assignee);
        EXPECT_EQ(object.provenance.when, task.when);
        EXPECT_EQ(object.provenance.origin, annotation::Origin::Drawn);
    }
}

TEST_F(CampaignFlow, GivesRowsToTheAnnotatorTheyName)
{
    outlineStage();
    std::string rows = "image_url;annotator;point;polygon\n";
    for (const auto& task : tasks()) {
        const auto image = valueOf(m_project->image(task.image)).name;
        const auto text = image + ";" + task.assignee + ";(0, 0);[(0, 0), (11, 0), (11, 7), (0, 7)]\n";
        rows += text + text;
    }
    const auto taken =
        valueOf(takeOutlines(*m_project, m_campaign, csv("by.csv", rows), "", m_findings.sink()));
    EXPECT_EQ(taken.taken, 3U) << "one each";
    EXPECT_EQ(taken.refused, 3U);
    EXPECT_TRUE(report().isComplete());
    EXPECT_FALSE(takeOutlines(*m_project, m_campaign, m_folder / "by.csv", "Dora", {}));
}

TEST_F(CampaignFlow, SkipsForAReason)
{
    outlineStage();
    const auto task = tasks().front();
    EXPECT_FALSE(skipTask(*m_project, m_campaign, task.id, task.assignee, ""));
    EXPECT_FALSE(skipTask(*m_project, m_campaign, task.id, "Dora", "unclear"));
    EXPECT_FALSE(skipTask(*m_project, m_campaign, 12345, task.assignee, "unclear"));
    const auto skipped = valueOf(skipTask(*m_project, m_campaign, task.id, task.assignee, "at the border"));
    EXPECT_EQ(skipped.reason, "at the border");
    EXPECT_FALSE(skipTask(*m_project, m_campaign, task.id, task.assignee, "again"));
    EXPECT_EQ(report().skipped, 1U);
}

TEST_F(CampaignFlow, LeavesInTheLayoutOfTheDataSet)
{
    outlineStage();
    const auto file =
        csv("outlines.csv", "image_url;point;polygon\nfield1.png;(5, 4);[(4, 3), (7, 3), (7, 6), (4, 6)]\n");
    static_cast<void>(valueOf(takeOutlines(*m_project, m_campaign, file, "", m_findings.sink())));
    for (const auto& task : tasks()) {
        if (task.state == TaskState::Open) {
            static_cast<void>(
                valueOf(skipTask(*m_project, m_campaign, task.id, task.assignee, "not; the phase")));
            break;
        }
    }
    const auto out = m_folder / "out ä";
    EXPECT_EQ(valueOf(exportCampaign(*m_project, m_campaign, out, m_findings.sink())), 3U);
    EXPECT_EQ(valueOf(readText(out / "annotations_polygon.csv")),
              "image_url;point;polygon\nfield1.png;(5, 4);[(4, 3), (7, 3), (7, 6), (4, 6)]\n")
        << "what the project had before is no part of the campaign";
    const auto points = valueOf(readText(out / "annotations_POI.csv"));
    EXPECT_NE(points.find("field0.png;Jörg;(3, 2)\n"), std::string::npos) << points;
    const auto text = valueOf(readText(out / "campaign.csv"));
    formats::CsvReader reader(text);
    formats::CsvRow row;
    std::vector<std::string> states;
    while (reader.next(row)) {
        ASSERT_EQ(row.cells.size(), 8U) << text;
        states.push_back(row.cells[5]);
        if (row.cells[5] == "skipped") {
            EXPECT_EQ(row.cells[6], "not; the phase");
        }
    }
    std::sort(states.begin(), states.end());
    EXPECT_EQ(states, (std::vector<std::string>{"done", "open", "skipped"}));

    const auto again = valueOf(project::Project::create(m_folder / "again", valueOf(m_project->classes())));
    ImportOptions options;
    options.source = out;
    options.images = m_folder / "data" / "images";
    const auto imported = valueOf(importInto(*again, options, {}, {}));
    EXPECT_EQ(imported.objects, 1U);
    EXPECT_EQ(imported.points, 7U);
    EXPECT_EQ(imported.refused, 0U);
}

} // namespace
} // namespace sorby::workflow::test
