// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/coco.h"
#include "tests/support/results.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/formats/collecting_sink.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace sorby::formats {
namespace {

using test::CollectingSink;
using test::expectGood;
using test::TemporaryFolder;
using test::writeMicrograph;
using test::writeText;

constexpr const char* kTriangle = "[[1, 1, 5, 1, 5, 5]]";

class CocoImportTest : public testing::Test {
  protected:
    Status run(const JobControl& control = {})
    {
        ImportRequest request;
        request.source = m_folder.path();
        return cocoFormat().read(request, m_sink, control);
    }
    void put(const std::string& images, const std::string& categories, const std::string& annotations,
             const std::string& file = "coco.json")
    {
        writeText(m_folder / file, R"({"images": [)" + images + R"(], "categories": [)" + categories +
                                       R"(], "annotations": [)" + annotations + "]}");
    }
    static std::string annotation(int image, int category, const std::string& segmentation = kTriangle)
    {
        return R"({"image_id": )" + std::to_string(image) + R"(, "category_id": )" +
               std::to_string(category) + R"(, "segmentation": )" + segmentation + "}";
    }

    TemporaryFolder m_folder;
    CollectingSink m_sink;
};

constexpr const char* kOneImage = R"({"id": 1, "file_name": "ä #1.png", "width": 20, "height": 10})";
constexpr const char* kPore = R"({"id": 1, "name": "pore"})";

TEST_F(CocoImportTest, TwoImagesOfOneMicrographAreNotBothTaken)
{
    writeMicrograph(m_folder / "images/ä #1.png", {20, 10});
    put(R"({"id": 1, "file_name": "a/ä #1.png"}, {"id": 2, "file_name": "b/ä #1.png"})", kPore,
        annotation(1, 1));
    expectGood(run());
    ASSERT_EQ(m_sink.images.size(), 1U) << "the second would take the place of the first";
    EXPECT_EQ(m_sink.images[0].annotations.objects.size(), 1U);
    const auto refused = m_sink.findingWith("leads to this micrograph");
    EXPECT_EQ(refused.severity, Severity::Refused);
    EXPECT_EQ(refused.path, "images[1].file_name");
}

TEST_F(CocoImportTest, AnotherFileDoesNotReplaceWhatTheFirstSaid)
{
    writeMicrograph(m_folder / "images/ä #1.png", {20, 10});
    put(kOneImage, kPore, annotation(1, 1), "instances.json");
    put(kOneImage, kPore, "", "keypoints.json");
    expectGood(run());
    ASSERT_EQ(m_sink.images.size(), 1U);
    EXPECT_EQ(m_sink.images[0].annotations.objects.size(), 1U);
    EXPECT_EQ(m_sink.count(Severity::Refused), 1U) << m_sink.list();
}

TEST_F(CocoImportTest, MicrographsOfOneNameInTwoFoldersAreTwo)
{
    writeMicrograph(m_folder / "a/ä.png", {20, 10});
    writeMicrograph(m_folder / "b/ä.png", {20, 10});
    put(R"({"id": 1, "file_name": "a/ä.png"},
            {"id": 2, "file_name": "b\\ä.png"})",
        kPore, annotation(2, 1));
    expectGood(run());
    ASSERT_EQ(m_sink.images.size(), 2U) << m_sink.list();
    EXPECT_EQ(m_sink.images[1].annotations.objects.size(), 1U);
    EXPECT_TRUE(m_sink.findings.empty()) << m_sink.list();
}

TEST_F(CocoImportTest, WithoutFilesTheNameIsAllThatTellsMicrographsApart)
{
    put(R"({"id": 1, "file_name": "a/1.png"}, {"id": 2, "file_name": "b/1.png"},
            {"id": 3, "file_name": "2.png"})",
        kPore, annotation(1, 1));
    expectGood(run());
    EXPECT_EQ(m_sink.images.size(), 2U);
    EXPECT_EQ(m_sink.findingWith("leads to this micrograph").path, "images[1].file_name");
}

TEST_F(CocoImportTest, AnImageOfWhichNothingCouldBeTakenIsNotAllMatrix)
{
    put(std::string(kOneImage) + R"(, {"id": 2, "file_name": "b.png", "width": 9, "height": 9})", kPore,
        R"({"image_id": 1, "category_id": 1, "bbox": [1, 1, 5, 5]})");
    expectGood(run());
    ASSERT_EQ(m_sink.images.size(), 2U);
    EXPECT_FALSE(m_sink.images[0].annotated);
    EXPECT_TRUE(m_sink.images[1].annotated) << "it was looked at and holds nothing";
}

TEST_F(CocoImportTest, AFileWithoutAListOfAnnotationsSaysNothingOfItsImages)
{
    writeText(m_folder / "image_info.json",
              R"({"images": [)" + std::string(kOneImage) + R"(], "categories": []})");
    expectGood(run());
    ASSERT_EQ(m_sink.images.size(), 1U);
    EXPECT_FALSE(m_sink.images[0].annotated);
    EXPECT_EQ(m_sink.findingWith("no list of annotations").path, "annotations");
}

TEST_F(CocoImportTest, OneCategoryTooManyLeavesTheOthersAlone)
{
    std::string categories;
    for (int id = 1; id <= 254; ++id) {
        categories += (id > 1 ? ", " : "") + (R"({"id": )" + std::to_string(id)) + R"(, "name": "phase )" +
                      std::to_string(id) + "\"}";
    }
    put(kOneImage, categories, annotation(1, 253) + ", " + annotation(1, 254));
    expectGood(run());
    ASSERT_EQ(m_sink.images.size(), 1U);
    ASSERT_EQ(m_sink.images[0].annotations.objects.size(), 1U) << m_sink.list();
    EXPECT_EQ(m_sink.images[0].annotations.objects[0].classId, 253);
    EXPECT_EQ(m_sink.findingWith("more than 253 classes").path, "categories[253].name");
    EXPECT_EQ(m_sink.findingWith("no category of the id 254").path, "annotations[1].category_id");
}

TEST_F(CocoImportTest, CategoriesOfOneNameBecomeOneClassAndItIsSaid)
{
    put(kOneImage, R"({"id": 1, "name": "Pore"}, {"id": 5, "name": "pore"}, {"id": 7, "name": "  "})",
        annotation(1, 1) + ", " + annotation(1, 5));
    expectGood(run());
    ASSERT_EQ(m_sink.images.at(0).annotations.objects.size(), 2U);
    EXPECT_EQ(m_sink.images[0].annotations.objects[0].classId,
              m_sink.images[0].annotations.objects[1].classId);
    const auto merged = m_sink.findingWith("both are one class");
    EXPECT_EQ(merged.severity, Severity::Flagged);
    EXPECT_EQ(merged.path, "categories[1].name");
    EXPECT_EQ(m_sink.findingWith("lacks its id or its name").path, "categories[2]");
}

TEST_F(CocoImportTest, RunsOfManyPixelsTakeNoMemory)
{
    put(R"({"id": 1, "file_name": "a.png"})", kPore,
        annotation(1, 1, R"({"size": [65536, 65536], "counts": [4294967295, 1]})"));
    expectGood(run());
    EXPECT_EQ(m_sink.findingWith("too large").path, "annotations[0].segmentation");
}

TEST_F(CocoImportTest, CrowdsAreCountedWhenTheyWereTaken)
{
    put(kOneImage, kPore,
        R"({"image_id": 1, "category_id": 1, "iscrowd": 1,
            "segmentation": {"size": [10, 20], "counts": [9, 2, 189]}},
           {"image_id": 1, "category_id": 1, "iscrowd": 1,
            "segmentation": {"size": [10, 20], "counts": [9]}})");
    expectGood(run());
    EXPECT_EQ(m_sink.findingWith("crowd").message, "1 crowd region was taken as pixels of their class");
}

TEST_F(CocoImportTest, AStopEndsTheImport)
{
    put(kOneImage, kPore, annotation(1, 1));
    std::stop_source source;
    source.request_stop();
    const auto done = run({source.get_token(), {}});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::Cancelled);
    EXPECT_TRUE(m_sink.images.empty());
}

} // namespace
} // namespace sorby::formats
