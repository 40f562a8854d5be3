// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random.h"
#include "tests/gui/support/wait.h"
#include "tests/gui/tools/tool_fixture.h"
#include "widgets/tools/selection_commands.h"

namespace sorby::tools {
namespace {

using canvas::Button;
using canvas::CancelReason;
using canvas::ToolKey;
using test::ToolTest;

class ToolFuzz : public ToolTest, public testing::WithParamInterface<int> {
  protected:
    ToolFuzz() : random(5, "tool fuzz", static_cast<std::uint64_t>(GetParam())) {}

    void pointerEvent()
    {
        // Mostly near to where the hand is, and sometimes out of the image.
        const double reach = random.chance(0.1) ? 150 : 25;
        x = std::clamp(x + random.uniform(-reach, reach), -20.0, kSize.width + 20.0);
        y = std::clamp(y + random.uniform(-reach, reach), -20.0, kSize.height + 20.0);
        const test::Keys keys{random.chance(0.15), random.chance(0.15), random.chance(0.1)};
        if (isHeld) {
            if (random.chance(0.3)) {
                release(x, y, keys);
                isHeld = false;
            } else {
                move(x, y, keys);
            }
            return;
        }
        move(x, y, keys);
        if (random.chance(0.5)) {
            press(x, y, keys, random.chance(0.15) ? Button::Right : Button::Left);
            isHeld = true;
            if (random.chance(0.1)) {
                (void)tool().doubleClick({{x, y}, Button::Left, keys.shift, keys.control, keys.alt, 1});
            }
        }
    }

    void options()
    {
        settings.edit([this](ToolOptions& options) {
            options.classId =
                random.chance(0.1) ? annotation::kIgnore : static_cast<annotation::ClassId>(random.below(3));
            options.brush.diameterPx = random.uniform(1, 30);
            options.over = static_cast<imaging::PaintOver>(random.below(3));
            options.eraseTo = random.chance(0.5) ? EraseTo::Matrix : EraseTo::Polygons;
            options.protectedClasses.set(2, random.chance(0.2));
            options.snaps = random.chance(0.3);
            options.contiguous = random.chance(0.7);
        });
    }

    void command()
    {
        box.cancel(CancelReason::OtherTool); // as the window does before it
        const double amount = random.uniform(0.5, 3);
        switch (random.below(8)) {
        case 0:
            (void)mergeSelection(context);
            break;
        case 1:
            raiseSelection(context);
            break;
        case 2:
            lowerSelection(context);
            break;
        case 3:
            (void)reshapeSelection(context, static_cast<Reshape>(random.below(6)), amount);
            break;
        case 4:
            flattenSelection(context);
            break;
        case 5:
            if (random.chance(0.2)) {
                traceToObjects(context);
            }
            break;
        case 6:
            paste(context, selection.objectsIn(annotations()));
            break;
        default:
            reclassSelection(context);
            break;
        }
    }

    void event()
    {
        const double kind = random.uniform();
        if (kind < 0.03) {
            take(static_cast<ToolId>(random.below(kToolCount)));
        } else if (kind < 0.08) {
            (void)key(static_cast<ToolKey>(random.below(4)));
        } else if (kind < 0.10) {
            options();
        } else if (kind < 0.13) {
            (void)tool().wheel(random.uniform(-3, 3));
        } else if (kind < 0.15) {
            random.chance(0.5) ? editor.undo() : editor.redo();
            box.cancel(CancelReason::AnnotationsChanged);
        } else if (kind < 0.16) {
            box.cancel(static_cast<CancelReason>(random.below(5)));
        } else if (kind < 0.18) {
            command();
        } else if (kind < 0.19) {
            tool().leave();
        } else {
            pointerEvent();
        }
    }

    Random random;
    double x = 100;
    double y = 80;
    bool isHeld = false;
};

TEST_P(ToolFuzz, WhateverIsDoneIsUndoneAndRedone)
{
    editor.setAnnotator(QStringLiteral("Ada"));
    const auto beginning = annotations();
    for (int i = 0; i < 2000; ++i) {
        event();
        if (i % 10 == 0) {
            test::processEvents(); // what other threads have found comes in between
        }
    }
    box.cancel(CancelReason::OtherTool);
    EXPECT_FALSE(editor.isInteracting());
    while (editor.redoText()) { // what was undone at random and not drawn over
        editor.redo();
    }
    const auto end = annotations();
    EXPECT_GT(steps(), 20U);
    EXPECT_LT(editor.history().bytes(), document::AnnotationEditor::kHistoryBytes / 2); // none was dropped
    while (editor.undoText()) {
        editor.undo();
    }
    EXPECT_EQ(annotations(), beginning);
    while (editor.redoText()) {
        editor.redo();
    }
    EXPECT_EQ(annotations(), end);
}

INSTANTIATE_TEST_SUITE_P(Seeds, ToolFuzz, testing::Range(0, 5));

} // namespace
} // namespace sorby::tools
