// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/base/platform.h"
#include "core/workflow/calibration_presets.h"
#include "tests/support/results.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <string_view>

namespace sorby::workflow::test {
namespace {

namespace fs = std::filesystem;
using sorby::test::expectGood;
using sorby::test::TemporaryFolder;
using sorby::test::valueOf;

const Calibration kLight{2.5, 2.6, "by hand", "2.5um x 2.6um", true};
const Calibration kElectrons{0.0125, 0.0125, "scale bar", "5 um over 400 px", false};

class Presets : public testing::Test {
  protected:
    [[nodiscard]] CalibrationPresets read() const { return valueOf(CalibrationPresets::read(m_file)); }
    void put(const std::string& text) const
    {
        expectGood(writeFileAtomically(m_file, std::string_view(text)));
    }

    TemporaryFolder m_folder;
    const fs::path m_file = m_folder / "settings/of sorby/calibrations.json";
};

void expectPreset(const CalibrationPresets& presets, const std::string& name, double x, double y)
{
    const auto found = valueOf(presets.find(name));
    EXPECT_EQ(found.xMicrometres, x) << "to the last digit";
    EXPECT_EQ(found.yMicrometres, y);
    EXPECT_EQ(found.source, "preset " + name);
    EXPECT_FALSE(found.raw.empty());
    EXPECT_TRUE(found.isConfirmed) << "a person chose it";
}

TEST_F(Presets, areNoneWithoutAFile)
{
    EXPECT_TRUE(read().all().empty());
    const auto none = read().find("SEM");
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, ErrorCode::NotFound);
    EXPECT_NE(none.error().message.find("\"SEM\""), std::string::npos) << none.error().message;
    EXPECT_FALSE(fs::exists(m_file)) << "reading makes none";
    EXPECT_EQ(CalibrationPresets::usualFile(), platform::settingsFolder() / "calibrations.json");
}

TEST_F(Presets, areThereAgainAfterTheyWereSaved)
{
    auto presets = read();
    expectGood(presets.save("Leica DM4 50x \"größer\"", kLight));
    expectGood(presets.save("SEM", kElectrons));
    expectGood(presets.save("a third", {1.0 / 3, 1e-6, "", "", false}));
    for (const auto& now : {presets, read()}) {
        ASSERT_EQ(now.all().size(), 3U);
        expectPreset(now, "Leica DM4 50x \"größer\"", 2.5, 2.6);
        expectPreset(now, "SEM", 0.0125, 0.0125);
    }
    expectPreset(read(), "a third", 1.0 / 3, 1e-6);
    const auto unknown = read().find("TEM");
    ASSERT_FALSE(unknown);
    for (const auto* const part : {"\"TEM\"", "Leica DM4 50x \"größer\"", "SEM", "a third"}) {
        EXPECT_NE(unknown.error().message.find(part), std::string::npos) << unknown.error().message;
    }
}

TEST_F(Presets, takeThePlaceOfOthersOfTheirName)
{
    auto presets = read();
    expectGood(presets.save("SEM", kElectrons));
    expectGood(presets.save("LM", kLight));
    expectGood(presets.save("SEM", {0.5, 0.25, "by hand", "", true}));
    EXPECT_EQ(read().all().size(), 2U);
    expectPreset(read(), "SEM", 0.5, 0.25);
    expectPreset(read(), "LM", 2.5, 2.6);
}

TEST_F(Presets, areRemovedByName)
{
    auto presets = read();
    expectGood(presets.save("SEM", kElectrons));
    expectGood(presets.save("LM", kLight));
    const auto unknown = presets.remove("TEM");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, ErrorCode::NotFound);
    EXPECT_NE(unknown.error().message.find("LM, SEM"), std::string::npos) << unknown.error().message;
    EXPECT_EQ(read().all().size(), 2U);
    expectGood(presets.remove("SEM"));
    EXPECT_EQ(read().all().size(), 1U);
    expectPreset(read(), "LM", 2.5, 2.6);
    expectGood(presets.remove("LM"));
    EXPECT_TRUE(read().all().empty());
}

TEST_F(Presets, needAName)
{
    auto presets = read();
    EXPECT_EQ(presets.save("", kLight).error().code, ErrorCode::InvalidArgument);
    EXPECT_TRUE(presets.all().empty());
    EXPECT_FALSE(fs::exists(m_file));
}

TEST_F(Presets, ofADamagedFileAreRefusedAndTheFileStaysAsItIs)
{
    for (const char* text :
         {"", "no json", R"({"SEM": {"x_um": 1, "y_um": 1})", "[]", "3", R"({"SEM": 0.5})",
          R"({"SEM": {"x_um": 1}})", R"({"SEM": {"x_um": "1", "y_um": 1}})",
          R"({"SEM": {"x_um": 0, "y_um": 1}})", R"({"SEM": {"x_um": 1, "y_um": -1}})",
          R"({"SEM": {"x_um": 1, "y_um": 1e999}})", R"({"LM": {"x_um": 1, "y_um": 1}, "SEM": null})"}) {
        put(text);
        const auto refused = CalibrationPresets::read(m_file);
        ASSERT_FALSE(refused) << text;
        EXPECT_EQ(refused.error().code, ErrorCode::Malformed);
        EXPECT_EQ(refused.error().where, toUtf8(m_file));
        EXPECT_EQ(valueOf(readText(m_file)), text);
    }
    put(R"({"SEM": {"x_um": 1, "y_um": 2, "of a later version": true}})");
    expectPreset(read(), "SEM", 1, 2);
}

TEST_F(Presets, thatCannotBeWrittenAreAnErrorThatNamesTheFile)
{
    auto presets = read();
    // In the place of the folder is a file: not even root could write there.
    expectGood(writeFileAtomically(m_folder / "settings", std::string_view("a file")));
    const auto refused = presets.save("SEM", kElectrons);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().where.find(toUtf8(m_folder / "settings")), std::string::npos)
        << describe(refused.error());
    EXPECT_EQ(valueOf(readText(m_folder / "settings")), "a file");
}

TEST_F(Presets, thatCannotBeWrittenAreNotThereAfterwards)
{
    auto presets = read();
    expectGood(presets.save("LM", kLight));
    fs::remove_all(m_folder / "settings");
    expectGood(writeFileAtomically(m_folder / "settings", std::string_view("a file")));
    EXPECT_FALSE(presets.save("SEM", kElectrons));
    EXPECT_FALSE(presets.find("SEM")) << "what is not on the disk is not offered";
    EXPECT_FALSE(presets.remove("LM"));
    expectPreset(presets, "LM", 2.5, 2.6);
}

} // namespace
} // namespace sorby::workflow::test
