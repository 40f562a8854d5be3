// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/campaign.h"
#include "tests/support/results.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sorby::annotation {
namespace {

using test::expectGood;

Campaign threePeople()
{
    Campaign campaign;
    campaign.id = 1;
    campaign.name = "MA islands";
    campaign.annotators = {"Ada", "Ben", "Cleo"};
    campaign.images = {7, 3};
    campaign.distancePx = 5;
    return campaign;
}

PointOfInterest mark(const char* who, double x, double y)
{
    return {0, who, {x, y}};
}

/// One place that all saw, one that two saw, one that Ada saw alone; a stranger agrees with her.
std::vector<ImageMarks> marks()
{
    return {{3,
             {mark("Ada", 10, 10), mark("Ben", 12, 10), mark("Cleo", 11, 13), mark("Ada", 50, 50),
              mark("Dora", 50, 51)}},
            {7, {mark("Cleo", 20, 20), mark("Ada", 20, 24)}}};
}

Object square(double left, double top, double side)
{
    Object object;
    object.polygon.outer = {{left, top}, {left + side, top}, {left + side, top + side}, {left, top + side}};
    return object;
}

std::string problemOf(Campaign campaign)
{
    const auto status = checkCampaign(campaign);
    return status ? "" : status.error().message;
}

TEST(Campaign, AgreesByDistanceAndMajority)
{
    auto campaign = threePeople();
    campaign.agree = 2;
    auto tasks = makeTasks(campaign, marks());
    ASSERT_EQ(tasks.size(), 2U);
    std::sort(tasks.begin(), tasks.end(), [](const auto& a, const auto& b) { return a.image < b.image; });
    EXPECT_EQ(tasks[0].image, 3);
    EXPECT_NEAR(tasks[0].point.x, 11, 1e-12);
    EXPECT_NEAR(tasks[0].point.y, 11, 1e-12);
    EXPECT_EQ(tasks[0].markedBy, (std::vector<std::string>{"Ada", "Ben", "Cleo"}));
    EXPECT_EQ(tasks[1].image, 7);
    EXPECT_EQ(tasks[1].point, (Point{20, 22}));
    EXPECT_EQ(tasks[1].markedBy, (std::vector<std::string>{"Ada", "Cleo"}));
    EXPECT_NE(tasks[0].assignee, tasks[1].assignee) << "dealt out evenly";

    campaign.agree = 3;
    EXPECT_EQ(makeTasks(campaign, marks()).size(), 1U);
    campaign.agree = 1;
    EXPECT_EQ(makeTasks(campaign, marks()).size(), 3U) << "the stranger's mark does not count";
    campaign.distancePx = 1.5;
    campaign.agree = 2;
    EXPECT_TRUE(makeTasks(campaign, marks()).empty());
    campaign.distancePx = 4;
    EXPECT_EQ(makeTasks(campaign, marks()).size(), 2U) << "the distance itself counts";
}

TEST(Campaign, GivesEveryPointToEverybodyWhenAsked)
{
    auto campaign = threePeople();
    campaign.assignment = Assignment::Every;
    const auto tasks = makeTasks(campaign, marks());
    ASSERT_EQ(tasks.size(), 6U);
    for (const auto& name : campaign.annotators) {
        EXPECT_EQ(std::count_if(tasks.begin(), tasks.end(),
                                [&](const CampaignTask& task) { return task.assignee == name; }),
                  2);
    }
}

TEST(Campaign, LeavesOutMicrographsThatAreNotPartOfIt)
{
    auto campaign = threePeople();
    campaign.images = {7};
    const auto tasks = makeTasks(campaign, marks());
    ASSERT_EQ(tasks.size(), 1U);
    EXPECT_EQ(tasks[0].image, 7);
}

TEST(Campaign, CountsWhatEachHasDone)
{
    const auto campaign = threePeople();
    std::vector<CampaignTask> tasks(3);
    tasks[0].assignee = tasks[1].assignee = "Ada";
    tasks[0].state = TaskState::Done;
    tasks[1].state = TaskState::Skipped;
    tasks[2].assignee = "Ben";
    const auto progress =
        progressOf(campaign, {{7, "Ada", 4}, {3, "Ada", 2}, {9, "Ada", 100}, {7, "Dora", 5}},
                   {{7, "Ada", "2026-03-31T12:03:41Z"}, {9, "Ada", "2026-03-31T12:03:41Z"}}, tasks);
    ASSERT_EQ(progress.size(), 3U);
    EXPECT_EQ(progress[0], (AnnotatorProgress{"Ada", 6, 2, 1, 2, 1, 1}));
    EXPECT_EQ(progress[0].open(), 0U);
    EXPECT_EQ(progress[1], (AnnotatorProgress{"Ben", 0, 2, 0, 1, 0, 0}));
    EXPECT_EQ(progress[2], (AnnotatorProgress{"Cleo", 0, 2, 0, 0, 0, 0}));
}

TEST(Campaign, KnowsWhatIsNext)
{
    const auto campaign = threePeople();
    EXPECT_EQ(nextToMark(campaign, {}, "Ada"), 7) << "in the campaign's order";
    EXPECT_EQ(nextToMark(campaign, {{7, "Ben", "t"}}, "Ada"), 7);
    EXPECT_EQ(nextToMark(campaign, {{7, "Ada", "t"}}, "Ada"), 3);
    EXPECT_EQ(nextToMark(campaign, {{7, "Ada", "t"}, {3, "Ada", "t"}}, "Ada"), 0);
    std::vector<CampaignTask> tasks(3);
    for (int i = 0; i < 3; ++i) {
        tasks[static_cast<std::size_t>(i)].order = 2 - i;
        tasks[static_cast<std::size_t>(i)].assignee = "Ada";
    }
    EXPECT_EQ(nextTask(tasks, "Ada"), &tasks[2]);
    tasks[2].state = TaskState::Skipped;
    EXPECT_EQ(nextTask(tasks, "Ada"), &tasks[1]);
    EXPECT_EQ(nextTask(tasks, "Ben"), nullptr);
}

TEST(Campaign, TakesOnePolygonAroundThePoint)
{
    CampaignTask task;
    task.point = {10, 10};
    expectGood(checkOutline(task, square(5, 5, 10).polygon));
    expectGood(checkOutline(task, square(10, 5, 10).polygon));
    EXPECT_FALSE(checkOutline(task, square(11, 5, 10).polygon));
    auto ring = square(5, 5, 10);
    ring.polygon.holes = {square(8, 8, 4).polygon.outer};
    EXPECT_FALSE(checkOutline(task, ring.polygon)) << "the point lies in a hole";
    EXPECT_FALSE(checkOutline(task, Polygon{}));
    task.state = TaskState::Done;
    const auto second = checkOutline(task, square(5, 5, 10).polygon);
    ASSERT_FALSE(second);
    EXPECT_NE(second.error().message.find("already"), std::string::npos);
}

TEST(Campaign, NotesWhoDrewWhatAndWhen)
{
    auto campaign = threePeople();
    campaign.classId = 2;
    CampaignTask task;
    task.point = {10, 10};
    task.assignee = "Ben";
    auto drawn = square(5, 5, 10);
    drawn.poi = Point{6, 6};
    drawn.poiText = "(6, 6)";
    drawn.polygonText = "[...]";
    const auto object = outlineOf(campaign, task, drawn, "2026-03-31T12:03:41Z");
    EXPECT_EQ(object.classId, 2);
    EXPECT_EQ(object.poi, (Point{10, 10}));
    EXPECT_EQ(object.poiText, "");
    EXPECT_EQ(object.polygonText, "[...]");
    EXPECT_EQ(object.provenance, (Provenance{Origin::Drawn, "Ben", "2026-03-31T12:03:41Z"}));
}

TEST(Campaign, HidesWhatOthersDid)
{
    auto campaign = threePeople();
    Annotations all;
    all.points = {mark("Ada", 1, 1), mark("Ben", 2, 2), mark("Ada", 3, 3)};
    all.objects = {square(0, 0, 5)};
    all.pixelEdits.set(1, 1, 1);
    const auto own = visibleTo("Ada", campaign, 7, nullptr, all);
    ASSERT_EQ(own.points.size(), 2U);
    EXPECT_EQ(own.points[1], all.points[2]);
    EXPECT_TRUE(own.objects.empty());
    EXPECT_TRUE(own.pixelEdits.isEmpty());

    campaign.phase = CampaignPhase::Outlining;
    CampaignTask task;
    task.image = 7;
    task.point = {9, 9};
    const auto shown = visibleTo("Ada", campaign, 7, &task, all);
    ASSERT_EQ(shown.points.size(), 1U);
    EXPECT_EQ(shown.points[0].position, (Point{9, 9}));
    EXPECT_TRUE(shown.objects.empty());
    EXPECT_TRUE(visibleTo("Ada", campaign, 3, &task, all).isEmpty()) << "another micrograph";
    EXPECT_TRUE(visibleTo("Ada", campaign, 7, nullptr, all).isEmpty());
}

TEST(Campaign, SaysWhatMakesNoSense)
{
    EXPECT_EQ(problemOf(threePeople()), "");
    auto campaign = threePeople();
    campaign.annotators.push_back("Ada");
    EXPECT_NE(problemOf(campaign).find("\"Ada\""), std::string::npos);
    campaign.annotators = {"A\nda"};
    EXPECT_NE(problemOf(campaign), "");
    campaign.annotators = {};
    EXPECT_NE(problemOf(campaign).find("annotators"), std::string::npos);
    campaign = threePeople();
    campaign.agree = 4;
    EXPECT_NE(problemOf(campaign).find("4 annotators"), std::string::npos);
    campaign.agree = 0;
    EXPECT_NE(problemOf(campaign), "");
    campaign = threePeople();
    campaign.distancePx = 0;
    EXPECT_NE(problemOf(campaign).find("distance"), std::string::npos);
    campaign = threePeople();
    campaign.images = {};
    EXPECT_NE(problemOf(campaign).find("micrograph"), std::string::npos);
    campaign.images = {7, 7};
    EXPECT_NE(problemOf(campaign).find("twice"), std::string::npos);
    campaign = threePeople();
    campaign.classId = kMatrix;
    EXPECT_NE(problemOf(campaign).find("matrix"), std::string::npos);
    campaign = threePeople();
    campaign.name = "";
    EXPECT_NE(problemOf(campaign).find("name"), std::string::npos);
}

TEST(Campaign, ReadsHowPointsAreGiven)
{
    for (const auto assignment : {Assignment::One, Assignment::Every}) {
        EXPECT_EQ(test::valueOf(parseAssignment(toText(assignment))), assignment);
    }
    EXPECT_FALSE(parseAssignment("two"));
}

} // namespace
} // namespace sorby::annotation
