// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/content_hash.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/project/sample_records.h"

namespace sorby::project::test {
namespace {

TEST(ContentHash, isXxh3Of128Bits)
{
    // The reference implementation's value for the empty input.
    EXPECT_EQ(hashText(""), "99aa06d3014798d86001c324468d497f");
}

TEST(ContentHash, isTheSameForAFileAndItsBytes)
{
    const sorby::test::TemporaryFolder folder;
    // Longer than the buffer that files are read through.
    std::string content;
    for (int i = 0; i < 400'000; ++i) {
        content += std::to_string(i);
    }
    writeBytes(folder / "a", content);
    EXPECT_EQ(valueOf(hashFile(folder / "a")), hashText(content));
    content.back() = 'x';
    EXPECT_NE(valueOf(hashFile(folder / "a")), hashText(content));
}

TEST(ContentHash, saysWhichFileCannotBeRead)
{
    const auto result = hashFile("nowhere/at all.png");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().where, "nowhere/at all.png");
}

} // namespace
} // namespace sorby::project::test
