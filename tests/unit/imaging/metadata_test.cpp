// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/imaging/metadata.h"
#include "tests/support/results.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/imaging/codecs/forged_jpeg.h"
#include "tests/unit/imaging/codecs/forged_png.h"
#include "tests/unit/imaging/metadata_samples.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>

namespace sorby::test {
namespace {

using imaging::MicrographMetadata;
using imaging::readMetadata;

constexpr const char* kName = "Gefüge #1 (2).tif";

class MetadataTest : public testing::Test {
  protected:
    std::filesystem::path write(const std::string& bytes, const std::string& name = kName)
    {
        const auto path = m_folder / name;
        std::ofstream stream(path, std::ios::binary | std::ios::trunc);
        stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        EXPECT_TRUE(stream.flush());
        return path;
    }
    /// What stands beside the micrograph: "-tif.hdr", ".txt".
    void writeBeside(const std::string& ending, const std::string& bytes)
    {
        write(bytes, stemOf(fromUtf8(kName)) + ending);
    }
    MicrographMetadata read(const TaggedTiff& tiff, int page = 1)
    {
        return valueOf(readMetadata(write(forge(tiff)), page));
    }
    MicrographMetadata read(const std::vector<ForgedTag>& tags, std::uint32_t width = 64,
                            std::uint32_t height = 48)
    {
        return read(TaggedTiff{.pages = {{width, height, tags}}});
    }
    MicrographMetadata readText(std::uint16_t tag, const std::string& text)
    {
        return read({textTag(tag, text)});
    }
    MicrographMetadata readBeside(const std::string& ending, const std::string& text)
    {
        writeBeside(ending, text);
        return read(std::vector<ForgedTag>{});
    }

    TemporaryFolder m_folder;
};

void expectRefused(const MicrographMetadata& metadata, const std::vector<std::string>& said)
{
    EXPECT_FALSE(metadata.calibration) << metadata.calibration->raw;
    ASSERT_EQ(metadata.doubts.size(), 1U);
    for (const auto& part : said) {
        EXPECT_NE(metadata.doubts.front().find(part), std::string::npos) << metadata.doubts.front();
    }
    EXPECT_TRUE(metadata.doubts.front().ends_with('.')) << metadata.doubts.front();
}

void expectNothing(const MicrographMetadata& metadata)
{
    EXPECT_FALSE(metadata.calibration) << metadata.calibration->raw;
    EXPECT_FALSE(metadata.specimenRegion);
    EXPECT_TRUE(metadata.doubts.empty()) << metadata.doubts.front();
}

class MakerTest : public MetadataTest, public testing::WithParamInterface<MetadataSample> {
  protected:
    void expectSample(const MicrographMetadata& metadata)
    {
        const auto& sample = GetParam();
        ASSERT_TRUE(metadata.calibration)
            << (metadata.doubts.empty() ? "nothing found" : metadata.doubts.front());
        EXPECT_NEAR(metadata.calibration->xMicrometres, sample.xMicrometres, 1e-9 * sample.xMicrometres);
        EXPECT_NEAR(metadata.calibration->yMicrometres, sample.yMicrometres, 1e-9 * sample.yMicrometres);
        EXPECT_EQ(metadata.calibration->source, sample.source);
        EXPECT_NE(metadata.calibration->raw.find(sample.raw), std::string::npos) << metadata.calibration->raw;
        EXPECT_FALSE(metadata.calibration->isConfirmed);
        EXPECT_EQ(metadata.specimenRegion, sample.region);
        EXPECT_EQ(metadata.regionSource.empty(), !sample.region) << metadata.regionSource;
        EXPECT_TRUE(metadata.doubts.empty()) << metadata.doubts.front();
    }
};

class TagMakerTest : public MakerTest {};

TEST_P(MakerTest, SaysThePixelSizeAndTheBarInEveryKindOfTiff)
{
    if (!GetParam().besideEnding.empty()) {
        writeBeside(GetParam().besideEnding, GetParam().beside);
    }
    for (const bool isBig : {false, true}) {
        const auto samples = metadataSamples(isBig);
        const auto same = std::find_if(samples.begin(), samples.end(), [](const MetadataSample& sample) {
            return std::string(sample.name) == GetParam().name;
        });
        for (const bool isBigEndian : {false, true}) {
            SCOPED_TRACE(std::string(isBig ? "BigTIFF" : "TIFF") + (isBigEndian ? " MM" : " II"));
            expectSample(read(TaggedTiff{.pages = {{64, 48, same->tags}},
                                         .isBigEndian = isBigEndian,
                                         .isBig = isBig,
                                         .appendix = same->appendix}));
        }
    }
}

TEST_P(TagMakerTest, IsFoundInTheFirstPageForTheOthersOfItsSize)
{
    const TaggedTiff tiff{.pages = {{64, 48, GetParam().tags}, {64, 48, {}}, {32, 48, {}}},
                          .appendix = GetParam().appendix};
    expectSample(read(tiff, 2));
    expectNothing(read(tiff, 3));
}

TEST_P(MakerTest, DamageNeverDoesMoreThanHideIt)
{
    const auto whole =
        forge(TaggedTiff{.pages = {{64, 48, GetParam().tags}}, .appendix = GetParam().appendix});
    std::uint32_t state = 12345; // NOLINT: the same damage each time
    const auto random = [&](std::size_t below) {
        state = state * 1664525U + 1013904223U;
        return static_cast<std::size_t>(state >> 8U) % below;
    };
    for (int round = 0; round < 60; ++round) {
        auto damaged = whole;
        auto beside = GetParam().beside;
        for (std::size_t flips = 1 + random(4); flips > 0; --flips) {
            // The pixels stand before what is of interest.
            damaged[damaged.size() - 1 - random(damaged.size() - 64 * 48)] = static_cast<char>(random(256));
            if (!beside.empty()) {
                beside[random(beside.size())] = static_cast<char>(random(256));
            }
        }
        if (round % 3 == 0) {
            damaged[4 + random(4)] ^= static_cast<char>(1U << random(8));
        }
        damaged.resize(round % 5 == 0 ? random(damaged.size()) : damaged.size());
        beside.resize(round % 5 == 1 ? random(beside.size() + 1) : beside.size());
        if (!GetParam().besideEnding.empty()) {
            writeBeside(GetParam().besideEnding, beside);
        }
        const auto metadata = readMetadata(write(damaged));
        if (!metadata) {
            EXPECT_FALSE(metadata.error().where.empty());
            continue;
        }
        if (const auto& calibration = metadata.value().calibration) {
            EXPECT_TRUE(calibration->xMicrometres >= 1e-6 && calibration->xMicrometres <= 1e4);
            EXPECT_TRUE(calibration->yMicrometres >= 1e-6 && calibration->yMicrometres <= 1e4);
        }
        if (const auto& region = metadata.value().specimenRegion) {
            EXPECT_TRUE(region->height >= 1 && region->width >= 1 && region->x == 0 && region->y == 0);
        }
    }
}

std::vector<MetadataSample> samplesInTags()
{
    auto samples = metadataSamples();
    std::erase_if(samples, [](const MetadataSample& sample) { return sample.tags.empty(); });
    return samples;
}

INSTANTIATE_TEST_SUITE_P(Makers, MakerTest, testing::ValuesIn(metadataSamples()));
INSTANTIATE_TEST_SUITE_P(Makers, TagMakerTest, testing::ValuesIn(samplesInTags()));

// ---- the width has to fit
// ----------------------------------------------------------------------------------

TEST_F(MetadataTest, OfAnotherWidthIsRefusedWithBothNumbers)
{
    const std::string fei =
        "[Scan]\nPixelWidth=1e-8\n[Image]\nResolutionX=1024\n[PrivateFei]\nDatabarHeight=8\n";
    const auto resized = readText(34682, fei);
    expectRefused(resized, {"FEI", "ResolutionX", "1024", "64", "resized"});
    EXPECT_FALSE(resized.specimenRegion);
    expectRefused(readText(34118, "AP_IMAGE_PIXEL_SIZE\nImage Pixel Size = 5 nm\nDP_IMAGE_STORE\n"
                                  "Store resolution = 1024 * 768\n"),
                  {"Zeiss", "1024", "64"});
    expectRefused(readText(270, "<OME><Image><Pixels SizeX=\"128\" PhysicalSizeX=\"0.5\"/></Image></OME>"),
                  {"OME", "128", "64"});
    expectRefused(readBeside(".txt", "$CM_FULL_SIZE 1280 960\n$$SM_MICRON_BAR 20\n$$SM_MICRON_MARKER 5um\n"),
                  {"JEOL", "1280", "64"});
    expectRefused(readBeside(".txt", "[SemImageFile]\nPixelSize=24.8\nDataSize=1280x960\n"),
                  {"Hitachi", "1280", "64"});
}

TEST_F(MetadataTest, ZeissNumbersShowThatTheImageWasResized)
{
    const auto text = [](const char* metres, const char* size) {
        return std::string("0\n0\n0\n") + metres + "\n0\nAP_IMAGE_PIXEL_SIZE\nImage Pixel Size = " + size +
               "\n";
    };
    // 1024 / 64 is 16: the numbers say 50 nm where the text says 100.
    expectRefused(readText(34118, text("3.125e-9", "100 nm")), {"0.05", "100 nm", "64 px"});
    // Within rounding the number with more digits is taken, within 1 % the text.
    EXPECT_DOUBLE_EQ(readText(34118, text("3.125e-9", "0.05 \xb5m")).calibration->xMicrometres, 0.05);
    EXPECT_NEAR(readText(34118, text("3.1e-9", "50 nm")).calibration->xMicrometres, 0.0496, 1e-12);
    EXPECT_NEAR(readText(34118, text("3.13e-9", "50.00 nm")).calibration->xMicrometres, 0.05, 1e-12);
    expectRefused(readText(34118, text("3.2e-9", "50.00 nm")), {"Zeiss"});
}

TEST_F(MetadataTest, ZeissHasOtherNamesAndMayHaveNone)
{
    const auto old = readText(34118, "AP_PIXEL_SIZE\nPixel Size = 558.2 pm\n");
    ASSERT_TRUE(old.calibration);
    EXPECT_NEAR(old.calibration->xMicrometres, 558.2e-6, 1e-12);
    EXPECT_EQ(old.calibration->raw, "AP_PIXEL_SIZE: Pixel Size = 558.2 pm");
    const auto both =
        readText(34118, "AP_PIXEL_SIZE\nPixel Size = 9 nm\nAP_IMAGE_PIXEL_SIZE\nImage Pixel Size = 5 nm\n");
    EXPECT_NEAR(both.calibration->xMicrometres, 0.005, 1e-12);
    const std::string numbers = "\n0\n0\n0\n3.125e-9\n0\nAP_MAG\nMag = 5 X\n";
    expectNothing(readText(34118, numbers));
    const auto stored = readText(34118, numbers + "DP_IMAGE_STORE\nStore resolution = 64 * 48\n");
    ASSERT_TRUE(stored.calibration);
    EXPECT_NEAR(stored.calibration->xMicrometres, 0.05, 1e-12);
}

TEST_F(MetadataTest, FeiBarIsWhatTheFileHasBelowTheScan)
{
    const std::string scan = "[Scan]\nPixelWidth=1e-8\n[Image]\nResolutionX=64\n";
    const auto barOf = [&](const std::string& more) {
        const auto metadata = readText(34682, scan + more);
        EXPECT_TRUE(metadata.calibration);
        return metadata.specimenRegion ? 48 - metadata.specimenRegion->height : 0;
    };
    EXPECT_EQ(barOf("ResolutionY=42\n"), 6);
    EXPECT_EQ(barOf("ResolutionY=48\n"), 0);
    EXPECT_EQ(barOf("[PrivateFei]\nDatabarHeight=5\n"), 5);
    EXPECT_EQ(barOf("ResolutionY=48\n[PrivateFei]\nDatabarHeight=5\n"), 0) << "saved without its bar";
    EXPECT_EQ(barOf("ResolutionY=60\n[PrivateFei]\nDatabarHeight=5\n"), 0) << "cropped";
    EXPECT_EQ(barOf("[PrivateFei]\nDatabarHeight=40\n"), 0) << "more than half of the image";
    EXPECT_EQ(barOf("[PrivateFei]\nDatabarHeight=-5\n"), 0);
}

TEST_F(MetadataTest, RegionOfAFileThatIsStoredTurnedIsRefused)
{
    const auto metadata =
        read({textTag(34682, "[Scan]\nPixelWidth=1e-8\n[PrivateFei]\nDatabarHeight=8\n"), shortTag(274, 3)});
    EXPECT_TRUE(metadata.calibration);
    EXPECT_FALSE(metadata.specimenRegion);
    EXPECT_EQ(metadata.doubts.size(), 1U);
}

// ---- print resolutions
// -------------------------------------------------------------------------------------

TEST_F(MetadataTest, PrintResolutionsAreNoCalibration)
{
    for (const std::uint32_t dpi : {72U, 96U, 150U, 300U, 600U}) {
        expectNothing(read({rationalTag(282, dpi, 1), rationalTag(283, dpi, 1), shortTag(296, 2)}));
        expectNothing(read({rationalTag(282, dpi * 100, 254), shortTag(296, 3)}));
        const std::string unit = "ImageJ=1.53t\nunit=";
        expectRefused(read({textTag(270, unit + "inch\n"), rationalTag(282, dpi, 1), shortTag(296, 2)}),
                      {"printing"});
        expectRefused(read({textTag(270, unit + "cm\n"), rationalTag(282, dpi * 100, 254), shortTag(296, 3)}),
                      {"printing"});
    }
    expectNothing(read({textTag(270, "ImageJ=1.53t\nunit=pixel\n"), rationalTag(282, 4, 1)}));
    expectNothing(read({textTag(270, "ImageJ=1.53t\n"), rationalTag(282, 4, 1), shortTag(296, 1)}));
    expectNothing(read({textTag(270, "unit=um"), rationalTag(282, 4, 1), shortTag(296, 1)}));
}

TEST_F(MetadataTest, FineResolutionsArePointedOutAndNotTaken)
{
    expectRefused(read({rationalTag(282, 254'000, 1), shortTag(296, 2)}), {"0.1 \u00b5m", "printing"});
    expectRefused(read({rationalTag(282, 20'000, 1), shortTag(296, 3)}), {"0.5 \u00b5m"});
    expectNothing(read({rationalTag(282, 254'000, 1), shortTag(296, 1)}));
    expectNothing(read({rationalTag(282, 254'000, 0), shortTag(296, 2)}));
}

TEST_F(MetadataTest, ResolutionsOfPngAndJpegAreNoCalibration)
{
    const Bytes perMetre = {0, 0x98, 0x96, 0x80, 0, 0x98, 0x96, 0x80, 1}; // 10,000,000 pixels a metre: 0.1 um
    const auto png = withChunk(forge(ForgedPng{.width = 8, .height = 4, .rows = Bytes(32, 7)}),
                               pngChunk("pHYs", perMetre), "IDAT");
    expectNothing(valueOf(readMetadata(write({png.begin(), png.end()}, "a b.png"))));
    auto jpeg = forge(ForgedJpeg{.width = 8, .height = 8, .rows = Bytes(64, 7)});
    jpeg[13] = 1; // dots per inch
    jpeg[14] = jpeg[16] = 0xff;
    expectNothing(valueOf(readMetadata(write({jpeg.begin(), jpeg.end()}, "a b.jpg"))));
}

// ---- files beside the micrograph
// ---------------------------------------------------------------------------

TEST_F(MetadataTest, BesideAPngIsReadToo)
{
    const auto png = forge(ForgedPng{.width = 64, .height = 48, .rows = Bytes(64 * 48, 7)});
    const auto path = write({png.begin(), png.end()}, "Größe 1.png");
    write("[MAIN]\nPixelSizeX=5e-8\nImageStripSize=8\n", "Größe 1-png.hdr");
    const auto metadata = valueOf(readMetadata(path));
    ASSERT_TRUE(metadata.calibration);
    EXPECT_NEAR(metadata.calibration->yMicrometres, 0.05, 1e-12);
    EXPECT_EQ(metadata.specimenRegion, (PixelRect{0, 0, 64, 40}));
    EXPECT_EQ(metadata.regionSource, "metadata (ImageStripSize)");
}

TEST_F(MetadataTest, OtherTextsBesideAreNone)
{
    expectNothing(readBeside(".txt", "etched with nital, 5 s\nPixelSize=5\nscale = 5 um\n"));
    expectNothing(readBeside(".hdr", "BYTEORDER I\nNROWS 48\nPixelSizeX=5e-8\n"));
    expectNothing(
        readBeside(".txt", "[SemImageFile]\nInstructName=SU3500\nMagnification=5000\nDataSize=64x48\n"));
}

TEST_F(MetadataTest, TwoSourcesThatContradictEachOtherAreBothRefused)
{
    writeBeside(".hdr", "[MAIN]\nPixelSizeX=5e-8\n");
    expectRefused(readText(34682, "[Scan]\nPixelWidth=1e-7\n"), {"FEI", "0.1 \u00b5m", "TESCAN", "50 nm"});
    const auto same = readText(34682, "[Scan]\nPixelWidth=5.01e-8\n");
    ASSERT_TRUE(same.calibration);
    EXPECT_EQ(same.calibration->source, "FEI / Thermo Fisher");
}

// ---- damaged
// -----------------------------------------------------------------------------------------------

TEST_F(MetadataTest, DamagedValuesGiveNoCalibration)
{
    const std::string zeiss = "AP_IMAGE_PIXEL_SIZE\nImage Pixel Size = ";
    const std::pair<std::uint16_t, std::string> texts[] = {
        {34118, zeiss + "558.2 kV\n"},
        {34118, zeiss + "-558.2 pm\n"},
        {34118, zeiss + "558.2\n"},
        {34118, zeiss + "nan nm\n"},
        {34118, zeiss + "1,250 nm\n"},
        {34682, "[Scan]\nPixelWidth=-1e-8\n"},
        {34682, "[Scan]\nPixelWidth=1e-8\nPixelHeight=0\n"},
        {34682, "[Scan]\nPixelWidth=1e300\n"},
        {34682, "[Scan]\nPixelWidth=12.5\n"},
        {34682, "[Scan]\nPixelWidth=inf\n"},
        {34683, "<FeiImage><pixelWidth>0.5</pixelWidth></FeiImage>"},
        {34683, "<FeiImage><pixelWidth unit=\"V\">0.5</pixelWidth></FeiImage>"},
        {50431, "PixelSizeX=abc\n"},
        {270, "<OME><Image><Pixels PhysicalSizeX=\"0.5\" PhysicalSizeXUnit=\"Mm\"/></Image></OME>"},
        {270, "<OME><Image><Pixels PhysicalSizeX=\"-0.5\"/></Image></OME>"},
    };
    for (const auto& [tag, text] : texts) {
        SCOPED_TRACE(text);
        expectRefused(readText(tag, text), {});
    }
    for (const auto& text :
         {"$$SM_MICRON_BAR 0\n$$SM_MICRON_MARKER 5um\n", "$$SM_MICRON_BAR 20\n$$SM_MICRON_MARKER 5V\n",
          "[SemImageFile]\nPixelSize=-3\n", "[SemImageFile]\nInstructName=S-4700\nMagnification=0\n"}) {
        SCOPED_TRACE(text);
        expectRefused(readBeside(".txt", text), {});
    }
}

TEST_F(MetadataTest, MissingKeysAreNothing)
{
    const std::pair<std::uint16_t, std::string> texts[] = {
        {34118, ""},
        {34118, "AP_IMAGE_PIXEL_SIZE"},
        {34118, std::string(100'000, '\n')},
        {34682, "[Scan]\nDwelltime=1e-6\n"},
        {34682, "PixelWidth=1e-8\n"},
        {34682, "[[[["},
        {34683, "<FeiImage>"},
        {34683, "<Metadata/>"},
        {50431, "\xff\xd8\xff\xd9"},
        {270, "<OME><Image><Pixels SizeX=\"64\"/></Image></OME>"},
        {270, "<OME><Image><Pixels PhysicalSizeX=\"1\" PhysicalSizeXUnit=\"pixel\"/></Image></OME>"},
        {270, "<OME><Image><Pixels PhysicalSizeX=\"1\""},
    };
    for (const auto& [tag, text] : texts) {
        SCOPED_TRACE(text.substr(0, 60));
        expectNothing(readText(tag, text));
    }
    expectNothing(readBeside(".txt", ""));
    expectNothing(readBeside(".txt", "$CM_FORMAT JEOL_SEM\n$$SM_MICRON_BAR 20\n"));
    expectNothing(readBeside(".txt", "[SemImageFile]\n"));
}

TEST_F(MetadataTest, FilesCutOffInTheMidstOfANumberAreNotReadUpToThere)
{
    const std::string text = "[SemImageFile]\nDataSize=64x48\nPixelSize=24.8\n";
    for (const bool isWide : {false, true}) {
        const auto whole = isWide ? utf16(text, false, true) : text;
        EXPECT_TRUE(readBeside(".txt", whole).calibration);
        for (std::size_t length = 0; length < whole.size(); ++length) {
            const auto metadata = readBeside(".txt", whole.substr(0, length));
            EXPECT_FALSE(metadata.calibration) << length;
        }
    }
    expectNothing(readBeside(".txt", std::string("\xff\xfe\0\xd8[\0", 6)));
}

TEST_F(MetadataTest, CountsAndPlacesBeyondTheFileAreNotBelieved)
{
    for (const bool isBig : {false, true}) {
        for (const std::uint64_t count : {0xffffffffULL, 0x7fffffffffffffffULL, 5'000'000ULL, 1'000'000ULL}) {
            ForgedTag tag = textTag(34682, "[Scan]\nPixelWidth=1e-8\n");
            tag.count = count;
            expectNothing(read(TaggedTiff{.pages = {{64, 48, {tag}}}, .isBig = isBig}));
        }
    }
    // Times eight, this count is 24 again: as long as the text.
    ForgedTag wrapping = bytesTag(34682, "[Scan]\nPixelWidth=1e-08\n");
    ASSERT_EQ(wrapping.bytes.size(), 24U);
    wrapping.type = 12;
    wrapping.count = 0x2000000000000003ULL;
    expectNothing(read(TaggedTiff{.pages = {{64, 48, {wrapping}}}, .isBig = true}));
    expectNothing(read({longTag(33560, 0xfffffff0)}));
    auto olympus = olympusStructure(8, -9, 125, 125);
    olympus[58] = olympus[59] = '\x7f'; // 32,639 records
    expectNothing(read(TaggedTiff{.pages = {{64, 48, {longTag(33560, 8)}}}, .appendix = olympus}));
    expectNothing(read(TaggedTiff{.pages = {{64, 48, {longTag(33560, 8)}}},
                                  .appendix = olympusStructure(0xf0000000U, -9, 125, 125)}));
    expectRefused(read(TaggedTiff{.pages = {{64, 48, {longTag(33560, 8)}}},
                                  .appendix = olympusStructure(8, 30'000, 125, 125)}),
                  {"Olympus"});
}

TEST_F(MetadataTest, PagesInACircleAndMissingOnesAreErrors)
{
    auto bytes = forge(TaggedTiff{.pages = {{64, 48, {}}}});
    bytes.replace(bytes.size() - 4, 4, bytes.substr(4, 4)); // the next directory is the first one
    const auto circle = readMetadata(write(bytes), 2);
    ASSERT_FALSE(circle);
    EXPECT_NE(circle.error().where.find("Gefüge"), std::string::npos);
    EXPECT_FALSE(readMetadata(write(forge(TaggedTiff{.pages = {{64, 48, {}}}})), 2));
    EXPECT_FALSE(readMetadata(write("MM")));
    EXPECT_FALSE(readMetadata(m_folder / "nicht da.tif"));
    EXPECT_FALSE(readMetadata(m_folder.path()));
}

} // namespace
} // namespace sorby::test
