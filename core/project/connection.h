// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sorby::project {

/// A connection that keeps prepared statements: preparing one takes longer than running it for one image.
class Connection : public SQLite::Database {
  public:
    explicit Connection(SQLite::Database connection) : SQLite::Database(std::move(connection)) {}

  private:
    friend class KeptStatement;

    [[nodiscard]] SQLite::Statement take(std::string_view sql);
    void giveBack(std::string_view sql, SQLite::Statement&& statement) noexcept;

    /// Those that nobody uses just now; finalised before the connection is closed.
    std::map<std::string, std::vector<SQLite::Statement>, std::less<>> m_idle;
};

/// A statement as SQLite::Statement is one, but prepared only when the connection has none of its text: reset
/// and without bindings at the beginning, given back at the end.
class KeptStatement : public SQLite::Statement {
  public:
    /// `sql` is a literal.
    KeptStatement(Connection& connection, const char* sql)
        : SQLite::Statement(connection.take(sql)), m_connection(connection), m_sql(sql)
    {}
    ~KeptStatement() { m_connection.giveBack(m_sql, std::move(*this)); }
    KeptStatement(const KeptStatement&) = delete;
    KeptStatement& operator=(const KeptStatement&) = delete;

  private:
    Connection& m_connection;
    const char* m_sql;
};

} // namespace sorby::project
