// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/campaign.h"
#include "core/annotation/consensus.h"
#include "tests/property/generators.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace sorby::annotation {
namespace {

using Place = std::tuple<CampaignImage, double, double>;

Place placeOf(const CampaignTask& task)
{
    return {task.image, task.point.x, task.point.y};
}

Campaign anyCampaign(Random& random)
{
    Campaign campaign;
    campaign.name = "any";
    const int people = random.between(1, 5);
    for (int i = 0; i < people; ++i) {
        campaign.annotators.push_back("annotator " + std::to_string(random.between(0, 9)) +
                                      std::string(1, static_cast<char>('a' + i)));
    }
    for (CampaignImage image = 1; image <= random.between(1, 4); ++image) {
        campaign.images.push_back(image);
    }
    random.shuffle(campaign.images);
    campaign.agree = random.between(1, people);
    campaign.distancePx = random.uniform(0.5, 8);
    campaign.assignment = random.chance(0.5) ? Assignment::One : Assignment::Every;
    campaign.seed = random();
    return campaign;
}

/// Structures that most annotators see, each a little elsewhere.
std::vector<ImageMarks> anyMarks(Random& random, const Campaign& campaign)
{
    std::vector<ImageMarks> marks;
    for (const auto image : campaign.images) {
        ImageMarks of{image, {}};
        const int structures = random.between(0, 12);
        for (int i = 0; i < structures; ++i) {
            const Point middle{random.uniform(0, 60), random.uniform(0, 60)};
            for (const auto& annotator : campaign.annotators) {
                if (random.chance(0.7)) {
                    of.points.push_back(
                        {0, annotator, {middle.x + random.uniform(-2, 2), middle.y + random.uniform(-2, 2)}});
                }
            }
        }
        marks.push_back(std::move(of));
    }
    return marks;
}

std::map<std::string, std::vector<CampaignTask>> byAssignee(const std::vector<CampaignTask>& tasks)
{
    std::map<std::string, std::vector<CampaignTask>> lists;
    for (const auto& task : tasks) {
        lists[task.assignee].push_back(task);
    }
    return lists;
}

TEST(CampaignProperty, EachAnnotatorHasAnOrderAndAFairShare)
{
    test::forEachSeed("campaign order", [](Random& random) {
        const auto campaign = anyCampaign(random);
        const auto marks = anyMarks(random, campaign);
        std::set<Place> agreed;
        auto names = campaign.annotators;
        std::sort(names.begin(), names.end());
        for (const auto& image : marks) {
            for (const auto& group : findConsensus(image.points, names, campaign.distancePx).groups) {
                if (group.annotators.size() >= static_cast<std::size_t>(campaign.agree)) {
                    agreed.emplace(image.image, group.position.x, group.position.y);
                }
            }
        }
        const auto tasks = makeTasks(campaign, marks);
        auto lists = byAssignee(tasks);
        std::multiset<Place> given;
        std::size_t fewest = agreed.size();
        std::size_t most = 0;
        for (const auto& name : campaign.annotators) {
            std::vector<int> orders;
            std::set<Place> own;
            for (const auto& task : lists[name]) {
                orders.push_back(task.order);
                own.insert(placeOf(task));
                given.insert(placeOf(task));
                ASSERT_EQ(task.state, TaskState::Open);
                ASSERT_GE(task.markedBy.size(), static_cast<std::size_t>(campaign.agree));
            }
            ASSERT_EQ(own.size(), orders.size()) << "no point twice";
            std::sort(orders.begin(), orders.end());
            for (std::size_t i = 0; i < orders.size(); ++i) {
                ASSERT_EQ(orders[i], static_cast<int>(i)) << "a permutation";
            }
            fewest = std::min(fewest, own.size());
            most = std::max(most, own.size());
        }
        if (campaign.assignment == Assignment::Every) {
            ASSERT_EQ(given.size(), agreed.size() * campaign.annotators.size());
            ASSERT_EQ(fewest, most);
        } else {
            ASSERT_EQ(given.size(), agreed.size());
            ASSERT_LE(most - fewest, 1U);
        }
        ASSERT_EQ(std::set<Place>(given.begin(), given.end()), agreed);
    });
}

TEST(CampaignProperty, TheOrderComesFromTheSeedAlone)
{
    test::forEachSeed("campaign seed", [](Random& random) {
        auto campaign = anyCampaign(random);
        auto marks = anyMarks(random, campaign);
        const auto tasks = makeTasks(campaign, marks);
        random.shuffle(marks);
        for (auto& image : marks) {
            random.shuffle(image.points);
        }
        const auto again = makeTasks(campaign, marks);
        ASSERT_EQ(again.size(), tasks.size());
        for (std::size_t i = 0; i < tasks.size(); ++i) {
            ASSERT_EQ(again[i].image, tasks[i].image);
            ASSERT_NEAR(again[i].point.x, tasks[i].point.x, 1e-9); // a mean: the sum's order may show
            ASSERT_NEAR(again[i].point.y, tasks[i].point.y, 1e-9);
            ASSERT_EQ(again[i].assignee, tasks[i].assignee);
            ASSERT_EQ(again[i].order, tasks[i].order);
        }
    });
}

TEST(CampaignProperty, AnotherSeedIsAnotherOrder)
{
    Campaign campaign;
    campaign.annotators = {"Ada", "Ben"};
    campaign.images = {1};
    campaign.agree = 1;
    campaign.distancePx = 1;
    campaign.assignment = Assignment::Every;
    std::vector<ImageMarks> marks{{1, {}}};
    for (int i = 0; i < 40; ++i) {
        marks[0].points.push_back({0, "Ada", {10.0 * i, 5}});
    }
    const auto placesOf = [&](std::uint64_t seed, const std::string& annotator) {
        campaign.seed = seed;
        std::vector<Place> places;
        auto tasks = byAssignee(makeTasks(campaign, marks));
        for (const auto& task : tasks[annotator]) {
            places.push_back(placeOf(task));
        }
        return places;
    };
    EXPECT_NE(placesOf(1, "Ada"), placesOf(2, "Ada"));
    EXPECT_NE(placesOf(1, "Ada"), placesOf(1, "Ben")) << "an order for each";
    const auto places = placesOf(1, "Ada");
    EXPECT_FALSE(std::is_sorted(places.begin(), places.end()));
}

TEST(CampaignProperty, AnnotatorsSeeTheirOwnAlone)
{
    test::forEachSeed("campaign blind", [](Random& random) {
        auto campaign = anyCampaign(random);
        const auto marks = anyMarks(random, campaign);
        std::size_t seen = 0;
        for (const auto& name : campaign.annotators) {
            Annotations all;
            all.points = marks[0].points;
            const auto visible = visibleTo(name, campaign, marks[0].image, nullptr, all);
            seen += visible.points.size();
            for (const auto& point : visible.points) {
                ASSERT_EQ(point.annotator, name);
            }
        }
        ASSERT_EQ(seen, marks[0].points.size());
    });
}

} // namespace
} // namespace sorby::annotation
