// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/sample_project.h"
#include "core/base/files.h"
#include "core/project/project.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <map>

namespace sorby::app {
namespace {

dataset::SyntheticOptions tinyOptions()
{
    dataset::SyntheticOptions options;
    options.images = 12;
    options.size = {64, 48};
    return options;
}

TEST(SampleProject, IsReadyForTrainingAndIsTakenAsItIsTheNextTime)
{
    const test::TemporaryFolder folder;
    const auto first = makeSampleProject(folder / "sample", tinyOptions(), {});
    ASSERT_TRUE(first) << describe(first.error());
    {
        const auto project = project::Project::open(*first);
        ASSERT_TRUE(project) << describe(project.error());
        const auto images = (*project)->images();
        ASSERT_TRUE(images);
        ASSERT_EQ(images->size(), 12U);
        std::map<Membership, int> sides;
        for (const auto& image : *images) {
            EXPECT_TRUE(std::filesystem::exists(image.file)) << "found again after the folder was renamed";
            EXPECT_TRUE(image.annotated);
            ++sides[image.membership];
        }
        EXPECT_GT(sides[Membership::Train], 0);
        EXPECT_GT(sides[Membership::Validation], 0);
        EXPECT_GT(sides[Membership::Test], 0);
        EXPECT_EQ(sides[Membership::None], 0);
        const auto classes = (*project)->classes();
        ASSERT_TRUE(classes);
        ASSERT_EQ(classes->size(), 2U);
        EXPECT_EQ(classes->back().name, "MA island");
    }
    const auto before = std::filesystem::last_write_time(*first / "project.sorby");
    const auto second = makeSampleProject(folder / "sample", tinyOptions(), {});
    ASSERT_TRUE(second);
    EXPECT_EQ(*second, *first);
    EXPECT_EQ(std::filesystem::last_write_time(*second / "project.sorby"), before);
}

TEST(SampleProject, IsMadeAnewAfterAnAttemptThatWasCutShort)
{
    const test::TemporaryFolder folder;
    ASSERT_TRUE(writeFileAtomically(folder / "sample.partial" / "data" / "PNG" / "left over.png",
                                    std::string_view("half")));
    const auto made = makeSampleProject(folder / "sample", tinyOptions(), {});
    ASSERT_TRUE(made) << describe(made.error());
    EXPECT_FALSE(std::filesystem::exists(folder / "sample.partial"));
    EXPECT_FALSE(std::filesystem::exists(folder / "sample" / "data" / "PNG" / "left over.png"));
}

TEST(SampleProject, NeverTouchesAFolderWithOtherThings)
{
    const test::TemporaryFolder folder;
    ASSERT_TRUE(writeFileAtomically(folder / "sample" / "thesis.txt", std::string_view("mine")));
    const auto made = makeSampleProject(folder / "sample", tinyOptions(), {});
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::Io);
    EXPECT_TRUE(std::filesystem::exists(folder / "sample" / "thesis.txt"));
}

TEST(SampleProject, LeavesNothingBehindWhenCancelled)
{
    const test::TemporaryFolder folder;
    std::stop_source stop;
    const JobControl control{stop.get_token(), [&](const Progress&) { stop.request_stop(); }};
    const auto made = makeSampleProject(folder / "sample", tinyOptions(), control);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::Cancelled);
    EXPECT_FALSE(std::filesystem::exists(folder / "sample"));
    EXPECT_FALSE(std::filesystem::exists(folder / "sample.partial"));
}

} // namespace
} // namespace sorby::app
