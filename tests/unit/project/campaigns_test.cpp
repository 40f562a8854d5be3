// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/project.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/project/sample_records.h"

namespace sorby::project::test {
namespace {

using annotation::Campaign;
using annotation::CampaignTask;
using annotation::TaskState;

class CampaignStore : public testing::Test {
  protected:
    CampaignStore() : m_project(makeProject(m_folder / "p"))
    {
        for (const auto* const name : {"a.png", "b.png", "c.png"}) {
            m_images.push_back(valueOf(m_project->addImage(newImage(m_folder / name))));
        }
    }
    [[nodiscard]] Campaign someCampaign() const
    {
        Campaign campaign;
        campaign.name = "MA-Inseln #1";
        campaign.annotators = {"Jörg", "Ada"};
        campaign.images = {m_images[2], m_images[0]};
        campaign.distancePx = 7.25;
        campaign.assignment = annotation::Assignment::Every;
        campaign.seed = ~std::uint64_t{0};
        campaign.startedAt = "2026-03-31T12:03:41Z";
        return campaign;
    }
    void reopen()
    {
        m_project.reset();
        m_project = valueOf(Project::open(m_folder / "p"));
    }

    sorby::test::TemporaryFolder m_folder;
    std::unique_ptr<Project> m_project;
    std::vector<ImageId> m_images;
};

TEST_F(CampaignStore, KeepsCampaigns)
{
    EXPECT_TRUE(valueOf(m_project->campaigns()).empty());
    auto campaign = someCampaign();
    campaign.id = valueOf(m_project->storeCampaign(campaign));
    auto second = someCampaign();
    second.name = "second";
    second.id = valueOf(m_project->storeCampaign(second));
    campaign.phase = annotation::CampaignPhase::Outlining;
    campaign.closedAt = "2026-04-01T00:00:00Z";
    campaign.annotators.emplace_back("Cleo");
    EXPECT_EQ(valueOf(m_project->storeCampaign(campaign)), campaign.id);
    reopen();
    EXPECT_EQ(valueOf(m_project->campaigns()), (std::vector{campaign, second}));
    expectGood(m_project->removeCampaign(campaign.id));
    EXPECT_EQ(valueOf(m_project->campaigns()), std::vector{second});
    EXPECT_FALSE(m_project->removeCampaign(campaign.id));
}

TEST_F(CampaignStore, RefusesWhatMakesNoSense)
{
    auto campaign = someCampaign();
    campaign.id = valueOf(m_project->storeCampaign(campaign));
    auto second = someCampaign();
    const auto taken = m_project->storeCampaign(second);
    ASSERT_FALSE(taken);
    EXPECT_NE(taken.error().message.find("MA-Inseln #1"), std::string::npos);
    second.name = "second";
    second.agree = 3;
    EXPECT_FALSE(m_project->storeCampaign(second)) << "three of two";
    second.agree = 2;
    second.images = {12345};
    EXPECT_FALSE(m_project->storeCampaign(second)) << "no such micrograph";
    second.images = campaign.images;
    second.id = 99;
    EXPECT_FALSE(m_project->storeCampaign(second)) << "no such campaign";
    EXPECT_EQ(valueOf(m_project->campaigns()), std::vector{campaign});
}

TEST_F(CampaignStore, KeepsWhoHasFinishedMarking)
{
    const auto id = valueOf(m_project->storeCampaign(someCampaign()));
    const annotation::FinishedMarking done{m_images[0], "Jörg", "2026-03-31T13:00:00Z"};
    expectGood(m_project->setMarking(id, done));
    expectGood(m_project->setMarking(id, {m_images[2], "Ada", "2026-03-31T13:00:01Z"}));
    expectGood(m_project->setMarking(id, {m_images[2], "Ada", ""}));
    reopen();
    EXPECT_EQ(valueOf(m_project->finishedMarkings(id)), std::vector{done});
}

TEST_F(CampaignStore, KeepsTasksAndOpensThoseWhoseObjectIsGone)
{
    const auto id = valueOf(m_project->storeCampaign(someCampaign()));
    std::vector<CampaignTask> tasks(2);
    tasks[0].image = m_images[0];
    tasks[0].point = {1.25, 2.5};
    tasks[0].markedBy = {"Ada", "Jörg"};
    tasks[0].assignee = "Ada";
    tasks[1].image = m_images[2];
    tasks[1].assignee = "Jörg";
    tasks[1].order = 4;
    expectGood(m_project->setCampaignTasks(id, tasks));
    auto stored = valueOf(m_project->campaignTasks(id));
    ASSERT_EQ(stored.size(), 2U);
    tasks[0].id = stored[0].id;
    tasks[1].id = stored[1].id;
    EXPECT_EQ(stored, tasks);

    const auto annotations = valueOf(m_project->setAnnotations(m_images[0], someAnnotations()));
    tasks[0].state = TaskState::Done;
    tasks[0].object = annotations.objects[1].id;
    tasks[0].when = "2026-04-02T08:00:00Z";
    tasks[1].state = TaskState::Skipped;
    tasks[1].reason = "unclear; \"Rand\"";
    tasks[1].when = "2026-04-02T08:01:00Z";
    expectGood(m_project->updateCampaignTask(tasks[0]));
    expectGood(m_project->updateCampaignTask(tasks[1]));
    reopen();
    EXPECT_EQ(valueOf(m_project->campaignTasks(id)), tasks);

    auto without = annotations;
    without.objects.pop_back();
    static_cast<void>(valueOf(m_project->setAnnotations(m_images[0], without)));
    stored = valueOf(m_project->campaignTasks(id));
    EXPECT_EQ(stored[0].state, TaskState::Open);
    EXPECT_EQ(stored[0].object, 0);
    EXPECT_EQ(stored[0].when, "");
    static_cast<void>(valueOf(m_project->setAnnotations(m_images[0], annotations)));
    EXPECT_EQ(valueOf(m_project->campaignTasks(id)), tasks) << "the object came back";

    expectGood(m_project->removeCampaign(id));
    EXPECT_TRUE(valueOf(m_project->campaignTasks(id)).empty());
    EXPECT_FALSE(m_project->updateCampaignTask(tasks[0]));
}

TEST_F(CampaignStore, KeepsWhoDidWhatAndWhen)
{
    auto annotations = someAnnotations();
    annotations.objects[0].provenance.changedBy = "Jörg";
    annotations.objects[0].provenance.changedAt = "2026-04-03T08:00:00Z";
    annotations.points[1].when = "2026-04-03T07:00:00Z";
    static_cast<void>(valueOf(m_project->setAnnotations(m_images[0], annotations)));
    reopen();
    EXPECT_EQ(withoutIds(valueOf(m_project->annotations(m_images[0]))), annotations);
}

TEST_F(CampaignStore, KeepsPointsWithoutCallingTheImageAnnotated)
{
    const auto points = valueOf(
        m_project->setPoints(m_images[0], {{0, "Ada", {1, 2}, "2026-04-03T07:00:00Z"}, {0, "Jörg", {3, 4}}}));
    EXPECT_NE(points[0].id, 0);
    EXPECT_FALSE(valueOf(m_project->image(m_images[0])).annotated);
    EXPECT_EQ(valueOf(m_project->points(m_images[0])), points);
    static_cast<void>(valueOf(m_project->setPoints(m_images[1], {{0, "Ada", {5, 6}}})));
    const auto counts = valueOf(m_project->markCounts());
    ASSERT_EQ(counts.size(), 3U);
    EXPECT_EQ(counts[2].image, m_images[1]);
    EXPECT_EQ(counts[2].count, 1U);
    static_cast<void>(valueOf(m_project->setAnnotations(m_images[2], someAnnotations())));
    const auto objects = valueOf(m_project->annotations(m_images[2])).objects;
    static_cast<void>(valueOf(m_project->setPoints(m_images[2], {})));
    EXPECT_EQ(valueOf(m_project->annotations(m_images[2])).objects, objects) << "objects are left alone";
    EXPECT_TRUE(valueOf(m_project->points(m_images[2])).empty());
}

TEST_F(CampaignStore, FollowsChangesOfClasses)
{
    const annotation::ClassList three{{0, "matrix", {}}, {1, "ferrite", {}}, {2, "MA island", {}}};
    expectGood(m_project->setClasses(three));
    auto campaign = someCampaign();
    campaign.classId = 2;
    static_cast<void>(valueOf(m_project->storeCampaign(campaign)));
    EXPECT_FALSE(m_project->setClasses(twoClasses())) << "a campaign looks for the class";
    annotation::ClassChange change{{{0, "matrix", {}}, {1, "MA island", {}}}, annotation::sameClasses()};
    change.map[1] = annotation::kUnset;
    change.map[2] = 1;
    expectGood(m_project->changeClasses(change));
    EXPECT_EQ(valueOf(m_project->campaigns()).front().classId, 1);
}

} // namespace
} // namespace sorby::project::test
