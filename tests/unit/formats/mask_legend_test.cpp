// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/mask_legend.h"
#include "core/formats/masks.h"
#include "core/imaging/micrograph.h"
#include "tests/support/label_text.h"
#include "tests/support/results.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/formats/collecting_sink.h"

#include <gtest/gtest.h>

namespace sorby::formats {
namespace {

using test::CollectingSink;
using test::expectGood;
using test::labels;
using test::TemporaryFolder;
using test::valueOf;

constexpr Rgb8 kRed{255, 0, 0};
constexpr Rgb8 kBlue{0, 0, 255};
constexpr Rgb8 kBlack{};

/// As nasa_super was published: pure red, pure blue, and the rest is matrix.
Raster<Rgb8> colourMask()
{
    Raster<Rgb8> colours(4, 2, kBlack);
    colours.at(1, 0) = kRed;
    colours.at(2, 0) = kBlue;
    colours.at(3, 1) = {12, 34, 56};
    return colours;
}

TEST(MaskLegend, GivesColoursTheirClasses)
{
    const auto legend = valueOf(MaskLegend::parse("red = 1, #0000FF=2,*=0", "--legend"));
    EXPECT_EQ(valueOf(legend.apply({colourMask(), {}})), labels(".12.\n...."));
}

TEST(MaskLegend, NamesAColourItDoesNotKnow)
{
    const auto legend = valueOf(MaskLegend::parse(R"({"#FF0000": 1, "black": 0})", "l.json"));
    const auto refused = legend.apply({colourMask(), {}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Mismatch);
    EXPECT_NE(refused.error().message.find("#000000, #FF0000, #0000FF, #0C2238"), std::string::npos)
        << refused.error().message;
    EXPECT_NE(refused.error().message.find("--legend"), std::string::npos);
}

TEST(MaskLegend, GivesValuesTheirClasses)
{
    Raster<std::uint16_t> values(3, 1);
    values.at(1, 0) = 40000;
    values.at(2, 0) = 7;
    const auto legend = valueOf(MaskLegend::parse(R"({"40000": 3, "7": "ignore"})", "l.json"));
    auto resolved = legend;
    ClassNames names(annotation::numberedClasses(4));
    expectGood(resolved.resolve(names));
    EXPECT_EQ(valueOf(resolved.apply({values, {}})), labels(".3x"));
    EXPECT_FALSE(MaskLegend().apply({values, {}})) << "40000 is no class id";
    EXPECT_EQ(valueOf(MaskLegend().apply({labels(".27"), {}})), labels(".27"));
}

TEST(MaskLegend, NamesBecomeClasses)
{
    auto legend = valueOf(MaskLegend::parse("red=secondary, blue=tertiary, *=matrix", "--legend"));
    ASSERT_TRUE(legend.hasNames());
    ClassNames names(std::nullopt);
    expectGood(legend.resolve(names));
    EXPECT_EQ(names.list().size(), 3U);
    EXPECT_EQ(names.list()[1].name, "secondary") << "in the order in which they were written";
    EXPECT_EQ(valueOf(legend.apply({colourMask(), {}})), labels(".12.\n...."));
}

TEST(MaskLegend, RefusesWhatIsNone)
{
    for (const char* text :
         {"red", "red=", "crimson=1", "#12345=1", "red=254", "70000=1", "-1=1", "{\"red\": -1}",
          "{\"red\": 1.5}", "{\"red\"", "{\"red\": null}", "=1", "red=1,,blue=2"}) {
        const auto legend = MaskLegend::parse(text, "--legend");
        ASSERT_FALSE(legend) << text;
        EXPECT_FALSE(legend.error().message.empty());
        EXPECT_EQ(legend.error().where, "--legend");
    }
}

class ColourMasks : public testing::Test {
  protected:
    void SetUp() override
    {
        test::writeMicrograph(m_folder / "images/field 1#ä.tif", {4, 2});
        expectGood(imaging::writePng(m_folder / "masks/field 1#ä.png", colourMask()));
    }
    Status run(ImportRequest request)
    {
        request.source = m_folder.path();
        return masksFormat().read(request, m_sink, JobControl{});
    }
    [[nodiscard]] imaging::LabelImage imported() const
    {
        Raster<std::uint8_t> result(4, 2);
        m_sink.images.at(0).annotations.pixelEdits.paintOver(result);
        return result;
    }

    TemporaryFolder m_folder;
    CollectingSink m_sink;
};

TEST_F(ColourMasks, AreRefusedWithAnOfferWithoutALegend)
{
    expectGood(run({}));
    EXPECT_NE(m_sink.findingWith("colour mask").message.find("#FF0000"), std::string::npos);
    EXPECT_FALSE(m_sink.images.at(0).annotated);
}

TEST_F(ColourMasks, AreTakenByALegendOnTheCommandLine)
{
    ImportRequest request;
    request.legend = "red=1,blue=2,*=0";
    expectGood(run(request));
    EXPECT_TRUE(m_sink.findings.empty()) << m_sink.list();
    EXPECT_EQ(imported(), labels(".12.\n...."));
    EXPECT_EQ(m_sink.givenClasses->size(), 3U);
}

TEST_F(ColourMasks, AreTakenByALegendBesideThem)
{
    test::writeText(m_folder / "legend.json", R"({"#FF0000": "secondary", "#0000FF": "tertiary", "*": 0})");
    expectGood(run({}));
    EXPECT_EQ(imported(), labels(".12.\n...."));
    EXPECT_EQ(m_sink.givenClasses->at(1).name, "secondary");
}

TEST_F(ColourMasks, AreTakenByTheColoursOfTheClasses)
{
    auto mask = colourMask();
    mask.at(3, 1) = annotation::kIgnoreColour;
    expectGood(imaging::writePng(m_folder / "masks/field 1#ä.png", mask));
    ImportRequest request;
    request.classes = annotation::ClassList{{0, "matrix", kBlack}, {1, "a", kRed}, {2, "b", kBlue}};
    expectGood(run(request));
    EXPECT_EQ(imported(), labels(".12.\n...x"));
}

TEST_F(ColourMasks, ALegendThatIsNoneIsAnErrorBeforeAnythingIsTaken)
{
    ImportRequest request;
    request.legend = "red:1,blue=2";
    EXPECT_FALSE(run(request));
    EXPECT_TRUE(m_sink.images.empty());
}

TEST(IndexedMasks, KeepTheirPaletteAndTiffIsTakenToo)
{
    const TemporaryFolder folder;
    const annotation::ClassList classes{{0, "matrix", kBlack}, {1, "a", kRed}, {2, "b", kBlue}};
    const auto mask = labels(".12x\n1111");
    for (const char* name : {"a", "b"}) {
        test::writeMicrograph(folder / "images" / (std::string(name) + ".png"), {4, 2});
        expectGood(imaging::writeIndexedPng(folder / "masks" / (std::string(name) + ".png"), mask, classes));
    }
    CollectingSink sink;
    ImportRequest request;
    request.source = folder.path();
    EXPECT_TRUE(masksFormat().recognises(folder.path()));
    expectGood(masksFormat().read(request, sink, JobControl{}));
    ASSERT_TRUE(sink.givenClasses);
    EXPECT_EQ(sink.givenClasses->at(1).colour, kRed);
    EXPECT_EQ(sink.givenClasses->at(2).colour, kBlue);
    EXPECT_EQ(sink.images.at(1).annotations.pixelEdits.at(3, 0), annotation::kIgnore);
}

} // namespace
} // namespace sorby::formats
