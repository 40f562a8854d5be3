// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/edit_history.h"
#include "core/project/edit_writer.h"
#include "core/project/project.h"
#include "tests/support/random_edits.h"
#include "tests/support/results.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

namespace sorby::project {
namespace {

using test::expectGood;
using test::valueOf;

class StoredEdits : public testing::Test {
  protected:
    StoredEdits()
    {
        m_project = valueOf(Project::create(m_folder.path() / "project", annotation::numberedClasses(3)));
        NewImage image;
        image.name = "a.png";
        image.size = {600, 400};
        m_image = valueOf(m_project->addImage(image));
    }
    /// The first of so many that are given to nobody else.
    [[nodiscard]] annotation::ObjectId reserve(std::int64_t count)
    {
        const auto first = valueOf(m_project->nextId());
        expectGood(m_project->store(ReservedIds{first + count - 1}));
        return first;
    }
    [[nodiscard]] annotation::Annotations stored() const { return valueOf(m_project->annotations(m_image)); }

    test::TemporaryFolder m_folder;
    std::shared_ptr<Project> m_project;
    ImageId m_image = 0;
};

TEST_F(StoredEdits, TheStoreHoldsWhatTheMemoryHolds)
{
    Random random(3, "stored edits");
    test::RandomEdits edits(random, reserve(10000));
    annotation::Annotations annotations;
    for (int round = 0; round < 150; ++round) {
        const auto batch = edits.batch(annotations, 3);
        auto inverse = valueOf(annotation::applyEdits(annotations, batch));
        expectGood(m_project->applyEdits(m_image, batch));
        if (random.chance(0.4)) {
            (void)valueOf(annotation::applyEdits(annotations, inverse));
            expectGood(m_project->applyEdits(m_image, inverse));
        }
        ASSERT_EQ(stored(), annotations) << "round " << round;
    }
    m_project.reset();
    m_project = valueOf(Project::open(m_folder.path() / "project"));
    EXPECT_EQ(stored(), annotations);
}

TEST_F(StoredEdits, RefusesABatchThatDoesNotFitAndKeepsTheRest)
{
    annotation::Object object;
    object.id = reserve(5);
    object.polygon.outer = {{0, 0}, {9, 0}, {9, 9}};
    expectGood(m_project->applyEdits(m_image, {annotation::InsertObject{0, object}}));
    auto second = object;
    second.id += 1;
    const auto refused = m_project->applyEdits(
        m_image, {annotation::InsertObject{1, second}, annotation::RemoveObject{object.id + 4}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Mismatch);
    EXPECT_EQ(stored().objects, std::vector{object});
}

TEST_F(StoredEdits, ReservedIdsAreNeverGivenTwice)
{
    const auto first = reserve(100);
    annotation::Annotations imported;
    imported.objects.resize(1);
    imported.objects.front().polygon.outer = {{0, 0}, {9, 0}, {9, 9}};
    imported = valueOf(m_project->setAnnotations(m_image, imported));
    EXPECT_GE(imported.objects.front().id, first + 100);
    EXPECT_GE(reserve(1), imported.objects.front().id + 1);
}

TEST_F(StoredEdits, TakingBackTheFirstStrokeLeavesTheImageUnannotated)
{
    annotation::PointOfInterest point{reserve(1), "anna", {4, 5}};
    expectGood(m_project->store(AnnotationEdit{m_image, {annotation::InsertPoint{0, point}}, true}));
    EXPECT_TRUE(valueOf(m_project->image(m_image)).annotated);
    expectGood(m_project->store(AnnotationEdit{m_image, {annotation::RemovePoint{point.id}}, false}));
    EXPECT_FALSE(valueOf(m_project->image(m_image)).annotated);
}

TEST_F(StoredEdits, TheWriterWritesInOrderAndShowsWhatWaits)
{
    Random random(5, "writer");
    test::RandomEdits edits(random, reserve(10000));
    annotation::Annotations annotations;
    {
        EditWriter writer(m_project);
        for (std::uint64_t round = 1; round <= 100; ++round) {
            const auto batch = edits.batch(annotations, 2);
            (void)valueOf(annotation::applyEdits(annotations, batch));
            EXPECT_EQ(writer.submit(AnnotationEdit{m_image, batch}), round);
            if (round % 20 == 0) {
                EXPECT_EQ(valueOf(writer.annotations(m_image)), annotations);
            }
        }
        expectGood(writer.flush());
        const auto state = writer.state();
        EXPECT_EQ(state.waiting, 0U);
        EXPECT_EQ(state.written, 100U);
        EXPECT_TRUE(state.savedAt.has_value());
        EXPECT_FALSE(state.failure.has_value());
        const auto last = edits.batch(annotations, 2);
        (void)valueOf(annotation::applyEdits(annotations, last));
        writer.submit(AnnotationEdit{m_image, last});
    } // writes what waits
    EXPECT_EQ(stored(), annotations);
}

TEST_F(StoredEdits, TheWriterKeepsWhatCannotBeWritten)
{
    m_project.reset();
    std::shared_ptr<Project> reader = valueOf(Project::open(m_folder.path() / "project", OpenMode::ReadOnly));
    EditWriter writer(reader);
    annotation::PointOfInterest point{1, "anna", {4, 5}};
    writer.submit(AnnotationEdit{m_image, {annotation::InsertPoint{0, point}}});
    const auto flushed = writer.flush();
    ASSERT_FALSE(flushed);
    EXPECT_EQ(flushed.error().code, ErrorCode::ReadOnly);
    const auto state = writer.state();
    EXPECT_EQ(state.waiting, 1U);
    EXPECT_EQ(state.written, 0U);
    EXPECT_FALSE(state.savedAt.has_value());
    EXPECT_EQ(valueOf(writer.annotations(m_image)).points, std::vector{point}) << "the user still sees it";
    EXPECT_EQ(writer.pending().size(), 1U);
}

class ClassEdits : public StoredEdits {
  protected:
    ClassEdits()
    {
        annotation::Annotations annotations;
        annotation::Object object;
        object.polygon.outer = {{0, 0}, {9, 0}, {9, 9}};
        for (annotation::ClassId id = 1; id <= 3; ++id) {
            object.classId = id;
            annotations.objects.push_back(object);
            annotations.pixelEdits.set(100 * id, 10, id);
        }
        m_before = valueOf(m_project->setAnnotations(m_image, annotations));
        RunRecord run;
        run.name = "first";
        m_run = valueOf(m_project->createRun(run)).id;
        expectGood(m_project->setScores(m_run, {{m_image, 1, 1, 2, 3, 4}}));
        annotation::Campaign campaign;
        campaign.name = "round";
        campaign.annotators = {"anna", "ben"};
        campaign.images = {m_image};
        campaign.classId = 3;
        (void)valueOf(m_project->storeCampaign(campaign));
        m_classes = valueOf(m_project->classes());
    }
    [[nodiscard]] annotation::ClassId campaignClass() const
    {
        return valueOf(m_project->campaigns()).front().classId;
    }

    annotation::Annotations m_before;
    annotation::ClassList m_classes;
    std::string m_run;
};

TEST_F(ClassEdits, AreTakenBackAndDoneAgain)
{
    const auto change = valueOf(annotation::mergeClass(m_classes, 1, 3));
    const auto edit = valueOf(m_project->classesEdit(change, 1 << 20));
    ASSERT_TRUE(edit);
    EXPECT_EQ(stored(), m_before) << "nothing is stored yet";
    const auto inverse = valueOf(m_project->exchangeClasses(*edit));
    const auto after = stored();
    EXPECT_EQ(after, annotation::reclassed(m_before, change.map));
    EXPECT_EQ(valueOf(m_project->classes()), change.classes);
    EXPECT_EQ(campaignClass(), 2) << "the campaign goes on with what its class is called now";
    EXPECT_TRUE(valueOf(m_project->scores(m_run)).empty()) << "they count the old ids";
    const auto again = valueOf(m_project->exchangeClasses(inverse));
    EXPECT_EQ(stored(), m_before);
    EXPECT_EQ(valueOf(m_project->classes()), m_classes);
    EXPECT_EQ(campaignClass(), 3);
    expectGood(m_project->store(again));
    EXPECT_EQ(stored(), after);
}

TEST_F(ClassEdits, DoWhatAChangeWithoutUndoDoes)
{
    const auto change = valueOf(annotation::reorderClasses(m_classes, {3, 1, 2}));
    const auto edit = valueOf(m_project->classesEdit(change, 1 << 20));
    const auto inverse = valueOf(m_project->exchangeClasses(*edit));
    const auto exchanged = stored();
    const auto campaign = campaignClass();
    (void)valueOf(m_project->exchangeClasses(inverse));
    expectGood(m_project->changeClasses(change));
    EXPECT_EQ(stored(), exchanged);
    EXPECT_EQ(campaignClass(), campaign);
}

TEST_F(ClassEdits, AreNotMadeWhenTheyWouldTakeTooMuchMemory)
{
    const auto change = valueOf(annotation::mergeClass(m_classes, 1, 3));
    EXPECT_FALSE(valueOf(m_project->classesEdit(change, 1000)));
}

TEST_F(ClassEdits, ScoresStayWhenANameAloneChanges)
{
    const auto change = valueOf(annotation::renameClass(m_classes, 1, "alpha"));
    const auto edit = valueOf(m_project->classesEdit(change, 1 << 20));
    (void)valueOf(m_project->exchangeClasses(*edit));
    EXPECT_EQ(valueOf(m_project->scores(m_run)).size(), 1U);
    EXPECT_EQ(stored(), m_before);
}

AnnotationEdit tileEdit(int column)
{
    auto tile = std::make_shared<annotation::PixelEdits::Tile>(128, 128, std::uint8_t{1});
    return {1, {annotation::SetTile{{column, 0}, std::move(tile)}}};
}

TEST(EditHistory, UndoesAndRedoesInOrder)
{
    EditHistory history(1 << 20);
    EXPECT_EQ(history.nextUndo(), nullptr);
    EXPECT_EQ(history.nextRedo(), nullptr);
    history.add("first", tileEdit(1));
    history.add("second", tileEdit(2));
    EXPECT_EQ(history.nextUndo()->text, "second");
    history.undone(tileEdit(12));
    EXPECT_EQ(history.nextUndo()->text, "first");
    EXPECT_EQ(history.nextRedo()->text, "second");
    const auto& redo = std::get<AnnotationEdit>(history.nextRedo()->edit);
    EXPECT_EQ(std::get<annotation::SetTile>(redo.batch.front()).key.column, 12);
    history.redone(tileEdit(2));
    EXPECT_EQ(history.nextRedo(), nullptr);
    history.undone(tileEdit(12));
    history.add("other", tileEdit(3));
    EXPECT_EQ(history.nextRedo(), nullptr) << "another way was taken";
    EXPECT_EQ(history.undoCount(), 2U);
}

TEST(EditHistory, IsBoundedByMemoryAndKeepsTheNewest)
{
    const std::size_t one = memoryOf(ProjectEdit(tileEdit(0)));
    EditHistory history(10 * one);
    for (int i = 0; i < 100; ++i) {
        history.add(std::to_string(i), tileEdit(i));
        EXPECT_LE(history.bytes(), history.budget());
    }
    EXPECT_EQ(history.undoCount(), 10U);
    EXPECT_EQ(history.nextUndo()->text, "99");
    EditHistory small(1);
    small.add("large", tileEdit(0));
    EXPECT_NE(small.nextUndo(), nullptr);
    small.clear();
    EXPECT_EQ(small.bytes(), 0U);
}

} // namespace
} // namespace sorby::project
