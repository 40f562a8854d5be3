// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/database.h"

#include "core/base/files.h"

#include <fmt/format.h>
#include <sqlite3.h>

namespace sorby::project {
namespace {

/// A full disk or a failed write makes SQLite undo the whole transaction by itself.
bool inTransaction(const SQLite::Database& connection)
{
    return sqlite3_get_autocommit(connection.getHandle()) == 0;
}

} // namespace

Database::Database(SQLite::Database connection, std::filesystem::path file, std::string readOnlyReason)
    : m_connection(std::move(connection)),
      m_file(std::move(file)),
      m_readOnlyReason(std::move(readOnlyReason))
{}

Database::Level::Level(Database& database, bool writes) : m_database(database), m_writes(writes)
{
    auto& connection = m_database.m_connection;
    if (m_database.m_depth == 0) {
        connection.exec(m_writes ? "BEGIN IMMEDIATE" : "BEGIN");
        m_open = true;
    } else if (m_writes) {
        connection.exec(fmt::format("SAVEPOINT level{}", m_database.m_depth));
        m_open = true;
    }
    ++m_database.m_depth;
}

void Database::Level::keep()
{
    if (!m_open) {
        return;
    }
    const int outer = m_database.m_depth - 1;
    m_database.m_connection.exec(outer == 0 ? std::string("COMMIT") : fmt::format("RELEASE level{}", outer));
    m_open = false;
}

Database::Level::~Level()
{
    --m_database.m_depth;
    auto& connection = m_database.m_connection;
    if (!m_open || !project::inTransaction(connection)) {
        return;
    }
    if (m_database.m_depth == 0) {
        connection.tryExec("ROLLBACK");
    } else {
        const auto level = fmt::format("level{}", m_database.m_depth);
        connection.tryExec("ROLLBACK TO " + level);
        connection.tryExec("RELEASE " + level);
    }
}

Status Database::canStart(bool writes) const
{
    if (writes && !m_readOnlyReason.empty()) {
        return Error{ErrorCode::ReadOnly,
                     fmt::format("nothing can be changed: the project {}", m_readOnlyReason), toUtf8(m_file)};
    }
    if (m_depth > 0 && !project::inTransaction(m_connection)) {
        return Error{ErrorCode::Io, "the changes so far were undone after a failed write", toUtf8(m_file)};
    }
    return {};
}

Error Database::toError(const SQLite::Exception& exception, const std::filesystem::path& file)
{
    const auto error = [&](ErrorCode code, std::string message) {
        return Error{code, std::move(message), toUtf8(file)};
    };
    switch (exception.getErrorCode()) {
    case SQLITE_FULL:
        return error(ErrorCode::Io, "cannot be written: the disk is full");
    case SQLITE_IOERR:
        return error(ErrorCode::Io, fmt::format("cannot be read or written: {}", exception.what()));
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return error(ErrorCode::ReadOnly, "cannot be written: it is write-protected");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return error(ErrorCode::Io, "is locked by another program; close it there and try again");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return error(ErrorCode::Malformed, fmt::format("is damaged: {}", exception.what()));
    case SQLITE_CANTOPEN:
        return error(ErrorCode::Unreadable, fmt::format("cannot be opened: {}", exception.what()));
    case SQLITE_NOMEM:
        return error(ErrorCode::OutOfMemory, "does not fit into the memory");
    case SQLITE_TOOBIG:
        return error(ErrorCode::Unsupported, "one entry is larger than a project can hold (1 GB)");
    case SQLITE_CONSTRAINT:
        return error(ErrorCode::Mismatch, fmt::format("does not take the change: {}", exception.what()));
    default:
        return error(ErrorCode::Internal, exception.what());
    }
}

} // namespace sorby::project
