// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/micrograph.h"
#include "core/workflow/image_details.h"
#include "tests/support/grey_fields.h"
#include "tests/unit/imaging/metadata_samples.h"
#include "tests/unit/workflow/sample_data.h"

#include <algorithm>

namespace sorby::workflow::test {
namespace {

namespace fs = std::filesystem;
using formats::Severity;
using project::ImageId;
using project::ImageRecord;
using project::SpecimenRegion;
using sorby::test::fieldWithBar;
using sorby::test::ForgedTag;
using sorby::test::greyField;
using sorby::test::MetadataSample;
using sorby::test::TaggedTiff;

constexpr const char* kFei = "FEI / Thermo Fisher";
const Calibration kByHand{0.5, 0.5, "by hand", "0.5 um", true};
const Calibration kGuess{0.25, 0.25, "somebody", "about a quarter", false};

/// The tags that one maker's program writes; see metadata_samples.cpp for their text.
std::vector<ForgedTag> tagsOf(const std::string& maker)
{
    const auto samples = sorby::test::metadataSamples();
    const auto found = std::find_if(samples.begin(), samples.end(),
                                    [&](const MetadataSample& sample) { return sample.name == maker; });
    EXPECT_NE(found, samples.end()) << maker;
    return found == samples.end() ? std::vector<ForgedTag>{} : found->tags;
}

/// Images that are in a project without anything being known of them but their size.
class SetDetails : public testing::Test {
  protected:
    ImageId add(const std::string& name, Size size)
    {
        project::NewImage image;
        image.file = m_folder / name;
        image.name = toUtf8(image.file.filename());
        image.contentHash = name;
        image.size = size;
        return valueOf(m_project->addImage(image));
    }
    /// 64 x 48 pixels with these tags.
    ImageId addTiff(const std::string& name, std::vector<ForgedTag> tags = {})
    {
        const auto bytes = forge(TaggedTiff{.pages = {{64, 48, std::move(tags)}}});
        expectGood(writeFileAtomically(m_folder / name, std::string_view(bytes)));
        return add(name, {64, 48});
    }
    ImageId addPng(const std::string& name, const Raster<std::uint8_t>& grey)
    {
        expectGood(imaging::writePng(m_folder / name, grey));
        return add(name, grey.size());
    }
    [[nodiscard]] ImageRecord image(ImageId id) const { return valueOf(m_project->image(id)); }
    /// A control whose job is stopped while it is at its first image.
    [[nodiscard]] JobControl stopsAtFirst()
    {
        return {m_stop.get_token(), [this](const Progress&) { m_stop.request_stop(); }};
    }

    TemporaryFolder m_folder;
    std::unique_ptr<project::Project> m_project =
        valueOf(project::Project::create(m_folder / "p", annotation::numberedClasses(1)));
    Findings m_findings;
    std::stop_source m_stop;
};

// ---- calibration
// -------------------------------------------------------------------------------------------

class CalibrateImages : public SetDetails {
  protected:
    using From = CalibrateRequest::From;
    Result<CalibrateReport> calibrate(From from, const std::vector<std::string>& images = {},
                                      const Calibration& calibration = {})
    {
        return calibrateImages(*m_project, {images, from, calibration}, {}, m_findings.sink());
    }
};

TEST_F(CalibrateImages, takesEachImagesOwnMetadata)
{
    const auto fei = addTiff("Gefüge #1.tif", tagsOf("FEI Helios"));
    const auto zeiss = addTiff("zeiss.tif", tagsOf("Zeiss"));
    const auto plain = addTiff("plain.tif");
    const auto report = valueOf(calibrate(From::Metadata));
    EXPECT_EQ(report.images, 3U);
    EXPECT_EQ(report.calibrated, 2U);
    EXPECT_TRUE(m_findings.all.empty());

    // 3.0517578125 and 3.25 nanometres.
    const auto ofFei = image(fei).calibration;
    ASSERT_TRUE(ofFei);
    EXPECT_DOUBLE_EQ(ofFei->xMicrometres, 0.0030517578125);
    EXPECT_DOUBLE_EQ(ofFei->yMicrometres, 0.00325);
    EXPECT_EQ(ofFei->source, kFei);
    EXPECT_EQ(ofFei->raw, "[Scan] PixelWidth = 3.0517578125e-009, [Scan] PixelHeight = 3.25e-009");
    EXPECT_FALSE(ofFei->isConfirmed);
    // 3.12541 nanometres for a display of 1024 pixels, of which the image has 64.
    const auto ofZeiss = image(zeiss).calibration;
    ASSERT_TRUE(ofZeiss);
    EXPECT_NEAR(ofZeiss->xMicrometres, 0.05000656, 1e-12);
    EXPECT_EQ(ofZeiss->source, "Zeiss SmartSEM");
    EXPECT_NE(ofZeiss->raw.find("Image Pixel Size = 50.01 nm"), std::string::npos) << ofZeiss->raw;
    EXPECT_FALSE(ofZeiss->isConfirmed);
    EXPECT_FALSE(image(plain).calibration);
}

TEST_F(CalibrateImages, metadataReplaceNothingThatAPersonConfirmed)
{
    const auto confirmed = addTiff("a.tif", tagsOf("FEI Helios"));
    const auto guessed = addTiff("b.tif", tagsOf("FEI Helios"));
    expectGood(m_project->setCalibration({confirmed}, kByHand));
    expectGood(m_project->setCalibration({guessed}, kGuess));
    EXPECT_EQ(valueOf(calibrate(From::Metadata)).calibrated, 2U);
    EXPECT_EQ(image(confirmed).calibration, kByHand);
    EXPECT_EQ(image(guessed).calibration->source, kFei);
}

TEST_F(CalibrateImages, saysWhatItDoesNotTakeAndGoesOn)
{
    const auto resized = addTiff("resized.tif", {sorby::test::textTag(34682, "[Scan]\nPixelWidth=1e-8\n"
                                                                             "[Image]\nResolutionX=1024\n")});
    const auto gone = addTiff("gone.tif", tagsOf("FEI Helios"));
    fs::remove(m_folder / "gone.tif");
    project::NewImage damaged;
    damaged.name = "broken.tif";
    damaged.file = m_folder / "broken.tif";
    damaged.broken = "is cut off";
    static_cast<void>(valueOf(m_project->addImage(damaged)));
    const auto good = addTiff("good.tif", tagsOf("FEI Helios"));
    const auto report = valueOf(calibrate(From::Metadata));
    EXPECT_EQ(report.images, 4U);
    EXPECT_EQ(report.calibrated, 1U);
    EXPECT_EQ(m_findings.count(Severity::Flagged), 1U);
    EXPECT_TRUE(m_findings.mentions("resized.tif", "1024"));
    EXPECT_EQ(m_findings.count(Severity::Refused), 1U) << "what is broken was said at the import";
    EXPECT_TRUE(m_findings.mentions("gone.tif", ""));
    EXPECT_FALSE(image(resized).calibration);
    EXPECT_FALSE(image(gone).calibration);
    EXPECT_TRUE(image(good).calibration);
}

TEST_F(CalibrateImages, takesWhatIsGivenForTheImagesThatAreNamed)
{
    const auto a = addTiff("a.tif");
    const auto b = addTiff("b.tif");
    const auto c = addTiff("c.tif");
    auto report = valueOf(calibrate(From::Given, {"c", "a.tif"}, kByHand));
    EXPECT_EQ(report.images, 2U);
    EXPECT_EQ(report.calibrated, 2U);
    EXPECT_EQ(image(a).calibration, kByHand);
    EXPECT_FALSE(image(b).calibration);
    EXPECT_EQ(image(c).calibration, kByHand);

    report = valueOf(calibrate(From::Given, {}, kGuess));
    EXPECT_EQ(report.calibrated, 3U);
    EXPECT_EQ(image(a).calibration, kGuess) << "a person may change what a person confirmed";
    EXPECT_EQ(image(b).calibration, kGuess);
}

TEST_F(CalibrateImages, confirmsWhatIsThereAndTakesItAway)
{
    const auto fei = addTiff("fei.tif", tagsOf("FEI Helios"));
    const auto plain = addTiff("plain.tif");
    static_cast<void>(valueOf(calibrate(From::Metadata)));
    auto expected = image(fei).calibration;
    EXPECT_EQ(valueOf(calibrate(From::Confirm)).calibrated, 1U);
    expected->isConfirmed = true;
    EXPECT_EQ(image(fei).calibration, expected);
    EXPECT_FALSE(image(plain).calibration) << "there is nothing to confirm";

    EXPECT_EQ(valueOf(calibrate(From::Nowhere, {"fei"})).calibrated, 0U);
    EXPECT_FALSE(image(fei).calibration);
}

TEST_F(CalibrateImages, namesTheImageThatItDoesNotKnow)
{
    const auto a = addTiff("one/a.tif");
    const auto unknown = calibrate(From::Given, {"a", "z.tif"}, kByHand);
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, ErrorCode::NotFound);
    EXPECT_NE(unknown.error().message.find("\"z.tif\""), std::string::npos) << unknown.error().message;
    EXPECT_FALSE(image(a).calibration);

    const auto second = addTiff("two/a.tif");
    const auto unclear = calibrate(From::Given, {"a.tif"}, kByHand);
    ASSERT_FALSE(unclear);
    EXPECT_EQ(unclear.error().code, ErrorCode::InvalidArgument);
    EXPECT_NE(unclear.error().message.find("two/a.tif"), std::string::npos) << unclear.error().message;
    EXPECT_FALSE(image(a).calibration);
    EXPECT_EQ(valueOf(calibrate(From::Given, {"two/a.tif"}, kByHand)).images, 1U);
    EXPECT_EQ(image(second).calibration, kByHand);
    EXPECT_FALSE(image(a).calibration);
}

TEST_F(CalibrateImages, changesNothingWhenItIsStopped)
{
    const auto first = addTiff("a.tif", tagsOf("FEI Helios"));
    addTiff("b.tif", tagsOf("FEI Helios"));
    const auto stopped = calibrateImages(*m_project, {{}, From::Metadata, {}}, stopsAtFirst(), {});
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
    EXPECT_FALSE(image(first).calibration);
}

// ---- information bars
// --------------------------------------------------------------------------------------

class SetDatabars : public SetDetails {
  protected:
    using Bar = DatabarRequest::Bar;
    DatabarReport set(Bar bar, int rows = 0, const PixelRect& region = {},
                      const std::vector<std::string>& images = {})
    {
        return valueOf(setDatabars(*m_project, {images, bar, rows, region}, {}, m_findings.sink()));
    }
    static SpecimenRegion byHand(const PixelRect& rect) { return {rect, project::kRegionByHand}; }
};

TEST_F(SetDatabars, takesRowsAtTheBottomOrTheTopAndRegions)
{
    const auto wide = addTiff("wide.tif");
    const auto high = addPng("high.png", Raster<std::uint8_t>(30, 100, 7));
    EXPECT_EQ(set(Bar::Rows, 10).withBar, 2U);
    EXPECT_EQ(image(wide).region, byHand({0, 0, 64, 38}));
    EXPECT_EQ(image(high).region, byHand({0, 0, 30, 90}));
    const auto top = set(Bar::Rows, -10, {}, {"high"});
    EXPECT_EQ(top.images, 1U);
    EXPECT_EQ(image(high).region, byHand({0, 10, 30, 90}));
    EXPECT_EQ(image(wide).region, byHand({0, 0, 64, 38}));
    EXPECT_EQ(set(Bar::Region, 0, {3, 4, 20, 30}).withBar, 2U);
    EXPECT_EQ(image(wide).region, byHand({3, 4, 20, 30}));
    EXPECT_EQ(image(high).region, byHand({3, 4, 20, 30}));
    EXPECT_TRUE(m_findings.all.empty());

    EXPECT_EQ(set(Bar::None).withBar, 0U);
    EXPECT_FALSE(image(wide).region);
    EXPECT_FALSE(image(high).region);
}

TEST_F(SetDatabars, refusesWhatDoesNotFitAnImageAndLeavesIt)
{
    const auto wide = addTiff("wide.tif");
    const auto high = addPng("high.png", Raster<std::uint8_t>(30, 100, 7));
    EXPECT_EQ(set(Bar::Rows, 48).withBar, 1U) << "nothing would be left of the wide one";
    EXPECT_FALSE(image(wide).region);
    EXPECT_EQ(image(high).region, byHand({0, 0, 30, 52}));
    EXPECT_EQ(m_findings.count(Severity::Refused), 1U);
    EXPECT_TRUE(m_findings.mentions("wide.tif", "64x48"));

    EXPECT_EQ(set(Bar::Rows, 47).withBar, 2U) << "one row is left";
    EXPECT_EQ(image(wide).region, byHand({0, 0, 64, 1}));
    const auto before = image(high).region;
    for (const PixelRect rect : {PixelRect{0, 0, 31, 10}, PixelRect{0, 95, 10, 6}, PixelRect{-1, 0, 10, 10},
                                 PixelRect{0, -1, 10, 10}, PixelRect{5, 5, 0, 9}, PixelRect{5, 5, 9, -9},
                                 PixelRect{2147483647, 0, 5, 5}, PixelRect{5, 5, 2147483647, 5}}) {
        m_findings.all.clear();
        EXPECT_EQ(set(Bar::Region, 0, rect, {"high.png"}).withBar, 1U) << "the one it had";
        EXPECT_TRUE(m_findings.mentions("high.png", "30x100"));
        EXPECT_EQ(image(high).region, before);
    }
}

TEST_F(SetDatabars, findsThemByMetadataElseByTheirConstantRows)
{
    const auto fei = addTiff("fei.tif", tagsOf("FEI Helios"));
    const auto rows = addPng("rows.png", fieldWithBar());
    const auto plain = addPng("plain.png", greyField(1));
    const auto report = set(Bar::Find);
    EXPECT_EQ(report.images, 3U);
    EXPECT_EQ(report.withBar, 2U);
    EXPECT_EQ(image(fei).region, (SpecimenRegion{{0, 0, 64, 40}, "metadata (DatabarHeight)"}));
    EXPECT_EQ(image(rows).region, (SpecimenRegion{{0, 0, 96, 84}, "constant rows"}));
    EXPECT_FALSE(image(plain).region);
}

TEST_F(SetDatabars, searchingLeavesWhatAPersonSetAndTakesBackWhatASearchFound)
{
    const auto fei = addTiff("fei.tif", tagsOf("FEI Helios"));
    const auto plain = addPng("plain.png", greyField(1));
    expectGood(m_project->setRegion({fei}, byHand({0, 0, 64, 39})));
    expectGood(m_project->setRegion({plain}, SpecimenRegion{{0, 0, 160, 100}, "constant rows"}));
    EXPECT_EQ(set(Bar::Find).withBar, 1U);
    EXPECT_EQ(image(fei).region, byHand({0, 0, 64, 39}));
    EXPECT_FALSE(image(plain).region) << "there is none in the file";
}

TEST_F(SetDatabars, passesOverImagesOfAnUnknownSize)
{
    const auto id = add("unknown.png", {});
    EXPECT_EQ(set(Bar::Rows, 4).withBar, 0U);
    EXPECT_EQ(set(Bar::Find).withBar, 0U);
    EXPECT_FALSE(image(id).region);
    EXPECT_TRUE(m_findings.all.empty());
}

TEST_F(SetDatabars, changesNothingWhenItIsStopped)
{
    const auto first = addTiff("a.tif");
    addTiff("b.tif");
    const auto stopped = setDatabars(*m_project, {{}, Bar::Rows, 4, {}}, stopsAtFirst(), m_findings.sink());
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::Cancelled);
    EXPECT_FALSE(image(first).region);
}

TEST_F(SetDatabars, anImportLooksForThemOnItsOwnImages)
{
    const auto before = addPng("before.png", fieldWithBar());
    const auto known = addPng("known.png", fieldWithBar());
    expectGood(m_project->setRegion({known}, byHand({0, 0, 96, 90})));
    const auto plain = addPng("plain.png", greyField(1));
    const auto rows = addPng("rows.png", fieldWithBar());
    EXPECT_EQ(valueOf(findDatabarsOfImport(*m_project, {plain}, {})), 0U);
    EXPECT_EQ(valueOf(findDatabarsOfImport(*m_project, {known, plain, rows}, {})), 1U);
    EXPECT_EQ(image(rows).region, (SpecimenRegion{{0, 0, 96, 84}, "constant rows"}));
    EXPECT_EQ(image(known).region, byHand({0, 0, 96, 90}));
    EXPECT_FALSE(image(before).region) << "it is not of this import";
    EXPECT_FALSE(image(plain).region);
}

} // namespace
} // namespace sorby::workflow::test
