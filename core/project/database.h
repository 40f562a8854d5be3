// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/platform.h"
#include "core/base/result.h"
#include "core/project/connection.h"
#include "core/project/project.h"
#include "core/project/safekeeping.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <exception>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <type_traits>
#include <utility>

namespace sorby::project {

/// The one connection to a project's file: calls take turns on it, every call is a transaction (nested ones
/// are savepoints), and what SQLite throws becomes an Error that names the file.
class Database {
  public:
    /// An empty reason means that it may be written to.
    Database(SQLite::Database connection, std::filesystem::path file, std::string readOnlyReason);

    [[nodiscard]] const std::string& readOnlyReason() const { return m_readOnlyReason; }
    [[nodiscard]] const std::filesystem::path& file() const { return m_file; }

    /// `work` takes the connection and gives a Result. It sees one state of the file throughout.
    template <typename Work>
    [[nodiscard]] std::invoke_result_t<Work, Connection&> read(Work&& work)
    {
        return transaction(false, std::forward<Work>(work));
    }
    /// The same for work that writes: kept when it gives a value, undone when it gives an Error or throws.
    template <typename Work>
    [[nodiscard]] std::invoke_result_t<Work, Connection&> write(Work&& work)
    {
        return transaction(true, std::forward<Work>(work));
    }

  private:
    /// One level of nesting; undone at the end of its life unless it was kept.
    class Level {
      public:
        Level(Database& database, bool writes);
        ~Level();
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;
        void keep();

      private:
        Database& m_database;
        bool m_writes;
        bool m_open = false;
    };

    template <typename Work>
    std::invoke_result_t<Work, Connection&> transaction(bool writes, Work&& work)
    {
        const std::lock_guard turn(m_mutex);
        if (const auto possible = canStart(writes); !possible) {
            return possible.error();
        }
        try {
            Level level(*this, writes);
            auto result = work(m_connection);
            if (result) {
                level.keep();
            }
            return result;
        } catch (const SQLite::Exception& exception) {
            return toError(exception, m_file);
        }
    }
    [[nodiscard]] Status canStart(bool writes) const;

    Connection m_connection;
    std::filesystem::path m_file;
    std::string m_readOnlyReason;
    std::recursive_mutex m_mutex;
    int m_depth = 0;

  public:
    /// What SQLite says, in Sorby's words: a full disk, a damaged file, a lock ...
    [[nodiscard]] static Error toError(const SQLite::Exception& exception, const std::filesystem::path& file);
};

struct Project::Private {
    Private(std::filesystem::path projectFolder, std::unique_ptr<platform::FileLock> writeLock,
            SQLite::Database connection, std::string readOnlyReason);

    std::filesystem::path folder; ///< absolute, links resolved
    std::unique_ptr<platform::FileLock> lock;
    Database database;       ///< closed before the lock is given back
    Safekeeping safekeeping; ///< and this one before that: whoever closes last folds the log in
};

} // namespace sorby::project
