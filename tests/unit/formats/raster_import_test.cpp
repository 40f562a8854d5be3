// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/formats/format.h"
#include "core/formats/roi_outline.h"
#include "core/imaging/rasterizer.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/formats/collecting_sink.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <numbers>
#include <ostream>
#include <span>
#include <sstream>
#include <string>
#include <tuple>

namespace sorby::test {
namespace {

namespace fs = std::filesystem;
using annotation::Ring;
using imaging::RasterRule;

constexpr int kSide = 32; // a power of two, so that shares of it are exact

/// Of which every tool paints another number of pixels.
Ring circle()
{
    constexpr int kPoints = 64;
    Ring ring;
    for (int i = 0; i < kPoints; ++i) {
        const double angle = 2 * std::numbers::pi * i / kPoints;
        ring.push_back({11.5 + 5 * std::cos(angle), 11.5 + 5 * std::sin(angle)});
    }
    return ring;
}

/// The coordinates of the ring with all their digits: "(1,2);(3,4)".
std::string listed(const Ring& ring, const char* open, const char* comma, const char* close,
                   const char* between, double unit = 1)
{
    std::ostringstream text;
    text.precision(17);
    for (std::size_t i = 0; i < ring.size(); ++i) {
        text << (i == 0 ? "" : between) << open << ring[i].x / unit << comma << ring[i].y / unit << close;
    }
    return text.str();
}

std::string pairsOf(const Ring& ring)
{
    return "[" + listed(ring, "[", ", ", "]", ", ") + "]";
}

/// Writes the ring as the only outline of the micrograph a.png; the source to be imported.
fs::path writeAs(const std::string& format, const TemporaryFolder& folder)
{
    const Ring ring = circle();
    const auto put = [&](const char* name, const std::string& text) {
        writeText(folder / name, text);
        return folder / name;
    };
    writeMicrograph(folder / "images/a.png", {kSide, kSide});
    if (format == "aachen") {
        put("annotations_polygon.csv",
            "image_url;point;polygon\na.png;(11, 11);[" + listed(ring, "(", ", ", ")", ", ") + "]\n");
        return folder.path();
    }
    if (format == "coco") {
        put("coco.json", R"({"images": [{"id": 1, "file_name": "a.png", "width": 32, "height": 32}],
                                    "categories": [{"id": 1, "name": "pore"}],
                                    "annotations": [{"image_id": 1, "category_id": 1, "segmentation": [[)" +
                             listed(ring, "", ", ", "", ", ") + "]]}]}");
        return folder.path();
    }
    if (format == "cvat") {
        put("annotations.xml", "<annotations><version>1.1</version>"
                               "<image id=\"0\" name=\"a.png\" width=\"32\" height=\"32\">"
                               "<polygon label=\"pore\" points=\"" +
                                   listed(ring, "", ",", "", ";") + "\"/></image></annotations>");
        return folder.path();
    }
    if (format == "geojson") {
        Ring closed = ring;
        closed.push_back(ring.front());
        return put("images/a.geojson",
                   R"({"type": "Feature", "properties": {}, "geometry": {"type": "Polygon",
                                           "coordinates": [)" +
                       pairsOf(closed) + "]}}");
    }
    if (format == "imagej") {
        const auto bytes = formats::encodeRoi(formats::roiOf({{ring, {}}}));
        EXPECT_TRUE(writeFileAtomically(folder / "images/a.roi", std::span(bytes), Outlives::ProgramEnd));
        return folder / "images/a.roi";
    }
    if (format == "labelme") {
        return put("images/a.json", R"({"imagePath": "a.png", "imageHeight": 32, "imageWidth": 32, "shapes":
                                        [{"label": "pore", "shape_type": "polygon", "points": )" +
                                        pairsOf(ring) + "}]}");
    }
    put("data.yaml", "names: [pore]\n");
    put("labels/a.txt", "0 " + listed(ring, "", " ", "", " ", kSide) + "\n");
    return folder.path();
}

struct Painted {
    RasterRule rule;
    std::uint64_t pixels; ///< counted with the tools, as in raster_rule_test.cpp
};
std::ostream& operator<<(std::ostream& stream, const Painted& painted)
{
    return stream << imaging::toText(painted.rule);
}

class RasterImportTest : public testing::TestWithParam<std::tuple<const char*, Painted>> {};

TEST_P(RasterImportTest, TheRuleIsPassedOnWithTheCoordinatesOfTheFile)
{
    const auto& [id, painted] = GetParam();
    const TemporaryFolder folder;
    const auto source = writeAs(id, folder);
    const auto* format = formats::findFormat(id);
    ASSERT_NE(format, nullptr);
    CollectingSink sink;
    const auto done = format->read({.source = source, .raster = painted.rule}, sink, {});
    ASSERT_TRUE(done) << describe(done.error());
    ASSERT_EQ(sink.images.size(), 1U) << sink.list();
    EXPECT_EQ(sink.count(formats::Severity::Refused), 0U) << sink.list();
    ASSERT_EQ(sink.images[0].annotations.objects.size(), 1U) << sink.list();
    const auto& polygon = sink.images[0].annotations.objects[0].polygon;
    EXPECT_EQ(imaging::pixelCount(polygon, {kSide, kSide}), painted.pixels);
}

INSTANTIATE_TEST_SUITE_P(
    AllFormatsWithOutlines, RasterImportTest,
    testing::Combine(testing::Values("aachen", "coco", "cvat", "geojson", "imagej", "labelme", "yolo"),
                     testing::Values(Painted{RasterRule::OpenCv, 90}, Painted{RasterRule::Pil, 101},
                                     Painted{RasterRule::Skimage, 80}, Painted{RasterRule::Coco, 72})));

} // namespace
} // namespace sorby::test
