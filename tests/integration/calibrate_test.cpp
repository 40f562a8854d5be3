// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "tests/integration/verb_test.h"
#include "tests/unit/imaging/forged_tags.h"

namespace sorby::test {
namespace {

using Json = nlohmann::json;

/// Three micrographs without metadata: a.png, b.png and c.png.
class CalibrateVerb : public VerbTest {
  protected:
    CalibrateVerb()
    {
        for (const auto* const name : {"images/a.png", "images/b.png", "images/c.png"}) {
            writeMicrograph(name);
        }
        succeed({"new", m_project});
        succeed({"import", m_project, path("images"), "--format", "images"});
    }
    Json calibrate(const std::vector<std::string>& words) const
    {
        std::vector<std::string> arguments{"calibrate", m_project};
        arguments.insert(arguments.end(), words.begin(), words.end());
        return succeed(arguments);
    }
    [[nodiscard]] Json presetsFile() const
    {
        const auto text = readText(m_folder / "settings/sorby/calibrations.json");
        return text ? Json::parse(*text, nullptr, false) : Json();
    }

    const std::string m_project = path("project");
};

/// Width and height of a pixel are these micrometres.
void expectSize(const Json& entry, double x, double y, const char* source, bool isConfirmed)
{
    ASSERT_TRUE(entry["pixel_size_x_um"].is_number()) << entry;
    EXPECT_DOUBLE_EQ(entry["pixel_size_x_um"].get<double>(), x);
    EXPECT_DOUBLE_EQ(entry["pixel_size_y_um"].get<double>(), y);
    EXPECT_EQ(entry["source"], source);
    EXPECT_EQ(entry["confirmed"], isConfirmed);
}

TEST_F(CalibrateVerb, TakesSizesAndLinesForTheImagesThatAreNamed)
{
    const auto before = calibrate({});
    EXPECT_EQ(before["images"], 3);
    EXPECT_EQ(before["calibrated"], 0);
    EXPECT_EQ(before["presets"], Json::array());
    const auto one = calibrate({"--pixel-size", "12.5 nm", "--image", "a.png"});
    EXPECT_EQ(one["images"], 1) << "of those that were named";
    ASSERT_EQ(one["list"].size(), 1U);
    expectSize(one["list"][0], 0.0125, 0.0125, "by hand", true);
    EXPECT_EQ(one["list"][0]["raw"], "12.5 nm");
    // 3 to the right and 4 down: 5 pixels.
    const auto line = calibrate({"--line", "10,20,13,24", "--length", "1 um", "--image", "b"});
    expectSize(line["list"][0], 0.2, 0.2, "scale bar", true);
    EXPECT_EQ(line["list"][0]["raw"], "1 um over 5 px");
    const auto oblong = calibrate({"--pixel-size", "2.5um x 2.6um", "--image", "c.png", "b.png"});
    EXPECT_EQ(oblong["calibrated"], 2);

    auto now = calibrate({});
    EXPECT_EQ(now["calibrated"], 3);
    ASSERT_EQ(now["list"].size(), 3U);
    EXPECT_EQ(now["list"][0]["image"], "a.png");
    expectSize(now["list"][0], 0.0125, 0.0125, "by hand", true);
    expectSize(now["list"][1], 2.5, 2.6, "by hand", true);
    expectSize(now["list"][2], 2.5, 2.6, "by hand", true);
    const auto text = runSorby({"calibrate", m_project});
    EXPECT_EQ(text.exitCode, 0);
    for (const auto* const part : {"12.5 nm", "2.5 µm x 2.6 µm", "by hand", "confirmed"}) {
        EXPECT_NE(text.out.find(part), std::string::npos) << part << " in " << text.out;
    }

    calibrate({"--clear", "--image", "b.png"});
    now = calibrate({});
    EXPECT_EQ(now["calibrated"], 2);
    EXPECT_TRUE(now["list"][1]["pixel_size_x_um"].is_null());
    EXPECT_FALSE(now["list"][1].contains("source"));
    expectSize(now["list"][2], 2.5, 2.6, "by hand", true);
}

TEST_F(CalibrateVerb, ReadsTheMetadataAgainButNotOverWhatWasConfirmed)
{
    writeFei("steel.tif");
    succeed({"import", m_project, path("steel.tif")});
    const auto steel = [&](const std::vector<std::string>& words) {
        const auto done = calibrate(words);
        EXPECT_EQ(done["images"], 4);
        EXPECT_TRUE(done["list"][0]["pixel_size_x_um"].is_null()) << "a PNG says nothing";
        return done["list"][3];
    };
    constexpr const char* kFei = "FEI / Thermo Fisher";
    expectSize(steel({}), 0.0030517578125, 0.00325, kFei, false);
    EXPECT_TRUE(steel({"--clear"})["pixel_size_x_um"].is_null());
    expectSize(steel({"--from-metadata"}), 0.0030517578125, 0.00325, kFei, false);
    expectSize(steel({"--confirm"}), 0.0030517578125, 0.00325, kFei, true);
    EXPECT_EQ(steel({})["raw"], "[Scan] PixelWidth = 3.0517578125e-009, [Scan] PixelHeight = 3.25e-009");

    calibrate({"--pixel-size", "1 um", "--image", "steel.tif"});
    expectSize(steel({"--from-metadata"}), 1, 1, "by hand", true);
    succeed({"import", m_project, path("steel.tif")});
    expectSize(steel({}), 1, 1, "by hand", true);
}

TEST_F(CalibrateVerb, SaysWhyMetadataAreNotTaken)
{
    // The image was made smaller after it was taken: what was written down does not hold any more.
    write(
        "small.tif",
        forge(TaggedTiff{
            .pages = {{64, 48, {textTag(34682, "[Scan]\nPixelWidth=1e-8\n[Image]\nResolutionX=1024\n")}}}}));
    const auto imported = runSorby({"import", m_project, path("small.tif"), "--json"});
    EXPECT_EQ(imported.exitCode, 0) << imported.err;
    EXPECT_EQ(resultOf(imported)["flagged"], 1);
    const auto read = runSorby({"calibrate", m_project, "--from-metadata", "--image", "small.tif", "--json"});
    EXPECT_EQ(read.exitCode, 0) << read.err;
    EXPECT_EQ(resultOf(read)["calibrated"], 0);
    const auto finding = findingWith(read, "1024");
    ASSERT_FALSE(finding.is_null()) << read.out;
    EXPECT_EQ(finding["severity"], "flagged");
    EXPECT_EQ(finding["image"], "small.tif");
}

TEST_F(CalibrateVerb, PresetsAreKeptForAllProjects)
{
    const auto saved =
        calibrate({"--pixel-size", "2.5um x 2.6um", "--save-preset", "Leica 50x", "--image", "a.png"});
    EXPECT_EQ(saved["presets"], Json::parse(R"([{"name": "Leica 50x", "pixel_size_x_um": 2.5,
                                                 "pixel_size_y_um": 2.6}])"));
    EXPECT_EQ(calibrate({})["calibrated"], 1) << "the other two were not named";

    const auto other = path("other");
    succeed({"new", other});
    succeed({"import", other, path("images"), "--format", "images"});
    const auto used = succeed({"calibrate", other, "--preset", "Leica 50x"});
    EXPECT_EQ(used["calibrated"], 3);
    expectSize(used["list"][2], 2.5, 2.6, "preset Leica 50x", true);

    // Under the same name: a line of 5 pixels. The images keep what they were given.
    calibrate({"--line", "0,0,3,4", "--length", "1 um", "--save-preset", "Leica 50x", "--image", "c"});
    const auto listed = succeed({"calibrate", other});
    ASSERT_EQ(listed["presets"].size(), 1U);
    EXPECT_DOUBLE_EQ(listed["presets"][0]["pixel_size_y_um"].get<double>(), 0.2);
    expectSize(listed["list"][2], 2.5, 2.6, "preset Leica 50x", true);
    expectSize(succeed({"calibrate", other, "--preset", "Leica 50x", "--image", "b.png"})["list"][0], 0.2,
               0.2, "preset Leica 50x", true);

    EXPECT_EQ(calibrate({"--remove-preset", "Leica 50x"})["presets"], Json::array());
    EXPECT_EQ(presetsFile(), Json::object());
    expectSize(calibrate({})["list"][0], 2.5, 2.6, "by hand", true);
    EXPECT_NE(failWith(1, {"calibrate", m_project, "--preset", "Leica 50x"}).find("no preset \"Leica 50x\""),
              std::string::npos);
}

TEST_F(CalibrateVerb, ADamagedFileOfPresetsMattersToThoseAloneWhoUseIt)
{
    write("settings/sorby/calibrations.json", R"({"SEM": {"x_um": 3}})");
    EXPECT_EQ(calibrate({"--pixel-size", "5 nm"})["calibrated"], 3);
    for (const auto& words : {std::vector<std::string>{"--preset", "SEM"},
                              {"--remove-preset", "SEM"},
                              {"--pixel-size", "7 nm", "--save-preset", "SEM"}}) {
        std::vector<std::string> arguments{"calibrate", m_project};
        arguments.insert(arguments.end(), words.begin(), words.end());
        EXPECT_NE(failWith(1, arguments).find("calibrations.json"), std::string::npos);
    }
    EXPECT_EQ(presetsFile(), Json::parse(R"({"SEM": {"x_um": 3}})")) << "left for a person to mend";
    expectSize(calibrate({})["list"][0], 0.005, 0.005, "by hand", true);
}

TEST_F(CalibrateVerb, RefusesWhatMakesNoSense)
{
    calibrate({"--pixel-size", "5 nm", "--save-preset", "SEM"});
    const std::vector<Refusal> refusals{
        {{"--pixel-size", "1 um", "--clear"}, 2, "take one of"},
        {{"--pixel-size", "1 um", "--line", "1,1,9,9", "--length", "1 um"}, 2, "take one of"},
        {{"--line", "1,1,9,9"}, 2, "belong together"},
        {{"--length", "5 um"}, 2, "belong together"},
        {{"--line", "1,1,9", "--length", "5 um"}, 2, "x1,y1,x2,y2"},
        {{"--line", "1,1,9,nan", "--length", "5 um"}, 2, "x1,y1,x2,y2"},
        {{"--line", "4,4,4,4", "--length", "5 um"}, 2, "too short"},
        {{"--line", "1,1,9,1", "--length", "5"}, 2, "'5' is not a length"},
        {{"--pixel-size", "12.5"}, 2, "'12.5' is not a pixel size"},
        {{"--pixel-size", "0 nm"}, 2, "no micrograph has"},
        {{"--save-preset", "X"}, 2, "--save-preset needs"},
        {{"--pixel-size", "1 um", "--save-preset", ""}, 2, "empty"},
        {{"--preset", "TEM"}, 1, "there are: SEM"},
        {{"--remove-preset", "TEM"}, 1, "there are: SEM"},
        {{"--pixel-size", "1 um", "--image", "a.png", "z.png"}, 1, "\"z.png\""},
    };
    expectRefused("calibrate", m_project, refusals);
    const auto now = calibrate({});
    for (const auto& entry : now["list"]) {
        expectSize(entry, 0.005, 0.005, "by hand", true);
    }
    EXPECT_EQ(presetsFile(), Json::parse(R"({"SEM": {"x_um": 0.005, "y_um": 0.005}})"));
}

TEST_F(CalibrateVerb, ACallThatFailsLeavesThePresetsAsTheyWere)
{
    calibrate({"--pixel-size", "5 nm", "--save-preset", "SEM"});
    const auto before = presetsFile();
    static_cast<void>(failWith(
        1, {"calibrate", m_project, "--pixel-size", "1 um", "--save-preset", "TEM", "--image", "z.png"}));
    EXPECT_EQ(presetsFile(), before) << "there is no image of this name";
    static_cast<void>(
        failWith(1, {"calibrate", path("nowhere"), "--pixel-size", "1 um", "--save-preset", "SEM"}));
    EXPECT_EQ(presetsFile(), before) << "there is no project";
    static_cast<void>(failWith(1, {"calibrate", m_project, "--remove-preset", "SEM", "--preset", "LM"}));
    EXPECT_EQ(presetsFile(), before) << "there is no such preset to take";
}

} // namespace
} // namespace sorby::test
