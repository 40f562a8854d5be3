// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/micrograph.h"
#include "core/workflow/image_details.h"
#include "core/workflow/import.h"
#include "tests/support/grey_fields.h"
#include "tests/unit/imaging/metadata_samples.h"
#include "tests/unit/workflow/sample_data.h"

#include <algorithm>

namespace sorby::workflow::test {
namespace {

using formats::Severity;
using project::ImageRecord;
using project::SpecimenRegion;
using sorby::test::ForgedTag;
using sorby::test::MetadataSample;
using sorby::test::TaggedTiff;

MetadataSample sampleOf(const std::string& maker)
{
    const auto samples = sorby::test::metadataSamples();
    const auto found = std::find_if(samples.begin(), samples.end(),
                                    [&](const MetadataSample& sample) { return sample.name == maker; });
    EXPECT_NE(found, samples.end()) << maker;
    return found == samples.end() ? MetadataSample{} : *found;
}

/// What a microscope writes into a file and beside it, through an import into what the project knows.
class ImportDetails : public testing::Test {
  protected:
    /// A micrograph of 64 x 48 pixels as this maker's program leaves it, data/NAME.tif.
    void write(const std::string& name, const std::string& maker) const
    {
        const auto sample = sampleOf(maker);
        writeTags(name, sample.tags);
        if (!sample.besideEnding.empty()) {
            expectGood(writeFileAtomically(m_folder / ("data/" + name + sample.besideEnding),
                                           std::string_view(sample.beside)));
        }
    }
    void writeTags(const std::string& name, const std::vector<ForgedTag>& tags, std::uint32_t width = 64,
                   std::uint32_t height = 48) const
    {
        const auto bytes = forge(TaggedTiff{.pages = {{width, height, tags}}});
        expectGood(writeFileAtomically(m_folder / ("data/" + name + ".tif"), std::string_view(bytes)));
    }
    ImportReport importData(ImportOptions options = {})
    {
        m_findings.all.clear();
        options.source = m_folder / "data";
        options.format = "images";
        return valueOf(importInto(*m_project, options, {}, m_findings.sink()));
    }
    /// As another session reads it.
    [[nodiscard]] ImageRecord reopened(const std::string& name)
    {
        m_project.reset();
        m_project = valueOf(project::Project::open(m_folder / "p"));
        return valueOf(m_project->findImage(name));
    }

    TemporaryFolder m_folder;
    std::unique_ptr<project::Project> m_project =
        valueOf(project::Project::create(m_folder / "p", annotation::numberedClasses(1)));
    Findings m_findings;
};

TEST_F(ImportDetails, pixelSizeAndBarOfFeiAreStoredWithTheirSource)
{
    write("Gefüge #1", "FEI Helios");
    const auto report = importData();
    EXPECT_EQ(report.images, 1U);
    EXPECT_EQ(report.flagged, 0U);
    const auto image = reopened("Gefüge #1");
    EXPECT_EQ(image.size, (Size{64, 48}));
    ASSERT_TRUE(image.calibration);
    EXPECT_DOUBLE_EQ(image.calibration->xMicrometres, 0.0030517578125);
    EXPECT_DOUBLE_EQ(image.calibration->yMicrometres, 0.00325);
    EXPECT_EQ(image.calibration->source, "FEI / Thermo Fisher");
    EXPECT_EQ(image.calibration->raw,
              "[Scan] PixelWidth = 3.0517578125e-009, [Scan] PixelHeight = 3.25e-009");
    EXPECT_FALSE(image.calibration->isConfirmed);
    // 48 rows, 8 of them the bar.
    EXPECT_EQ(image.region, (SpecimenRegion{{0, 0, 64, 40}, "metadata (DatabarHeight)"}));
}

TEST_F(ImportDetails, zeissSaysNoBarAndTescanSaysItBesideTheFile)
{
    write("zeiss", "Zeiss");
    write("tescan", "TESCAN -tif.hdr");
    EXPECT_EQ(importData().images, 2U);
    const auto zeiss = reopened("zeiss");
    ASSERT_TRUE(zeiss.calibration);
    EXPECT_NEAR(zeiss.calibration->xMicrometres, 0.05000656, 1e-12) << "3.12541 nm x 1024 / 64";
    EXPECT_NEAR(zeiss.calibration->yMicrometres, 0.05000656, 1e-12);
    EXPECT_EQ(zeiss.calibration->source, "Zeiss SmartSEM");
    EXPECT_NE(zeiss.calibration->raw.find("Image Pixel Size = 50.01 nm"), std::string::npos)
        << zeiss.calibration->raw;
    EXPECT_FALSE(zeiss.calibration->isConfirmed);
    EXPECT_FALSE(zeiss.region);
    const auto tescan = reopened("tescan");
    ASSERT_TRUE(tescan.calibration);
    EXPECT_NEAR(tescan.calibration->xMicrometres, 0.12, 1e-12);
    EXPECT_NEAR(tescan.calibration->yMicrometres, 0.13, 1e-12);
    EXPECT_EQ(tescan.calibration->source, "TESCAN");
    ASSERT_TRUE(tescan.region);
    EXPECT_EQ(tescan.region->rect, (PixelRect{0, 0, 64, 40}));
    EXPECT_EQ(tescan.region->source, "metadata (ImageStripSize)");
}

TEST_F(ImportDetails, aSecondImportReplacesNothingThatAPersonConfirmed)
{
    write("a", "FEI Helios");
    write("b", "FEI Helios");
    static_cast<void>(importData());
    const auto before = reopened("b");
    const auto id = valueOf(m_project->findImage("a")).id;
    const Calibration byHand{0.5, 0.6, "by hand", "0.5um x 0.6um", true};
    const SpecimenRegion region{{0, 0, 64, 39}, project::kRegionByHand};
    expectGood(m_project->setCalibration({id}, byHand));
    expectGood(m_project->setRegion({id}, region));
    EXPECT_EQ(importData().images, 2U);
    const auto image = reopened("a");
    EXPECT_EQ(image.id, id);
    EXPECT_EQ(image.calibration, byHand);
    EXPECT_EQ(image.region, region);
    EXPECT_EQ(reopened("b").calibration, before.calibration);
    EXPECT_EQ(reopened("b").region, before.region);

    // What the metadata said is a person's word, too, once it is confirmed.
    auto confirmed = *before.calibration;
    confirmed.isConfirmed = true;
    static_cast<void>(valueOf(
        calibrateImages(*m_project, {{"b"}, CalibrateRequest::From::Confirm, {}}, {}, m_findings.sink())));
    writeTags("b", {sorby::test::textTag(34682, "[Scan]\nPixelWidth=7e-9\n[Image]\nResolutionX=64\n")});
    static_cast<void>(importData());
    EXPECT_EQ(reopened("b").calibration, confirmed);
}

TEST_F(ImportDetails, aSecondImportBringsWhatNobodyConfirmedUpToDate)
{
    write("a", "FEI Helios");
    static_cast<void>(importData());
    writeTags("a", {sorby::test::textTag(34682, "[Scan]\nPixelWidth=7e-9\n[Image]\nResolutionX=64\n"
                                                "[PrivateFei]\nDatabarHeight=5\n")});
    static_cast<void>(importData());
    const auto image = reopened("a");
    ASSERT_TRUE(image.calibration);
    EXPECT_NEAR(image.calibration->xMicrometres, 0.007, 1e-12);
    EXPECT_FALSE(image.calibration->isConfirmed);
    ASSERT_TRUE(image.region);
    EXPECT_EQ(image.region->rect, (PixelRect{0, 0, 64, 43}));
}

TEST_F(ImportDetails, aPixelSizeThatIsGivenStandsForAllImages)
{
    write("a", "FEI Helios");
    writeTags("plain", {});
    ImportOptions options;
    options.calibration = Calibration{2, 2, "by hand", "2 um", true};
    options.keepsBar = true;
    static_cast<void>(importData(options));
    for (const auto* const name : {"a", "plain"}) {
        const auto image = reopened(name);
        EXPECT_EQ(image.calibration, options.calibration);
        EXPECT_FALSE(image.region) << "bars were to be kept";
    }
}

TEST_F(ImportDetails, barsWithoutMetadataAreFoundAndSaid)
{
    expectGood(imaging::writePng(m_folder / "data/rows.png", sorby::test::fieldWithBar()));
    expectGood(imaging::writePng(m_folder / "data/plain.png", sorby::test::greyField(1)));
    EXPECT_EQ(importData().flagged, 1U);
    EXPECT_TRUE(m_findings.mentions("data", "information bar"));
    EXPECT_EQ(reopened("rows").region, (SpecimenRegion{{0, 0, 96, 84}, "constant rows"}));
    EXPECT_FALSE(reopened("rows").calibration);
    EXPECT_FALSE(reopened("plain").region);
    const SpecimenRegion region{{0, 0, 96, 80}, project::kRegionByHand};
    expectGood(m_project->setRegion({valueOf(m_project->findImage("rows")).id}, region));
    EXPECT_EQ(importData().flagged, 0U) << "there is none to be looked at";
    EXPECT_EQ(reopened("rows").region, region);
}

TEST_F(ImportDetails, whatDoesNotFitTheImageIsFlaggedAndNotStored)
{
    writeTags("resized", sampleOf("FEI Helios").tags, 32, 24);
    EXPECT_EQ(importData().flagged, 1U);
    EXPECT_EQ(m_findings.count(Severity::Flagged), 1U);
    EXPECT_TRUE(m_findings.mentions("resized.tif", "ResolutionX"));
    EXPECT_FALSE(reopened("resized").calibration);
    EXPECT_FALSE(reopened("resized").region);
}

} // namespace
} // namespace sorby::workflow::test
