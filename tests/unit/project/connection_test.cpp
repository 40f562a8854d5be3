// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/connection.h"

#include <gtest/gtest.h>

namespace sorby::project {
namespace {

Connection numbers()
{
    SQLite::Database database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    database.exec("CREATE TABLE numbers (n INTEGER); INSERT INTO numbers VALUES (1), (2), (3)");
    return Connection(std::move(database));
}

TEST(KeptStatement, BeginsAnewEachTime)
{
    auto connection = numbers();
    constexpr const char* kFrom = "SELECT n FROM numbers WHERE n >= ? ORDER BY n";
    for (int round = 0; round < 3; ++round) {
        KeptStatement query(connection, kFrom);
        query.bind(1, 2);
        ASSERT_TRUE(query.executeStep());
        EXPECT_EQ(query.getColumn(0).getInt(), 2) << "though the one before was left in the midst";
    }
    KeptStatement unbound(connection, kFrom);
    EXPECT_FALSE(unbound.executeStep()) << "nothing is at or above NULL: no binding stays";
}

TEST(KeptStatement, MayBeUsedWithinItself)
{
    auto connection = numbers();
    constexpr const char* kAll = "SELECT n FROM numbers ORDER BY n";
    int pairs = 0;
    KeptStatement outer(connection, kAll);
    while (outer.executeStep()) {
        KeptStatement inner(connection, kAll);
        while (inner.executeStep()) {
            ++pairs;
        }
    }
    EXPECT_EQ(pairs, 9);
}

TEST(KeptStatement, LeavesNoTransactionOpen)
{
    auto connection = numbers();
    {
        KeptStatement query(connection, "SELECT n FROM numbers");
        ASSERT_TRUE(query.executeStep());
    }
    EXPECT_NO_THROW(connection.exec("DROP TABLE numbers")) << "a statement in the midst would lock the table";
    EXPECT_THROW(KeptStatement(connection, "SELECT n FROM numbers").executeStep(), SQLite::Exception);
}

} // namespace
} // namespace sorby::project
