// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <fstream>

namespace sorby {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;

std::size_t entriesIn(const fs::path& folder)
{
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

/// Names that people's folders really have.
class Names : public testing::TestWithParam<std::string> {};

TEST_P(Names, AreWrittenReadAndListed)
{
    const TemporaryFolder folder;
    const fs::path path = folder / GetParam();
    ASSERT_TRUE(writeFileAtomically(path, std::string_view("Ferrit\n")));
    EXPECT_EQ(readText(path).valueOr("?"), "Ferrit\n");
    const auto files = listFiles(folder.path());
    ASSERT_TRUE(files);
    ASSERT_EQ(files->size(), 1U);
    EXPECT_EQ(toUtf8(files->front().filename()), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Files, Names,
                         testing::Values("plain.csv", "two words.csv", "Gefüge-äöüß.csv", "spot#3 (2).csv",
                                         "100%.csv", "微观.csv", std::string(196, 'a') + ".csv"));

TEST(FileNames, SplitIntoStemAndExtension)
{
    EXPECT_EQ(stemOf(fromUtf8("a b/spot#3 (2).tif")), "spot#3 (2)");
    EXPECT_EQ(stemOf(fromUtf8("Gefüge.v2.PNG")), "Gefüge.v2");
    EXPECT_EQ(lowerExtension(fromUtf8("Gefüge.v2.PNG")), ".png");
    EXPECT_EQ(lowerExtension(fromUtf8("no extension")), "");
    EXPECT_EQ(toUtf8(fromUtf8("Gefüge/ä#.png")), "Gefüge/ä#.png");
}

TEST(ReadFile, KeepsEveryByte)
{
    const TemporaryFolder folder;
    std::string content;
    for (int i = 0; i < 256; ++i) {
        content += static_cast<char>(i);
    }
    content += "\r\n";
    ASSERT_TRUE(writeFileAtomically(folder / "bytes", std::string_view(content)));
    EXPECT_EQ(readText(folder / "bytes").valueOr(""), content);
    ASSERT_TRUE(writeFileAtomically(folder / "empty", std::string_view()));
    EXPECT_EQ(readBytes(folder / "empty").valueOr({std::byte{1}}).size(), 0U);
}

TEST(ReadFile, SaysWhichFileAndWhy)
{
    const TemporaryFolder folder;
    const auto missing = readText(folder / "missing.csv");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
    EXPECT_EQ(missing.error().where, toUtf8(folder / "missing.csv"));
    const auto directory = readBytes(folder.path());
    ASSERT_FALSE(directory);
    EXPECT_EQ(directory.error().code, ErrorCode::Unreadable);
    EXPECT_NE(directory.error().message.find("folder"), std::string::npos);
}

TEST(WriteFile, MakesTheFoldersAndLeavesNothingBeside)
{
    const TemporaryFolder folder;
    ASSERT_TRUE(writeFileAtomically(folder / "a/b ä/c.txt", std::string_view("1")));
    EXPECT_EQ(readText(folder / "a/b ä/c.txt").valueOr(""), "1");
    EXPECT_EQ(entriesIn(folder / "a/b ä"), 1U);
}

TEST(WriteFile, KeepsTheOldFileWhenTheWriterFails)
{
    const TemporaryFolder folder;
    const fs::path path = folder / "mask.png";
    ASSERT_TRUE(writeFileAtomically(path, std::string_view("old")));
    const auto status = writeFileAtomically(path, [](const fs::path& partial) -> Status {
        std::ofstream(partial) << "half of the n";
        return Error{ErrorCode::Io, "the disk is full", {}};
    });
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().message, "the disk is full");
    EXPECT_EQ(readText(path).valueOr(""), "old");
    EXPECT_EQ(entriesIn(folder.path()), 1U);
}

TEST(WriteFile, ShowsTheOldFileUntilTheNewOneIsWhole)
{
    const TemporaryFolder folder;
    const fs::path path = folder / "mask.png";
    ASSERT_TRUE(writeFileAtomically(path, std::string_view("old")));
    const auto status = writeFileAtomically(path, [&](const fs::path& partial) -> Status {
        std::ofstream(partial) << "new";
        EXPECT_EQ(readText(path).valueOr(""), "old");
        return {};
    });
    ASSERT_TRUE(status) << describe(status.error());
    EXPECT_EQ(readText(path).valueOr(""), "new");
}

TEST(WriteFile, FailsWithTheFilesNameWhereItCannotBe)
{
    const TemporaryFolder folder;
    ASSERT_TRUE(makeFolder(folder / "taken"));
    ASSERT_TRUE(writeFileAtomically(folder / "taken/inside", std::string_view("x")));
    const auto overFolder = writeFileAtomically(folder / "taken", std::string_view("x"));
    ASSERT_FALSE(overFolder);
    EXPECT_EQ(overFolder.error().code, ErrorCode::Io);
    EXPECT_EQ(overFolder.error().where, toUtf8(folder / "taken"));
    EXPECT_EQ(entriesIn(folder.path()), 1U) << "the partial file stayed";

    ASSERT_TRUE(writeFileAtomically(folder / "file", std::string_view("x")));
    const auto belowFile = writeFileAtomically(folder / "file/below", std::string_view("x"));
    ASSERT_FALSE(belowFile);
    EXPECT_EQ(belowFile.error().code, ErrorCode::Io);
    EXPECT_EQ(readText(folder / "file").valueOr(""), "x");
}

TEST(ListFiles, IsSortedAndLeavesOutHiddenFilesAndFolders)
{
    const TemporaryFolder folder;
    for (const char* name : {"b.png", "a.png", ".hidden", "sub/c.png"}) {
        ASSERT_TRUE(writeFileAtomically(folder / name, std::string_view("x")));
    }
    EXPECT_EQ(listFiles(folder.path()).valueOr({}),
              (std::vector<fs::path>{folder / "a.png", folder / "b.png"}));
    EXPECT_EQ(listFiles(folder.path(), true).valueOr({}),
              (std::vector<fs::path>{folder / "a.png", folder / "b.png", folder / "sub/c.png"}));
    const auto missing = listFiles(folder / "missing");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().where, toUtf8(folder / "missing"));
}

} // namespace
} // namespace sorby
