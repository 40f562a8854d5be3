// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/temporary_folder.h"
#include "tests/unit/project/sample_records.h"

namespace sorby::project::test {
namespace {

using namespace annotation;
using sorby::test::TemporaryFolder;

class ClassChanges : public testing::Test {
  protected:
    void SetUp() override
    {
        expectGood(m_project->setClasses(m_classes));
        Annotations annotations;
        for (ClassId id = 1; id <= 3; ++id) {
            Object object;
            object.classId = id;
            object.polygon.outer = {{0, 0}, {4, 0}, {4, 4}};
            annotations.objects.push_back(object);
            annotations.pixelEdits.set(id, 0, id);
        }
        annotations.objects.push_back(annotations.objects[0]);
        annotations.objects.back().classId = kIgnore;
        annotations.pixelEdits.set(9, 0, kMatrix);
        annotations.pixelEdits.set(10, 0, kIgnore);
        static_cast<void>(valueOf(m_project->setAnnotations(m_image, annotations)));
    }
    [[nodiscard]] std::string now() const
    {
        const auto annotations = valueOf(m_project->annotations(m_image));
        std::string text;
        for (const auto& object : annotations.objects) {
            text += std::to_string(object.classId) + ' ';
        }
        text += '|';
        for (const int x : {1, 2, 3, 9, 10, 11}) {
            text += ' ' + std::to_string(annotations.pixelEdits.at(x, 0));
        }
        return text;
    }

    TemporaryFolder m_folder;
    std::unique_ptr<Project> m_project = makeProject(m_folder / "p");
    ImageId m_image = valueOf(m_project->addImage(newImage(m_folder / "a.png")));
    ClassList m_classes{{0, "matrix", {}}, {1, "ferrite", {}}, {2, "pore", {}}, {3, "oxide", {}}};
};

TEST_F(ClassChanges, MergeMovesObjectsAndPixels)
{
    expectGood(m_project->changeClasses(valueOf(mergeClass(m_classes, 1, 3))));
    EXPECT_EQ(now(), "2 1 2 255 | 2 1 2 0 255 254");
    EXPECT_EQ(valueOf(m_project->classes()).size(), 3U);
}

TEST_F(ClassChanges, ReorderExchangesThem)
{
    expectGood(m_project->changeClasses(valueOf(reorderClasses(m_classes, {2, 1, 3}))));
    EXPECT_EQ(now(), "2 1 3 255 | 2 1 3 0 255 254");
    EXPECT_EQ(valueOf(m_project->classes())[1].name, "pore");
}

TEST_F(ClassChanges, RemovalTakesObjectsOutAndPaintsMatrix)
{
    expectGood(m_project->changeClasses(valueOf(removeClass(m_classes, 2))));
    EXPECT_EQ(now(), "1 2 255 | 1 0 2 0 255 254");
    const auto classes = valueOf(m_project->classes());
    expectGood(m_project->changeClasses(valueOf(mergeClass(classes, 1, kIgnore))));
    EXPECT_EQ(now(), "255 1 255 | 255 0 1 0 255 254");
}

TEST_F(ClassChanges, AClassThatComesWithTheChangeMayTakePixels)
{
    const auto added = valueOf(addClass(m_classes, "crack"));
    expectGood(m_project->changeClasses(chained(added, valueOf(mergeClass(added.classes, 1, 4)))));
    EXPECT_EQ(now(), "3 1 2 255 | 3 1 2 0 255 254");
}

TEST_F(ClassChanges, ScoresOfTheOldIdsGo)
{
    RunRecord run;
    run.name = "first";
    const auto id = valueOf(m_project->createRun(run)).id;
    expectGood(m_project->setScores(id, {{m_image, 1, 1, 2, 3, 4}}));
    expectGood(m_project->changeClasses(valueOf(renameClass(m_classes, 1, "alpha"))));
    EXPECT_EQ(valueOf(m_project->scores(id)).size(), 1U);
    expectGood(m_project->changeClasses(valueOf(mergeClass(m_classes, 1, 2))));
    EXPECT_TRUE(valueOf(m_project->scores(id)).empty());
}

} // namespace
} // namespace sorby::project::test
