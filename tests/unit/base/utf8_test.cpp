// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/utf8.h"

#include <gtest/gtest.h>

namespace sorby {
namespace {

TEST(Utf8, IsToldFromOtherBytes)
{
    for (const char* text : {"", "plain", "\xC3\xB6", "\xE2\x82\xAC", "\xF0\x9F\x98\x80 x"}) {
        EXPECT_TRUE(isUtf8(text)) << text;
    }
    for (const char* text : {"\xF6", "\xC3", "\xC3(", "\xE2\x82", "\xC0\xAF", "\xF5\x80\x80\x80", "\x80"}) {
        EXPECT_FALSE(isUtf8(text)) << text;
    }
}

TEST(Utf8, ComesFromLatin1)
{
    EXPECT_EQ(latin1ToUtf8("a\xF6\xB5"), "a\xC3\xB6\xC2\xB5");
    EXPECT_EQ(latin1ToUtf8("plain"), "plain");
}

} // namespace
} // namespace sorby
