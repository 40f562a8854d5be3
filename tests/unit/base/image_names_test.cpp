// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/image_names.h"

#include <gtest/gtest.h>

namespace sorby {
namespace {

using Found = std::vector<std::size_t>;

bool isImageFile(const std::filesystem::path& path)
{
    return lowerExtension(path) == ".png" || lowerExtension(path) == ".tif";
}

ImageNames steelOfTwoBatches()
{
    return ImageNames({{"a.png", "/data/batch 1/a.png", "a"},
                       {"a.png", "/data/batch 2/a.png", "batch 2_a"},
                       {"b.png", "/data/batch 1/b.png", "b"},
                       {"c.tif", "C:\\data\\batch 1\\c.tif", "c"}},
                      isImageFile);
}

TEST(ImageNames, FindsByNameStemAndFolders)
{
    const auto names = steelOfTwoBatches();
    EXPECT_EQ(names.find("b.png"), Found{2});
    EXPECT_EQ(names.find("b"), Found{2});
    EXPECT_EQ(names.find("batch 1/b.png"), Found{2});
    EXPECT_EQ(names.find("batch 1\\b"), Found{2});
    EXPECT_EQ(names.find("./batch 1/b.png"), Found{2});
    EXPECT_EQ(names.find("batch 2/a.png"), Found{1});
    EXPECT_EQ(names.find("batch 2/a"), Found{1});
    EXPECT_EQ(names.find("batch 2_a"), Found{1}) << "as its masks are called";
    EXPECT_EQ(names.find("/data/batch 1/a.png"), Found{0});
    EXPECT_EQ(names.find("batch 1/c.tif"), Found{3});
    EXPECT_TRUE(names.find("d.png").empty());
    EXPECT_TRUE(names.find("").empty());
}

TEST(ImageNames, GivesAllThatANameMayMean)
{
    const auto names = steelOfTwoBatches();
    EXPECT_EQ(names.find("a.png"), (Found{0, 1}));
    EXPECT_EQ(names.find("a"), (Found{0, 1}));
    const auto error = names.ambiguous("a", names.find("a"));
    EXPECT_EQ(error.code, ErrorCode::InvalidArgument);
    EXPECT_NE(error.message.find("\"a\""), std::string::npos);
    EXPECT_NE(error.message.find("batch 1/a.png, batch 2/a.png"), std::string::npos) << error.message;
}

TEST(ImageNames, FoldersOfAnotherMachineDoNotMatter)
{
    const auto names = steelOfTwoBatches();
    EXPECT_EQ(names.find("/home/somebody/b.png"), Found{2});
    EXPECT_EQ(names.find("elsewhere/a.png"), (Found{0, 1})) << "but they do not choose either";
    EXPECT_EQ(names.find("atch 1/b.png"), Found{2}) << "by the name alone: a folder is a whole one";
    EXPECT_EQ(names.find("1/a.png"), (Found{0, 1}));
}

TEST(ImageNames, AnotherExtensionIsTheLastGuess)
{
    const ImageNames names({{"a.png"}, {"a.tif"}, {"b.png"}, {"c.v2.png"}, {"no extension"}}, isImageFile);
    EXPECT_EQ(names.find("a.tif"), Found{1});
    EXPECT_EQ(names.find("b.tif"), Found{2}) << "converted";
    EXPECT_TRUE(names.find("b.txt").empty());
    EXPECT_EQ(names.find("a"), (Found{0, 1}));
    EXPECT_EQ(names.find("c.v2"), Found{3});
    EXPECT_TRUE(names.find("c").empty());
    EXPECT_EQ(names.find("no extension"), Found{4});
    EXPECT_TRUE(ImageNames({{"b.png"}}).find("b.tif").empty()) << "when nobody says what an image file is";
}

TEST(ImageNames, UniqueNamesAreAsShortAsTheyCanBe)
{
    const ImageNames names({{"a.png", "/x/same/a.png"},
                            {"a.png", "/y/same/a.png"},
                            {"a.png", "/y/other/a.png"},
                            {"a.png"},
                            {"b.png", "/x/same/b.png"},
                            {"c.png", "c.png"},
                            {"c.tif", "c.tif"}});
    EXPECT_EQ(names.uniqueName(0), "x/same/a.png");
    EXPECT_EQ(names.uniqueName(1), "y/same/a.png");
    EXPECT_EQ(names.uniqueName(2), "other/a.png");
    EXPECT_EQ(names.uniqueName(3), "a.png") << "whose file is not known: its name is all of its path";
    EXPECT_EQ(names.uniqueName(4), "b.png");
    EXPECT_EQ(names.uniqueName(5), "c.png");
    for (std::size_t i = 0; i < 7; ++i) {
        EXPECT_EQ(names.find(names.uniqueName(i)), Found{i});
    }
}

} // namespace
} // namespace sorby
