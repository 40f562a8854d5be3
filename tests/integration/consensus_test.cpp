// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "tests/integration/scenario.h"
#include "tests/support/results.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <vector>

namespace sorby::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

/// Masks of a synthetic data set as three annotators give them back: the first two all right; the third took
/// one image for another.
class MaskFolders : public testing::Test {
  protected:
    MaskFolders()
    {
        succeed({"sample", toUtf8(m_folder / "sample"), "--images", "4", "--size", "64x48"});
        for (const auto* const name : {"Ada", "Jörg #2", "Cleo"}) {
            fs::copy(m_folder / "sample/masks", m_folder / name);
            m_folders.push_back(toUtf8(m_folder / name));
        }
        for (const auto& file : valueOf(listFiles(m_folder / "Cleo"))) {
            if (lowerExtension(file) == ".png") {
                m_files.push_back(file.filename());
            }
        }
        fs::copy_file(m_folder / "Ada" / m_files[1], m_folder / "Cleo" / m_files[0],
                      fs::copy_options::overwrite_existing);
    }
    [[nodiscard]] std::vector<std::string> merge(const std::vector<std::string>& more) const
    {
        std::vector<std::string> arguments = {"consensus", "--masks"};
        arguments.insert(arguments.end(), m_folders.begin(), m_folders.end());
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }

    TemporaryFolder m_folder;
    std::vector<std::string> m_folders;
    std::vector<fs::path> m_files;
};

TEST_F(MaskFolders, AreMergedIntoTheTrueMasks)
{
    for (const auto* const method : {"majority", "staple"}) {
        const auto out = toUtf8(m_folder / method);
        const auto result = succeed(merge({"--method", method, "--out", out}));
        EXPECT_EQ(result["method"], method);
        EXPECT_EQ(result["images"], 4);
        EXPECT_EQ(result["files"], 4);
        EXPECT_EQ(result["ignored_pixels"], 0);
        EXPECT_EQ(result["out"], out);
        ASSERT_EQ(result["annotators"].size(), 3U);
        EXPECT_EQ(result["annotators"][1]["name"], "Jörg #2");
        EXPECT_NEAR(result["annotators"][0]["sensitivity"][1].get<double>(), 1, 1e-6) << method;
        EXPECT_LT(result["annotators"][2]["sensitivity"][1], 0.99) << method;
        ASSERT_EQ(result["pairs"].size(), 3U);
        EXPECT_EQ(result["pairs"][0]["kappa"], 1.0);
        EXPECT_LT(result["pairs"][1]["kappa"], 0.99);
        EXPECT_LT(result["pairs"][1]["iou"][1], 0.99);
        const auto scored =
            succeed({"score", "--reference", toUtf8(m_folder / "sample/masks"), "--prediction", out});
        EXPECT_EQ(scored["images"], 4);
        EXPECT_EQ(scored["pooled_iou"], 1.0) << method;
    }
}

TEST_F(MaskFolders, AreExplainedToPeople)
{
    const auto text = runSorby(merge({}));
    EXPECT_EQ(text.exitCode, 0);
    for (const auto* const said : {"majority vote", "Jörg #2", "sensitivity", "kappa"}) {
        EXPECT_NE(text.out.find(said), std::string::npos) << text.out;
    }
}

TEST_F(MaskFolders, AreNotOverwritten)
{
    const auto line = failWith(1, merge({"--out", m_folders[2]}));
    EXPECT_NE(line.find("overwritten"), std::string::npos) << line;
}

TEST(ConsensusUsage, SaysWhatIsMissingOrTooMuch)
{
    using Words = std::vector<std::string>;
    const std::vector<std::pair<Words, std::string>> cases{
        {{"consensus"}, "PROJECT"},
        {{"consensus", "p"}, "--distance"},
        {{"consensus", "p", "--distance", "-1"}, "--distance"},
        {{"consensus", "p", "--distance", "3", "--method", "staple"}, "--masks"},
        {{"consensus", "p", "--masks", "a", "b"}, "--masks"},
        {{"consensus", "--masks", "a"}, "two annotators"},
        {{"consensus", "--masks", "a", "b", "--single", "s.csv"}, "--single"},
        {{"consensus", "--masks", "a", "b", "--agree", "3"}, "--agree"},
        {{"consensus", "--masks", "a", "b", "--agree", "2", "--method", "staple"}, "--agree"},
        {{"consensus", "--masks", "a", "b", "--method", "vote"}, "staple"}};
    for (const auto& [words, said] : cases) {
        const auto message = failWith(2, words);
        EXPECT_NE(message.find(said), std::string::npos) << message;
    }
}

TEST(Points, SeenByOneAloneAreWritten)
{
    const TemporaryFolder folder;
    const auto project = toUtf8(folder / "project");
    succeed({"new", project, "--classes", "matrix,MA island"});
    expectGood(writeFileAtomically(folder / "points.csv", std::string_view("image_url;annotator;point\n"
                                                                           "field.png;Ada;(10, 20)\n"
                                                                           "field.png;Ben;(12, 20)\n"
                                                                           "field.png;Ben;(40, 7)\n")));
    const auto single = folder / "nur einer.csv";
    const auto result = succeed({"consensus", project, "--points", toUtf8(folder / "points.csv"),
                                 "--distance", "4", "--single", toUtf8(single)});
    EXPECT_EQ(result["agreed"], 1);
    EXPECT_EQ(result["single"], 1);
    ASSERT_EQ(result["pairs"].size(), 1U);
    EXPECT_TRUE(result["pairs"][0].at("kappa").is_null()) << "points have no true negatives";
    EXPECT_EQ(readText(single).valueOr(""), "image,x,y,annotators,names\nfield.png,40,7,1,Ben\n");
}

} // namespace
} // namespace sorby::test
