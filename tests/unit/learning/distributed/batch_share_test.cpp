// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/distributed/batch_share.h"

#include <gtest/gtest.h>

#include <vector>

namespace sorby::learning {
namespace {

TEST(BatchShare, IsContiguousAndAsEqualAsItComes)
{
    EXPECT_EQ(shareOf(8, 0, 3), (SampleRange{0, 3}));
    EXPECT_EQ(shareOf(8, 1, 3), (SampleRange{3, 3}));
    EXPECT_EQ(shareOf(8, 2, 3), (SampleRange{6, 2}));
    EXPECT_EQ(shareOf(1, 1, 3), (SampleRange{1, 0}));
    EXPECT_EQ(shareOf(5, 0, 1), (SampleRange{0, 5}));
}

/// Whatever the numbers: put together in the order of steps and ranks, the shares are the training.
TEST(BatchShare, SharesOfAllProcessesAreTheTraining)
{
    constexpr std::size_t kEpochs = 3;
    for (std::size_t perEpoch = 1; perEpoch <= 13; ++perEpoch) {
        for (const int size : {1, 2, 3, 5}) {
            for (std::size_t batch = static_cast<std::size_t>(size); batch <= 7; ++batch) {
                std::vector<std::size_t> seen;
                std::vector<std::size_t> taken(static_cast<std::size_t>(size), 0);
                for (std::size_t epoch = 0; epoch < kEpochs; ++epoch) {
                    for (std::size_t step = 0; step < BatchShare(perEpoch, batch, 0, size).steps(); ++step) {
                        for (int rank = 0; rank < size; ++rank) {
                            const BatchShare share(perEpoch, batch, rank, size);
                            auto& index = taken[static_cast<std::size_t>(rank)];
                            for (std::size_t i = 0; i < share.part(step).count; ++i) {
                                seen.push_back(share.sampleOfTraining(index++));
                            }
                        }
                    }
                }
                ASSERT_EQ(seen.size(), kEpochs * perEpoch);
                for (std::size_t i = 0; i < seen.size(); ++i) {
                    ASSERT_EQ(seen[i], i) << perEpoch << " samples, batch " << batch << ", " << size;
                }
                for (int rank = 0; rank < size; ++rank) {
                    EXPECT_EQ(kEpochs * BatchShare(perEpoch, batch, rank, size).samplesPerEpoch(),
                              taken[static_cast<std::size_t>(rank)]);
                }
            }
        }
    }
}

} // namespace
} // namespace sorby::learning
