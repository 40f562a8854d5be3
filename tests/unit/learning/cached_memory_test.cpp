// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/cached_memory.h"

#include <ATen/ops/empty.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace sorby::learning {
namespace {

constexpr std::int64_t kMiB = 1 << 20;

at::Tensor block(std::int64_t bytes)
{
    return at::empty({bytes}, at::kByte);
}

TEST(CachedMemoryTest, ABlockGivenBackIsTheNextOneOfItsSize)
{
    const CachedMemory cached(64 * kMiB);
    auto tensor = block(4 * kMiB);
    const auto* place = tensor.const_data_ptr();
    tensor.reset();
    EXPECT_EQ(CachedMemory::keptBytes(), 4U * kMiB);
    const auto other = block(2 * kMiB);
    EXPECT_NE(other.const_data_ptr(), place);
    const auto again = block(4 * kMiB - 100'000);
    EXPECT_EQ(again.const_data_ptr(), place);
    EXPECT_EQ(CachedMemory::keptBytes(), 0U);
}

TEST(CachedMemoryTest, KeepsNoMoreThanTheBudgetAndNothingSmall)
{
    const CachedMemory cached(10 * kMiB);
    std::vector<at::Tensor> tensors{block(4 * kMiB), block(4 * kMiB), block(4 * kMiB), block(1000)};
    tensors.clear();
    EXPECT_EQ(CachedMemory::keptBytes(), 8U * kMiB);
    // In use and kept together: a block of another size pushes a kept one out.
    const auto other = block(6 * kMiB);
    EXPECT_EQ(CachedMemory::keptBytes(), 4U * kMiB);
}

TEST(CachedMemoryTest, TheLastOneReturnsEverything)
{
    auto before = block(4 * kMiB);
    at::Tensor after;
    {
        const CachedMemory outer(16 * kMiB);
        {
            const CachedMemory inner(16 * kMiB);
            before.reset();
            block(8 * kMiB).reset();
            after = block(2 * kMiB);
        }
        EXPECT_GE(CachedMemory::keptBytes(), 8U * kMiB);
    }
    EXPECT_EQ(CachedMemory::keptBytes(), 0U);
    after.fill_(1);
    after.reset();
    EXPECT_EQ(CachedMemory::keptBytes(), 0U);
    block(4 * kMiB).reset();
    EXPECT_EQ(CachedMemory::keptBytes(), 0U);
}

TEST(CachedMemoryTest, ThreadsShareItWithoutMixingBlocks)
{
    const CachedMemory cached(64 * kMiB);
    std::vector<int> faults(4, 0);
    {
        std::vector<std::jthread> threads;
        for (std::size_t thread = 0; thread < faults.size(); ++thread) {
            threads.emplace_back([&faults, thread] {
                for (int i = 0; i < 200; ++i) {
                    const auto tensor = block(kMiB + (i % 3) * kMiB);
                    auto* bytes = static_cast<std::uint8_t*>(tensor.mutable_data_ptr());
                    bytes[0] = bytes[kMiB - 1] = static_cast<std::uint8_t>(thread);
                    std::this_thread::yield();
                    faults[thread] += bytes[0] != thread || bytes[kMiB - 1] != thread ? 1 : 0;
                }
            });
        }
    }
    EXPECT_EQ(faults, std::vector<int>(4, 0));
    EXPECT_LE(CachedMemory::keptBytes(), 64U * kMiB);
}

} // namespace
} // namespace sorby::learning
