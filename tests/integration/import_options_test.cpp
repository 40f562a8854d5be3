// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/imaging/micrograph.h"
#include "tests/integration/verb_test.h"
#include "tests/unit/imaging/forged_tags.h"

namespace sorby::test {
namespace {

using Json = nlohmann::json;
using Pixels = std::map<std::string, std::int64_t>;

/// A new project for each case, into which it imports.
class ImportOptionsTest : public VerbTest {
  protected:
    [[nodiscard]] std::string newProject(const std::string& classes = "matrix,pore")
    {
        auto project = path("project " + std::to_string(++m_projects));
        succeed({"new", project, "--classes", classes});
        return project;
    }
    Json importFrom(const std::string& project, const std::string& source, std::vector<std::string> words)
    {
        words.insert(words.begin(), {"import", project, path(source)});
        return succeed(words);
    }
    using Names = std::vector<std::string>;
    Names names(const std::string& project)
    {
        Names found;
        const auto listed = succeed({"status", project});
        for (const auto& entry : listed["list"]) {
            found.push_back(entry["image"]);
        }
        return found;
    }

  private:
    int m_projects = 0;
};

// ---- --raster
// ----------------------------------------------------------------------------------------------

struct RasterCase {
    const char* rule;
    int pixels;          ///< of the square from (2, 2) to (10, 10)
    const char* outline; ///< as it leaves again
};

TEST_F(ImportOptionsTest, RasterTakesThePixelsThatTheToolWould)
{
    writeMicrograph("data/a.png");
    const std::string outline = "[(2, 2), (10, 2), (10, 10), (2, 10)]";
    const std::string head = "image_url;point;polygon\n";
    write("data/annotations_polygon.csv", head + "a.png;(5, 5);" + outline + "\n");
    // Coordinates name pixels: the corners are the middles of pixels 2 and 10. A middle on the outline
    // belongs to the square on one of two sides here and in COCO's tools, on both in the others: 8 x 8 or 9
    // x 9.
    const std::vector<RasterCase> cases{
        {"centre", 64, "[(2, 2), (10, 2), (10, 10), (2, 10)]"},
        {"coco", 64, "[(1.5, 1.5), (9.5, 1.5), (9.5, 9.5), (1.5, 9.5)]"},
        {"opencv", 81, "[(1.5, 1.5), (10.5, 1.5), (10.5, 10.5), (1.5, 10.5)]"},
        {"pil", 81, "[(1.5, 1.5), (10.5, 1.5), (10.5, 10.5), (1.5, 10.5)]"},
        {"skimage", 81, "[(1.5, 1.5), (10.5, 1.5), (10.5, 10.5), (1.5, 10.5)]"},
    };
    for (const auto& [rule, pixels, leaving] : cases) {
        const auto project = newProject();
        EXPECT_EQ(importFrom(project, "data", {"--raster", rule})["objects"], 1);
        EXPECT_EQ(pixelsOf(project), (Pixels{{"matrix", 768 - pixels}, {"pore", pixels}})) << rule;
        const auto out = std::string("out ") + rule;
        succeed({"export", project, "--format", "aachen", "--out", path(out)});
        EXPECT_EQ(readText(m_folder / out / "annotations_polygon.csv").valueOr(""),
                  head + "a.png;(5, 5);" + leaving + "\n")
            << rule;
    }
    const auto project = newProject();
    EXPECT_NE(failWith(2, {"import", project, path("data"), "--raster", "gimp"}).find("skimage"),
              std::string::npos);
    EXPECT_EQ(succeed({"info", project})["images"], 0);
}

// ---- --legend
// ----------------------------------------------------------------------------------------------

class LegendTest : public ImportOptionsTest {
  protected:
    /// 10 x 8 pixels: 3 x 4 red ones, 2 x 8 blue ones, 52 black ones.
    LegendTest()
    {
        writeMicrograph("data/images/a.png", {10, 8});
        Raster<Rgb8> colours(10, 8);
        for (int y = 0; y < 8; ++y) {
            for (int x = 0; x < 10; ++x) {
                colours.at(x, y) = x >= 8 ? Rgb8{0, 0, 255} : x < 3 && y < 4 ? Rgb8{255, 0, 0} : Rgb8{};
            }
        }
        EXPECT_TRUE(imaging::writePng(m_folder / "data/masks/a.png", colours));
    }
};

TEST_F(LegendTest, WithoutOneColoursAreRefusedWithAnOffer)
{
    const auto project = newProject();
    const auto done = runSorby({"import", project, path("data"), "--json"});
    EXPECT_EQ(done.exitCode, 0) << done.err;
    EXPECT_EQ(resultOf(done)["refused"], 1);
    const auto finding = findingWith(done, "--legend");
    ASSERT_FALSE(finding.is_null()) << done.out;
    for (const auto* const colour : {"#FF0000", "#0000FF", "#000000"}) {
        EXPECT_NE(finding["message"].get<std::string>().find(colour), std::string::npos) << finding;
    }
    EXPECT_EQ(succeed({"info", project})["annotated"], 0);
}

TEST_F(LegendTest, GivesColoursTheirClassesByNumberOrName)
{
    const auto numbered = newProject("matrix,first,second");
    EXPECT_EQ(importFrom(numbered, "data", {"--legend", "red=2, #0000FF=1, *=0"})["refused"], 0);
    EXPECT_EQ(pixelsOf(numbered), (Pixels{{"matrix", 52}, {"first", 16}, {"second", 12}}));

    // The names come in the order in which they are written.
    const auto named = path("named");
    succeed({"new", named});
    importFrom(named, "data", {"--legend", "red=secondary,blue=tertiary,*=matrix"});
    EXPECT_EQ(pixelsOf(named), (Pixels{{"matrix", 52}, {"secondary", 12}, {"tertiary", 16}}));
    EXPECT_EQ(succeed({"classes", named})["classes"][1]["name"], "secondary");

    const auto ignoring = newProject();
    write("legend.json", R"({"#FF0000": "pore", "blue": "ignore", "black": 0})");
    importFrom(ignoring, "data", {"--legend", path("legend.json")});
    EXPECT_EQ(pixelsOf(ignoring), (Pixels{{"matrix", 52}, {"pore", 12}}));
}

TEST_F(LegendTest, ThatIsNoneOrLeavesAColourOutIsRefused)
{
    const auto project = newProject();
    for (const auto* const legend : {"red=", "crimson=1,*=0", "red=1,,blue=1", "red=300"}) {
        static_cast<void>(failWith(1, {"import", project, path("data"), "--legend", legend}));
    }
    EXPECT_EQ(succeed({"info", project})["images"], 0);
    const auto incomplete =
        runSorby({"import", project, path("data"), "--legend", "red=1,black=0", "--json"});
    EXPECT_EQ(incomplete.exitCode, 0);
    EXPECT_EQ(resultOf(incomplete)["refused"], 1);
    EXPECT_FALSE(findingWith(incomplete, "#0000FF").is_null()) << incomplete.out;
}

// ---- --page
// ------------------------------------------------------------------------------------------------

TEST_F(ImportOptionsTest, PageTakesOneOrAllPagesOfAFile)
{
    write("stack.tif", forge(TaggedTiff{.pages = {{64, 48, {}}, {32, 24, {}}, {16, 12, {}}}}));
    const auto first = newProject();
    const auto warned = importFrom(first, "stack.tif", {});
    EXPECT_EQ(warned["images"], 1);
    EXPECT_EQ(warned["flagged"], 1) << "it says that there are more pages";
    EXPECT_EQ(names(first), Names{"stack.tif"});

    const auto second = newProject();
    EXPECT_EQ(importFrom(second, "stack.tif", {"--page", "2"})["images"], 1);
    EXPECT_EQ(names(second), Names{"stack page 2.tif"});
    // What of its 24 rows is left above a bar of 20 shows which page it is.
    EXPECT_EQ(succeed({"databar", second, "--rows", "20"})["list"][0]["region"], Json({0, 0, 32, 4}));

    const auto all = newProject();
    const auto taken = importFrom(all, "stack.tif", {"--page", "all"});
    EXPECT_EQ(taken["images"], 3);
    EXPECT_EQ(taken["flagged"], 0);
    EXPECT_EQ(names(all), (Names{"stack.tif", "stack page 2.tif", "stack page 3.tif"}));
    EXPECT_EQ(importFrom(all, "stack.tif", {"--page", "3"})["images"], 1);
    EXPECT_EQ(names(all).size(), 3U) << "the page that is there already";

    for (const auto* const page : {"0", "-1", "two", "1.5"}) {
        EXPECT_NE(failWith(2, {"import", all, path("stack.tif"), "--page", page}).find("--page"),
                  std::string::npos);
    }
}

TEST_F(ImportOptionsTest, APageThatTheFileDoesNotHaveIsSaid)
{
    write("stack.tif", forge(TaggedTiff{.pages = {{64, 48, {}}, {32, 24, {}}}}));
    const auto project = newProject();
    EXPECT_NE(failWith(1, {"import", project, path("stack.tif"), "--page", "3"}).find("no page 3"),
              std::string::npos);
    EXPECT_TRUE(names(project).empty());
    // In a folder the others are taken.
    write("data/stack.tif", forge(TaggedTiff{.pages = {{64, 48, {}}, {32, 24, {}}}}));
    write("data/longer.tif", forge(TaggedTiff{.pages = {{64, 48, {}}, {32, 24, {}}, {16, 12, {}}}}));
    const auto done =
        runSorby({"import", project, path("data"), "--format", "images", "--page", "3", "--json"});
    EXPECT_NE(findingWith(done, "no page 3")["file"].get<std::string>().find("stack.tif"), std::string::npos)
        << done.out;
    EXPECT_EQ(names(project), Names{"longer page 3.tif"});
}

// ---- --pixel-size and --keep-databar
// -----------------------------------------------------------------------

TEST_F(ImportOptionsTest, PixelSizeStandsForWhatTheFilesSay)
{
    writeFei("data/fei.tif");
    writeMicrograph("data/plain.png");
    const auto project = newProject();
    importFrom(project, "data", {"--format", "images", "--pixel-size", "0.5um x 600 nm"});
    const auto list = succeed({"calibrate", project})["list"];
    ASSERT_EQ(list.size(), 2U);
    for (const auto& entry : list) {
        EXPECT_DOUBLE_EQ(entry["pixel_size_x_um"].get<double>(), 0.5) << entry;
        EXPECT_DOUBLE_EQ(entry["pixel_size_y_um"].get<double>(), 0.6);
        EXPECT_EQ(entry["source"], "by hand");
        EXPECT_EQ(entry["confirmed"], true);
    }
    EXPECT_NE(failWith(2, {"import", project, path("data"), "--pixel-size", "5"}).find("unit"),
              std::string::npos);
}

TEST_F(ImportOptionsTest, KeepDatabarLeavesBarsIn)
{
    writeFei("fei.tif");
    writeWithBar("bars/x.png");
    const auto regions = [&](const std::vector<std::string>& words) {
        const auto project = newProject();
        const auto fei = importFrom(project, "fei.tif", words);
        const auto rows = importFrom(project, "bars", words);
        EXPECT_EQ(fei["flagged"], 0);
        EXPECT_EQ(rows["flagged"], words.empty() ? 1 : 0) << "a bar that nothing but its rows tells of";
        auto found = Json::array();
        const auto listed = succeed({"databar", project});
        for (const auto& entry : listed["list"]) {
            found.push_back(entry["region"]);
        }
        return found;
    };
    EXPECT_EQ(regions({}), Json::parse("[[0, 0, 64, 40], [0, 0, 96, 84]]"));
    EXPECT_EQ(regions({"--keep-databar"}), Json::parse("[null, null]"));
}

} // namespace
} // namespace sorby::test
