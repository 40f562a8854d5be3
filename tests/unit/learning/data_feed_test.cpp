// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/data_feed.h"

#include <gtest/gtest.h>

#include <atomic>
#include <new>

namespace sorby::learning {
namespace {

Sample numbered(std::size_t index)
{
    return {Raster<float>(1, 1, static_cast<float>(index)), Raster<std::uint8_t>(1, 1)};
}

TEST(DataFeedTest, SamplesComeInOrderWhateverTheThreads)
{
    for (const int threads : {1, 2, 7}) {
        DataFeed feed(200,
                      [](std::size_t index) -> Result<Sample> {
                          volatile std::size_t work = 0;
                          for (std::size_t i = 0; i < (index * 7919) % 20'000; ++i) {
                              work = work + i;
                          }
                          return numbered(index);
                      },
                      {threads, 10}, {});
        for (std::size_t i = 0; i < 200; ++i) {
            const auto sample = feed.next();
            ASSERT_TRUE(sample);
            EXPECT_EQ(sample->image.at(0, 0), static_cast<float>(i));
        }
        EXPECT_GE(feed.secondsWaited(), 0);
    }
}

TEST(DataFeedTest, NeverReadsFurtherAheadThanAllowed)
{
    std::atomic<std::size_t> taken = 0;
    std::atomic<bool> tooFar = false;
    DataFeed feed(300,
                  [&](std::size_t index) -> Result<Sample> {
                      // next() hands the sample out before it is counted here: one more may be on its way.
                      if (index > taken + 4 + 1) {
                          tooFar = true;
                      }
                      return numbered(index);
                  },
                  {3, 4}, {});
    for (; taken < 300; ++taken) {
        ASSERT_TRUE(feed.next());
    }
    EXPECT_FALSE(tooFar);
}

TEST(DataFeedTest, AnErrorComesAtItsPlace)
{
    DataFeed feed(5,
                  [](std::size_t index) -> Result<Sample> {
                      if (index == 2) {
                          return Error{ErrorCode::Unreadable, "cut off", "two.tif"};
                      }
                      if (index == 3) {
                          throw std::bad_alloc();
                      }
                      return numbered(index);
                  },
                  {2, 4}, {});
    EXPECT_TRUE(feed.next());
    EXPECT_TRUE(feed.next());
    const auto unreadable = feed.next();
    ASSERT_FALSE(unreadable);
    EXPECT_EQ(unreadable.error().where, "two.tif");
    const auto memory = feed.next();
    ASSERT_FALSE(memory);
    EXPECT_EQ(memory.error().code, ErrorCode::OutOfMemory);
}

TEST(DataFeedTest, AStopEndsReadingAndWaiting)
{
    std::stop_source stop;
    std::atomic<int> readAfterStop = 0;
    {
        DataFeed feed(
            1000,
            [&](std::size_t index) -> Result<Sample> {
                if (stop.stop_requested()) {
                    ++readAfterStop;
                }
                if (index == 3) {
                    stop.request_stop();
                }
                return numbered(index);
            },
            {1, 8}, stop.get_token());
        // The reader itself stops at sample 3, so waiting for more has to end with Cancelled.
        Result<Sample> sample = feed.next();
        for (int i = 0; i < 900 && sample; ++i) {
            sample = feed.next();
        }
        ASSERT_FALSE(sample);
        EXPECT_EQ(sample.error().code, ErrorCode::Cancelled);
    }
    EXPECT_EQ(readAfterStop, 0);
}

TEST(DataFeedTest, EndsWithoutBeingReadToTheEnd)
{
    std::atomic<std::size_t> read = 0;
    {
        DataFeed feed(1000,
                      [&](std::size_t index) -> Result<Sample> {
                          ++read;
                          return numbered(index);
                      },
                      {4, 6}, {});
        ASSERT_TRUE(feed.next());
    }
    EXPECT_LE(read, 7U);
}

} // namespace
} // namespace sorby::learning
