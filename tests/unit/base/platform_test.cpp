// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/platform.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <regex>
#include <vector>

namespace sorby::platform {
namespace {

TEST(Platform, TellsWhatTheMachineHas)
{
    const Memory machine = memory();
    EXPECT_GT(machine.totalBytes, 64U << 20);
    EXPECT_GT(machine.availableBytes, 0U);
    EXPECT_LE(machine.availableBytes, machine.totalBytes);
    EXPECT_GE(usableCores(), 1);
    EXPECT_FALSE(processorName().empty());
    EXPECT_TRUE(std::filesystem::exists(executablePath()));
}

TEST(Platform, PeakMemoryGrowsWithWhatIsUsed)
{
    const auto before = peakResidentBytes();
    const std::vector<char> block(std::size_t{before} + (32U << 20), 1);
    EXPECT_GE(peakResidentBytes(), before + (16U << 20)) << block.size();
}

TEST(Platform, TimeIsIso8601)
{
    EXPECT_TRUE(std::regex_match(utcNow(), std::regex(R"(20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ)"))) << utcNow();
}

TEST(FileLocks, LetOneHolderInAtATime)
{
    const test::TemporaryFolder folder;
    auto first = tryLock(folder / "lock");
    ASSERT_TRUE(first);
    ASSERT_NE(*first, nullptr);
    auto second = tryLock(folder / "lock");
    ASSERT_TRUE(second);
    EXPECT_EQ(*second, nullptr);
    first->reset();
    auto third = tryLock(folder / "lock");
    ASSERT_TRUE(third);
    EXPECT_NE(*third, nullptr);
}

TEST(FileLocks, NameTheFileThatCannotBeLocked)
{
    const test::TemporaryFolder folder;
    const auto lock = tryLock(folder / "missing/lock");
    ASSERT_FALSE(lock);
    EXPECT_EQ(lock.error().where, toUtf8(folder / "missing/lock"));
}

TEST(SharedLibraries, ThatCannotBeLoadedAreAnError)
{
    const test::TemporaryFolder folder;
    ASSERT_TRUE(writeFileAtomically(folder / "broken.so", std::string_view("no library")));
    for (const char* name : {"broken.so", "missing.so"}) {
        const auto library = SharedLibrary::load(folder / name);
        ASSERT_FALSE(library);
        EXPECT_EQ(library.error().where, toUtf8(folder / name));
        EXPECT_FALSE(library.error().message.empty());
    }
}

} // namespace
} // namespace sorby::platform
