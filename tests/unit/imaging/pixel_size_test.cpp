// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/pixel_size.h"
#include "tests/support/results.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace sorby::test {
namespace {

using imaging::calibrationFromLine;
using imaging::formatPixelSize;
using imaging::parsePixelSize;

TEST(ParsePixelSize, TakesWhatPeopleWrite)
{
    const std::pair<const char*, double> texts[] = {
        {"0.05um", 0.05},          {"12.5 nm", 0.0125},  {"0.05 \u00b5m/px", 0.05},
        {"0.05 \u03bcm", 0.05},    {"0.05\xb5m", 0.05},  {" 558.2 pm ", 558.2e-6},
        {"0,05 um", 0.05},         {"0,125 um", 0.125},  {"5e-2 um", 0.05},
        {"0.002 mm", 2},           {"1 cm", 1e4},        {"1pm", 1e-6},
        {"50 nm per pixel", 0.05}, {"50nm/pixel", 0.05}, {"0.5 micron", 0.5},
        {"0.5 micrometres", 0.5},  {"1 \u00c5", 1e-4},   {"0.5 UM", 0.5},
    };
    for (const auto& [text, micrometres] : texts) {
        SCOPED_TRACE(text);
        const auto calibration = valueOf(parsePixelSize(text));
        EXPECT_NEAR(calibration.xMicrometres, micrometres, 1e-12 * micrometres);
        EXPECT_EQ(calibration.yMicrometres, calibration.xMicrometres);
        EXPECT_TRUE(calibration.isConfirmed);
        EXPECT_EQ(calibration.source, "by hand");
    }
    EXPECT_EQ(valueOf(parsePixelSize(" 12.5 nm")).raw, "12.5 nm");
}

TEST(ParsePixelSize, TakesWidthAndHeight)
{
    for (const char* text : {"2.5um x 2.6um", "2.5umx2600nm", "2.5 x 2.6 um", "2.5um/px x 2.6um/px",
                             "2.5 um \u00d7 2.6 um", "2500 nm * 0.0026 mm"}) {
        SCOPED_TRACE(text);
        const auto calibration = valueOf(parsePixelSize(text));
        EXPECT_NEAR(calibration.xMicrometres, 2.5, 1e-12);
        EXPECT_NEAR(calibration.yMicrometres, 2.6, 1e-12);
    }
}

TEST(ParsePixelSize, RefusesTheRest)
{
    for (const char* text : {"",
                             "0.05",
                             "um",
                             "0.05 px",
                             "0.05 dpi",
                             "-0.05 um",
                             "0 um",
                             "nan um",
                             "inf um",
                             "1e400 um",
                             "2 cm",
                             "0.5 pm",
                             "1,250 nm",
                             "1.250,5 nm",
                             "0.05 um um",
                             "5 Mm",
                             "1 um x",
                             "x 1 um",
                             "1 um x 2 um x 3 um",
                             "1 um x 2 cm",
                             "5 kV"}) {
        SCOPED_TRACE(text);
        const auto calibration = parsePixelSize(text);
        ASSERT_FALSE(calibration);
        EXPECT_EQ(calibration.error().code, ErrorCode::InvalidArgument);
        EXPECT_NE(calibration.error().message.find('\''), std::string::npos);
    }
}

TEST(CalibrationFromLine, DividesTheLabelByTheLength)
{
    const auto level = valueOf(calibrationFromLine(-200, 0, "5 um"));
    EXPECT_NEAR(level.xMicrometres, 0.025, 1e-12);
    EXPECT_EQ(level.yMicrometres, level.xMicrometres);
    EXPECT_EQ(level.source, "scale bar");
    EXPECT_EQ(level.raw, "5 um over 200 px");
    EXPECT_TRUE(level.isConfirmed);
    EXPECT_NEAR(valueOf(calibrationFromLine(30, 40, "100nm")).xMicrometres, 0.002, 1e-12);
}

TEST(CalibrationFromLine, KnowsPixelsThatAreNotSquare)
{
    // Pixels of 0.1 um x 0.2 um: 30 to the right are 3 um, 20 down are 4 um.
    const auto slanted = valueOf(calibrationFromLine(30, 20, "5 um", 2));
    EXPECT_NEAR(slanted.xMicrometres, 0.1, 1e-12);
    EXPECT_NEAR(slanted.yMicrometres, 0.2, 1e-12);
}

TEST(CalibrationFromLine, RefusesWhatMakesNoSense)
{
    EXPECT_FALSE(calibrationFromLine(1, 1, "5 um"));
    EXPECT_FALSE(calibrationFromLine(std::numeric_limits<double>::quiet_NaN(), 5, "5 um"));
    EXPECT_FALSE(calibrationFromLine(100, 0, "5"));
    EXPECT_FALSE(calibrationFromLine(100, 0, "-5 um"));
    EXPECT_FALSE(calibrationFromLine(100, 0, "5 m"));
    EXPECT_FALSE(calibrationFromLine(100, 0, "5 um", 0));
}

TEST(FormatPixelSize, ChoosesTheUnitThatReadsBest)
{
    const std::pair<double, const char*> texts[] = {
        {0.0488, "48.8 nm"},
        {0.5, "0.5 \u00b5m"},
        {558.2e-6, "558.2 pm"},
        {0.000999999, "1 nm"},
        {0.1, "0.1 \u00b5m"},
        {0.0999999, "0.1 \u00b5m"},
        {0.048828125, "48.83 nm"},
        {999, "999 \u00b5m"},
        {1000, "1 mm"},
        {1e4, "10 mm"},
        {1e-6, "1 pm"},
        {12.3456, "12.35 \u00b5m"},
    };
    for (const auto& [micrometres, text] : texts) {
        EXPECT_EQ(formatPixelSize({micrometres, micrometres, {}, {}, false}), text);
    }
    EXPECT_EQ(formatPixelSize({2.5, 2.6, {}, {}, false}), "2.5 \u00b5m x 2.6 \u00b5m");
}

TEST(FormatPixelSize, IsReadBack)
{
    for (double micrometres = 1.0e-6; micrometres < 1e4; micrometres *= 1.37) {
        const auto again = valueOf(parsePixelSize(
            formatPixelSize({micrometres, 2 * micrometres > 1e4 ? 1e4 : 2 * micrometres, {}, {}, false})));
        EXPECT_NEAR(again.xMicrometres, micrometres, 6e-4 * micrometres);
    }
}

} // namespace
} // namespace sorby::test
