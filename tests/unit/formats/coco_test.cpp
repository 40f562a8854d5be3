// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/coco.h"
#include "core/imaging/rasterizer.h"
#include "core/imaging/reference.h"
#include "tests/support/results.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/formats/collecting_sink.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sorby::formats {
namespace {

using annotation::Object;
using test::CollectingSink;
using test::expectGood;
using test::TemporaryFolder;
using test::writeText;

/// Written by hand from the description of the format: two polygons that are a union, an object with a hole
/// as runs in both spellings, a crowd, categories from any number, a name with folders, an image without
/// annotations.
constexpr const char* kByHand = R"({
 "info": {"year": 2017}, "licenses": [],
 "images": [
  {"id": 7, "file_name": "./data/train/feld 1#\u00e4.png", "width": 6, "height": 5},
  {"id": 9, "file_name": "data\\train\\b.png", "width": 6, "height": 5, "license": 1},
  {"id": 11, "file_name": "https://x.org/nowhere.png", "width": 20, "height": 10}
 ],
 "categories": [
  {"id": 90, "name": "pore", "supercategory": "defect"},
  {"id": 0, "name": "melt pool"}
 ],
 "annotations": [
  {"id": 1, "image_id": 7, "category_id": 0, "bbox": [0, 0, 6, 5], "area": 9, "iscrowd": 0,
   "segmentation": [[0, 0, 2, 0, 2, 2, 0, 2], [4, 3, 6, 3, 6, 5, 4, 5]]},
  {"id": 2, "image_id": 11, "category_id": 90, "iscrowd": 0, "segmentation": [[0, 0, 20, 0, 20, 10]]},
  {"id": 3, "image_id": 7, "category_id": 90, "iscrowd": 1,
   "segmentation": {"size": [5, 6], "counts": [10, 3, 2, 1, 1, 1, 2, 3, 7]}},
  {"id": 4, "image_id": 7, "category_id": 90, "iscrowd": 0,
   "segmentation": {"size": [5, 6], "counts": "m01"}}
 ]
})";

class CocoTest : public testing::Test {
  protected:
    Status run(const std::string& source = "coco.json", const std::string& images = "images")
    {
        ImportRequest request;
        request.source = m_folder / source;
        request.images = images.empty() ? std::filesystem::path() : m_folder / images;
        return cocoFormat().read(request, m_sink, JobControl{});
    }
    void put(const std::string& json) { writeText(m_folder / "coco.json", json); }
    /// One image of 20x10 and this list of annotations.
    void putAnnotations(const std::string& annotations)
    {
        put(R"({"images": [{"id": 1, "file_name": "a.png", "width": 20, "height": 10}],
                "categories": [{"id": 1, "name": "pore"}], "annotations": [)" +
            annotations + "]}");
    }

    TemporaryFolder m_folder;
    CollectingSink m_sink;
};

TEST_F(CocoTest, AFileWrittenByHandIsRead)
{
    put(kByHand);
    test::writeMicrograph(m_folder / "images/feld 1#ä.png", {6, 5});
    test::writeMicrograph(m_folder / "images/b.png", {6, 5});
    EXPECT_TRUE(cocoFormat().recognises(m_folder / "coco.json"));
    EXPECT_TRUE(cocoFormat().recognises(m_folder.path()));
    expectGood(run());
    ASSERT_EQ(m_sink.images.size(), 3U) << m_sink.list();
    ASSERT_TRUE(m_sink.givenClasses);
    EXPECT_EQ(m_sink.givenClasses->at(1).name, "melt pool") << "in the order of the ids";
    EXPECT_EQ(m_sink.givenClasses->at(2).name, "pore");
    const auto& first = m_sink.images[0];
    EXPECT_EQ(first.name, "feld 1#ä.png");
    ASSERT_EQ(first.annotations.objects.size(), 4U) << m_sink.list();
    EXPECT_NE(first.annotations.objects[0].group, 0);
    EXPECT_EQ(first.annotations.objects[0].group, first.annotations.objects[1].group);
    EXPECT_EQ(first.annotations.objects[0].polygon.outer[1], (annotation::Point{2, 0})) << "not shifted";
    // Runs go down the columns: 3 of column 2, the ends of column 3, 3 of column 4.
    const auto& ring = first.annotations.objects[2].polygon;
    EXPECT_EQ(imaging::pixelCount(ring, {6, 5}), 8U);
    EXPECT_EQ(ring.holes.size(), 1U);
    EXPECT_EQ(m_sink.images[1].annotations.objects.size(), 0U);
    EXPECT_TRUE(m_sink.images[1].annotated) << "it was looked at and holds nothing";
    EXPECT_EQ(m_sink.findingWith("1 crowd region was").severity, Severity::Flagged);
    EXPECT_EQ(m_sink.findingWith("image not found").image, "nowhere.png");
    EXPECT_EQ(m_sink.images[2].size, (Size{20, 10}));
    EXPECT_EQ(m_sink.images[2].annotations.objects.size(), 1U);
}

TEST_F(CocoTest, WhatGoesOutComesBack)
{
    ImportedImage image;
    image.name = "a.png";
    image.size = Size{20, 10};
    const auto square = [](annotation::ClassId id, double left, double top, double side) {
        Object object;
        object.classId = id;
        object.polygon.outer = {
            {left, top}, {left + side, top}, {left + side, top + side}, {left, top + side}};
        return object;
    };
    auto ring = square(1, 0, 0, 6);
    ring.polygon.holes = {{{1.25, 1}, {1, 4}, {4, 4}}};
    auto left = square(2, 8, 1.5, 2.1);
    auto right = square(2, 12, 1.1, 3);
    left.group = right.group = 3;
    auto under = square(1, 17, 7, 3); // reaches the border
    image.annotations.objects = {ring, left, under, right, square(annotation::kIgnore, 3, 7, 2)};
    image.annotations.pixelEdits.set(12, 1, annotation::kMatrix);
    image.annotations.pixelEdits.set(1, 9, 1);
    ImportedImage empty;
    empty.name = "empty.png";
    empty.size = Size{4, 4};
    const annotation::ClassList classes{{0, "matrix", {}}, {1, "melt pool", {}}, {2, "pore", {}}};
    const auto losses = test::exportAll(cocoFormat(), m_folder / "out", classes,
                                        {test::exported(image), test::exported(empty)}, 1);
    EXPECT_EQ(losses.size(), 2U) << "vertices of holes, pixel edits";
    expectGood(run("out", ""));
    const auto& back = *m_sink.imageOf("a.png");
    EXPECT_EQ(imaging::makeReference(back.annotations, Size{20, 10}),
              imaging::makeReference(image.annotations, Size{20, 10}));
    const auto found = std::find_if(back.annotations.objects.begin(), back.annotations.objects.end(),
                                    [&](const Object& object) { return object.polygon == left.polygon; });
    ASSERT_NE(found, back.annotations.objects.end()) << "vertex for vertex";
    EXPECT_NE(found->group, 0);
    EXPECT_EQ(std::count_if(back.annotations.objects.begin(), back.annotations.objects.end(),
                            [&](const Object& object) { return object.group == found->group; }),
              2);
    EXPECT_TRUE(m_sink.imageOf("empty.png")->annotated);
    EXPECT_EQ(m_sink.count(Severity::Refused), 0U) << m_sink.list();
}

TEST_F(CocoTest, PartsOfAGroupAreNotDrawnUnderWhatTheyCover)
{
    ImportedImage image;
    image.name = "a.png";
    image.size = Size{10, 4};
    const auto bar = [](annotation::ClassId id, int group, double left, double right) {
        Object object;
        object.classId = id;
        object.group = group;
        object.polygon.outer = {{left, 0}, {right, 0}, {right, 4}, {left, 4}};
        return object;
    };
    image.annotations.objects = {bar(1, 1, 0, 2), bar(2, 0, 3, 8), bar(1, 1, 5, 6)};
    test::exportAll(cocoFormat(), m_folder / "out", annotation::numberedClasses(2), {test::exported(image)},
                    1);
    expectGood(run("out", ""));
    EXPECT_EQ(imaging::makeReference(m_sink.images.at(0).annotations, Size{10, 4}),
              imaging::makeReference(image.annotations, Size{10, 4}));
}

TEST_F(CocoTest, TheExportKnowsTheWayToItsMicrographs)
{
    test::writeMicrograph(m_folder / "one/a.png", {20, 10});
    test::writeMicrograph(m_folder / "two/a.png", {8, 8});
    std::vector<ExportedImage> images;
    for (const char* folder : {"one", "two"}) {
        ImportedImage image;
        image.name = "a.png";
        image.size = folder == std::string("one") ? Size{20, 10} : Size{8, 8};
        images.push_back(test::exported(image));
        images.back().stem = std::string(folder) + "_a";
        images.back().file = m_folder / (std::string(folder) + "/a.png");
    }
    test::exportAll(cocoFormat(), m_folder / "out", annotation::numberedClasses(1), images, 1);
    EXPECT_NE(test::textOf(m_folder / "out/annotations.json").find("\"two/a.png\""), std::string::npos);
    expectGood(run("out", ""));
    ASSERT_EQ(m_sink.images.size(), 2U);
    EXPECT_EQ(m_sink.images[0].size, (Size{20, 10}));
    EXPECT_EQ(m_sink.images[1].size, (Size{8, 8}));
    EXPECT_TRUE(m_sink.findings.empty()) << m_sink.list();
}

/// What is damaged, and where the finding has to point.
struct Damage {
    const char* annotation;
    const char* path;
};
class DamagedCoco : public CocoTest, public testing::WithParamInterface<Damage> {};

TEST_P(DamagedCoco, IsRefusedByItsPathAndTheRestIsTaken)
{
    putAnnotations(std::string(GetParam().annotation) +
                   R"(, {"image_id": 1, "category_id": 1, "segmentation": [[1, 1, 5, 1, 5, 5]]})");
    expectGood(run());
    ASSERT_EQ(m_sink.count(Severity::Refused), 1U) << m_sink.list();
    const auto refused =
        *std::find_if(m_sink.findings.begin(), m_sink.findings.end(),
                      [](const auto& finding) { return finding.severity == Severity::Refused; });
    EXPECT_EQ(refused.path, GetParam().path) << refused.message;
    EXPECT_EQ(m_sink.images.at(0).annotations.objects.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(
    Annotations, DamagedCoco,
    testing::Values(
        Damage{R"({"image_id": 5, "category_id": 1, "segmentation": [[1, 1, 5, 1, 5, 5]]})",
               "annotations[0].image_id"},
        Damage{R"({"category_id": 1, "segmentation": [[1, 1, 5, 1, 5, 5]]})", "annotations[0].image_id"},
        Damage{R"({"image_id": 1, "category_id": 2, "segmentation": [[1, 1, 5, 1, 5, 5]]})",
               "annotations[0].category_id"},
        Damage{R"({"image_id": 1, "category_id": "x", "segmentation": [[1, 1, 5, 1, 5, 5]]})",
               "annotations[0].category_id"},
        Damage{R"({"image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4]})", "annotations[0].segmentation"},
        Damage{R"({"image_id": 1, "category_id": 1, "segmentation": []})", "annotations[0].segmentation"},
        Damage{R"({"image_id": 1, "category_id": 1, "segmentation": 3})", "annotations[0].segmentation"},
        Damage{R"({"image_id": 1, "category_id": 1, "segmentation": [[1, 1, 5, 1, 5]]})",
               "annotations[0].segmentation[0]"},
        Damage{R"({"image_id": 1, "category_id": 1, "segmentation": [[1, 1, 5, 1]]})",
               "annotations[0].segmentation[0]"},
        Damage{R"({"image_id": 1, "category_id": 1, "segmentation": [[1, 1, 5, "1", 5, 5]]})",
               "annotations[0].segmentation[0]"},
        Damage{R"({"image_id": 1, "category_id": 1, "segmentation": [[90, 90, 95, 90, 95, 95]]})",
               "annotations[0].segmentation[0]"},
        Damage{R"({"image_id": 1, "category_id": 1, "segmentation": {"size": [10, 20], "counts": [5, 5]}})",
               "annotations[0].segmentation"},
        Damage{R"({"image_id": 1, "category_id": 1, "segmentation": {"size": [20, 10], "counts": [200]}})",
               "annotations[0].segmentation"},
        Damage{R"({"image_id": 1, "category_id": 1, "segmentation": {"size": [10], "counts": [200]}})",
               "annotations[0].segmentation"},
        Damage{
            R"({"image_id": 1, "category_id": 1, "segmentation": {"size": [10, 20], "counts": [-1, 201]}})",
            "annotations[0].segmentation"},
        Damage{R"({"image_id": 1, "category_id": 1, "segmentation": {"size": [10, 20], "counts": "P"}})",
               "annotations[0].segmentation"}));

TEST_F(CocoTest, DamageOfTheWholeFileIsAnErrorWithItsPlace)
{
    for (const char* text : {"", "{", R"({"images": [{"id": 1, "file_name": "a.png")", R"({"images": 5})",
                             "[]", R"({"annotations": [], "categories": []})", "no json"}) {
        put(text);
        const auto done = run();
        ASSERT_FALSE(done) << text;
        EXPECT_FALSE(done.error().where.empty());
    }
    put("{\n\"images\": [\n{]}");
    EXPECT_NE(run().error().message.find("line 3"), std::string::npos) << run().error().message;
    EXPECT_TRUE(m_sink.images.empty());
}

TEST_F(CocoTest, ADamagedFileLeavesTheOthersAlone)
{
    putAnnotations(R"({"image_id": 1, "category_id": 1, "segmentation": [[1, 1, 5, 1, 5, 5]]})");
    writeText(m_folder / "broken.json", R"({"images": [{"file_name": "x.png"}], "annotations": [)");
    expectGood(run("", ""));
    EXPECT_EQ(m_sink.images.size(), 1U);
    EXPECT_EQ(m_sink.findingWith("no whole JSON").severity, Severity::Refused);
}

TEST_F(CocoTest, DamagedImagesAndCategoriesAreRefusedByTheirPath)
{
    put(R"({"images": [{"id": 1}, {"file_name": "b.png"}, 5, {"id": 2, "file_name": "c.png", "width": -4, "height": 1e9},
                       {"id": 2, "file_name": "d.png"}],
            "categories": [{"id": 1}, {"id": 1, "name": "a"}, {"id": 1, "name": "b"}], "annotations": []})");
    expectGood(run());
    EXPECT_EQ(m_sink.images.size(), 1U);
    EXPECT_FALSE(m_sink.images[0].size);
    EXPECT_EQ(m_sink.count(Severity::Refused), 6U) << m_sink.list();
}

TEST_F(CocoTest, MeltPoolsGoRoundWithTheSamePixels)
{
    const auto data = test::sharedData();
    if (data.empty()) {
        GTEST_SKIP() << "the shared micrographs are not there";
    }
    ImportRequest request;
    request.source = data / "nasa_meltpool";
    expectGood(cocoFormat().read(request, m_sink, JobControl{}));
    ASSERT_EQ(m_sink.images.size(), 32U) << m_sink.list();
    EXPECT_EQ(m_sink.count(Severity::Refused), 0U) << m_sink.list();
    std::vector<ExportedImage> images;
    std::size_t objects = 0;
    for (const auto& image : m_sink.images) {
        EXPECT_FALSE(image.file.empty()) << image.name;
        images.push_back(test::exported(image));
        images.back().file = image.file;
        objects += image.annotations.objects.size();
    }
    EXPECT_GT(objects, 32U);
    test::exportAll(cocoFormat(), m_folder / "out", *m_sink.givenClasses, images, 1);
    CollectingSink back;
    request.source = m_folder / "out";
    expectGood(cocoFormat().read(request, back, JobControl{}));
    ASSERT_EQ(back.images.size(), m_sink.images.size());
    for (std::size_t i = 0; i < back.images.size(); ++i) {
        const auto& before = m_sink.images[i];
        EXPECT_EQ(back.images[i].annotations.objects.size(), before.annotations.objects.size());
        EXPECT_EQ(imaging::makeReference(back.images[i].annotations, *before.size),
                  imaging::makeReference(before.annotations, *before.size))
            << before.name;
    }
}

} // namespace
} // namespace sorby::formats
