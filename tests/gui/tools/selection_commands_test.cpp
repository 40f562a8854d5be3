// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/validity.h"
#include "core/base/random.h"
#include "tests/gui/tools/tool_fixture.h"
#include "tests/support/random_edits.h"
#include "widgets/tools/selection_commands.h"

namespace sorby::tools {
namespace {

using test::rectangle;
using test::ToolTest;
using Ids = std::vector<annotation::ObjectId>;

class SelectionCommands : public ToolTest {
  protected:
    /// Objects and pixel edits at random, all of which have ids.
    void showRandom(std::uint64_t index)
    {
        Random random(11, "selection commands", index);
        annotation::Annotations annotations;
        test::RandomEdits edits(random, 1'000'000);
        for (int i = 0; i < 4; ++i) {
            ASSERT_TRUE(annotation::applyEdits(annotations, edits.batch(annotations, 12)));
        }
        editor.show(1, kSize, annotations);
        Ids ids;
        for (const auto& object : annotations.objects) {
            if (random.chance(0.6)) {
                ids.push_back(object.id);
            }
        }
        selection.set(ids);
    }
};

TEST_F(SelectionCommands, FlattenAndTraceKeepTheReference)
{
    for (std::uint64_t i = 0; i < 40; ++i) {
        showRandom(i);
        const auto before = annotations();
        const auto shown = reference();
        const auto stepsBefore = steps();
        const bool hadSelection = !selection.isEmpty();
        EXPECT_EQ(flattenSelection(context), hadSelection);
        EXPECT_EQ(reference(), shown) << i;
        if (hadSelection) {
            EXPECT_TRUE(selection.isEmpty());
            expectOneStep(before, stepsBefore);
        }
        const auto flat = annotations();
        const auto stepsFlat = steps();
        if (traceToObjects(context)) {
            EXPECT_EQ(reference(), shown) << i;
            EXPECT_TRUE(annotations().pixelEdits.isEmpty());
            EXPECT_EQ(annotations().points, flat.points);
            expectOneStep(flat, stepsFlat);
        }
    }
}

TEST_F(SelectionCommands, FlattenTakesWhatIsSeenAndNotWhatLiesBelow)
{
    const auto below = add(rectangle(10, 10, 50, 50));
    add(rectangle(30, 10, 70, 50), 2);
    selection.set({below});
    ASSERT_TRUE(flattenSelection(context));
    EXPECT_EQ(count(1), 800U);
    EXPECT_EQ(count(2), 1600U);
    EXPECT_EQ(annotations().objects.size(), 1U);
}

TEST_F(SelectionCommands, PasteGivesNewObjectsAndLeavesOutWhatDoesNotFit)
{
    add(rectangle(10, 10, 30, 30));
    paintRect({15, 15, 5, 5}, 2);
    auto copied = annotations().objects;
    copied.push_back(copied.front());
    copied.back().polygon = rectangle(500, 500, 520, 520); // outside of the image
    copied.push_back(copied.front());
    copied.back().classId = 9; // of another project
    const auto before = annotations();
    EXPECT_TRUE(paste(context, copied));
    ASSERT_EQ(annotations().objects.size(), 2U);
    EXPECT_NE(annotations().objects[0].id, annotations().objects[1].id);
    EXPECT_EQ(annotations().objects[0].polygon, annotations().objects[1].polygon);
    EXPECT_EQ(count(1), 400U); // the newest wins
    EXPECT_EQ(selection.ids(), Ids{annotations().objects[1].id});
    EXPECT_EQ(editor.undoText(), QStringLiteral("Paste an object"));
    expectOneStep(before, 2);
    EXPECT_FALSE(paste(context, {}));
}

TEST_F(SelectionCommands, ReclassGivesTheCurrentClass)
{
    const auto first = add(rectangle(10, 10, 30, 30));
    add(rectangle(60, 10, 80, 30));
    selection.set({first});
    EXPECT_FALSE(reclassSelection(context)); // it has it already
    const auto before = annotations();
    settings.setClass(2);
    EXPECT_TRUE(reclassSelection(context));
    EXPECT_EQ(count(1), 400U);
    EXPECT_EQ(count(2), 400U);
    EXPECT_EQ(editor.undoText(), QStringLiteral("Change class to pore"));
    expectOneStep(before, 2);
}

TEST_F(SelectionCommands, RaiseAndLowerChangeTheOrder)
{
    const auto first = add(rectangle(10, 10, 50, 50));
    const auto second = add(rectangle(10, 10, 50, 50), 2);
    const auto third = add(rectangle(10, 10, 50, 50), annotation::kIgnore);
    const auto before = annotations();
    selection.set({second, first});
    EXPECT_TRUE(raiseSelection(context));
    EXPECT_EQ(annotations().objects[0].id, third);
    EXPECT_EQ(annotations().objects[1].id, first);
    EXPECT_EQ(count(2), 1600U);
    expectOneStep(before, 3);
    EXPECT_FALSE(raiseSelection(context)); // they are there
    EXPECT_TRUE(lowerSelection(context));
    EXPECT_EQ(annotations().objects[2].id, third);
}

TEST_F(SelectionCommands, MergeMakesOneOfThoseThatTouch)
{
    const auto first = add(rectangle(10, 10, 30, 30), 2);
    const auto second = add(rectangle(30, 10, 50, 30));
    const auto apart = add(rectangle(100, 10, 120, 30));
    const auto before = annotations();
    selection.set({first});
    EXPECT_FALSE(mergeSelection(context));
    selection.set({first, apart});
    EXPECT_FALSE(mergeSelection(context));
    EXPECT_EQ(annotations(), before);
    selection.set({first, second});
    const auto merged = mergeSelection(context);
    ASSERT_TRUE(merged);
    EXPECT_TRUE(*merged);
    EXPECT_EQ(count(2), 800U);
    EXPECT_EQ(selection.ids(), Ids{first});
    expectOneStep(before, 3);
}

TEST_F(SelectionCommands, ReshapeChangesTheOutline)
{
    auto polygon = rectangle(20, 20, 60, 60);
    polygon.holes = {{{30, 30}, {30, 34}, {34, 34}, {34, 30}}};
    const auto id = add(polygon);
    selection.set({id});
    const auto before = annotations();
    const auto reshape = [&](Reshape kind, double amount) {
        const auto done = reshapeSelection(context, kind, amount);
        ASSERT_TRUE(done);
        EXPECT_TRUE(*done);
        expectOneStep(before, 1);
    };
    reshape(Reshape::FillHoles, 0);
    EXPECT_EQ(count(1), 1600U);
    editor.undo();
    reshape(Reshape::Grow, 1);
    EXPECT_EQ(count(1), 42U * 42U - 4U - 4U); // round corners; of the hole 2 x 2 stay
    editor.undo();
    reshape(Reshape::Shrink, 1);
    EXPECT_EQ(count(1), 38U * 38U - (6U * 6U - 4U));
    editor.undo();
    reshape(Reshape::Smooth, 2);
    EXPECT_NEAR(static_cast<double>(count(1)), 1584, 32);
    editor.undo();
    const auto unchanged = reshapeSelection(context, Reshape::Simplify, 0.5);
    ASSERT_TRUE(unchanged);
    EXPECT_FALSE(*unchanged);
    EXPECT_EQ(annotations(), before);
}

TEST_F(SelectionCommands, RemoveSmallTakesSmallPiecesAndLeavesOtherOutlinesAlone)
{
    const auto round = add({{{20, 20.3}, {60, 22.7}, {61.1, 60}, {20, 59.2}}, {}});
    const auto small = add(rectangle(100, 100, 103, 103));
    const auto before = annotations();
    selection.set({round, small});
    const auto done = reshapeSelection(context, Reshape::RemoveSmall, 20);
    ASSERT_TRUE(done);
    EXPECT_TRUE(*done);
    ASSERT_EQ(annotations().objects.size(), 1U);
    EXPECT_EQ(annotations().objects[0], before.objects[0]);
    EXPECT_EQ(selection.ids(), Ids{round});
    expectOneStep(before, 2);
}

TEST_F(SelectionCommands, ShrinkingInTwoKeepsBothPieces)
{
    const auto id = add({{{10, 10},
                          {30, 10},
                          {30, 18},
                          {50, 18},
                          {50, 10},
                          {70, 10},
                          {70, 30},
                          {50, 30},
                          {50, 20},
                          {30, 20},
                          {30, 30},
                          {10, 30}},
                         {}});
    add(rectangle(100, 100, 120, 120), 2);
    const auto before = annotations();
    selection.set({id});
    const auto done = reshapeSelection(context, Reshape::Shrink, 2);
    ASSERT_TRUE(done);
    EXPECT_TRUE(*done);
    EXPECT_EQ(annotations().objects.size(), 3U);
    EXPECT_EQ(selection.ids().size(), 2U);
    EXPECT_EQ(count(2), 400U);
    expectOneStep(before, 2);
}

} // namespace
} // namespace sorby::tools
