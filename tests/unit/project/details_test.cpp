// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/temporary_folder.h"
#include "tests/unit/project/sample_records.h"

namespace sorby::project::test {
namespace {

using sorby::test::TemporaryFolder;

const Calibration kMetadata{0.0124, 0.0125, "Zeiss SmartSEM", "Image Pixel Size = 12.4 nm", false};
const Calibration kByHand{0.02, 0.02, "scale bar", "250 px = 5 µm", true};

class ImageDetails : public testing::Test {
  protected:
    [[nodiscard]] ImageRecord reopened()
    {
        m_project.reset();
        m_project = valueOf(Project::open(m_folder / "p"));
        return valueOf(m_project->image(m_id));
    }

    TemporaryFolder m_folder;
    std::unique_ptr<Project> m_project = makeProject(m_folder / "p");
    ImageId m_id = valueOf(m_project->addImage(newImage(m_folder / "a.png")));
};

TEST_F(ImageDetails, surviveBeingStored)
{
    expectGood(m_project->setCalibration({m_id}, kByHand));
    expectGood(m_project->setRegion({m_id}, SpecimenRegion{{1, 2, 30, 40}, kRegionByHand}));
    expectGood(m_project->setWindow(m_id, Window{12.5, 4000}));
    auto record = reopened();
    EXPECT_EQ(record.calibration, kByHand);
    EXPECT_EQ(record.region, (SpecimenRegion{{1, 2, 30, 40}, kRegionByHand}));
    EXPECT_EQ(record.window, (Window{12.5, 4000}));

    expectGood(m_project->setCalibration({m_id}, std::nullopt));
    expectGood(m_project->setRegion({m_id}, std::nullopt));
    expectGood(m_project->setWindow(m_id, std::nullopt));
    record = reopened();
    EXPECT_FALSE(record.calibration);
    EXPECT_FALSE(record.region);
    EXPECT_FALSE(record.window);
}

TEST_F(ImageDetails, ofAnImageThatIsNotThereAreAnError)
{
    EXPECT_FALSE(m_project->setCalibration({m_id, 99}, kByHand));
    EXPECT_FALSE(reopened().calibration) << "all or nothing";
}

TEST_F(ImageDetails, comeWithTheImageAndNeverReplaceWhatAPersonSaid)
{
    auto image = newImage(m_folder / "a.png");
    image.calibration = kMetadata;
    image.region = SpecimenRegion{{0, 0, 64, 50}, "metadata"};
    EXPECT_EQ(valueOf(m_project->addImage(image)), m_id);
    EXPECT_EQ(reopened().calibration, kMetadata);
    EXPECT_EQ(reopened().region->source, "metadata");

    image.calibration->xMicrometres = 0.5;
    static_cast<void>(valueOf(m_project->addImage(image)));
    EXPECT_EQ(reopened().calibration->xMicrometres, 0.5) << "nobody has confirmed the first one";

    expectGood(m_project->setCalibration({m_id}, kByHand));
    expectGood(m_project->setRegion({m_id}, SpecimenRegion{{0, 0, 64, 60}, kRegionByHand}));
    static_cast<void>(valueOf(m_project->addImage(image)));
    EXPECT_EQ(reopened().calibration, kByHand);
    EXPECT_EQ(reopened().region->rect.height, 60);
}

TEST_F(ImageDetails, thatThereIsNoBarIsSomethingThatAPersonSaid)
{
    auto image = newImage(m_folder / "a.png");
    image.region = SpecimenRegion{{0, 0, 64, 50}, "metadata"};
    static_cast<void>(valueOf(m_project->addImage(image)));
    EXPECT_FALSE(isRegionByHand(reopened()));
    expectGood(m_project->setWithoutBar({m_id}));
    EXPECT_FALSE(reopened().region);
    EXPECT_TRUE(reopened().isWithoutBar);
    EXPECT_TRUE(isRegionByHand(reopened()));

    static_cast<void>(valueOf(m_project->addImage(image)));
    EXPECT_FALSE(reopened().region) << "by an import";
    expectGood(m_project->relink(m_id, image));
    EXPECT_FALSE(reopened().region) << "by finding the file again";
    EXPECT_TRUE(reopened().isWithoutBar);

    expectGood(m_project->setRegion({m_id}, SpecimenRegion{{0, 0, 64, 60}, kRegionByHand}));
    EXPECT_FALSE(reopened().isWithoutBar) << "a person said something else";
    EXPECT_TRUE(isRegionByHand(reopened()));
    expectGood(m_project->setRegion({m_id}, std::nullopt));
    EXPECT_FALSE(isRegionByHand(reopened())) << "nothing is known any more";
    EXPECT_FALSE(m_project->setWithoutBar({m_id, 99}));
    EXPECT_FALSE(reopened().isWithoutBar) << "all or nothing";
}

TEST_F(ImageDetails, pagesOfOneFileAreImagesOfTheirOwn)
{
    auto second = newImage(m_folder / "a.png");
    second.name = "a page 2.png";
    second.page = 2;
    const auto id = valueOf(m_project->addImage(second));
    EXPECT_NE(id, m_id);
    EXPECT_EQ(valueOf(m_project->addImage(second)), id);
    EXPECT_EQ(valueOf(m_project->image(id)).page, 2);
    EXPECT_EQ(reopened().page, 1);
}

TEST_F(ImageDetails, classKeysAreKept)
{
    auto classes = valueOf(m_project->classes());
    classes[1].key = "m";
    expectGood(m_project->setClasses(classes));
    static_cast<void>(reopened());
    EXPECT_EQ(valueOf(m_project->classes()), classes);
}

} // namespace
} // namespace sorby::project::test
