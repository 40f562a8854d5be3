// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/project/sample_records.h"

namespace sorby::project::test {
namespace {

namespace fs = std::filesystem;
using sorby::test::TemporaryFolder;

TEST(ProjectImages, theFolderGoesBeforeARepeatedStem)
{
    const TemporaryFolder folder;
    const auto project = makeProject(folder / "p");
    for (const char* file : {"one/a.png", "two/a.png", "two/a.tif", "three/A.png", "b.png"}) {
        static_cast<void>(valueOf(project->addImage(newImage(folder / file))));
    }
    std::vector<std::string> stems;
    for (const auto& image : valueOf(project->images())) {
        stems.push_back(image.stem);
    }
    EXPECT_EQ(stems, (std::vector<std::string>{"a", "two_a", "two_a_2", "three_A", "b"}));
}

TEST(ProjectImages, aRepeatedStemOf200CharactersStillMakesAFileName)
{
    const TemporaryFolder folder;
    const auto project = makeProject(folder / "p");
    const std::string name = std::string(200, 'x') + ".png";
    const std::string longFolder(100, 'y');
    static_cast<void>(valueOf(project->addImage(newImage(folder / ("one/" + name)))));
    static_cast<void>(valueOf(project->addImage(newImage(folder / (longFolder + "/" + name)))));
    const auto images = valueOf(project->images());
    ASSERT_EQ(images.size(), 2U);
    EXPECT_NE(images[0].stem, images[1].stem);
    EXPECT_LT(images[1].stem.size(), 250U);
}

TEST(ProjectImages, keepsNamesAsTheyAre)
{
    const TemporaryFolder folder;
    const std::vector<std::string> names = {
        "Gefüge Überblick.png",         "spot#3 (2).tif", "a%20b?c.png", "çà 金相.bmp",
        std::string(200, 'n') + ".png", ".png",           "no extension"};
    {
        const auto project = makeProject(folder / "Projekt #1 %41 ä");
        for (const auto& name : names) {
            static_cast<void>(valueOf(project->addImage(newImage(folder / name))));
        }
    }
    const auto project = valueOf(Project::open(folder / "Projekt #1 %41 ä"));
    const auto images = valueOf(project->images());
    ASSERT_EQ(images.size(), names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        EXPECT_EQ(images[i].name, names[i]);
        EXPECT_EQ(toUtf8(images[i].file.filename()), names[i]);
        EXPECT_EQ(valueOf(project->findImage(names[i])).id, images[i].id);
        EXPECT_EQ(valueOf(project->findImage(images[i].stem)).id, images[i].id);
    }
}

TEST(ProjectImages, findsByNameBeforeStem)
{
    const TemporaryFolder folder;
    const auto project = makeProject(folder / "p");
    const auto first = valueOf(project->addImage(newImage(folder / "a.png.tif")));
    const auto second = valueOf(project->addImage(newImage(folder / "a.png")));
    EXPECT_EQ(valueOf(project->findImage("a.png")).id, second) << "and not the one whose stem is a.png";
    EXPECT_EQ(valueOf(project->findImage("a.png.tif")).id, first);
    EXPECT_EQ(valueOf(project->findImage("a")).id, second);
}

TEST(ProjectImages, followsAFolderThatIsMovedAsAWhole)
{
    const TemporaryFolder folder;
    const TemporaryFolder elsewhere;
    const fs::path outside = elsewhere / "outside.png";
    {
        const auto project = makeProject(folder / "work/p");
        for (const auto& file : {folder / "work/images/a.png", folder / "work/p/inside.png", outside}) {
            static_cast<void>(valueOf(project->addImage(newImage(file))));
        }
    }
    fs::rename(folder / "work", folder / "moved");
    const auto project = valueOf(Project::open(folder / "moved/p"));
    const auto images = valueOf(project->images());
    const auto base = fs::canonical(folder.path());
    ASSERT_EQ(images.size(), 3U);
    EXPECT_EQ(images[0].file, base / "moved/images/a.png");
    EXPECT_EQ(images[1].file, base / "moved/p/inside.png");
    EXPECT_EQ(images[2].file, fs::canonical(elsewhere.path()) / "outside.png");
}

TEST(ProjectImages, bringsAnImageOfTheSameFileUpToDate)
{
    const TemporaryFolder folder;
    const auto project = makeProject(folder / "p");
    auto image = newImage(folder / "images/a.png");
    image.specimen = "S1";
    const auto id = valueOf(project->addImage(image));
    static_cast<void>(valueOf(project->setAnnotations(id, someAnnotations())));
    image.file = folder / "images/../images/./a.png";
    image.specimen.clear();
    image.size = {640, 480};
    image.contentHash = "new";
    EXPECT_EQ(valueOf(project->addImage(image)), id);
    const auto record = valueOf(project->image(id));
    EXPECT_EQ(valueOf(project->images()).size(), 1U);
    EXPECT_EQ(record.size, (Size{640, 480}));
    EXPECT_EQ(record.contentHash, "new");
    EXPECT_EQ(record.specimen, "S1") << "what is not said is not forgotten";
    EXPECT_EQ(record.objectCount, 2);
}

TEST(ProjectImages, relinksAnImageWhoseFileWasMissing)
{
    const TemporaryFolder folder;
    const auto project = makeProject(folder / "p");
    auto missing = newImage("a.png");
    missing.file.clear();
    missing.broken = "its file was not found";
    const auto id = valueOf(project->addImage(missing));
    EXPECT_TRUE(valueOf(project->image(id)).file.empty());
    EXPECT_EQ(valueOf(project->addImage(missing)), id);

    writeBytes(folder / "a.png", "pixels");
    EXPECT_EQ(valueOf(project->addImage(newImage(folder / "a.png"))), id);
    EXPECT_TRUE(valueOf(project->image(id)).broken.empty());

    // Moved away: found again under its name elsewhere.
    fs::create_directories(folder / "moved");
    fs::rename(folder / "a.png", folder / "moved/a.png");
    auto moved = newImage(folder / "moved/a.png");
    moved.contentHash = valueOf(project->image(id)).contentHash;
    EXPECT_EQ(valueOf(project->addImage(moved)), id);
    EXPECT_EQ(valueOf(project->image(id)).file, fs::canonical(folder.path()) / "moved/a.png");
    // Gone, and another micrograph of the same name: that is not the one that was annotated.
    fs::remove(folder / "moved/a.png");
    auto other = newImage(folder / "a.png");
    other.contentHash = "other pixels";
    EXPECT_NE(valueOf(project->addImage(other)), id);
}

TEST(ProjectImages, setsMembershipsAllOrNone)
{
    const TemporaryFolder folder;
    const auto project = makeProject(folder / "p");
    const auto a = valueOf(project->addImage(newImage(folder / "a.png")));
    const auto b = valueOf(project->addImage(newImage(folder / "b.png")));
    expectGood(project->setMemberships({{a, Membership::Train}, {b, Membership::Validation}}));
    EXPECT_FALSE(project->setMemberships({{a, Membership::Test}, {99, Membership::Test}}));
    EXPECT_EQ(valueOf(project->image(a)).membership, Membership::Train);
    EXPECT_EQ(valueOf(project->image(b)).membership, Membership::Validation);
}

} // namespace
} // namespace sorby::project::test
