// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "tests/integration/scenario.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

namespace sorby::test {
namespace {

/// Real micrographs of nickel superalloys, three classes; the tests are left out where they are not.
class RealData : public testing::Test {
  protected:
    void SetUp() override
    {
        if (sharedData().empty()) {
            GTEST_SKIP() << "the shared micrographs are not here";
        }
        m_source = sharedData() / "nasa_super";
    }
    [[nodiscard]] std::string source(const std::string& part = {}) const
    {
        return toUtf8(part.empty() ? m_source : m_source / part);
    }

    TemporaryFolder m_folder;
    std::filesystem::path m_source;
};

TEST_F(RealData, PolygonsBecomeTheMasksTheyWereDrawnFrom)
{
    const auto project = toUtf8(m_folder / "polygons");
    succeed({"new", project, "--classes", "matrix,secondary"});
    const auto imported = succeed(
        {"import", project, source("aachen_layout"), "--format", "aachen", "--images", source("images")});
    EXPECT_EQ(imported["images"], 23);
    EXPECT_EQ(imported["objects"], 690);
    EXPECT_EQ(imported["refused"], 0);
    const auto masks = toUtf8(m_folder / "masks");
    EXPECT_EQ(succeed({"export", project, "--format", "masks", "--out", masks})["files"], 23);
    // Polygons simplified to a pixel, and only the islands that two annotators saw: near, but not equal.
    const auto scored =
        succeed({"score", "--reference", source("masks"), "--prediction", masks, "--classes", "3"});
    EXPECT_GT(scored["per_class"][1]["pooled_iou"], 0.85);
    EXPECT_LT(scored["per_class"][1]["pooled_iou"], 1.0);
    EXPECT_EQ(scored["per_class"][2]["pooled_iou"], 0.0);

    // The polygons are of the islands that two or three annotators marked: the points alone find nearly
    // those.
    const auto agreed = toUtf8(m_folder / "agreed.csv");
    const auto consensus =
        succeed({"consensus", project, "--points", source("aachen_layout/annotations_POI.csv"), "--distance",
                 "10", "--out", agreed});
    EXPECT_EQ(consensus["annotators"], 3);
    EXPECT_NEAR(consensus["agreed"].get<double>(), 690, 0.02 * 690);
    EXPECT_EQ(succeed({"consensus", project, "--distance", "10"})["agreed"], consensus["agreed"])
        << "the project holds the same points";
    EXPECT_EQ(readText(m_folder / "agreed.csv").valueOr("").substr(0, 27), "image,x,y,annotators,names\n");
}

TEST_F(RealData, MasksComeInWithTheirClassesAndLeaveUnchanged)
{
    const auto project = toUtf8(m_folder / "masks project");
    succeed({"new", project, "--classes", "matrix,secondary,tertiary"});
    const auto imported =
        succeed({"import", project, source("masks"), "--format", "masks", "--images", source("images")});
    EXPECT_EQ(imported["images"], 23);
    EXPECT_EQ(imported["refused"], 0);
    const auto info = succeed({"info", project});
    ASSERT_EQ(info["classes"].size(), 3U);
    EXPECT_GT(info["classes"][2]["fraction"], 0.0);
    const auto out = toUtf8(m_folder / "out");
    succeed({"export", project, "--format", "masks", "--out", out});
    const auto scored =
        succeed({"score", "--reference", source("masks"), "--prediction", out, "--classes", "3"});
    EXPECT_EQ(scored["images"], 23);
    EXPECT_EQ(scored["per_class"].size(), 3U);
    EXPECT_EQ(scored["pooled_iou"], 1.0);
    EXPECT_EQ(scored["mean_iou"], 1.0);
}

TEST_F(RealData, APublishedSplitIsTakenByItsKey)
{
    const auto project = toUtf8(m_folder / "split");
    succeed({"new", project, "--classes", "matrix,secondary,tertiary"});
    succeed({"import", project, source("masks"), "--format", "masks", "--images", source("images")});
    const auto split = succeed({"split", project, "--from", source("splits.json"), "--key", "Super1"});
    EXPECT_EQ(split["train"], 10);
    EXPECT_EQ(split["validation"], 4);
    EXPECT_EQ(split["test"], 4);
    EXPECT_EQ(split["none"], 5);
    const auto line = failWith(1, {"split", project, "--from", source("splits.json")});
    EXPECT_NE(line.find("Super1"), std::string::npos) << line;
}

} // namespace
} // namespace sorby::test
