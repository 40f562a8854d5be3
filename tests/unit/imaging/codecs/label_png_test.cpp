// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/label_png_rows.h"
#include "tests/support/label_text.h"
#include "tests/support/results.h"
#include "tests/unit/imaging/codecs/codec_test.h"
#include "tests/unit/imaging/codecs/forged_tiff.h"

#include <random>
#include <string>

namespace sorby::test {
namespace {

using imaging::LabelImage;

class LabelPngTest : public CodecTest {
  protected:
    LabelImage readLabels(const Bytes& bytes)
    {
        const auto labels = imaging::readLabelPng(write(bytes));
        if (!labels) {
            ADD_FAILURE() << describe(labels.error());
            return {};
        }
        return *labels;
    }
    Error labelError(const Bytes& bytes)
    {
        const auto path = write(bytes);
        const auto labels = imaging::readLabelPng(path);
        if (labels) {
            ADD_FAILURE() << "was read";
            return {};
        }
        EXPECT_EQ(labels.error().where, toUtf8(path));
        return labels.error();
    }
};

TEST_F(LabelPngTest, IndicesAndGreysAreTakenAsTheyAre)
{
    EXPECT_EQ(readLabels(forge(ForgedPng{.width = 3, .height = 1, .rows = {0, 2, 255}})),
              raster<std::uint8_t>(3, 1, {0, 2, 255}));
    EXPECT_EQ(readLabels(forge(ForgedPng{.width = 4, .height = 1, .bitDepth = 1, .rows = {0b01010000}})),
              raster<std::uint8_t>(4, 1, {0, 1, 0, 1}));
    EXPECT_EQ(readLabels(forge(ForgedPng{.width = 4, .height = 1, .bitDepth = 2, .rows = {0b00011011}})),
              raster<std::uint8_t>(4, 1, {0, 1, 2, 3}));
    EXPECT_EQ(readLabels(forge(ForgedPng{.width = 2, .height = 1, .bitDepth = 4, .rows = {0x0e}})),
              raster<std::uint8_t>(2, 1, {0, 14}));
    EXPECT_EQ(readLabels(forge(ForgedPng{.width = 2,
                                         .height = 1,
                                         .colourType = 3,
                                         .palette = {{9, 8, 7}, {7, 7, 7}, {255, 0, 0}},
                                         .transparency = {0},
                                         .rows = {2, 0}})),
              raster<std::uint8_t>(2, 1, {2, 0}));
}

TEST_F(LabelPngTest, SixteenBitsMustFitEight)
{
    EXPECT_EQ(readLabels(forge(ForgedPng{.width = 2, .height = 1, .bitDepth = 16, .rows = {0, 3, 0, 255}})),
              raster<std::uint8_t>(2, 1, {3, 255}));
    const auto error =
        labelError(forge(ForgedPng{.width = 2, .height = 1, .bitDepth = 16, .rows = {0, 3, 1, 4}}));
    EXPECT_EQ(error.code, ErrorCode::Mismatch);
    EXPECT_NE(error.message.find("260"), std::string::npos) << error.message;
}

TEST_F(LabelPngTest, ColourIsRefusedWithItsColoursAndARemedy)
{
    const auto error = labelError(forge(
        ForgedPng{.width = 3, .height = 1, .colourType = 2, .rows = {0, 0, 0, 255, 0, 16, 255, 0, 16}}));
    EXPECT_EQ(error.code, ErrorCode::Mismatch);
    EXPECT_NE(error.message.find("#000000, #FF0010"), std::string::npos) << error.message;
    EXPECT_NE(error.message.find("indexed"), std::string::npos) << error.message;

    Bytes many;
    for (std::uint8_t i = 0; i < 20; ++i) {
        many.insert(many.end(), {i, 0, 1, 255});
    }
    const auto listed = labelError(forge(ForgedPng{.width = 20, .height = 1, .colourType = 6, .rows = many}));
    EXPECT_EQ(listed.code, ErrorCode::Mismatch);
    EXPECT_NE(listed.message.find("#070001 and more"), std::string::npos) << listed.message;
    EXPECT_EQ(listed.message.find("#080001"), std::string::npos) << listed.message;
}

TEST_F(LabelPngTest, ColourFilesOfGreysAloneAreGreys)
{
    EXPECT_EQ(
        readLabels(forge(ForgedPng{.width = 2, .height = 1, .colourType = 2, .rows = {1, 1, 1, 0, 0, 0}})),
        raster<std::uint8_t>(2, 1, {1, 0}));
    EXPECT_EQ(readLabels(forge(ForgedPng{.width = 1, .height = 1, .colourType = 6, .rows = {2, 2, 2, 77}})),
              raster<std::uint8_t>(1, 1, {2}));
}

TEST_F(LabelPngTest, OtherFilesAreUnsupported)
{
    EXPECT_EQ(labelError(forge(ForgedTiff{.width = 2, .height = 1, .rows = {0, 1}})).code,
              ErrorCode::Unsupported);
    EXPECT_EQ(labelError({'a', 'b', 'c'}).code, ErrorCode::Unsupported);
    const auto missing = imaging::readLabelPng(inFolder("weg.png"));
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
}

TEST_F(LabelPngTest, WritesAnIndexedPngInTheClassesColours)
{
    const auto image = labels(R"(..11
                                 .2x1)");
    annotation::ClassList classes = annotation::numberedClasses(2);
    ASSERT_EQ(classes.size(), 3U);
    classes[1].colour = {230, 159, 0};
    classes[2].colour = {1, 2, 3};
    const auto path = inFolder("Maske #1 (ä).png");
    const auto written = imaging::writeIndexedPng(path, image, classes);
    ASSERT_TRUE(written) << describe(written.error());

    const auto back = imaging::readLabelPng(path);
    ASSERT_TRUE(back) << describe(back.error());
    EXPECT_EQ(text(*back), text(image));
    const auto seen = imaging::readMicrograph(path);
    ASSERT_TRUE(seen) << describe(seen.error());
    ASSERT_TRUE(std::holds_alternative<Raster<Rgb8>>(seen->pixels));
    const auto& colours = std::get<Raster<Rgb8>>(seen->pixels);
    EXPECT_EQ(colours.at(0, 0), classes[0].colour);
    EXPECT_EQ(colours.at(3, 1), (Rgb8{230, 159, 0}));
    EXPECT_EQ(colours.at(1, 1), (Rgb8{1, 2, 3}));
    EXPECT_EQ(colours.at(2, 1), annotation::kIgnoreColour);
    EXPECT_FALSE(std::filesystem::exists(inFolder("Maske #1 (ä).png.partial")));
}

TEST_F(LabelPngTest, EveryLabelImageComesBackAsItWas)
{
    for (unsigned seed = 0; seed < 40; ++seed) {
        std::mt19937 generator(seed); // NOLINT: seeds on purpose
        LabelImage image(static_cast<int>(1 + generator() % 300), static_cast<int>(1 + generator() % 70));
        const auto longest = 1 + generator() % 700;
        auto pixels = image.pixels();
        for (std::size_t i = 0; i < pixels.size();) {
            const auto value = static_cast<std::uint8_t>(seed % 2 == 0 ? generator() % 3 : generator());
            for (auto run = 1 + generator() % longest; run > 0 && i < pixels.size(); --run) {
                pixels[i++] = value;
            }
        }
        const auto path = inFolder("runs.png");
        ASSERT_TRUE(imaging::writeIndexedPng(path, image, annotation::numberedClasses(1)));
        const auto back = imaging::readLabelPng(path);
        ASSERT_TRUE(back) << "seed " << seed << ": " << describe(back.error());
        ASSERT_TRUE(*back == image) << "seed " << seed;
    }
}

TEST_F(LabelPngTest, RowByRowItIsTheSameFile)
{
    std::mt19937 random(3);
    const auto classes = annotation::numberedClasses(2);
    for (const Size size : {Size{1, 1}, Size{7, 3}, Size{300, 40}, Size{40000, 5}}) {
        LabelImage image(size);
        for (auto& pixel : image.pixels()) {
            pixel = random() % 8 == 0 ? static_cast<std::uint8_t>(random() % 3) : pixel;
        }
        for (int y = 1; y < size.height; y += 3) { // like the one above
            std::copy(image.row(y - 1).begin(), image.row(y - 1).end(), image.row(y).begin());
        }
        const auto whole = inFolder("whole.png");
        const auto byRows = inFolder("new folder " + std::to_string(size.width)) / "rows.png";
        expectGood(imaging::writeIndexedPng(whole, image, classes));
        auto writer = valueOf(imaging::LabelPngWriter::open(byRows, size, classes));
        for (int y = 0; y < size.height; y += 2) {
            expectGood(writer.add(crop(image, {0, y, size.width, std::min(2, size.height - y)})));
        }
        EXPECT_FALSE(isFile(byRows)) << "not before all of it is there";
        expectGood(writer.finish());
        EXPECT_EQ(valueOf(readBytes(byRows)), valueOf(readBytes(whole)));
        EXPECT_EQ(valueOf(imaging::readLabelPng(byRows)), image);
    }
}

TEST_F(LabelPngTest, InColoursEveryPixelHasThatOfItsClass)
{
    std::mt19937 random(7); // NOLINT: seeds on purpose
    auto classes = annotation::numberedClasses(2);
    classes[0].colour = {250, 3, 128}; // differences from the left wrap around
    classes[1].colour = {4, 255, 127};
    for (const Size size : {Size{1, 1}, Size{7, 3}, Size{300, 40}, Size{40000, 5}}) {
        LabelImage image(size);
        for (auto& pixel : image.pixels()) {
            pixel = random() % 8 == 0 ? static_cast<std::uint8_t>(random() % 4) : pixel;
            pixel = pixel == 3 ? annotation::kIgnore : pixel;
        }
        for (int y = 1; y < size.height; y += 3) { // like the one above
            std::copy(image.row(y - 1).begin(), image.row(y - 1).end(), image.row(y).begin());
        }
        const auto file = inFolder("colours.png");
        auto writer = valueOf(
            imaging::LabelPngWriter::open(file, size, classes, imaging::LabelPngWriter::Colours::Rgb));
        expectGood(writer.add(image));
        expectGood(writer.finish());
        const auto back = valueOf(imaging::readMicrograph(file));
        const auto* colours = std::get_if<Raster<Rgb8>>(&back.pixels);
        ASSERT_NE(colours, nullptr);
        ASSERT_EQ(colours->size(), size);
        for (std::size_t i = 0; i < image.pixels().size(); ++i) {
            const auto id = image.pixels()[i];
            ASSERT_EQ(colours->pixels()[i],
                      id == annotation::kIgnore ? annotation::kIgnoreColour : classes[id].colour)
                << size.width << " pixel " << i;
        }
    }
}

TEST_F(LabelPngTest, LeavesNothingBehindWhenItIsGivenUp)
{
    {
        auto writer = valueOf(imaging::LabelPngWriter::open(inFolder("a.png"), {3, 2}, {}));
        expectGood(writer.add(LabelImage(3, 1)));
    }
    EXPECT_TRUE(valueOf(listFiles(inFolder(""))).empty());
    const auto none = imaging::LabelPngWriter::open(inFolder("a.png"), {0, 2}, {});
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::InvalidArgument);
}

TEST_F(LabelPngTest, CountsAndMasksOneClass)
{
    const auto image = labels(R"(..11.
                                 .2x1.)");
    const auto counts = imaging::countValues(image);
    EXPECT_EQ(counts[0], 5U);
    EXPECT_EQ(counts[1], 3U);
    EXPECT_EQ(counts[2], 1U);
    EXPECT_EQ(counts[255], 1U);
    EXPECT_EQ(text(imaging::maskOf(image, 1)), "..11.\n...1.\n");
}

} // namespace
} // namespace sorby::test
