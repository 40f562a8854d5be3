// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/natural_order.h"

#include <QStringList>
#include <gtest/gtest.h>

namespace sorby::models {
namespace {

TEST(NaturalOrder, CountsDigitsAsNumbers)
{
    // Each before the next.
    const QStringList sorted{{},
                             QStringLiteral("7"),
                             QStringLiteral("07"),
                             QStringLiteral("10"),
                             QStringLiteral("a"),
                             QStringLiteral("a1b2"),
                             QStringLiteral("a1b10"),
                             QStringLiteral("a2"),
                             QStringLiteral("a2.png"),
                             QStringLiteral("a00010"),
                             QStringLiteral("a99999999999999999999999999999999"),
                             QStringLiteral("a100000000000000000000000000000000"),
                             QStringLiteral("ab"),
                             QStringLiteral("ä1")};
    for (qsizetype i = 0; i < sorted.size(); ++i) {
        for (qsizetype j = 0; j < sorted.size(); ++j) {
            const int order = compareNaturally(sorted[i], sorted[j]);
            if (i == j) {
                EXPECT_EQ(order, 0) << i;
            } else {
                EXPECT_EQ(order < 0, i < j) << qPrintable(sorted[i]) << " and " << qPrintable(sorted[j]);
            }
        }
    }
}

} // namespace
} // namespace sorby::models
