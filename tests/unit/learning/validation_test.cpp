// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/validation.h"
#include "tests/unit/learning/disc_data.h"

#include <gtest/gtest.h>

namespace sorby::learning {
namespace {

constexpr std::uint64_t kPlenty = std::uint64_t{1} << 30;

TEST(ValidationTest, BandsGiveTheScoresOfTheWholeImage)
{
    NetworkSpec spec;
    spec.width = 4;
    spec.depth = 2;
    spec.classCount = 3;
    const Network network(spec, initialTensors(spec, 5));
    const DiscData data({{32, 32}}, {{70, 203}, {48, 48}}, 3);
    const auto whole = validate(network, data, {.memoryLimitBytes = kPlenty}, {});
    ASSERT_TRUE(whole) << describe(whole.error());
    for (const int pixels : {1, 70 * 40, 70 * 100}) {
        const auto bands = validate(network, data, {.memoryLimitBytes = kPlenty, .pixelsAtOnce = pixels}, {});
        ASSERT_TRUE(bands) << describe(bands.error());
        EXPECT_NEAR(bands->loss, whole->loss, 1e-6);
        EXPECT_NEAR(bands->iou, whole->iou, 1e-3) << "a pixel on the fence may fall to the other side";
    }
}

} // namespace
} // namespace sorby::learning
