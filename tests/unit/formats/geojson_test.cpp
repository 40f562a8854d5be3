// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/formats/class_names.h"
#include "core/formats/geojson.h"
#include "core/imaging/rasterizer.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/formats/collecting_sink.h"

#include <gtest/gtest.h>

#include <stop_token>
#include <string>
#include <vector>

namespace sorby::test {
namespace {

using annotation::PointOfInterest;
using annotation::Ring;
using formats::ImportedImage;
using formats::ImportRequest;
using formats::Severity;

std::string feature(const std::string& type, const std::string& coordinates,
                    const std::string& properties = R"({"objectType": "annotation"})")
{
    return R"({"type": "Feature", "id": "9a4", "geometry": {"type": ")" + type + R"(", "coordinates": )" +
           coordinates + R"(}, "properties": )" + properties + "}";
}

std::string collection(const std::string& features)
{
    return R"({"type": "FeatureCollection", "features": [)" + features + "]}";
}

std::string ofClass(const std::string& classification)
{
    return R"({"objectType": "annotation", "classification": )" + classification + "}";
}

const std::string kSquare = "[[2, 3], [8, 3], [8, 7], [2, 7], [2, 3]]";
const std::string kOther = "[[10, 3], [14, 3], [14, 7], [10, 3]]";

class GeoJsonTest : public testing::Test {
  protected:
    void put(const std::string& name, const std::string& text) { writeText(m_folder / name, text); }
    void putMicrograph(const std::string& name) { writeMicrograph(m_folder / name, {20, 16}); }
    Status run(const ImportRequest& request) { return formats::geoJsonFormat().read(request, sink, {}); }
    /// The text as the file of a micrograph of 20x16 pixels; the image that comes of it.
    const ImportedImage& import(const std::string& text)
    {
        putMicrograph("spot #1 ü.png");
        put("spot #1 ü.geojson", text);
        const auto done = run({.source = m_folder / "spot #1 ü.geojson"});
        EXPECT_TRUE(done) << describe(done.error());
        EXPECT_EQ(sink.images.size(), 1U);
        static const ImportedImage none;
        return sink.images.empty() ? none : sink.images.front();
    }

    TemporaryFolder m_folder;
    CollectingSink sink;
};

TEST_F(GeoJsonTest, PolygonsHaveHolesAndAreNotShifted)
{
    const auto& image = import(collection(feature(
        "Polygon", "[[[2, 3], [8.5, 3], [8.25, 7], [2, 7], [2, 3]], [[4, 4], [4, 5], [5, 5], [4, 4]]]",
        ofClass(R"({"name": "Tumor: Positive", "color": [200, 0, 7]})"))));
    EXPECT_EQ(sink.list(), "");
    EXPECT_EQ(image.name, "spot #1 ü.png");
    EXPECT_EQ(image.size, (Size{20, 16}));
    EXPECT_TRUE(image.annotated);
    ASSERT_EQ(image.annotations.objects.size(), 1U);
    const auto& object = image.annotations.objects.front();
    EXPECT_EQ(object.polygon.outer, (Ring{{2, 3}, {8.5, 3}, {8.25, 7}, {2, 7}}));
    EXPECT_EQ(object.polygon.holes, (std::vector<Ring>{{{4, 4}, {4, 5}, {5, 5}}}));
    EXPECT_EQ(object.group, 0);
    EXPECT_EQ(object.provenance,
              (annotation::Provenance{annotation::Origin::Imported, "spot #1 ü.geojson", ""}));
    ASSERT_TRUE(sink.givenClasses);
    ASSERT_EQ(sink.givenClasses->size(), 2U);
    EXPECT_EQ((*sink.givenClasses)[1].name, "Tumor: Positive");
    EXPECT_EQ((*sink.givenClasses)[1].colour, (Rgb8{200, 0, 7}));
}

TEST_F(GeoJsonTest, AFeatureAndAListOfFeaturesAreReadLikeACollection)
{
    const std::string one = feature("Polygon", "[" + kSquare + "]");
    for (const auto& text : {one, "[" + one + "]", collection(one), "\xEF\xBB\xBF [" + one + "]"}) {
        sink = {};
        EXPECT_EQ(import(text).annotations.objects.size(), 1U) << text;
        EXPECT_TRUE(formats::geoJsonFormat().recognises(m_folder / "spot #1 ü.geojson")) << text;
    }
}

TEST_F(GeoJsonTest, ClassesComeInAllSpellingsOfQuPath)
{
    const auto square = [](const std::string& classification) {
        return feature("Polygon", "[" + kSquare + "]", ofClass(classification)) + ",";
    };
    const auto& image = import(collection(
        square(R"({"name": "pore", "colorRGB": -16711165})") + square("null") + square(R"("slag")") +
        square(R"({"names": ["slag", "dark"]})") + square(R"({"name": "Ignore*"})") + square("17") +
        feature("Polygon", "[" + kSquare + "]", "null")));
    ASSERT_EQ(image.annotations.objects.size(), 7U) << sink.list();
    std::vector<int> ids;
    for (const auto& object : image.annotations.objects) {
        ids.push_back(object.classId);
    }
    EXPECT_EQ(ids, (std::vector<int>{1, 1, 2, 3, annotation::kIgnore, 1, 1}));
    ASSERT_EQ(sink.givenClasses->size(), 4U);
    EXPECT_EQ((*sink.givenClasses)[1].colour, (Rgb8{1, 2, 3})) << "0xFF010203 as a number with a sign";
    EXPECT_EQ((*sink.givenClasses)[3].name, "slag: dark");
    EXPECT_EQ(sink.findingWith("has no name").path, "features[5].properties.classification");
}

TEST_F(GeoJsonTest, PartsAreOneGroupAndLinesAreRefused)
{
    const auto& image = import(collection(
        feature("MultiPolygon", "[[" + kSquare + "], [" + kOther + "]]") + "," +
        feature("LineString", "[[1, 1], [5, 5]]") + "," + feature("MultiPolygon", "[[" + kSquare + "]]") +
        "," +
        R"({"type": "Feature", "properties": {}, "geometry": {"type": "GeometryCollection", "geometries": [
                      {"type": "Polygon", "coordinates": [)" +
        kOther + R"(]}, {"type": "MultiLineString", "coordinates": []},
                      {"type": "Point", "coordinates": [3, 4]}, {"type": "Polygon", "coordinates": [)" +
        kSquare + "]}]}}"));
    const auto& objects = image.annotations.objects;
    ASSERT_EQ(objects.size(), 5U) << sink.list();
    EXPECT_NE(objects[0].group, 0);
    EXPECT_EQ(objects[1].group, objects[0].group);
    EXPECT_EQ(objects[2].group, 0);
    EXPECT_NE(objects[3].group, 0);
    EXPECT_NE(objects[3].group, objects[0].group);
    EXPECT_EQ(objects[4].group, objects[3].group);
    EXPECT_EQ(image.annotations.points, (std::vector<PointOfInterest>{{0, "", {3, 4}}}));
    ASSERT_EQ(sink.count(Severity::Refused), 2U) << sink.list();
    EXPECT_EQ(sink.findings[0].path, "features[1].geometry");
    EXPECT_EQ(sink.findings[1].path, "features[3].geometry.geometries[1]");
    EXPECT_EQ(sink.findings[0].image, "spot #1 ü.png");
}

TEST_F(GeoJsonTest, PointsAreThoseOfTheirName)
{
    const auto& image =
        import(collection(feature("Point", "[3.25, 4]", R"({"name": "Änne"})") + "," +
                          feature("MultiPoint", "[[1, 2], [30, 2], \"x\"]", ofClass(R"({"name": "pore"})"))));
    EXPECT_EQ(image.annotations.points,
              (std::vector<PointOfInterest>{{0, "Änne", {3.25, 4}}, {0, "", {1, 2}}, {0, "", {30, 2}}}));
    EXPECT_EQ(sink.findingWith("outside the micrograph").path, "features[1].geometry.coordinates[1]");
    EXPECT_EQ(sink.findingWith("no pair of numbers").path, "features[1].geometry.coordinates[2]");
    EXPECT_EQ(sink.findingWith("lose their class").severity, Severity::Flagged);
    EXPECT_FALSE(sink.givenClasses) << "a point brings no class";
}

TEST_F(GeoJsonTest, NucleiThatAreNotTakenAreTold)
{
    std::string cell = feature("Polygon", "[" + kSquare + "]", R"({"objectType": "cell"})");
    cell.insert(1, R"("nucleusGeometry": {"type": "Polygon", "coordinates": []}, )");
    EXPECT_EQ(import(collection(cell)).annotations.objects.size(), 1U);
    EXPECT_NE(sink.findingWith("nuclei of 1 cell are").message, "");
}

TEST_F(GeoJsonTest, TheMicrographIsFoundByName)
{
    const auto text = collection(feature("Polygon", "[" + kSquare + "]"));
    for (const char* name : {"a ä #1", "b 1.5", "c", "D"}) {
        putMicrograph("job/images/" + std::string(name) + ".png");
    }
    put("job/annotations/a ä #1.geojson", text);
    put("job/annotations/b 1.5.png.geojson", text);
    put("job/annotations/c - annotations.json", text);
    put("job/annotations/d.GEOJSON", text);
    put("job/annotations/lost.geojson", text);
    put("job/annotations/settings.json", R"({"type": "project"})");
    EXPECT_TRUE(formats::geoJsonFormat().recognises(m_folder / "job"));
    ASSERT_TRUE(run({.source = m_folder / "job"}));
    ASSERT_EQ(sink.images.size(), 5U);
    for (const char* name : {"a ä #1.png", "b 1.5.png", "c.png", "D.png"}) {
        ASSERT_NE(sink.imageOf(name), nullptr) << name;
        EXPECT_EQ(sink.imageOf(name)->file.filename(), fromUtf8(name));
    }
    EXPECT_EQ(sink.findings.size(), 1U) << sink.list();
    EXPECT_EQ(sink.findingWith("image not found").image, "lost");
    ASSERT_NE(sink.imageOf("lost"), nullptr);
    EXPECT_EQ(sink.imageOf("lost")->annotations.objects.size(), 1U) << "taken unchecked";
}

TEST_F(GeoJsonTest, OneFileTakesTheOnlyMicrograph)
{
    putMicrograph("elsewhere ö/other.png");
    put("a.geojson", collection(""));
    for (const auto& images : {m_folder / "elsewhere ö", m_folder / "elsewhere ö/other.png"}) {
        sink = {};
        ASSERT_TRUE(run({.source = m_folder / "a.geojson", .images = images}));
        ASSERT_EQ(sink.images.size(), 1U);
        EXPECT_EQ(sink.images[0].name, "other.png");
        EXPECT_TRUE(sink.images[0].annotated);
    }
    put("b.geojson", collection(""));
    const auto done = run({.source = m_folder.path(), .images = m_folder / "elsewhere ö/other.png"});
    EXPECT_FALSE(done) << "one micrograph for two files";
}

TEST_F(GeoJsonTest, TwoFilesOfOneMicrographAreNotMixed)
{
    putMicrograph("a.png");
    put("a.geojson", collection(feature("Polygon", "[" + kSquare + "]")));
    put("a.png.geojson", collection(""));
    ASSERT_TRUE(run({.source = m_folder.path()}));
    EXPECT_EQ(sink.images.size(), 1U);
    EXPECT_EQ(sink.findingWith("a.geojson holds the annotations").severity, Severity::Refused);
}

TEST_F(GeoJsonTest, DamagedFeaturesLeaveTheOthersAlone)
{
    const std::vector<std::string> damaged = {
        "17",
        R"({"type": "Feature"})",
        R"({"type": "Feature", "geometry": null})",
        R"({"type": "Feature", "geometry": {"type": "Polygon"}})",
        R"({"type": "Feature", "geometry": {"type": "Cube", "coordinates": []}})",
        feature("Polygon", "[]"),
        feature("Polygon", "[[[1, 2], [3, \"4\"], [5, 6]]]"),
        feature("Polygon", "[[[1, 2], [3, 4]]]"),
        feature("Polygon", "[[[1, 2], [3], [5, 6]]]"),
        feature("Polygon", "[" + kSquare + ", {\"a\": 1}]"),
        feature("Polygon", "[[[1e300, 1e300], [1e308, 1e300], [1e308, 1e308]]]"),
        feature("Polygon", "[[[100, 100], [120, 100], [100, 120]]]"),
        feature("Polygon", kSquare),
        feature("MultiPolygon", "[]"),
        feature("MultiPolygon", "[7]"),
        feature("MultiPolygon", "{}"),
        feature("Point", "[1]"),
        feature("Point", "\"here\""),
        R"({"type": "Feature", "geometry": {"type": "GeometryCollection", "geometries": 3}})",
        R"({"type": 5, "geometry": {}})",
        collection(feature("Polygon", "[" + kSquare + "]")),
    };
    for (const auto& bad : damaged) {
        sink = {};
        const auto& image = import(collection(bad + "," + feature("Polygon", "[" + kSquare + "]")));
        EXPECT_EQ(image.annotations.objects.size(), 1U) << bad;
        EXPECT_TRUE(image.annotations.points.empty()) << bad;
        ASSERT_EQ(sink.count(Severity::Refused), 1U) << bad << sink.list();
        EXPECT_TRUE(sink.findings[0].path.starts_with("features[0]")) << bad << sink.findings[0].path;
    }
}

TEST_F(GeoJsonTest, CollectionsMayNotBeNestedForEver)
{
    std::string geometry = R"({"type": "Polygon", "coordinates": []})";
    for (int i = 0; i < 20000; ++i) {
        geometry = R"({"type":"GeometryCollection","geometries":[)" + geometry + "]}";
        if (i == 5) {
            geometry.reserve(2000000);
        }
    }
    import(collection(R"({"type": "Feature", "geometry": )" + geometry + "}"));
    EXPECT_EQ(sink.findingWith("nested too deeply").severity, Severity::Refused);
}

TEST_F(GeoJsonTest, AFileThatIsNoGeoJsonIsAnErrorByItselfAndAFindingAmongOthers)
{
    const std::string whole = collection(feature("Polygon", "[" + kSquare + "]"));
    for (const auto& bad : {whole.substr(0, whole.size() / 2), std::string(), std::string("{}"),
                            std::string(R"({"type": "FeatureCollection"})"),
                            std::string(R"({"type": "FeatureCollection", "features": {}})"), std::string("3"),
                            std::string("[1e999]")}) {
        sink = {};
        put("bad.geojson", bad);
        const auto alone = run({.source = m_folder / "bad.geojson"});
        ASSERT_FALSE(alone) << bad;
        EXPECT_EQ(alone.error().code, ErrorCode::Malformed);
        EXPECT_NE(alone.error().where.find("bad.geojson"), std::string::npos);
        EXPECT_TRUE(sink.images.empty());
        put("good.geojson", whole);
        ASSERT_TRUE(run({.source = m_folder.path()}));
        EXPECT_EQ(sink.images.size(), 1U) << bad;
        EXPECT_EQ(sink.count(Severity::Refused), 1U) << bad;
        EXPECT_NE(sink.findings[0].file.find("bad.geojson"), std::string::npos);
    }
    put("bad.geojson", "{\n  \"type\": \"FeatureCollection\",\n  oops");
    EXPECT_NE(run({.source = m_folder / "bad.geojson"}).error().message.find("line 3, column"),
              std::string::npos);
    EXPECT_FALSE(run({.source = m_folder / "nothing here"}));
    EXPECT_FALSE(run({.source = m_folder / "good.geojson", .images = m_folder / "nothing here"}));
}

TEST_F(GeoJsonTest, OtherJsonIsNotTakenForIt)
{
    put("labelme.json", R"({"version": "5", "shapes": [{"label": "Feature", "type": "polygon"}]})");
    put("coco.json", R"({"images": [], "annotations": [], "categories": [{"name": "FeatureCollection"}]})");
    put("text.txt", collection(""));
    for (const char* name : {"labelme.json", "coco.json", "text.txt", "nothing"}) {
        EXPECT_FALSE(formats::geoJsonFormat().recognises(m_folder / name)) << name;
    }
    EXPECT_FALSE(formats::geoJsonFormat().recognises(m_folder.path()));
    put("spot.json", collection(""));
    EXPECT_TRUE(formats::geoJsonFormat().recognises(m_folder.path()));
}

TEST_F(GeoJsonTest, AnotherRasterRuleTakesWhatItPaints)
{
    putMicrograph("a.png");
    put("a.geojson", collection(feature("Polygon", "[" + kSquare + "]")));
    ASSERT_TRUE(run({.source = m_folder / "a.geojson", .raster = imaging::RasterRule::Pil}));
    ASSERT_EQ(sink.images.at(0).annotations.objects.size(), 1U);
    // The outline is painted, too: columns 2 to 8, rows 3 to 7.
    EXPECT_EQ(imaging::pixelCount(sink.images[0].annotations.objects[0].polygon, {20, 16}), 35U);
}

TEST_F(GeoJsonTest, AStopEndsTheImport)
{
    put("a.geojson", collection(""));
    std::stop_source stop;
    stop.request_stop();
    JobControl control;
    control.stop = stop.get_token();
    const auto done = formats::geoJsonFormat().read({.source = m_folder / "a.geojson"}, sink, control);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace sorby::test
