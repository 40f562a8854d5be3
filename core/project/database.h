// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/platform.h"
#include "core/base/result.h"
#include "core/project/connection.h"
#include "core/project/project.h"
#include "core/project/safekeeping.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <atomic>
#include <exception>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>

namespace sorby::project {

/// The connections to a project's file: one that writes, and one beside it that reads what was kept last, so
/// that whoever reads (the window) does not wait for whoever writes (an import). Calls take turns on each,
/// every call is a transaction (nested ones are savepoints), and what SQLite throws becomes an Error that
/// names the file.
class Database {
  public:
    /// An empty reason means that it may be written to.
    Database(SQLite::Database connection, std::filesystem::path file, std::string readOnlyReason);
    /// Once, before other threads call: from now on reading has a connection of its own.
    void readBy(SQLite::Database connection);

    [[nodiscard]] const std::string& readOnlyReason() const { return m_readOnlyReason; }
    [[nodiscard]] const std::filesystem::path& file() const { return m_file; }

    /// `work` takes the connection and gives a Result. It sees one state of the file throughout: within a
    /// transaction of this thread the one that it has made so far, else the one that was kept last.
    template <typename Work>
    [[nodiscard]] std::invoke_result_t<Work, Connection&> read(Work&& work)
    {
        return transaction(laneForReading(), false, std::forward<Work>(work));
    }
    /// The same for work that writes: kept when it gives a value, undone when it gives an Error or throws.
    template <typename Work>
    [[nodiscard]] std::invoke_result_t<Work, Connection&> write(Work&& work)
    {
        return transaction(m_main, true, std::forward<Work>(work));
    }

  private:
    /// A connection, and whose turn it is.
    struct Lane {
        explicit Lane(SQLite::Database theConnection) : connection(std::move(theConnection)) {}

        Connection connection;
        std::recursive_mutex mutex;
        std::atomic<std::thread::id> owner{}; ///< of the turn; of nobody: no thread's id
        int depth = 0;
    };
    /// One level of nesting; undone at the end of its life unless it was kept.
    class Level {
      public:
        Level(Lane& lane, bool writes);
        ~Level();
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;
        void keep();

      private:
        Lane& m_lane;
        bool m_open = false;
    };

    template <typename Work>
    std::invoke_result_t<Work, Connection&> transaction(Lane& lane, bool writes, Work&& work)
    {
        const std::lock_guard turn(lane.mutex);
        if (const auto possible = canStart(lane, writes); !possible) {
            return possible.error();
        }
        try {
            Level level(lane, writes);
            auto result = work(lane.connection);
            if (result) {
                level.keep();
            }
            return result;
        } catch (const SQLite::Exception& exception) {
            return toError(exception, m_file);
        }
    }
    [[nodiscard]] Status canStart(const Lane& lane, bool writes) const;
    [[nodiscard]] Lane& laneForReading();

    Lane m_main;
    std::unique_ptr<Lane> m_reader; ///< null: the main one reads, too. Closed before it.
    std::filesystem::path m_file;
    std::string m_readOnlyReason;

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
