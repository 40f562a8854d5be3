// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/format.h"
#include "core/imaging/micrograph.h"
#include "core/workflow/export.h"
#include "core/workflow/import.h"
#include "core/workflow/selection.h"
#include "tests/unit/workflow/sample_data.h"

#include <set>

namespace sorby::workflow::test {
namespace {

/// As the melt pools of NASA were published: paths of another machine, one category of the id 0, pools that
/// overlap each other, coordinates on the edge of the image, and a field without any.
constexpr const char* kMeltPools = R"({
    "images": [
        {"id": 1, "width": 64, "height": 48, "file_name": "./data/validation/Slice-10 Größe_3072.png"},
        {"id": 2, "width": 64, "height": 48, "file_name": "./data/validation/Slice-10 Größe_3328.png"},
        {"id": 3, "width": 64, "height": 48, "file_name": "./data/validation/empty.png"}],
    "annotations": [
        {"id": 1, "image_id": 1, "category_id": 0, "iscrowd": 0, "area": 170, "bbox": [4, 6, 20, 14],
         "segmentation": [[10, 6, 4, 20, 4, 24, 10, 20, 20, 13, 24, 6, 20, 5]]},
        {"id": 2, "image_id": 1, "category_id": 0, "iscrowd": 0, "area": 306, "bbox": [18, 8, 22, 18],
         "segmentation": [[18, 8, 40, 8, 36, 22, 29, 26, 22, 20]]},
        {"id": 3, "image_id": 1, "category_id": 0, "iscrowd": 0, "area": 300, "bbox": [44, 6, 20, 22],
         "segmentation": [[44, 6, 64, 6, 64, 28, 54, 24, 46, 16]]},
        {"id": 4, "image_id": 2, "category_id": 0, "iscrowd": 0, "area": 216, "bbox": [0, 30, 12, 18],
         "segmentation": [[0, 30, 12, 30, 12, 48, 0, 48]]},
        {"id": 5, "image_id": 2, "category_id": 0, "iscrowd": 0, "area": 200, "bbox": [8, 28, 10, 20],
         "segmentation": [[8, 28, 18, 28, 18, 48, 8, 48]]}],
    "categories": [{"id": 0, "name": "melt pool", "supercategory": "melt pool"}]})";

const std::vector<std::string> kImages{"Slice-10 Größe_3072.png", "Slice-10 Größe_3328.png", "empty.png"};

class ExportFormats : public testing::TestWithParam<std::string> {
  protected:
    void SetUp() override
    {
        for (const auto& name : kImages) {
            Raster<std::uint8_t> grey(64, 48);
            for (int y = 0; y < 48; ++y) {
                for (int x = 0; x < 64; ++x) {
                    grey.at(x, y) = static_cast<std::uint8_t>(80 + (7 * x + 13 * y) % 97);
                }
            }
            expectGood(imaging::writePng(m_folder / ("meltpool/images/" + name), grey));
        }
        expectGood(writeFileAtomically(m_folder / "meltpool/coco.json", std::string_view(kMeltPools)));
        m_project = newProject("project");
        const auto report = importAuto(*m_project, m_folder / "meltpool");
        EXPECT_EQ(report.format, "coco");
        EXPECT_EQ(report.objects, 5U);
    }
    [[nodiscard]] std::unique_ptr<project::Project> newProject(const std::string& name) const
    {
        return valueOf(project::Project::create(m_folder / name, annotation::numberedClasses(1)));
    }
    ImportReport importAuto(project::Project& project, const std::filesystem::path& source)
    {
        ImportOptions options;
        options.source = source;
        options.images = m_folder / "meltpool/images";
        const auto report = valueOf(importInto(project, options, {}, m_findings.sink()));
        EXPECT_EQ(report.refused, 0U) << (m_findings.all.empty() ? "" : describe(m_findings.all.back()));
        return report;
    }
    [[nodiscard]] static imaging::LabelImage pixelsOf(const project::Project& project,
                                                      const std::string& name)
    {
        return valueOf(referenceOf(project, valueOf(project.findImage(name))));
    }

    TemporaryFolder m_folder;
    std::unique_ptr<project::Project> m_project;
    Findings m_findings;
};

TEST_P(ExportFormats, comeBackByTheirContentWithTheSamePixels)
{
    // 12 x 18 and 10 x 20 pixels, of which 4 x 18 are shared.
    EXPECT_EQ(imaging::countValues(pixelsOf(*m_project, kImages[1]))[1], 216U + 200U - 72U);
    EXPECT_EQ(imaging::countValues(pixelsOf(*m_project, kImages[2]))[1], 0U);

    ExportRequest request;
    request.format = GetParam();
    request.out = m_folder / "out";
    EXPECT_GT(valueOf(exportProject(*m_project, request, {}, {}, {})).files, 0U);
    const auto back = newProject("back");
    EXPECT_EQ(importAuto(*back, request.out).format,
              GetParam() == "tiff" || GetParam() == "rgb" ? "masks" : GetParam());
    for (const auto& name : kImages) {
        if (name == "empty.png" && GetParam() == "aachen") {
            continue; // whose table names an image only for its polygons
        }
        SCOPED_TRACE(name);
        EXPECT_TRUE(valueOf(back->findImage(name)).annotated);
        EXPECT_EQ(sorby::test::text(pixelsOf(*back, name)), sorby::test::text(pixelsOf(*m_project, name)));
    }
    if (GetParam() != "aachen") { // which has no classes
        EXPECT_EQ(valueOf(back->classes())[1].name, "melt pool");
    }
}

/// All that can be written, as the test below says.
const std::vector<std::string> kWritten{"aachen",  "coco",  "geojson", "imagej", "instances",
                                        "labelme", "masks", "rgb",     "tiff",   "yolo"};

INSTANTIATE_TEST_SUITE_P(All, ExportFormats, testing::ValuesIn(kWritten),
                         [](const auto& tested) { return tested.param; });

TEST(ExportFormatsList, hasEveryFormatThatCanBeWritten)
{
    std::set<std::string> written;
    for (const auto* format : formats::allFormats()) {
        if (format->makeExporter({}) != nullptr) {
            written.insert(format->id());
        }
    }
    EXPECT_EQ(written, std::set<std::string>(kWritten.begin(), kWritten.end()));
}

} // namespace
} // namespace sorby::workflow::test
