// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"

#include <gtest/gtest.h>

namespace sorby {
namespace {

TEST(Text, NumbersAreGroupedByThousands)
{
    EXPECT_EQ(grouped(0), "0");
    EXPECT_EQ(grouped(999), "999");
    EXPECT_EQ(grouped(1000), "1,000");
    EXPECT_EQ(grouped(1234567), "1,234,567");
}

TEST(Text, OneThingIsNotSeveral)
{
    EXPECT_EQ(counted(1, "image"), "1 image");
    EXPECT_EQ(counted(0, "image"), "0 images");
    EXPECT_EQ(counted(1200, "image"), "1,200 images");
    EXPECT_EQ(counted(1, "entry is", "entries are"), "1 entry is");
    EXPECT_EQ(counted(2, "entry is", "entries are"), "2 entries are");
}

} // namespace
} // namespace sorby
