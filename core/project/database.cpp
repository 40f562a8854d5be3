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
    : m_main(std::move(connection)), m_file(std::move(file)), m_readOnlyReason(std::move(readOnlyReason))
{}

void Database::readBy(SQLite::Database connection)
{
    m_reader = std::make_unique<Lane>(std::move(connection));
}

Database::Lane& Database::laneForReading()
{
    const bool isWriting = m_main.owner.load() == std::this_thread::get_id();
    return m_reader && !isWriting ? *m_reader : m_main;
}

Database::Level::Level(Lane& lane, bool writes) : m_lane(lane)
{
    if (m_lane.depth == 0) {
        m_lane.connection.exec(writes ? "BEGIN IMMEDIATE" : "BEGIN");
        m_open = true;
    } else if (writes) {
        m_lane.connection.exec(fmt::format("SAVEPOINT level{}", m_lane.depth));
        m_open = true;
    }
    m_lane.owner = std::this_thread::get_id();
    ++m_lane.depth;
}

void Database::Level::keep()
{
    if (!m_open) {
        return;
    }
    const int outer = m_lane.depth - 1;
    m_lane.connection.exec(outer == 0 ? std::string("COMMIT") : fmt::format("RELEASE level{}", outer));
    m_open = false;
}

Database::Level::~Level()
{
    --m_lane.depth;
    if (m_lane.depth == 0) {
        m_lane.owner = std::thread::id();
    }
    auto& connection = m_lane.connection;
    if (!m_open || !project::inTransaction(connection)) {
        return;
    }
    if (m_lane.depth == 0) {
        connection.tryExec("ROLLBACK");
    } else {
        const auto level = fmt::format("level{}", m_lane.depth);
        connection.tryExec("ROLLBACK TO " + level);
        connection.tryExec("RELEASE " + level);
    }
}

Status Database::canStart(const Lane& lane, bool writes) const
{
    if (writes && !m_readOnlyReason.empty()) {
        return Error{ErrorCode::ReadOnly,
                     fmt::format("nothing can be changed: the project {}", m_readOnlyReason), toUtf8(m_file)};
    }
    if (lane.depth > 0 && !project::inTransaction(lane.connection)) {
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
