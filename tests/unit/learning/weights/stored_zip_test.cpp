// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/weights/crc32.h"
#include "core/learning/weights/stored_zip.h"
#include "tests/unit/learning/weights/torch_archive.h"

#include <gtest/gtest.h>

namespace sorby::learning {
namespace {

using handmade::bytesOf;

Result<std::vector<ZipEntry>> entriesOf(const std::string& archive)
{
    return readStoredZip(std::as_bytes(std::span(archive)));
}

std::string refusalOf(const std::string& archive)
{
    const auto entries = entriesOf(archive);
    EXPECT_FALSE(entries);
    return entries ? "" : entries.error().message;
}

const std::string kTwoFiles = handmade::zipOf({{"a/one", "first"}, {"a/two", "second file"}});
const std::size_t kDirectoryAt = kTwoFiles.find("PK\x01\x02");
const std::size_t kSecondAt = kTwoFiles.find("PK\x03\x04", 4);
const std::size_t kEndAt = kTwoFiles.find("PK\x05\x06");

std::string with(std::size_t place, const std::string& bytes)
{
    auto archive = kTwoFiles;
    return archive.replace(place, bytes.size(), bytes);
}

TEST(StoredZipTest, EntriesAreViewsIntoTheArchive)
{
    const auto entries = entriesOf(kTwoFiles);
    ASSERT_TRUE(entries) << entries.error().message;
    ASSERT_EQ(entries->size(), 2U);
    EXPECT_EQ((*entries)[0].name, "a/one");
    EXPECT_EQ((*entries)[1].bytes.size(), 11U);
    EXPECT_EQ(reinterpret_cast<const char*>((*entries)[1].bytes.data()),
              kTwoFiles.data() + kTwoFiles.find("second"));
    EXPECT_EQ((*entries)[1].checksum, crc32((*entries)[1].bytes));
    EXPECT_TRUE(entriesOf(handmade::zipOf({})));
}

TEST(StoredZipTest, ACommentAtTheEndIsPassedOver)
{
    const std::string comment = "PK\x05\x06 is how a comment may begin, too";
    auto archive = kTwoFiles;
    archive.replace(kEndAt + 20, 2, bytesOf(static_cast<std::uint16_t>(comment.size())));
    EXPECT_TRUE(entriesOf(archive + comment));
    EXPECT_NE(refusalOf(archive + comment + "x").find("its end is missing"), std::string::npos);
}

/// The directory's numbers of 64 bits: sizes and places in the extra field, its own in a record before the
/// end.
std::string zip64()
{
    const std::string name = "a/big";
    const std::string data = "0123456789";
    const auto crc = bytesOf(crc32(std::as_bytes(std::span(data))));
    const auto elsewhere = bytesOf(~std::uint32_t{0});
    std::string archive = "PK\x03\x04" + std::string(10, '\0') + crc + elsewhere + elsewhere +
                          bytesOf<std::uint16_t>(5) + bytesOf<std::uint16_t>(20) + name;
    archive += bytesOf<std::uint16_t>(1) + bytesOf<std::uint16_t>(16) + bytesOf<std::uint64_t>(10) +
               bytesOf<std::uint64_t>(10);
    archive += data;
    const auto directoryAt = archive.size();
    std::string directory = "PK\x01\x02" + std::string(12, '\0') + crc + elsewhere + elsewhere +
                            bytesOf<std::uint16_t>(5) + bytesOf<std::uint16_t>(4 + 2 + 4 + 24) +
                            std::string(10, '\0') + elsewhere + name;
    directory += bytesOf<std::uint16_t>(0x4246) + bytesOf<std::uint16_t>(2) + "ZZ"; // of another program
    directory += bytesOf<std::uint16_t>(1) + bytesOf<std::uint16_t>(24) + bytesOf<std::uint64_t>(10) +
                 bytesOf<std::uint64_t>(10) + bytesOf<std::uint64_t>(0);
    archive += directory;
    const auto recordAt = archive.size();
    archive += "PK\x06\x06" + bytesOf<std::uint64_t>(44) + std::string(12, '\0') + bytesOf<std::uint64_t>(1) +
               bytesOf<std::uint64_t>(1) + bytesOf<std::uint64_t>(directory.size()) +
               bytesOf<std::uint64_t>(directoryAt);
    archive +=
        "PK\x06\x07" + std::string(4, '\0') + bytesOf<std::uint64_t>(recordAt) + bytesOf<std::uint32_t>(1);
    archive += "PK\x05\x06" + std::string(4, '\0') + bytesOf<std::uint16_t>(0xFFFF) +
               bytesOf<std::uint16_t>(0xFFFF) + elsewhere + elsewhere + bytesOf<std::uint16_t>(0);
    return archive;
}

TEST(StoredZipTest, Zip64IsReadAndItsNumbersAreNotBelieved)
{
    const auto archive = zip64();
    const auto entries = entriesOf(archive);
    ASSERT_TRUE(entries) << entries.error().message;
    ASSERT_EQ(entries->size(), 1U);
    EXPECT_EQ(entries->front().bytes.size(), 10U);
    // Every number of 64 bits of the directory, far too large.
    const auto record = archive.find("PK\x06\x06");
    const auto extra = archive.find("ZZ") + 2 + 4;
    const auto locator = archive.find("PK\x06\x07");
    for (const auto place :
         {extra, extra + 8, extra + 16, record + 32, record + 40, record + 48, locator + 8}) {
        for (const auto number : {~std::uint64_t{0}, std::uint64_t{1} << 63, std::uint64_t{archive.size()}}) {
            auto wrong = archive;
            wrong.replace(place, 8, bytesOf(number));
            EXPECT_FALSE(entriesOf(wrong)) << place << " " << number;
        }
    }
}

TEST(StoredZipTest, WhatIsNotStoredOrNotSoundIsRefused)
{
    constexpr std::size_t kFlags = 8;
    constexpr std::size_t kMethod = 10;
    constexpr std::size_t kSize = 20;
    constexpr std::size_t kPlace = 42;
    EXPECT_NE(refusalOf(with(kDirectoryAt + kMethod, bytesOf<std::uint16_t>(8))).find("compressed"),
              std::string::npos);
    EXPECT_NE(refusalOf(with(kDirectoryAt + kFlags, bytesOf<std::uint16_t>(1))).find("encrypted"),
              std::string::npos);
    EXPECT_NE(refusalOf(with(kSecondAt, "QK")).find("header"), std::string::npos);
    EXPECT_NE(refusalOf(with(kSecondAt + 30, "b")).find("header"), std::string::npos); // its name
    EXPECT_NE(refusalOf(with(kDirectoryAt, "QK")).find("directory"), std::string::npos);
    // The first file reaches into the second.
    const auto longer = bytesOf<std::uint32_t>(20) + bytesOf<std::uint32_t>(20);
    EXPECT_NE(refusalOf(with(kDirectoryAt + kSize, longer)).find("overlap"), std::string::npos);
    EXPECT_FALSE(entriesOf(with(kDirectoryAt + kPlace, bytesOf<std::uint32_t>(0xFFFFFFF0))));
    EXPECT_FALSE(entriesOf(with(kEndAt + 10, bytesOf<std::uint16_t>(0xFFFE))));
    EXPECT_FALSE(entriesOf(with(kEndAt + 12, bytesOf<std::uint32_t>(0xFFFFFFF0))));
    EXPECT_FALSE(
        entriesOf(with(kEndAt + 12, bytesOf(static_cast<std::uint32_t>(kEndAt - kDirectoryAt + 1)))));
    EXPECT_FALSE(entriesOf(with(kEndAt + 8, bytesOf<std::uint16_t>(1))));
    EXPECT_FALSE(entriesOf(with(kEndAt + 16, bytesOf(static_cast<std::uint32_t>(kEndAt)))));
    EXPECT_FALSE(entriesOf(with(kEndAt + 4, bytesOf<std::uint16_t>(1))));
    EXPECT_NE(refusalOf(handmade::zipOf({{"a", "x"}, {"a", "y"}})).find("one name"), std::string::npos);
}

} // namespace
} // namespace sorby::learning
