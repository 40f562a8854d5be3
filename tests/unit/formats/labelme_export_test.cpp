// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/formats/labelme.h"
#include "core/imaging/reference.h"
#include "tests/support/label_text.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/formats/collecting_sink.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <random>
#include <string>
#include <vector>

namespace sorby::test {
namespace {

using annotation::Object;
using annotation::Point;
using annotation::Ring;
using formats::ExportedImage;
using formats::Finding;

constexpr Size kSize{60, 40};

class LabelMeExportTest : public testing::Test {
  protected:
    LabelMeExportTest()
    {
        for (const char* name : {"MA island", "Pore größer"}) {
            const auto id = static_cast<annotation::ClassId>(m_classes.size());
            m_classes.push_back({id, name, annotation::defaultClassColour(id)});
        }
    }

    static Object object(Ring outer, annotation::ClassId classId = 1)
    {
        Object result;
        result.classId = classId;
        result.polygon.outer = std::move(outer);
        return result;
    }
    static Object square(double left, double top, double side, annotation::ClassId classId = 1)
    {
        return object({{left, top}, {left + side, top}, {left + side, top + side}, {left, top + side}},
                      classId);
    }
    ExportedImage image(annotation::Annotations annotations)
    {
        formats::ImportedImage imported;
        imported.name = "spot #1 (ä).tif";
        imported.size = kSize;
        imported.annotations = std::move(annotations);
        auto result = exported(imported);
        result.file = m_folder / "data/PNG ü/spot #1 (ä).png";
        writeMicrograph(result.file, kSize);
        return result;
    }
    std::vector<Finding> write(const ExportedImage& image)
    {
        return exportAll(formats::labelMeFormat(), out(), m_classes, {image}, 1);
    }
    [[nodiscard]] std::filesystem::path out() const { return m_folder / "out/json"; }
    nlohmann::json written()
    {
        return nlohmann::json::parse(textOf(out() / fromUtf8("spot #1 (ä).json")), nullptr, false);
    }
    /// Writes and reads again; the project's classes are known.
    const formats::ImportedImage& throughFile(const ExportedImage& given)
    {
        m_losses = write(given);
        const auto done = formats::labelMeFormat().read({.source = out(), .classes = m_classes}, sink, {});
        EXPECT_TRUE(done) << describe(done.error());
        EXPECT_EQ(sink.images.size(), 1U);
        static const formats::ImportedImage none;
        const auto& back = sink.images.empty() ? none : sink.images.front();
        const auto reference = given.labels();
        EXPECT_EQ(text(imaging::makeReference(back.annotations, kSize)), text(*reference));
        return back;
    }

    TemporaryFolder m_folder;
    annotation::ClassList m_classes = {{0, "matrix", {}}};
    CollectingSink sink;
    std::vector<Finding> m_losses;
};

TEST_F(LabelMeExportTest, TheFileIsWhatLabelMeWrites)
{
    auto part = square(10.5, 20.5, 8, 2);
    part.group = 4;
    annotation::Annotations annotations;
    annotations.objects = {part};
    annotations.points = {{0, "Anna", {3.75, 4}}};
    EXPECT_TRUE(write(image(annotations)).empty());
    EXPECT_EQ(
        textOf(out() / fromUtf8("spot #1 (ä).json")).substr(0, 78),
        "{\n  \"version\": \"5.5.0\",\n  \"flags\": {},\n  \"shapes\": [\n    {\n      \"label\": \"Por");
    EXPECT_EQ(written(), nlohmann::json::parse(R"({
        "version": "5.5.0", "flags": {}, "imageData": null, "imageHeight": 40, "imageWidth": 60,
        "imagePath": "../../data/PNG ü/spot #1 (ä).png",
        "shapes": [
            {"label": "Pore größer", "points": [[10, 20], [18, 20], [18, 28], [10, 28]], "group_id": 4,
             "description": "", "shape_type": "polygon", "flags": {}, "mask": null},
            {"label": "Anna", "points": [[3.25, 3.5]], "group_id": null, "description": "",
             "shape_type": "point", "flags": {}, "mask": null}]})"));
}

TEST_F(LabelMeExportTest, WhatGoesOutComesIn)
{
    std::mt19937 random(5);
    std::uniform_real_distribution<double> place(1, 20);
    annotation::Annotations annotations;
    for (int i = 0; i < 40; ++i) {
        const double x = place(random);
        const double y = place(random);
        annotations.objects.push_back(
            object({{x, y}, {x + place(random), y + 0.1}, {x + 3.3, y + 3 + place(random) / 2}},
                   static_cast<annotation::ClassId>(1 + i % 2)));
        annotations.objects.back().group = i % 5 == 0 ? 3 : i % 7 == 0 ? 12 : 0;
    }
    annotations.objects[0].classId = annotations.objects[5].classId = 1;
    annotations.objects[3].classId = annotation::kIgnore;
    annotations.objects[4].polygon.outer.push_back({1, 39.25});
    annotations.points = {{0, "Anna", {3.75, 4}}, {0, "", {0, 40}}, {0, "Ben ä", {60, 0.5}}};
    for (auto& object : annotations.objects) {
        object.provenance = {annotation::Origin::Imported, "spot #1 (ä).json", {}};
        if (object.group == 3 || object.group == 12) { // one class a group: parts of one thing
            object.classId = object.group == 3 ? 1 : 2;
        }
    }
    const auto& back = throughFile(image(annotations));
    EXPECT_TRUE(m_losses.empty());
    ASSERT_EQ(back.annotations.objects.size(), annotations.objects.size()) << sink.list();
    for (std::size_t i = 0; i < annotations.objects.size(); ++i) {
        EXPECT_EQ(back.annotations.objects[i], annotations.objects[i]) << i;
    }
    EXPECT_EQ(back.annotations.points, annotations.points);
    EXPECT_EQ(back.file.filename(), fromUtf8("spot #1 (ä).png"));
    EXPECT_FALSE(sink.givenClasses) << "no class is new";
}

TEST_F(LabelMeExportTest, PointsOfObjectsStayTheirs)
{
    annotation::Annotations annotations;
    annotations.objects = {square(2, 2, 6), square(12, 2, 6, 2), square(30, 2, 9)};
    annotations.objects[0].poi = Point{4.25, 5};
    annotations.objects[2].poi = Point{32, 4.5};
    annotations.objects[2].polygon.holes = {{{36, 6}, {36, 9}, {38, 9}, {38, 6}}};
    annotations.points = {{0, "", {32, 4.5}}};
    const auto& back = throughFile(image(annotations));
    ASSERT_EQ(back.annotations.objects.size(), 3U) << sink.list();
    EXPECT_EQ(back.annotations.objects[0].poi, (Point{4.25, 5}));
    EXPECT_FALSE(back.annotations.objects[1].poi);
    EXPECT_EQ(back.annotations.objects[2].poi, (Point{32, 4.5}));
    EXPECT_EQ(back.annotations.points, annotations.points);
}

TEST_F(LabelMeExportTest, AnObjectsPointStandsForItselfWhenTheObjectIsGone)
{
    annotation::Annotations annotations;
    annotations.objects = {square(2, 2, 6), square(12, 2, 6)};
    annotations.objects[0].poi = Point{4.25, 5};
    write(image(annotations));
    auto json = written();
    json["shapes"][0]["points"] = "gone";
    writeText(out() / fromUtf8("spot #1 (ä).json"), json.dump());
    ASSERT_TRUE(formats::labelMeFormat().read({.source = out()}, sink, {}));
    EXPECT_EQ(sink.images.at(0).annotations.objects.size(), 1U);
    EXPECT_FALSE(sink.images.at(0).annotations.objects.at(0).poi);
    EXPECT_EQ(sink.images.at(0).annotations.points,
              (std::vector<annotation::PointOfInterest>{{0, "", {4.25, 5}}}));
}

TEST_F(LabelMeExportTest, ObjectsWithHolesLeaveAsMasksAndKeepTheirPixels)
{
    annotation::Annotations annotations;
    auto sharp = square(3, 4, 12, 2);
    sharp.polygon.holes = {{{6, 6}, {6, 9}, {9, 9}, {9, 6}}};
    auto blurred = object({{20.3, 3.1}, {39.7, 5.2}, {33.3, 20.9}, {21, 18}});
    blurred.polygon.holes = {{{26.2, 8.1}, {25.1, 13.3}, {31.8, 11.1}}};
    blurred.group = 9;
    auto tiny = object({{50, 30}, {50.4, 30}, {50.4, 30.4}, {50, 30.4}});
    tiny.polygon.holes = {{{50.1, 30.1}, {50.1, 30.3}, {50.3, 30.3}, {50.3, 30.1}}};
    annotations.objects = {sharp, square(5, 5, 3), blurred, tiny};
    const auto& back = throughFile(image(annotations));
    ASSERT_EQ(back.annotations.objects.size(), 3U) << sink.list();
    EXPECT_EQ(back.annotations.objects[0].polygon.outer, sharp.polygon.outer);
    ASSERT_EQ(back.annotations.objects[0].polygon.holes.size(), 1U);
    EXPECT_EQ(boundingBox(back.annotations.objects[0].polygon.holes[0]), (annotation::Box{6, 6, 9, 9}));
    EXPECT_EQ(back.annotations.objects[0].classId, 2);
    EXPECT_EQ(back.annotations.objects[2].group, 9);
    EXPECT_EQ(back.annotations.objects[2].polygon.holes.size(), 1U);
    ASSERT_EQ(m_losses.size(), 2U);
    EXPECT_EQ(m_losses[0].message,
              "the format cannot keep outlines of objects with holes; they leave as masks "
              "(spot #1 (ä).tif)");
    EXPECT_NE(m_losses[1].message.find("holes that have no pixel"), std::string::npos);
    EXPECT_EQ(written()["shapes"][0]["points"], nlohmann::json::parse("[[3, 4], [14, 15]]"));
}

TEST_F(LabelMeExportTest, PixelEditsLeaveAsTheOutlinesThatTheyMake)
{
    annotation::Annotations annotations;
    annotations.objects = {square(2, 2, 10), square(30, 2, 10, 2)};
    auto painted = imaging::LabelImage(kSize, annotation::kUnset);
    painted.at(5, 5) = 2;
    painted.at(7, 7) = annotation::kMatrix;
    painted.at(50, 30) = annotation::kIgnore;
    annotations.pixelEdits = annotation::PixelEdits::fromLabels(painted);
    auto given = image(annotations);
    given.specimen = "steel A";
    throughFile(given);
    ASSERT_EQ(m_losses.size(), 3U);
    EXPECT_NE(m_losses[0].message.find("pixel edits"), std::string::npos);
    EXPECT_NE(m_losses[1].message.find("holes"), std::string::npos) << "where a pixel was rubbed out";
    EXPECT_NE(m_losses[2].message.find("specimens"), std::string::npos);
}

TEST_F(LabelMeExportTest, AnImageWithoutObjectsIsAnnotatedAsEmpty)
{
    const auto& back = throughFile(image({}));
    EXPECT_TRUE(back.annotated);
    EXPECT_TRUE(back.annotations.isEmpty());
    EXPECT_EQ(written()["shapes"], nlohmann::json::array());
}

TEST_F(LabelMeExportTest, WithoutTheMicrographsFileItsNameIsNamed)
{
    auto given = image({});
    given.file.clear();
    write(given);
    EXPECT_EQ(written()["imagePath"], "spot #1 (ä).tif");
    given.file = out() / "spot #1 (ä).tif";
    write(given);
    EXPECT_EQ(written()["imagePath"], "spot #1 (ä).tif");
}

TEST_F(LabelMeExportTest, AFolderThatCannotBeWrittenEndsTheExport)
{
    writeText(m_folder / "out", "a file where the folder should be");
    const auto exporter = formats::labelMeFormat().makeExporter({out(), m_classes});
    const auto added = exporter->add(image({}));
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().code, ErrorCode::Io);
}

} // namespace
} // namespace sorby::test
