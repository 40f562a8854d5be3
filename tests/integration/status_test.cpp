// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/project.h"
#include "tests/integration/scenario.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

namespace sorby::test {
namespace {

using Json = nlohmann::json;

TEST(StatusVerb, ShowsAndSetsHowFarOneIs)
{
    const TemporaryFolder folder;
    const auto sample = makeSampleProject(folder.path());
    std::vector<std::string> names;
    const auto before = succeed({"status", sample.project});
    EXPECT_EQ(before["none"], 6);
    for (const auto& entry : before["list"]) {
        names.push_back(entry["image"]);
        EXPECT_EQ(entry["status"], "none");
    }
    ASSERT_EQ(names.size(), 6U);
    const auto set = succeed({"status", sample.project, "--set", "done", names[1], names[4]});
    EXPECT_EQ(set["done"], 2);
    EXPECT_EQ(set["images"], 2) << "of those that were named";
    static_cast<void>(succeed({"status", sample.project, names[0], "--set", "in-work"}));

    const auto done = succeed({"status", sample.project, "--only", "done"});
    EXPECT_EQ(done["images"], 6);
    ASSERT_EQ(done["list"].size(), 2U);
    EXPECT_EQ(done["list"][0]["image"], names[1]);
    EXPECT_EQ(done["list"][1]["image"], names[4]);
    const Json statuses{{"none", 3}, {"in-work", 1}, {"done", 2}, {"rejected", 0}};
    EXPECT_EQ(succeed({"info", sample.project})["statuses"], statuses);

    EXPECT_EQ(succeed({"status", sample.project, "--set", "rejected", "--all"})["rejected"], 6);
}

TEST(StatusVerb, RefusesWhatMakesNoSense)
{
    const TemporaryFolder folder;
    const auto sample = makeSampleProject(folder.path());
    EXPECT_NE(failWith(2, {"status", sample.project, "--set", "finished", "--all"}).find("rejected"),
              std::string::npos);
    EXPECT_NE(failWith(2, {"status", sample.project, "--set", "done"}).find("--all"), std::string::npos);
    static_cast<void>(failWith(2, {"status", sample.project, "--all"}));
    EXPECT_NE(failWith(1, {"status", sample.project, "--set", "done", "no such.png"}).find("no such.png"),
              std::string::npos);
    EXPECT_EQ(succeed({"status", sample.project})["none"], 6);
    // While another program writes, it can be looked at and not changed.
    const auto open = project::Project::open(sample.project);
    ASSERT_TRUE(open);
    EXPECT_EQ(succeed({"status", sample.project})["none"], 6);
    static_cast<void>(failWith(1, {"status", sample.project, "--set", "done", "--all"}));
}

} // namespace
} // namespace sorby::test
