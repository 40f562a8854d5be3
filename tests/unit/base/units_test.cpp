// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/raster.h"
#include "core/base/units.h"

#include <gtest/gtest.h>

#include <ostream>

namespace sorby {
namespace {

struct BytesCase {
    const char* text;
    std::uint64_t bytes;
};
std::ostream& operator<<(std::ostream& stream, const BytesCase& c)
{
    return stream << c.text;
}

class ParseBytes : public testing::TestWithParam<BytesCase> {};

TEST_P(ParseBytes, UnderstandsWhatPeopleWrite)
{
    const auto bytes = parseBytes(GetParam().text);
    ASSERT_TRUE(bytes) << describe(bytes.error());
    EXPECT_EQ(*bytes, GetParam().bytes);
}

INSTANTIATE_TEST_SUITE_P(Units, ParseBytes,
                         testing::Values(BytesCase{"4096", 4096}, BytesCase{"4096 bytes", 4096},
                                         BytesCase{"7B", 7}, BytesCase{"2K", 2048},
                                         BytesCase{"800M", 838860800}, BytesCase{"4GiB", 4294967296},
                                         BytesCase{"4 gib", 4294967296}, BytesCase{"4G", 4294967296},
                                         BytesCase{"1.5 GB", 1610612736}, BytesCase{"1T", 1099511627776},
                                         BytesCase{"0", 0}));

class RefusedBytes : public testing::TestWithParam<const char*> {};

TEST_P(RefusedBytes, SaysWhatToWriteInstead)
{
    const auto bytes = parseBytes(GetParam());
    ASSERT_FALSE(bytes);
    EXPECT_EQ(bytes.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(bytes.error().message.find("4GiB"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Units, RefusedBytes,
                         testing::Values("", "GiB", "-1G", "4X", "4GG", "nan", "inf", "1e400", "much"));

TEST(FormatBytes, ChoosesTheUnitThatReadsBest)
{
    EXPECT_EQ(formatBytes(0), "0 bytes");
    EXPECT_EQ(formatBytes(1023), "1023 bytes");
    EXPECT_EQ(formatBytes(1024), "1.0 KiB");
    EXPECT_EQ(formatBytes(812 * 1048576ULL), "812 MiB");
    EXPECT_EQ(formatBytes(3435973837ULL), "3.2 GiB");
    EXPECT_EQ(formatBytes(5ULL << 40), "5.0 TiB");
}

TEST(FormatDuration, HasTwoUnitsAtMost)
{
    EXPECT_EQ(formatDuration(0), "0 s");
    EXPECT_EQ(formatDuration(-3), "0 s");
    EXPECT_EQ(formatDuration(59.4), "59 s");
    EXPECT_EQ(formatDuration(59.6), "1 min 00 s");
    EXPECT_EQ(formatDuration(200), "3 min 20 s");
    EXPECT_EQ(formatDuration(3900), "1 h 05 min");
}

TEST(ParseDuration, ReadsSecondsMinutesAndHours)
{
    EXPECT_EQ(parseDuration("180").valueOr(0), 180);
    EXPECT_EQ(parseDuration("90s").valueOr(0), 90);
    EXPECT_EQ(parseDuration("3 min").valueOr(0), 180);
    EXPECT_EQ(parseDuration("3m").valueOr(0), 180);
    EXPECT_EQ(parseDuration("1.5h").valueOr(0), 5400);
}

TEST(ParseDuration, RefusesWhatIsNoTime)
{
    for (const auto* text : {"", "min", "-5", "0", "3 days", "inf", "nan", "3min20"}) {
        EXPECT_FALSE(parseDuration(text)) << text;
    }
}

TEST(ParseSize, ReadsWidthAndHeight)
{
    EXPECT_EQ(parseSize("1024x768").valueOr({}), (Size{1024, 768}));
    EXPECT_EQ(parseSize("1X2").valueOr({}), (Size{1, 2}));
}

class RefusedSize : public testing::TestWithParam<const char*> {};

TEST_P(RefusedSize, IsNoSize)
{
    const auto size = parseSize(GetParam());
    ASSERT_FALSE(size);
    EXPECT_NE(size.error().message.find("1024x768"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Units, RefusedSize,
                         testing::Values("", "x", "1024", "0x768", "1024x0", "-4x4", "1024x768px", "1 x 2",
                                         "99999999999x1"));

} // namespace
} // namespace sorby
