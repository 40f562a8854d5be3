// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/project/project.h"
#include "tests/integration/scenario.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <fstream>

namespace sorby::test {
namespace {

namespace fs = std::filesystem;

class StoreVerbs : public testing::Test {
  protected:
    void SetUp() override
    {
        const auto made = makeSampleProject(folder.path());
        project = made.project;
        sample = made.sample;
    }
    [[nodiscard]] nlohmann::json backups() const { return succeed({"backups", project})["backups"]; }

    TemporaryFolder folder;
    std::string project;
    std::string sample;
};

TEST_F(StoreVerbs, EachVerbThatChangesTheProjectLeavesTheStateBefore)
{
    const auto before = backups();
    ASSERT_FALSE(before.empty()) << "import, then split";
    EXPECT_EQ(before[0]["images"], 6);
    EXPECT_EQ(before[0]["kind"], "session");
    succeed({"info", project});
    EXPECT_EQ(backups().size(), before.size()) << "who only reads makes none";
    const auto made = succeed({"backups", project, "--now"})["made"];
    EXPECT_EQ(made["kind"], "by hand");
    EXPECT_TRUE(fs::exists(fromUtf8(made["file"].get<std::string>())));
}

TEST_F(StoreVerbs, RestoresADamagedProject)
{
    const auto counts = succeed({"info", project});
    succeed({"backups", project, "--now"});
    {
        std::fstream file(fromUtf8(project) / "project.sorby",
                          std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(4096);
        file << std::string(3 * 4096, 'x');
    }
    const auto error = failWith(1, {"info", project});
    EXPECT_NE(error.find("sorby backups"), std::string::npos) << error;
    const auto restored = succeed({"backups", project, "--restore", "newest"});
    EXPECT_EQ(restored["restored"]["kind"], "by hand");
    EXPECT_FALSE(restored["kept_as"].get<std::string>().empty());
    EXPECT_EQ(succeed({"info", project})["objects"], counts["objects"]);
    failWith(1, {"backups", project, "--restore", "no such"});
    failWith(2, {"backups", project, "--restore", "newest", "--now"});
    failWith(1, {"backups", sample});
}

TEST_F(StoreVerbs, ASecondProgramOnlyReadsAndIsToldWhy)
{
    {
        const auto held = project::Project::open(fromUtf8(project));
        ASSERT_TRUE(held);
        const auto error = failWith(1, {"split", project});
        EXPECT_NE(error.find("is open in another program"), std::string::npos) << error;
        const auto restore = failWith(1, {"backups", project, "--restore", "newest"});
        EXPECT_NE(restore.find("is open in another program"), std::string::npos) << restore;
        // What this one writes, the other one sees at once.
        ASSERT_TRUE((*held)->setMemberships({{1, Membership::None}, {2, Membership::None}}));
        EXPECT_EQ(succeed({"info", project})["none"], 2);
    }
    succeed({"split", project});
}

TEST_F(StoreVerbs, FindsMovedImages)
{
    EXPECT_EQ(succeed({"relink", project})["missing"], 0);
    fs::rename(fromUtf8(sample), folder / "moved away");
    const auto found = succeed({"relink", project, "--images", toUtf8(folder / "moved away")});
    EXPECT_EQ(found["missing"], 6);
    EXPECT_EQ(found["by_content"], 6);
    EXPECT_TRUE(found["still_missing"].empty());
    succeed({"export", project, "--format", "overlays", "--out", toUtf8(folder / "overlays")});
    fs::remove_all(folder / "moved away/PNG");
    const auto lost = succeed({"relink", project});
    EXPECT_EQ(lost["still_missing"].size(), 6U);
}

TEST_F(StoreVerbs, CopiesAProject)
{
    const auto target = toUtf8(folder / "copies of #1/copy");
    const auto copied = succeed({"copy", project, target});
    EXPECT_EQ(copied["images"], 6);
    EXPECT_EQ(succeed({"info", target})["objects"], succeed({"info", project})["objects"]);
    EXPECT_EQ(succeed({"check", target})["images"], 6);
    succeed({"split", target});
    failWith(1, {"copy", project, target});
}

} // namespace
} // namespace sorby::test
