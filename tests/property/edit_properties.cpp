// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/edit.h"
#include "core/annotation/pending_edit.h"
#include "tests/support/random_edits.h"

#include <gtest/gtest.h>

namespace sorby::annotation {
namespace {

using test::RandomEdits;

TEST(EditProperties, InverseTakesBackTenThousandBatches)
{
    Random random(20260331, "edit batches");
    RandomEdits edits(random);
    Annotations annotations;
    std::size_t applied = 0;
    for (int round = 0; round < 10000; ++round) {
        const auto batch = edits.batch(annotations, 1 + static_cast<int>(random.below(6)));
        Annotations changed = annotations;
        const auto inverse = applyEdits(changed, batch);
        ASSERT_TRUE(inverse) << inverse.error().message;
        applied += batch.size();
        Annotations back = changed;
        const auto again = applyEdits(back, *inverse);
        ASSERT_TRUE(again) << again.error().message;
        ASSERT_EQ(back, annotations) << "round " << round;
        ASSERT_EQ(applyEdits(back, *again).hasValue(), true);
        ASSERT_EQ(back, changed) << "redo, round " << round;
        annotations = std::move(changed);
    }
    EXPECT_GT(applied, 20000U);
    EXPECT_FALSE(annotations.isEmpty());
}

TEST(EditProperties, AFailedBatchChangesNothing)
{
    Random random(7, "failing batches");
    RandomEdits edits(random);
    Annotations annotations;
    for (int round = 0; round < 500; ++round) {
        auto batch = edits.batch(annotations, 4);
        Annotations trial = annotations;
        batch.push_back(RemoveObject{-1});
        ASSERT_FALSE(applyEdits(trial, batch));
        ASSERT_EQ(trial, annotations);
        batch.pop_back();
        ASSERT_TRUE(applyEdits(annotations, batch));
    }
}

TEST(EditProperties, DifferenceMakesOneOfTheOther)
{
    Random random(11, "differences");
    RandomEdits edits(random);
    Annotations from;
    for (int round = 0; round < 300; ++round) {
        Annotations to = from;
        for (int step = 0; step < 5; ++step) {
            ASSERT_TRUE(applyEdits(to, edits.batch(to, 3)));
        }
        Annotations changed = from;
        ASSERT_TRUE(applyEdits(changed, difference(from, to)));
        ASSERT_EQ(changed, to);
        EXPECT_TRUE(difference(to, to).empty());
        from = std::move(to);
    }
}

TEST(EditProperties, APendingEditIsTakenBackOrFinishedAsAWhole)
{
    Random random(13, "pending edits");
    RandomEdits edits(random);
    Annotations annotations;
    for (int round = 0; round < 500; ++round) {
        const Annotations before = annotations;
        PendingEdit pending;
        for (int step = 0; step < 6; ++step) {
            const auto batch = edits.batch(annotations, 2);
            if (random.below(3) == 0) {
                // Made for the state before all of this: what was drawn so far is gone first.
                ASSERT_TRUE(pending.replace(annotations, edits.batch(before, 2)));
            } else {
                ASSERT_TRUE(pending.amend(annotations, batch));
            }
        }
        if (random.below(2) == 0) {
            pending.cancel(annotations);
            ASSERT_EQ(annotations, before) << "round " << round;
            continue;
        }
        const auto outcome = pending.finish();
        Annotations replayed = before;
        ASSERT_TRUE(applyEdits(replayed, outcome.edit));
        ASSERT_EQ(replayed, annotations);
        ASSERT_TRUE(applyEdits(replayed, outcome.inverse));
        ASSERT_EQ(replayed, before);
    }
}

TEST(EditProperties, SquashedHasTheSameEffect)
{
    Random random(17, "squashed");
    RandomEdits edits(random);
    Annotations annotations;
    for (int round = 0; round < 300; ++round) {
        const auto batch = edits.batch(annotations, 8);
        Annotations plain = annotations;
        ASSERT_TRUE(applyEdits(plain, batch));
        ASSERT_TRUE(applyEdits(annotations, squashed(batch)));
        ASSERT_EQ(annotations, plain);
    }
}

} // namespace
} // namespace sorby::annotation
