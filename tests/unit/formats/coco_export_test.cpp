// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/coco.h"
#include "core/imaging/reference.h"
#include "tests/support/results.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/formats/collecting_sink.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace sorby::formats {
namespace {

using annotation::Object;
using nlohmann::json;
using test::expectGood;
using test::TemporaryFolder;

class CocoExportTest : public testing::Test {
  protected:
    json write(const std::vector<Object>& objects, std::size_t losses = 0)
    {
        ImportedImage image;
        image.name = "ä #1.png";
        image.size = Size{7, 5};
        image.annotations.objects = objects;
        const auto lost = test::exportAll(cocoFormat(), m_folder / "out", annotation::numberedClasses(2),
                                          {test::exported(image)}, 1);
        EXPECT_EQ(lost.size(), losses);
        return json::parse(test::textOf(m_folder / "out/annotations.json"), nullptr, false);
    }
    static Object box(double left, double top, double right, double bottom)
    {
        Object object;
        object.polygon.outer = {{left, top}, {right, top}, {right, bottom}, {left, bottom}};
        return object;
    }
    [[nodiscard]] std::size_t filesInFolder() const
    {
        std::size_t count = 0;
        for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(m_folder / "out")) {
            ++count;
        }
        return count;
    }

    TemporaryFolder m_folder;
};

TEST_F(CocoExportTest, APolygonLeavesWithItsBoxAndItsPixels)
{
    const auto file = write({box(1.5, 0, 4, 2.25)});
    const auto& entry = file["annotations"][0];
    EXPECT_EQ(entry, json::parse(R"({"id": 1, "image_id": 1, "category_id": 1, "bbox": [1.5, 0, 2.5, 2.25],
        "area": 6, "iscrowd": 0, "segmentation": [[1.5, 0, 4, 0, 4, 2.25, 1.5, 2.25]]})"))
        << entry;
    EXPECT_EQ(file["images"][0]["width"], 7);
    EXPECT_EQ(file["categories"].size(), 2U);
}

TEST_F(CocoExportTest, HolesLeaveAsRunsDownTheColumnsOfTheWholeImage)
{
    auto frame = box(2, 1, 5, 4);
    frame.polygon.holes = {{{3, 2}, {3, 3}, {4, 3}, {4, 2}}};
    const auto file = write({frame}, 1);
    const auto& entry = file["annotations"][0];
    EXPECT_EQ(entry["segmentation"]["size"], json::parse("[5, 7]")) << "height first";
    // Runs 11, 3, 2, 1, 1, 1, 2, 3, 11; from the fourth on less that two before: -2 -1 0 1 2 9.
    EXPECT_EQ(entry["segmentation"]["counts"], ";32NO0129");
    EXPECT_EQ(entry["bbox"], json::parse("[2, 1, 3, 3]"));
    EXPECT_EQ(entry["area"], 8);
}

TEST_F(CocoExportTest, PartsOfAGroupLeaveAsOneAnnotation)
{
    auto left = box(0, 0, 3, 2);
    auto right = box(2, 0, 5, 2);
    left.group = right.group = 4;
    const auto file = write({left, right});
    ASSERT_EQ(file["annotations"].size(), 1U);
    EXPECT_EQ(file["annotations"][0]["segmentation"].size(), 2U);
    EXPECT_EQ(file["annotations"][0]["area"], 10) << "what both cover counts once";
    EXPECT_EQ(file["annotations"][0]["bbox"], json::parse("[0, 0, 5, 2]"));
}

TEST_F(CocoExportTest, WhatHasNoPixelAndNoOutlineToLeaveAsIsSaidToBeLost)
{
    auto thin = box(1.1, 1.1, 1.4, 1.4);
    thin.polygon.holes = {{{1.2, 1.2}, {1.2, 1.3}, {1.3, 1.3}}};
    const auto file = write({thin}, 1);
    EXPECT_TRUE(file["annotations"].is_array());
    EXPECT_TRUE(file["annotations"].empty());
}

TEST_F(CocoExportTest, OneFileIsLeftBehindAndNoneBeforeTheEnd)
{
    write({box(0, 0, 3, 2), box(3, 3, 5, 5)});
    EXPECT_EQ(filesInFolder(), 1U);
    std::filesystem::remove_all(m_folder / "out");
    {
        const auto exporter = cocoFormat().makeExporter({m_folder / "out", annotation::numberedClasses(1)});
        ImportedImage image;
        image.name = "a.png";
        image.size = Size{7, 5};
        image.annotations.objects = {box(0, 0, 3, 2)};
        expectGood(exporter->add(test::exported(image)));
    }
    EXPECT_EQ(filesInFolder(), 0U);
}

TEST_F(CocoExportTest, AnExportWithoutImagesIsWholeToo)
{
    test::exportAll(cocoFormat(), m_folder / "out", annotation::numberedClasses(1), {}, 1);
    const auto file = json::parse(test::textOf(m_folder / "out/annotations.json"), nullptr, false);
    EXPECT_TRUE(file["annotations"].is_array());
    EXPECT_EQ(filesInFolder(), 1U);
    EXPECT_TRUE(cocoFormat().recognises(m_folder / "out"));
}

} // namespace
} // namespace sorby::formats
