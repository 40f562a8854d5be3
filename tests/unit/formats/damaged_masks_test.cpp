// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/random.h"
#include "core/formats/instances.h"
#include "core/formats/masks.h"
#include "core/imaging/micrograph.h"
#include "core/imaging/reference.h"
#include "tests/support/label_text.h"
#include "tests/support/results.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/formats/collecting_sink.h"
#include "tests/unit/imaging/codecs/forged_tiff.h"

#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <string>
#include <tuple>
#include <vector>

namespace sorby::test {
namespace {

namespace fs = std::filesystem;
using formats::Severity;

constexpr Size kSize{40, 32};

/// Classes, or numbers of objects, from 0 to 2 that pack badly, so that the file is mostly pixels.
imaging::LabelImage sound()
{
    Random random(3);
    imaging::LabelImage labels(kSize);
    for (auto& value : labels.pixels()) {
        value = static_cast<std::uint8_t>(random.below(3));
    }
    return labels;
}

/// The first so many hundredths of a file.
void keepShare(const fs::path& file, std::uintmax_t hundredths)
{
    fs::resize_file(file, fs::file_size(file) * hundredths / 100);
}

void writeTiff(const fs::path& file)
{
    ForgedTiff tiff{.width = static_cast<std::uint32_t>(kSize.width),
                    .height = static_cast<std::uint32_t>(kSize.height),
                    .bits = 16};
    tiff.rows = Bytes(kSize.area() * 2, 1);
    const auto bytes = forge(tiff);
    writeText(file, std::string(bytes.begin(), bytes.end()));
}

/// What became of the second of three masks, which is b.png unless `name` says otherwise.
struct Damage {
    const char* what;
    std::function<void(const fs::path& file)> make; ///< the sound file is there already
    const char* said;                               ///< part of the message
    const char* name = "b.png";
};
std::ostream& operator<<(std::ostream& stream, const Damage& damage)
{
    return stream << damage.what;
}

const Damage kDamages[] = {
    {"cut within its signature", [](const fs::path& file) { fs::resize_file(file, 6); }, ""},
    {"cut within its head", [](const fs::path& file) { fs::resize_file(file, 20); }, ""},
    {"cut before its pixels", [](const fs::path& file) { fs::resize_file(file, 41); }, ""},
    {"a quarter of it", [](const fs::path& file) { keepShare(file, 25); }, ""},
    {"three quarters of it", [](const fs::path& file) { keepShare(file, 75); }, ""},
    {"without its last byte", [](const fs::path& file) { fs::resize_file(file, fs::file_size(file) - 1); },
     ""},
    {"an empty file", [](const fs::path& file) { fs::resize_file(file, 0); }, "empty"},
    {"a text", [](const fs::path& file) { writeText(file, "no picture at all"); }, "neither PNG nor TIFF"},
    {"a JPEG under another name",
     [](const fs::path& file) { writeText(file, "\xff\xd8\xff\xe0\x01\x10JFIF and more of it"); },
     "neither PNG nor TIFF"},
    {"garbage behind the signature of a PNG",
     [](const fs::path& file) { writeText(file, "\x89PNG\r\n\x1a\nand then something else"); }, ""},
    {"of another size",
     [](const fs::path& file) { expectGood(imaging::writePng(file, imaging::LabelImage(7, 5, 1))); },
     "7x5 pixels and the micrograph 40x32"},
    {"in colour",
     [](const fs::path& file) {
         expectGood(imaging::writePng(file, Raster<Rgb8>(kSize, {1, 2, 3})));
     },
     "colour"},
    {"a TIFF of 16 bits, cut in half",
     [](const fs::path& file) {
         writeTiff(file);
         keepShare(file, 50);
     },
     "", "b.tif"},
    {"a TIFF of 16 bits, cut within its head",
     [](const fs::path& file) {
         writeTiff(file);
         fs::resize_file(file, 7);
     },
     "", "b.tif"},
    {"a TIFF that says it is of another size",
     [](const fs::path& file) {
         const auto bytes = rawTiff({{256, 4, 1, 4000000000U},
                                     {257, 4, 1, 4000000000U},
                                     {258, 3, 1, 16},
                                     {259, 3, 1, 1},
                                     {262, 3, 1, 1},
                                     {273, 4, 1, kPixels},
                                     {277, 3, 1, 1},
                                     {278, 4, 1, 4000000000U},
                                     {279, 4, 1, 64}},
                                    Bytes(64, 1));
         writeText(file, std::string(bytes.begin(), bytes.end()));
     },
     "", "b.tif"},
};

class DamagedMaskTest : public testing::TestWithParam<Damage> {
  protected:
    /// Three micrographs and their masks in `folder`, the second one damaged.
    void SetUp() override
    {
        for (const char* name : {"a.png", "b.png", "c.png"}) {
            writeMicrograph(m_folder / "set/images" / name, kSize);
        }
        writeText(m_folder / "set/classes.json", R"({"0": "matrix", "1": "MA island", "2": "pore"})");
    }
    fs::path putMasks(const std::string& folder) const
    {
        for (const char* name : {"a.png", GetParam().name, "c.png"}) {
            expectGood(imaging::writePng(m_folder / ("set/" + folder) / name, sound()));
        }
        auto damaged = m_folder / ("set/" + folder) / GetParam().name;
        GetParam().make(damaged);
        return damaged;
    }
    void expectNamed(const fs::path& file) const
    {
        ASSERT_EQ(m_sink.findings.size(), 1U) << m_sink.list();
        const auto& finding = m_sink.findings.front();
        EXPECT_EQ(finding.severity, Severity::Refused);
        EXPECT_EQ(finding.file, toUtf8(file));
        EXPECT_NE(finding.message, "");
        EXPECT_NE(finding.message.find(GetParam().said), std::string::npos) << finding.message;
    }
    [[nodiscard]] std::string referenceOf(const char* name) const
    {
        const auto* image = m_sink.imageOf(name);
        return image == nullptr ? "is not there" : text(imaging::makeReference(image->annotations, kSize));
    }

    TemporaryFolder m_folder;
    CollectingSink m_sink;
};

TEST_P(DamagedMaskTest, IsNamedAndTheOthersAreTaken)
{
    const auto file = putMasks("masks");
    expectGood(formats::masksFormat().read({.source = m_folder / "set"}, m_sink, {}));
    expectNamed(file);
    ASSERT_EQ(m_sink.images.size(), 3U);
    EXPECT_EQ(referenceOf("a.png"), text(sound()));
    EXPECT_EQ(referenceOf("c.png"), text(sound()));
    EXPECT_FALSE(m_sink.imageOf("b.png")->annotated) << "the micrograph itself is taken";
    EXPECT_TRUE(m_sink.imageOf("b.png")->annotations.isEmpty());
}

TEST_P(DamagedMaskTest, IsNamedAmongInstancesToo)
{
    const auto file = putMasks("instances");
    expectGood(formats::instancesFormat().read({.source = m_folder / "set"}, m_sink, {}));
    expectNamed(file);
    ASSERT_EQ(m_sink.images.size(), 2U);
    EXPECT_FALSE(m_sink.imageOf("a.png")->annotations.objects.empty());
    EXPECT_EQ(referenceOf("a.png"), referenceOf("c.png"));
}

INSTANTIATE_TEST_SUITE_P(Damages, DamagedMaskTest, testing::ValuesIn(kDamages));

TEST(DamagedMasks, ValuesWithoutAClassAreRefusedByThemselves)
{
    const TemporaryFolder folder;
    CollectingSink sink;
    for (const char* name : {"a.png", "b.png"}) {
        writeMicrograph(folder / "images" / name, kSize);
        expectGood(imaging::writePng(folder / "masks" / name, sound()));
    }
    expectGood(imaging::writePng(folder / "masks/b.png", imaging::LabelImage(kSize, 7)));
    writeText(folder / "classes.json", R"({"0": "matrix", "1": "MA island", "2": "pore"})");
    expectGood(formats::masksFormat().read({.source = folder.path()}, sink, {}));
    EXPECT_EQ(sink.findingWith("values 7 are not among the classes 0..2").file,
              toUtf8(folder / "masks/b.png"));
    EXPECT_TRUE(sink.imageOf("a.png")->annotated);
    EXPECT_FALSE(sink.imageOf("b.png")->annotated);
}

/// A file beside the masks that decides about all of them.
class DamagedDescriptionTest
    : public testing::TestWithParam<std::tuple<const char*, std::pair<const char*, std::string>>> {};

TEST_P(DamagedDescriptionTest, IsAnErrorThatNamesTheFile)
{
    const auto& [name, damage] = GetParam();
    const TemporaryFolder folder;
    CollectingSink sink;
    writeMicrograph(folder / "images/a.png", kSize);
    expectGood(imaging::writePng(folder / "masks/a.png", sound()));
    writeText(folder / "masks" / name, damage.second);
    const auto done = formats::masksFormat().read({.source = folder.path()}, sink, {});
    ASSERT_FALSE(done) << damage.second;
    EXPECT_EQ(done.error().code, ErrorCode::Malformed);
    EXPECT_EQ(done.error().where, toUtf8(folder / "masks" / name));
    EXPECT_TRUE(sink.images.empty()) << "what a value means decides about every mask";
}

std::string nameOfDescription(const testing::TestParamInfo<DamagedDescriptionTest::ParamType>& info)
{
    const std::string name = std::get<0>(info.param);
    return name.substr(0, name.find('.')) + "_" + std::get<1>(info.param).first;
}

INSTANTIATE_TEST_SUITE_P(
    AllNames, DamagedDescriptionTest,
    testing::Combine(testing::Values("values.json", "legend.json", "classes.json"),
                     testing::Values(std::pair("empty", std::string()),
                                     std::pair("blank", std::string(" \n")),
                                     std::pair("cut", std::string(R"({"1": "MA isl)")),
                                     std::pair("list", std::string("[1, 2]")),
                                     std::pair("text", std::string("one is MA island")),
                                     std::pair("binary", std::string("\x89PNG\r\n\x1a\n\0\0", 10)),
                                     std::pair("word", std::string(R"({"one thing": "1"})")),
                                     std::pair("nothing", std::string(R"({"0": "0", "1": null})")),
                                     std::pair("fraction", std::string(R"({"0": "0", "1": 1.5})")),
                                     std::pair("list_inside", std::string(R"({"0": "0", "1": [1]})")),
                                     std::pair("negative", std::string(R"({"-1": "1"})")),
                                     std::pair("too_high", std::string(R"({"70000": "1"})")))),
    nameOfDescription);

/// A table of instances that cannot be used at all.
TEST(DamagedMasks, ATableOfInstancesThatCannotBeReadIsAnError)
{
    for (const auto& [what, content] : std::vector<std::pair<const char*, std::string>>{
             {"empty", ""},
             {"other columns", "name;number\na.png;1\n"},
             {"binary", std::string("image,instance,class\n\0\0", 23)},
             {"UTF-16", "\xff\xfei\x01"}}) {
        const TemporaryFolder folder;
        CollectingSink sink;
        writeMicrograph(folder / "images/a.png", kSize);
        expectGood(imaging::writePng(folder / "instances/a.png", sound()));
        writeText(folder / "instances/instances.csv", content);
        const auto done = formats::instancesFormat().read({.source = folder.path()}, sink, {});
        ASSERT_FALSE(done) << what;
        EXPECT_EQ(done.error().where, toUtf8(folder / "instances/instances.csv")) << what;
        EXPECT_TRUE(sink.images.empty()) << what;
    }
}

} // namespace
} // namespace sorby::test
