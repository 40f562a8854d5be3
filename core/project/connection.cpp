// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/connection.h"

#include <exception>

namespace sorby::project {

SQLite::Statement Connection::take(std::string_view sql)
{
    const auto found = m_idle.find(sql);
    if (found == m_idle.end() || found->second.empty()) {
        return SQLite::Statement(*this, std::string(sql));
    }
    auto statement = std::move(found->second.back());
    found->second.pop_back();
    return statement;
}

void Connection::giveBack(std::string_view sql, SQLite::Statement&& statement) noexcept
{
    // A statement that is not reset keeps its transaction open.
    statement.tryReset();
    try {
        statement.clearBindings();
        m_idle[std::string(sql)].push_back(std::move(statement));
    } catch (const std::exception&) {
        return; // it is prepared anew the next time
    }
}

} // namespace sorby::project
