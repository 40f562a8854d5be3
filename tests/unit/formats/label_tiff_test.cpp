// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/formats/instances.h"
#include "core/formats/masks.h"
#include "core/imaging/label_tiff.h"
#include "core/imaging/mask_file.h"
#include "core/imaging/micrograph.h"
#include "core/imaging/reference.h"
#include "tests/support/label_text.h"
#include "tests/support/results.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/formats/collecting_sink.h"
#include "tests/unit/imaging/codecs/forged_tiff.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <ostream>
#include <string>
#include <variant>
#include <vector>

namespace sorby::test {
namespace {

using formats::ImportRequest;
using formats::Severity;

/// Numbers as the rows of a TIFF in this machine's order.
template <typename Number>
Bytes bytesOf(const std::vector<Number>& numbers)
{
    Bytes bytes(numbers.size() * sizeof(Number));
    std::memcpy(bytes.data(), numbers.data(), bytes.size());
    return bytes;
}

constexpr const char* kLabels = "..12\n.x21\n";
const std::vector<std::uint8_t> kValues{0, 0, 1, 2, 0, 255, 2, 1};

struct Kind {
    const char* name;
    std::uint16_t bits;
    std::uint16_t compression; ///< 1 none, 5 LZW, 8 deflate
    std::uint16_t predictor;
    const char* mode;
    bool isFloat = false;
};
std::ostream& operator<<(std::ostream& stream, const Kind& kind)
{
    return stream << kind.name;
}

/// A TIFF of 4x2 pixels with these values.
Bytes tiffOf(const Kind& kind, const std::vector<std::uint16_t>& values)
{
    ForgedTiff tiff{.width = 4, .height = 2, .bits = kind.bits};
    tiff.sampleFormat = kind.isFloat ? 3 : 1;
    tiff.compression = kind.compression;
    tiff.predictor = kind.predictor;
    tiff.mode = kind.mode;
    if (kind.isFloat) {
        tiff.rows = bytesOf(std::vector<float>(values.begin(), values.end()));
    } else if (kind.bits == 16) {
        tiff.rows = bytesOf(values);
    } else {
        for (const auto value : values) {
            tiff.rows.push_back(static_cast<std::uint8_t>(value));
        }
    }
    return forge(tiff);
}

const Kind kWide{"16 bits", 16, 1, 0, "wl"};

/// Data sets whose masks are TIFFs, or PNGs of 16 bits.
class WideMaskTest : public testing::Test {
  protected:
    void SetUp() override
    {
        writeMicrograph(m_folder / "images/a #1.png", {4, 2});
        writeText(m_folder / "classes.json", R"({"0": "matrix", "1": "MA island", "2": "pore"})");
    }
    void put(const std::string& name, const Bytes& bytes)
    {
        writeText(m_folder / name, std::string(bytes.begin(), bytes.end()));
    }
    void import(const std::string& legend = {})
    {
        expectGood(formats::masksFormat().read({.source = m_folder.path(), .legend = legend}, m_sink, {}));
        ASSERT_EQ(m_sink.images.size(), 1U) << m_sink.list();
    }
    [[nodiscard]] std::string reference() const
    {
        return text(imaging::makeReference(m_sink.images.at(0).annotations, Size{4, 2}));
    }

    TemporaryFolder m_folder;
    CollectingSink m_sink;
};

class LabelTiffTest : public WideMaskTest, public testing::WithParamInterface<Kind> {};

TEST_P(LabelTiffTest, ValuesAreClassIds)
{
    put("masks/a #1.tif", tiffOf(GetParam(), {kValues.begin(), kValues.end()}));
    EXPECT_TRUE(formats::masksFormat().recognises(m_folder.path()));
    import();
    EXPECT_EQ(m_sink.list(), "");
    EXPECT_TRUE(m_sink.images[0].annotated);
    EXPECT_EQ(reference(), kLabels);
}

INSTANTIATE_TEST_SUITE_P(Kinds, LabelTiffTest,
                         testing::Values(Kind{"8 bits", 8, 1, 0, "wl"}, Kind{"8 bits LZW", 8, 5, 2, "wl"},
                                         kWide, Kind{"16 bits big-endian", 16, 1, 0, "wb"},
                                         Kind{"16 bits LZW", 16, 5, 2, "wl"},
                                         Kind{"16 bits deflate BigTIFF", 16, 8, 0, "wl8"},
                                         Kind{"floats, as ImageJ writes them", 32, 1, 0, "wl", true}));

struct Indexed {
    const char* name;
    std::uint16_t bits;
    std::uint16_t photometric; ///< 0 white is zero, 1 black is zero, 3 palette
    Bytes rows;                ///< of the values 0, 1, 2, 3 and 3, 2, 1, 0
};
std::ostream& operator<<(std::ostream& stream, const Indexed& kind)
{
    return stream << kind.name;
}

class StoredLabelsTest : public WideMaskTest, public testing::WithParamInterface<Indexed> {};

TEST_P(StoredLabelsTest, AreTheNumbersInTheFileAndNotWhatTheyLookLike)
{
    const auto& kind = GetParam();
    ForgedTiff tiff{.width = 4, .height = 2, .bits = kind.bits};
    tiff.photometric = kind.photometric;
    tiff.rows = kind.rows;
    const std::vector<Rgb8> colours{{9, 0, 9}, {200, 30, 0}, {0, 255, 0}, {7, 7, 255}};
    if (kind.photometric == 3) {
        tiff.colourMap.resize(std::size_t{1} << kind.bits);
        for (std::size_t i = 0; i < colours.size(); ++i) {
            const auto wide = [](std::uint8_t value) { return static_cast<std::uint16_t>(value * 257); };
            tiff.colourMap[i] = {wide(colours[i].r), wide(colours[i].g), wide(colours[i].b)};
        }
    }
    writeText(m_folder / "classes.json", R"({"0": "matrix", "1": "a", "2": "b", "3": "c"})");
    put("masks/a #1.tif", forge(tiff));
    const auto mask = valueOf(imaging::readMaskFile(m_folder / "masks/a #1.tif"));
    ASSERT_EQ(mask.palette.size(), tiff.colourMap.size());
    EXPECT_TRUE(std::equal(mask.palette.begin(),
                           mask.palette.begin() + std::min<std::ptrdiff_t>(4, std::ssize(mask.palette)),
                           colours.begin()));
    import();
    EXPECT_EQ(m_sink.list(), "");
    EXPECT_EQ(reference(), ".123\n321.\n");
}

INSTANTIATE_TEST_SUITE_P(Kinds, StoredLabelsTest,
                         testing::Values(Indexed{"palette", 8, 3, {0, 1, 2, 3, 3, 2, 1, 0}},
                                         Indexed{"palette of 4 bits", 4, 3, {0x01, 0x23, 0x32, 0x10}},
                                         Indexed{"palette of 2 bits", 2, 3, {0x1b, 0xe4}},
                                         Indexed{"grey of 4 bits", 4, 1, {0x01, 0x23, 0x32, 0x10}},
                                         Indexed{"grey of 2 bits", 2, 1, {0x1b, 0xe4}},
                                         Indexed{"white is zero", 8, 0, {0, 1, 2, 3, 3, 2, 1, 0}}));

TEST_F(WideMaskTest, ALegendOfColoursGoesByThePalette)
{
    ForgedTiff tiff{.width = 4, .height = 2, .bits = 2, .photometric = 3};
    tiff.rows = {0x1b, 0xe4};
    tiff.colourMap = {{65535, 0, 0}, {0, 0, 65535}, {0, 0, 0}, {65535, 65535, 65535}};
    put("masks/a #1.tif", forge(tiff));
    import("red=1, blue=2, *=0");
    EXPECT_EQ(m_sink.list(), "");
    EXPECT_EQ(reference(), "12..\n..21\n");
    m_sink = {};
    import("red=1, blue=2");
    EXPECT_NE(m_sink.findingWith("#000000").message.find("legend"), std::string::npos);
    m_sink = {};
    import("0=2, 1=0, 2=1, 3=ignore"); // values are those of the file
    EXPECT_EQ(m_sink.list(), "");
    EXPECT_EQ(reference(), "2.1x\nx1.2\n");
}

TEST_F(WideMaskTest, APngOf16BitsIsReadAsItIs)
{
    Raster<std::uint16_t> values(4, 2);
    std::copy(kValues.begin(), kValues.end(), values.data());
    expectGood(imaging::writePng(m_folder / "masks/a #1.png", values));
    import();
    EXPECT_EQ(m_sink.list(), "");
    EXPECT_EQ(reference(), kLabels);
}

TEST_F(WideMaskTest, ValuesBeyondTheClassesNeedALegend)
{
    const std::vector<std::uint16_t> values{0, 0, 300, 40000, 0, 0, 300, 300};
    put("masks/a #1.tif", tiffOf(kWide, values));
    import();
    const auto finding = m_sink.findingWith("16 bits with values up to 40000");
    EXPECT_EQ(finding.severity, Severity::Refused);
    EXPECT_EQ(finding.file, toUtf8(m_folder / "masks/a #1.tif"));
    EXPECT_NE(finding.message.find("--format instances"), std::string::npos);
    EXPECT_FALSE(m_sink.images[0].annotated) << "the micrograph itself is taken";
    m_sink = {};
    import("300=1, 40000=pore");
    EXPECT_EQ(m_sink.list(), "");
    EXPECT_EQ(reference(), "..12\n..11\n");
}

TEST_F(WideMaskTest, FractionsAreNoClasses)
{
    ForgedTiff tiff{.width = 4, .height = 2, .bits = 32};
    tiff.sampleFormat = 3;
    tiff.rows = bytesOf(std::vector<float>{0, 0, 0.5F, 1, 0, 0, 0, 0});
    put("masks/a #1.tif", forge(tiff));
    import();
    EXPECT_EQ(m_sink.findingWith("no whole numbers").severity, Severity::Refused);
}

TEST_F(WideMaskTest, AnInstanceTiffHoldsNumbersUpTo65535)
{
    put("instances/a #1.tif", tiffOf(kWide, {0, 0, 300, 65535, 0, 0, 300, 65535}));
    const ImportRequest request{.source = m_folder.path()};
    expectGood(formats::instancesFormat().read(request, m_sink, {}));
    ASSERT_EQ(m_sink.images.size(), 1U) << m_sink.list();
    const auto& objects = m_sink.images[0].annotations.objects;
    ASSERT_EQ(objects.size(), 2U) << m_sink.list();
    EXPECT_EQ(objects[0].polygon.outer, (annotation::Ring{{2, 0}, {3, 0}, {3, 2}, {2, 2}}));
    EXPECT_EQ(objects[1].polygon.outer, (annotation::Ring{{3, 0}, {4, 0}, {4, 2}, {3, 2}}));
}

TEST_F(WideMaskTest, WrittenTiffsHoldClassIds)
{
    for (const Size size : {Size{1, 1}, Size{7, 3}, Size{300, 130}}) {
        imaging::LabelImage image(size);
        for (int y = 0; y < size.height; ++y) {
            for (int x = 0; x < size.width; ++x) {
                image.at(x, y) = (x + y) % 5 == 0 ? annotation::kIgnore
                                                  : static_cast<annotation::ClassId>((x / 3 + y) % 3);
            }
        }
        const auto file = m_folder / "new folder" / (std::to_string(size.width) + ".tif");
        auto writer = valueOf(imaging::LabelTiffWriter::open(file, size));
        for (int y = 0; y < size.height; y += 2) {
            expectGood(writer.add(crop(image, {0, y, size.width, std::min(2, size.height - y)})));
        }
        EXPECT_FALSE(isFile(file)) << "not before all of it is there";
        expectGood(writer.finish());
        const auto back = valueOf(imaging::readMaskFile(file));
        EXPECT_EQ(std::get<Raster<std::uint8_t>>(back.pixels), image);
        EXPECT_TRUE(back.palette.empty()) << "many programs would show its colours as values";
    }
}

TEST_F(WideMaskTest, ATiffThatIsGivenUpLeavesNothingBehind)
{
    {
        auto writer = valueOf(imaging::LabelTiffWriter::open(m_folder / "out/a.tif", {3, 2}));
        expectGood(writer.add(imaging::LabelImage(3, 1)));
    }
    EXPECT_TRUE(valueOf(listFiles(m_folder / "out")).empty());
    writeText(m_folder / "file", "in the way");
    const auto none = imaging::LabelTiffWriter::open(m_folder / "file/a.tif", {3, 2});
    ASSERT_FALSE(none);
    EXPECT_NE(describe(none.error()).find("file"), std::string::npos);
}

} // namespace
} // namespace sorby::test
