// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/class_edits.h"
#include "tests/support/results.h"

#include <gtest/gtest.h>

namespace sorby::annotation {
namespace {

using test::valueOf;

const ClassList kList{
    {0, "matrix", {}}, {1, "ferrite", {1, 0, 0}}, {2, "pore", {2, 0, 0}, "p"}, {3, "oxide", {3, 0, 0}}};

std::string namesOf(const ClassList& classes)
{
    std::string names;
    for (std::size_t i = 0; i < classes.size(); ++i) {
        EXPECT_EQ(classes[i].id, i);
        names += (names.empty() ? "" : " ") + classes[i].name;
    }
    return names;
}

TEST(ClassEdits, RenameColourAndKeyLeaveThePixels)
{
    const auto renamed = valueOf(renameClass(kList, 2, " hole "));
    EXPECT_EQ(namesOf(renamed.classes), "matrix ferrite hole oxide");
    EXPECT_FALSE(renamed.movesPixels());
    EXPECT_EQ(valueOf(renameClass(kList, 2, "Pore")).classes[2].name, "Pore") << "only its case changes";
    EXPECT_EQ(valueOf(recolourClass(kList, 1, {9, 9, 9})).classes[1].colour, (Rgb8{9, 9, 9}));
    EXPECT_EQ(valueOf(setClassKey(kList, 1, "F")).classes[1].key, "f");
    EXPECT_EQ(valueOf(setClassKey(kList, 2, "")).classes[2].key, "");
    EXPECT_EQ(namesOf(valueOf(addClass(kList, "crack")).classes), "matrix ferrite pore oxide crack");
}

TEST(ClassEdits, MergeGivesThePixelsAwayAndClosesTheGap)
{
    const auto up = valueOf(mergeClass(kList, 1, 3));
    EXPECT_EQ(namesOf(up.classes), "matrix pore oxide");
    EXPECT_EQ(up.map[1], 2) << "oxide has moved up to 2";
    EXPECT_EQ(up.map[2], 1);
    EXPECT_EQ(up.map[3], 2);
    EXPECT_EQ(up.map[kIgnore], kIgnore);
    const auto down = valueOf(mergeClass(kList, 3, 1));
    EXPECT_EQ(down.map[3], 1);
    EXPECT_EQ(down.map[2], 2);
    EXPECT_EQ(valueOf(mergeClass(kList, 2, kIgnore)).map[2], kIgnore);
    EXPECT_EQ(valueOf(mergeClass(kList, 2, kMatrix)).map[2], kMatrix);
    EXPECT_EQ(valueOf(removeClass(kList, 2)).map[2], kUnset);
    EXPECT_EQ(valueOf(removeClass(kList, 2)).map[3], 2);
}

TEST(ClassEdits, ReorderMovesThePixelsWithTheNames)
{
    const auto change = valueOf(reorderClasses(kList, {3, 1, 2}));
    EXPECT_EQ(namesOf(change.classes), "matrix oxide ferrite pore");
    EXPECT_EQ(change.classes[3].key, "p");
    EXPECT_EQ(change.map[3], 1);
    EXPECT_EQ(change.map[1], 2);
    EXPECT_EQ(change.map[2], 3);
}

TEST(ClassEdits, ChainedChangesGoThroughBoth)
{
    const auto first = valueOf(mergeClass(kList, 1, 3));
    const auto both = chained(first, valueOf(reorderClasses(first.classes, {2, 1})));
    EXPECT_EQ(namesOf(both.classes), "matrix oxide pore");
    EXPECT_EQ(both.map[1], 1);
    EXPECT_EQ(both.map[2], 2);
    EXPECT_EQ(both.map[3], 1);
    const auto gone = valueOf(removeClass(kList, 3));
    EXPECT_EQ(chained(gone, valueOf(mergeClass(gone.classes, 2, 1))).map[3], kUnset);
}

TEST(ClassEdits, WhatMakesNoSenseIsAnError)
{
    EXPECT_FALSE(renameClass(kList, 2, "Ferrite"));
    EXPECT_FALSE(renameClass(kList, 2, "  "));
    EXPECT_FALSE(addClass(kList, "MATRIX"));
    EXPECT_FALSE(setClassKey(kList, 1, "p")) << "another class has it";
    EXPECT_FALSE(setClassKey(kList, 1, "ab"));
    EXPECT_FALSE(setClassKey(kList, 1, "ä"));
    EXPECT_FALSE(mergeClass(kList, 0, 1));
    EXPECT_FALSE(mergeClass(kList, 1, 1));
    EXPECT_FALSE(mergeClass(kList, 1, 4));
    EXPECT_FALSE(removeClass(kList, 9));
    EXPECT_FALSE(removeClass({kList[0], kList[1]}, 1)) << "a project has two classes at least";
    EXPECT_FALSE(reorderClasses(kList, {1, 2}));
    EXPECT_FALSE(reorderClasses(kList, {1, 2, 2}));
    EXPECT_FALSE(reorderClasses(kList, {0, 1, 2}));
    const auto unknown = findClass(kList, "crack");
    ASSERT_FALSE(unknown);
    EXPECT_NE(unknown.error().message.find("0 matrix, 1 ferrite"), std::string::npos);
    EXPECT_EQ(valueOf(findClass(kList, " OXIDE")), 3);
    EXPECT_EQ(valueOf(findClass(kList, "2")), 2);
}

} // namespace
} // namespace sorby::annotation
