// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/formats/geojson.h"
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

class GeoJsonExportTest : public testing::Test {
  protected:
    GeoJsonExportTest()
    {
        m_classes.push_back({1, "MA island", {230, 159, 0}});
        m_classes.push_back({2, "Pore \"größer\"", {1, 2, 3}});
        m_classes.push_back({3, "never used", {4, 5, 6}});
    }

    static Object object(Ring outer, annotation::ClassId classId = 1, int group = 0)
    {
        Object result;
        result.classId = classId;
        result.polygon.outer = std::move(outer);
        result.group = group;
        result.provenance = {annotation::Origin::Imported, "spot #1 (ä).geojson", {}};
        return result;
    }
    static Object square(double left, double top, double side, annotation::ClassId classId = 1, int group = 0)
    {
        return object({{left, top}, {left + side, top}, {left + side, top + side}, {left, top + side}},
                      classId, group);
    }
    ExportedImage image(annotation::Annotations annotations)
    {
        formats::ImportedImage imported;
        imported.name = "spot #1 (ä).png";
        imported.size = kSize;
        imported.specimen = "steel Ä";
        imported.annotations = std::move(annotations);
        auto result = exported(imported);
        result.file = m_folder / "data/PNG ü/spot #1 (ä).png";
        writeMicrograph(result.file, kSize);
        return result;
    }
    [[nodiscard]] std::filesystem::path out() const { return m_folder / "out/geo"; }
    nlohmann::json written()
    {
        return nlohmann::json::parse(textOf(out() / fromUtf8("spot #1 (ä).geojson")), nullptr, false);
    }
    /// Writes and reads again, without the project's classes.
    const formats::ImportedImage& throughFile(const ExportedImage& given)
    {
        m_losses = exportAll(formats::geoJsonFormat(), out(), m_classes, {given}, 1);
        EXPECT_TRUE(formats::geoJsonFormat().recognises(out()));
        const auto done = formats::geoJsonFormat().read({.source = out()}, sink, {});
        EXPECT_TRUE(done) << describe(done.error());
        EXPECT_EQ(sink.images.size(), 1U);
        static const formats::ImportedImage none;
        const auto& back = sink.images.empty() ? none : sink.images.front();
        EXPECT_EQ(text(imaging::makeReference(back.annotations, kSize)), text(*given.labels()));
        return back;
    }

    TemporaryFolder m_folder;
    annotation::ClassList m_classes = {{0, "matrix", {}}};
    CollectingSink sink;
    std::vector<Finding> m_losses;
};

TEST_F(GeoJsonExportTest, TheFileIsWhatQuPathReads)
{
    auto first = square(10, 20.5, 8, 2, 4);
    first.polygon.holes = {{{12, 22}, {12, 24}, {14, 24}}};
    first.poi = Point{11, 21.5};
    annotation::Annotations annotations;
    annotations.objects = {first, square(30, 2, 4, 2, 4),
                           object({{1, 1}, {5, 1}, {1, 5}}, annotation::kIgnore)};
    annotations.points = {{0, "Anna", {3.75, 4}}};
    exportAll(formats::geoJsonFormat(), out(), m_classes, {image(annotations)}, 1);
    EXPECT_EQ(written(), nlohmann::json::parse(R"({
      "type": "FeatureCollection",
      "sorby": {"image": "spot #1 (ä).png", "path": "../../data/PNG ü/spot #1 (ä).png", "width": 60,
        "height": 40, "specimen": "steel Ä", "classes": [
          {"name": "MA island", "color": [230, 159, 0]}, {"name": "Pore \"größer\"", "color": [1, 2, 3]},
          {"name": "never used", "color": [4, 5, 6]}]},
      "features": [
        {"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": [
            [[[10, 20.5], [18, 20.5], [18, 28.5], [10, 28.5], [10, 20.5]],
             [[12, 22], [12, 24], [14, 24], [12, 22]]],
            [[[30, 2], [34, 2], [34, 6], [30, 6], [30, 2]]]]},
         "properties": {"objectType": "annotation",
                        "classification": {"name": "Pore \"größer\"", "color": [1, 2, 3]}},
         "sorby": {"group": 4, "points": [[11, 21.5], null]}},
        {"type": "Feature", "geometry": {"type": "Polygon",
            "coordinates": [[[1, 1], [5, 1], [1, 5], [1, 1]]]},
         "properties": {"objectType": "annotation",
                        "classification": {"name": "Ignore*", "color": [224, 224, 224]}}},
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [3.75, 4]},
         "properties": {"objectType": "annotation", "name": "Anna"}}]})"));
}

TEST_F(GeoJsonExportTest, WhatGoesOutComesIn)
{
    std::mt19937 random(5);
    std::uniform_real_distribution<double> place(1, 20);
    annotation::Annotations annotations;
    for (int i = 0; i < 60; ++i) {
        const double x = place(random);
        const double y = place(random);
        annotations.objects.push_back(
            object({{x, y}, {x + 2 + place(random), y + 0.1}, {x + 3.3, y + 3 + place(random) / 2}},
                   static_cast<annotation::ClassId>(1 + i % 2)));
        if (i % 3 == 0) {
            annotations.objects.back().polygon.holes = {
                {{x + 2.5, y + 0.5}, {x + 2.7, y + 1.5}, {x + 2.9, y + 0.5}}};
        }
    }
    annotations.objects[3].classId = annotation::kIgnore;
    annotations.objects[7].poi = Point{annotations.objects[7].polygon.outer[0]};
    annotations.objects[10].group = annotations.objects[11].group = 12;
    annotations.objects[10].classId = annotations.objects[11].classId = 2;
    annotations.objects[20].group = 7;
    annotations.points = {{0, "Anna", {3.75, 4}}, {0, "", {0, 40}}, {0, "Ben ä", {60, 0.1}}};
    const auto& back = throughFile(image(annotations));
    EXPECT_TRUE(m_losses.empty());
    ASSERT_EQ(back.annotations.objects.size(), annotations.objects.size()) << sink.list();
    for (std::size_t i = 0; i < annotations.objects.size(); ++i) {
        EXPECT_EQ(back.annotations.objects[i], annotations.objects[i]) << i;
    }
    EXPECT_EQ(back.annotations.points, annotations.points);
    EXPECT_EQ(back.file.filename(), fromUtf8("spot #1 (ä).png"));
    EXPECT_EQ(back.specimen, "steel Ä");
    ASSERT_TRUE(sink.givenClasses);
    ASSERT_EQ(sink.givenClasses->size(), 4U);
    for (std::size_t i = 1; i < 4; ++i) {
        EXPECT_EQ((*sink.givenClasses)[i], m_classes[i]);
    }
}

TEST_F(GeoJsonExportTest, PartsAreJoinedOnlyWhereNoPixelChanges)
{
    annotation::Annotations annotations;
    annotations.objects = {square(2, 2, 6, 1, 5), square(20, 2, 8, 2), square(40, 2, 6, 1, 5),
                           square(22, 4, 3, 1, 5), square(2, 20, 4, 2, 5)};
    const auto& back = throughFile(image(annotations)); // compares the pixels, too
    EXPECT_EQ(written()["features"].size(), 4U);
    EXPECT_EQ(written()["features"][0]["geometry"]["coordinates"].size(), 2U);
    const auto& objects = back.annotations.objects;
    ASSERT_EQ(objects.size(), 5U);
    EXPECT_EQ(objects[0].group, 5);
    EXPECT_EQ(objects[1].polygon, annotations.objects[2].polygon);
    EXPECT_EQ(objects[1].group, 5);
    EXPECT_EQ(objects[3].polygon, annotations.objects[3].polygon);
    EXPECT_EQ(objects[3].group, 5) << "drawn later, the same thing";
    EXPECT_NE(objects[4].group, 5) << "another class is another thing";
}

TEST_F(GeoJsonExportTest, PixelEditsLeaveAsTheOutlinesThatTheyMake)
{
    annotation::Annotations annotations;
    annotations.objects = {square(2, 2, 10), square(30, 2, 10, 2)};
    auto painted = imaging::LabelImage(kSize, annotation::kUnset);
    painted.at(5, 5) = 2;
    painted.at(7, 7) = annotation::kMatrix;
    painted.at(50, 30) = annotation::kIgnore;
    annotations.pixelEdits = annotation::PixelEdits::fromLabels(painted);
    throughFile(image(annotations));
    ASSERT_EQ(m_losses.size(), 1U);
    EXPECT_NE(m_losses[0].message.find("pixel edits"), std::string::npos);
}

TEST_F(GeoJsonExportTest, AnImageWithoutObjectsIsAnnotatedAsEmpty)
{
    const auto& back = throughFile(image({}));
    EXPECT_TRUE(back.annotated);
    EXPECT_TRUE(back.annotations.isEmpty());
}

TEST_F(GeoJsonExportTest, DamagedExtrasCostOnlyThemselves)
{
    annotation::Annotations annotations;
    annotations.objects = {square(2, 2, 6, 1, 5)};
    exportAll(formats::geoJsonFormat(), out(), m_classes, {image(annotations)}, 1);
    auto json = written();
    json["sorby"] = {{"image", 7},
                     {"path", "../../../etc/passwd"},
                     {"width", -60},
                     {"height", "x"},
                     {"classes", {1, {{"name", ""}}, {{"name", "slag"}, {"color", {1, 2}}}}}};
    json["features"][0]["sorby"] = {{"group", -4}, {"points", {{"a", "b"}}}};
    writeText(out() / fromUtf8("spot #1 (ä).geojson"), json.dump());
    ASSERT_TRUE(formats::geoJsonFormat().read({.source = out()}, sink, {}));
    ASSERT_EQ(sink.images.size(), 1U);
    EXPECT_TRUE(sink.images[0].file.empty());
    EXPECT_FALSE(sink.images[0].size);
    ASSERT_EQ(sink.images[0].annotations.objects.size(), 1U);
    EXPECT_EQ(sink.images[0].annotations.objects[0].group, 0);
    EXPECT_FALSE(sink.images[0].annotations.objects[0].poi);
    EXPECT_EQ(sink.findingWith("no whole number").path, "features[0].sorby.group");
    ASSERT_EQ(sink.givenClasses->size(), 3U);
    EXPECT_EQ((*sink.givenClasses)[1].name, "slag");
}

TEST_F(GeoJsonExportTest, AFolderThatCannotBeWrittenEndsTheExport)
{
    writeText(m_folder / "out", "a file where the folder should be");
    const auto exporter = formats::geoJsonFormat().makeExporter({out(), m_classes});
    const auto added = exporter->add(image({}));
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().code, ErrorCode::Io);
}

} // namespace
} // namespace sorby::test
