// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/made_ahead.h"
#include "core/workflow/ordered.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

namespace sorby::workflow {
namespace {

TEST(InOrder, givesAllValuesInTurn)
{
    std::vector<std::size_t> seen;
    const auto done = inOrder<std::size_t>(
        1000, {}, [](std::size_t i) { return i * i; },
        [&](std::size_t i, std::size_t value) -> Status {
            EXPECT_EQ(value, i * i);
            seen.push_back(i);
            return {};
        });
    EXPECT_TRUE(done);
    ASSERT_EQ(seen.size(), 1000U);
    EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
}

TEST(InOrder, runsNoFurtherAheadThanAFewValues)
{
    std::atomic<std::size_t> made = 0;
    const auto done = inOrder<int>(
        500, {},
        [&](std::size_t) {
            ++made;
            return 0;
        },
        [&](std::size_t i, int) -> Status {
            EXPECT_LE(made, i + 1 + 2 * 8);
            return {};
        });
    EXPECT_TRUE(done);
}

TEST(InOrder, endsAtTheFirstError)
{
    std::size_t used = 0;
    const auto done = inOrder<int>(
        100, {}, [](std::size_t) { return 0; },
        [&](std::size_t i, int) -> Status {
            ++used;
            return i == 10 ? Status{Error{ErrorCode::Io, "full", {}}} : Status{};
        });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::Io);
    EXPECT_EQ(used, 11U);
}

TEST(InOrder, throwsHereWhatAThreadThrows)
{
    const auto run = [] {
        return inOrder<int>(
            100, {},
            [](std::size_t i) {
                if (i == 20) {
                    throw std::runtime_error("out of something");
                }
                return 0;
            },
            [](std::size_t, int) -> Status { return {}; });
    };
    EXPECT_THROW(static_cast<void>(run()), std::runtime_error);
}

TEST(InOrder, hasNothingToDoForNothing)
{
    EXPECT_TRUE(inOrder<int>(
        0, {}, [](std::size_t) { return 0; }, [](std::size_t, int) -> Status { return {}; }));
}

TEST(MadeAhead, givesWhatWasAskedForInTurn)
{
    MadeAhead<std::size_t> ahead;
    std::size_t next = 0;
    for (std::size_t i = 0; i < 1000; ++i) {
        ahead.push([i] { return i * i; });
        while (ahead.waiting() > ahead.enough()) {
            ASSERT_EQ(ahead.pop(), next * next);
            ++next;
        }
    }
    while (ahead.waiting() > 0) {
        ASSERT_EQ(ahead.pop(), next * next);
        ++next;
    }
    EXPECT_EQ(next, 1000U);
}

TEST(MadeAhead, throwsWhenItsTurnComes)
{
    MadeAhead<int> ahead;
    ahead.push([] { return 1; });
    ahead.push([]() -> int { throw std::runtime_error("broken"); });
    ahead.push([] { return 3; });
    EXPECT_EQ(ahead.pop(), 1);
    EXPECT_THROW(ahead.pop(), std::runtime_error);
    EXPECT_EQ(ahead.pop(), 3);
}

TEST(MadeAhead, leavesTheRestUndoneWhenItGoes)
{
    std::atomic<int> made = 0;
    {
        MadeAhead<int> ahead;
        for (int i = 0; i < 1000; ++i) {
            ahead.push([&made] {
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
                return ++made;
            });
        }
    }
    EXPECT_LT(made, 1000);
}

} // namespace
} // namespace sorby::workflow
