// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/imaging/label_image.h"
#include "core/imaging/mask_file.h"
#include "tests/integration/verb_test.h"

#include <set>

namespace sorby::test {
namespace {

using Json = nlohmann::json;
using Pixels = std::map<std::string, std::int64_t>;

/// Two references of 32 x 24 pixels with the classes ferrite, pore and oxide: a.png has one object of each,
/// of 100, 100 and 80 pixels, where the pore lies over 40 pixels of the ferrite; b.png is painted, with 96,
/// 96 and 192 pixels.
class ClassesVerb : public VerbTest {
  protected:
    ClassesVerb()
    {
        writeMicrograph("objects/a.png");
        write("objects/a.json", R"({"version": "5.5.0", "flags": {}, "imagePath": "a.png", "imageHeight": 24,
            "imageWidth": 32, "imageData": null, "shapes": [
            {"label": "ferrite", "shape_type": "polygon", "points": [[2, 2], [12, 2], [12, 12], [2, 12]]},
            {"label": "pore", "shape_type": "polygon", "points": [[8, 2], [18, 2], [18, 12], [8, 12]]},
            {"label": "oxide", "shape_type": "polygon", "points": [[20, 14], [30, 14], [30, 22], [20, 22]]}]})");
        writeMicrograph("painted/images/b.png");
        imaging::LabelImage painted(32, 24);
        for (int y = 0; y < 12; ++y) {
            for (int x = 0; x < 32; ++x) {
                painted.at(x, y) = x < 8 ? 1 : x < 16 ? 2 : 3;
            }
        }
        write("painted/masks/classes.json", R"({"0": "matrix", "1": "ferrite", "2": "pore", "3": "oxide"})");
        EXPECT_TRUE(imaging::writeIndexedPng(m_folder / "painted/masks/b.png", painted,
                                             annotation::numberedClasses(3)));
        succeed({"new", m_project, "--classes", "matrix,ferrite,pore,oxide"});
        succeed({"import", m_project, path("objects"), "--format", "labelme"});
        succeed({"import", m_project, path("painted"), "--format", "masks"});
    }
    Json classes(const std::vector<std::string>& words) const
    {
        std::vector<std::string> arguments{"classes", m_project};
        arguments.insert(arguments.end(), words.begin(), words.end());
        return succeed(arguments)["classes"];
    }
    [[nodiscard]] int objects() const { return succeed({"info", m_project})["objects"].get<int>(); }

    const std::string m_project = path("project");
};

/// "matrix, ferrite": the names in the order of their ids, which are their places.
std::string namesOf(const Json& classes)
{
    std::string names;
    for (std::size_t place = 0; place < classes.size(); ++place) {
        EXPECT_EQ(classes[place]["id"], place);
        names += (names.empty() ? "" : ", ") + classes[place]["name"].get<std::string>();
    }
    return names;
}

Json named(const Json& classes, const std::string& name)
{
    for (const auto& entry : classes) {
        if (entry["name"] == name) {
            return entry;
        }
    }
    return {};
}

TEST_F(ClassesVerb, AMergedClassGivesItsPixelsAway)
{
    EXPECT_EQ(pixelsOf(m_project),
              (Pixels{{"matrix", 528 + 384}, {"ferrite", 60 + 96}, {"pore", 100 + 96}, {"oxide", 80 + 192}}));
    EXPECT_EQ(namesOf(classes({"--merge", "ferrite=oxide"})), "matrix, pore, oxide");
    EXPECT_EQ(pixelsOf(m_project),
              (Pixels{{"matrix", 528 + 384}, {"pore", 100 + 96}, {"oxide", 80 + 192 + 60 + 96}}));
    EXPECT_EQ(objects(), 3);
    EXPECT_EQ(namesOf(classes({"--merge", "pore=matrix"})), "matrix, oxide");
    EXPECT_EQ(pixelsOf(m_project), (Pixels{{"matrix", 528 + 384 + 100 + 96}, {"oxide", 80 + 192 + 60 + 96}}));
}

TEST_F(ClassesVerb, AClassThatBecomesIgnoreIsCountedNoMore)
{
    EXPECT_EQ(namesOf(classes({"--merge", "ferrite=ignore"})), "matrix, pore, oxide");
    EXPECT_EQ(pixelsOf(m_project), (Pixels{{"matrix", 528 + 384}, {"pore", 100 + 96}, {"oxide", 80 + 192}}));
    // 156 of the 1536 pixels are left out.
    EXPECT_DOUBLE_EQ(succeed({"info", m_project})["classes"][1]["fraction"].get<double>(), 196.0 / 1380);
    succeed({"export", m_project, "--format", "masks", "--out", path("out")});
    const auto mask = imaging::readLabelPng(m_folder / "out/b.png").valueOr({});
    ASSERT_EQ(mask.size(), (Size{32, 24}));
    EXPECT_EQ(mask.at(0, 0), annotation::kIgnore);
    EXPECT_EQ(mask.at(8, 0), 1);
}

TEST_F(ClassesVerb, ARemovedClassTakesItsObjectsWithItAndUncoversWhatLayBelow)
{
    EXPECT_EQ(namesOf(classes({"--remove", "pore"})), "matrix, ferrite, oxide");
    EXPECT_EQ(objects(), 2);
    // The ferrite shows all of its 100 pixels again; the painted pores are matrix.
    EXPECT_EQ(pixelsOf(m_project),
              (Pixels{{"matrix", 588 + 384 + 96}, {"ferrite", 100 + 96}, {"oxide", 80 + 192}}));
}

TEST_F(ClassesVerb, PixelsColoursAndKeysMoveWithTheNames)
{
    const auto before = classes({});
    const auto after = classes(
        {"--order", "oxide, ferrite, pore", "--key", "oxide=O", "pore=7", "--colour", "pore=#010203"});
    EXPECT_EQ(namesOf(after), "matrix, oxide, ferrite, pore");
    EXPECT_EQ(after, classes({})) << "as stored";
    EXPECT_EQ(named(after, "oxide")["colour"], named(before, "oxide")["colour"]);
    EXPECT_EQ(named(after, "ferrite")["colour"], named(before, "ferrite")["colour"]);
    EXPECT_EQ(named(after, "pore")["colour"], "#010203");
    EXPECT_EQ(named(after, "oxide")["key"], "o");
    EXPECT_EQ(named(after, "ferrite")["key"], "");
    EXPECT_EQ(named(after, "pore")["key"], "7");
    EXPECT_EQ(pixelsOf(m_project),
              (Pixels{{"matrix", 912}, {"ferrite", 156}, {"pore", 196}, {"oxide", 272}}));

    succeed({"export", m_project, "--format", "masks", "--out", path("out")});
    const auto names = Json::parse(readText(m_folder / "out/classes.json").valueOr(""), nullptr, false);
    EXPECT_EQ(names, Json::parse(R"({"0": "matrix", "1": "oxide", "2": "ferrite", "3": "pore"})"));
    const auto a = imaging::readLabelPng(m_folder / "out/a.png").valueOr({});
    ASSERT_EQ(a.size(), (Size{32, 24}));
    EXPECT_EQ(a.at(3, 5), 2) << "ferrite";
    EXPECT_EQ(a.at(9, 5), 3) << "pore over ferrite";
    EXPECT_EQ(a.at(25, 16), 1) << "oxide";
    EXPECT_EQ(a.at(0, 0), 0);
    const auto b = imaging::readMaskFile(m_folder / "out/b.png");
    ASSERT_TRUE(b);
    ASSERT_GT(b->palette.size(), 3U);
    EXPECT_EQ(b->palette[3], (Rgb8{1, 2, 3}));
    EXPECT_EQ(annotation::toHex(b->palette[1]), named(before, "oxide")["colour"]);

    EXPECT_EQ(named(classes({"--key", "oxide="}), "oxide")["key"], "");
}

TEST_F(ClassesVerb, SeveralChangesAreOneInTheirOrder)
{
    const auto after = classes({"--rename", "ferrite=alpha", "--add", "crack", "--merge", "alpha=pore",
                                "--order", "crack,pore,oxide", "--key", "crack=c"});
    EXPECT_EQ(namesOf(after), "matrix, crack, pore, oxide");
    EXPECT_EQ(pixelsOf(m_project), (Pixels{{"matrix", 912}, {"crack", 0}, {"pore", 352}, {"oxide", 272}}));
    succeed({"export", m_project, "--format", "labelme", "--out", path("out")});
    const auto file = Json::parse(readText(m_folder / "out/a.json").valueOr(""), nullptr, false);
    ASSERT_EQ(file["shapes"].size(), 3U);
    EXPECT_EQ(file["shapes"][0]["label"], "pore");
    EXPECT_EQ(file["shapes"][0]["points"],
              Json::parse("[[2.0, 2.0], [12.0, 2.0], [12.0, 12.0], [2.0, 12.0]]"));
    EXPECT_EQ(file["shapes"][2]["label"], "oxide");
}

TEST_F(ClassesVerb, TakesNamesFromAFile)
{
    write("classes.json", R"({"0": "ground", "1": "alpha", "2": "pore", "3": "oxide", "4": "crack"})");
    const auto before = classes({});
    const auto after = classes({"--from", path("classes.json")});
    EXPECT_EQ(namesOf(after), "ground, alpha, pore, oxide, crack");
    EXPECT_EQ(after[1]["colour"], before[1]["colour"]);
    EXPECT_EQ(pixelsOf(m_project),
              (Pixels{{"ground", 912}, {"alpha", 156}, {"pore", 196}, {"oxide", 272}, {"crack", 0}}));
}

TEST_F(ClassesVerb, RefusesWhatMakesNoSense)
{
    classes({"--key", "oxide=o"});
    const auto before = classes({});
    write("list.json", "[1, 2]");
    expectRefused("classes", m_project,
                  {{{"--remove", "matrix"}, 1, "cannot go"},
                   {{"--merge", "matrix=pore"}, 1, "cannot go"},
                   {{"--merge", "pore=pore"}, 1, "itself"},
                   {{"--merge", "pore=crack"}, 1, "there are: 0 matrix, 1 ferrite, 2 pore, 3 oxide"},
                   {{"--merge", "pore"}, 1, "OLD=NEW"},
                   {{"--remove", "ferrite", "pore", "oxide"}, 1, "last class"},
                   {{"--add", "PORE"}, 1, "\"pore\" already"},
                   {{"--rename", "pore=Matrix"}, 1, "\"matrix\" already"},
                   {{"--rename", "pore= "}, 1, "needs a name"},
                   {{"--rename", "crack=pore"}, 1, "\"crack\""},
                   {{"--order", "pore,oxide"}, 1, "each of the 3 classes"},
                   {{"--order", "pore,oxide,oxide"}, 1, "each of the 3 classes"},
                   {{"--order", "matrix,ferrite,pore,oxide"}, 1, "each of the 3 classes"},
                   {{"--colour", "pore=#12"}, 1, "'#12' is not a colour"},
                   {{"--key", "pore=ab"}, 1, "one letter or digit"},
                   {{"--key", "pore=O"}, 1, "of the class \"oxide\""},
                   {{"--from", path("list.json")}, 1, "list.json"},
                   {{"--from", path("none.json")}, 1, "none.json"},
                   // All or nothing: the first of two is possible.
                   {{"--rename", "ferrite=alpha", "pore=oxide"}, 1, "\"oxide\" already"}});
    EXPECT_EQ(classes({}), before);
    EXPECT_EQ(pixelsOf(m_project)["pore"], 196);
}

TEST_F(ClassesVerb, AnAddedClassHasAColourOfItsOwn)
{
    // Without the first class the others move up, and keep their colours.
    classes({"--remove", "ferrite"});
    std::set<std::string> colours;
    for (const auto& entry : classes({"--add", "crack", "inclusion"})) {
        EXPECT_TRUE(colours.insert(entry["colour"].get<std::string>()).second) << entry;
    }
}

TEST_F(ClassesVerb, NamesThatDifferInCaseAloneAreOneNameWhereverTheyComeFrom)
{
    write("classes.json", R"({"0": "matrix", "1": "pore", "2": "Pore", "3": "oxide"})");
    EXPECT_NE(failWith(1, {"classes", m_project, "--from", path("classes.json")}).find("pore"),
              std::string::npos);
    EXPECT_EQ(namesOf(classes({})), "matrix, ferrite, pore, oxide");
    EXPECT_EQ(runSorby({"new", path("other"), "--classes", "matrix,pore,Pore"}).exitCode, 2);
}

} // namespace
} // namespace sorby::test
