// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/evaluation/report.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace sorby::evaluation {
namespace {

const annotation::ClassList kBinary{{0, "matrix", {}}, {1, "MA island", {}}};
const annotation::ClassList kThree{{0, "matrix", {}}, {1, "ferrite", {}}, {2, "pore", {}}};

/// Of the foreground; the matrix's counts are the same seen from the other side.
std::vector<Confusion> binary(Confusion foreground)
{
    return {{foreground.tn, foreground.fn, foreground.fp, foreground.tp}, foreground};
}

Report threeImages()
{
    Report report(kBinary);
    report.add("good.png", "test", binary({98, 1, 1, 900}));    // IoU 0.98
    report.add("half.png", "test", binary({100, 50, 50, 800})); // IoU 0.5
    report.add("none.png", "test", binary({0, 10, 90, 900}));   // IoU 0
    return report;
}

TEST(Report, HasOneRowAnImageForTheForegroundOfABinaryProject)
{
    const auto rows = threeImages().worstFirst();
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_TRUE(std::all_of(rows.begin(), rows.end(), [](const auto& row) { return row.classId == 1; }));
    EXPECT_EQ(rows[0].image, "none.png");
    EXPECT_EQ(rows[1].image, "half.png");
    EXPECT_EQ(rows[2].image, "good.png");
}

TEST(Report, SummarisesByTheForeground)
{
    const Summary summary = threeImages().summary();
    EXPECT_EQ(summary.images, 3U);
    ASSERT_EQ(summary.perClass.size(), 1U);
    EXPECT_EQ(summary.perClass[0].name, "MA island");
    EXPECT_NEAR(summary.meanIou, (0.98 + 0.5 + 0) / 3, 1e-12);
    EXPECT_NEAR(summary.pooledIou, 198.0 / (198 + 61 + 141), 1e-12);
    EXPECT_EQ(summary.perClass[0].pooled, (Confusion{198, 61, 141, 2600}));
    EXPECT_NEAR(summary.shareIouAbove095, 1.0 / 3, 1e-12);
    EXPECT_EQ(summary.imagesIou0, 1U);
}

TEST(Report, TakesTheMeanOverAllClassesWithSeveral)
{
    Report report(kThree);
    report.add("a.png", "test", {{8, 2, 0, 10}, {5, 0, 5, 10}, {0, 5, 5, 10}});   // IoU 0.8, 0.5, 0
    report.add("b.png", "test", {{10, 0, 0, 10}, {10, 0, 0, 10}, {0, 0, 0, 20}}); // 1, 1, 1 (empty)
    const Summary summary = report.summary();
    ASSERT_EQ(summary.perClass.size(), 3U);
    EXPECT_NEAR(summary.perClass[0].meanIou, 0.9, 1e-12);
    EXPECT_NEAR(summary.perClass[0].pooledIou, 18.0 / 20, 1e-12);
    EXPECT_NEAR(summary.perClass[1].meanIou, 0.75, 1e-12);
    EXPECT_NEAR(summary.perClass[1].pooledIou, 15.0 / 20, 1e-12);
    EXPECT_NEAR(summary.perClass[2].meanIou, 0.5, 1e-12);
    EXPECT_NEAR(summary.perClass[2].pooledIou, 0, 1e-12);
    EXPECT_NEAR(summary.meanIou, (0.9 + 0.75 + 0.5) / 3, 1e-12);
    EXPECT_NEAR(summary.pooledIou, (0.9 + 0.75 + 0) / 3, 1e-12);
    EXPECT_NEAR(summary.shareIouAbove095, 0.5, 1e-12);
    EXPECT_EQ(summary.imagesIou0, 0U) << "an image counts by its mean over the classes";
}

TEST(Report, RanksRowsByTheirOwnIouAndImagesByTheirMean)
{
    Report report(kThree);
    report.add("b.png", "test", {{9, 1, 0, 0}, {5, 5, 0, 0}, {2, 8, 0, 0}});  // 0.9, 0.5, 0.2
    report.add("a.png", "train", {{6, 4, 0, 0}, {5, 5, 0, 0}, {4, 6, 0, 0}}); // 0.6, 0.5, 0.4
    std::string order;
    for (const auto& row : report.worstFirst()) {
        order += row.image.substr(0, 1) + std::to_string(row.classId) + " ";
    }
    EXPECT_EQ(order, "b2 a2 a1 b1 a0 b0 ");

    const auto images = report.imagesWorstFirst();
    ASSERT_EQ(images.size(), 2U);
    EXPECT_EQ(images[0].image, "a.png");
    EXPECT_EQ(images[0].split, "train");
    EXPECT_NEAR(images[0].iou, 0.5, 1e-12);
    EXPECT_NEAR(images[1].iou, 1.6 / 3, 1e-12);
}

TEST(Report, OfNoImagesIsZeroThroughout)
{
    const Summary summary = Report(kBinary).summary();
    EXPECT_EQ(summary.images, 0U);
    EXPECT_EQ(summary.meanIou, 0);
    EXPECT_TRUE(summary.perClass.empty());
    EXPECT_TRUE(Report(kBinary).worstFirst().empty());
}

TEST(ReportText, IsTheCsvOfTheContract)
{
    Report report(kBinary);
    report.add("spot 3,\"a\".png", "test", binary({6, 2, 4, 88}));
    report.add("b.png", "none", binary({0, 0, 0, 100}));
    EXPECT_EQ(toCsv(report.worstFirst()),
              "image,split,class,tp,fp,fn,tn,iou,dice,precision,recall,empty\n"
              "\"spot 3,\"\"a\"\".png\",test,1,6,2,4,88,0.500000,0.666667,0.750000,0.600000,0\n"
              "b.png,none,1,0,0,0,100,1.000000,1.000000,1.000000,1.000000,1\n");
}

TEST(ReportText, IsTheJsonOfTheContract)
{
    Summary summary = threeImages().summary();
    summary.postprocess = "sigmoid";
    const auto json = nlohmann::ordered_json::parse(toJson(summary));
    std::vector<std::string> keys;
    for (const auto& [key, value] : json.items()) {
        keys.push_back(key);
    }
    EXPECT_EQ(keys, (std::vector<std::string>{"images", "per_class", "mean_iou", "pooled_iou",
                                              "share_iou_above_0_95", "images_iou_0", "postprocess", "run"}));
    EXPECT_EQ(json["images"], 3);
    EXPECT_EQ(json["per_class"][0]["class"], 1);
    EXPECT_EQ(json["per_class"][0]["name"], "MA island");
    EXPECT_EQ(json["per_class"][0]["pooled_iou"], json["pooled_iou"]);
    EXPECT_EQ(json["images_iou_0"], 1);
    EXPECT_EQ(json["postprocess"], "sigmoid");
    EXPECT_TRUE(json["run"].is_null());
}

TEST(ReportText, LandsInTheFolder)
{
    const test::TemporaryFolder folder;
    const auto out = folder / "ergebnis/neu";
    ASSERT_TRUE(writeReport(out, threeImages(), "morphology", "run-7"));
    EXPECT_EQ(readText(out / "images.csv").valueOr({}), toCsv(threeImages().worstFirst()));
    const auto json = nlohmann::json::parse(readText(out / "summary.json").valueOr({}));
    EXPECT_EQ(json["postprocess"], "morphology");
    EXPECT_EQ(json["run"], "run-7");
}

TEST(ReportText, SaysWhereItCannotBeWritten)
{
    const test::TemporaryFolder folder;
    ASSERT_TRUE(writeFileAtomically(folder / "file", "no folder"));
    const auto written = writeReport(folder / "file", threeImages(), {}, {});
    ASSERT_FALSE(written);
    EXPECT_NE(describe(written.error()).find("file"), std::string::npos);
}

} // namespace
} // namespace sorby::evaluation
