// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/backups.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace sorby::project {

/// What is to be done with the state that a session begins with.
struct SafekeepingPlan {
    bool copy = false;  ///< make a backup
    bool check = false; ///< look at every page
};

/// Copies and checks the state that a project was opened with while the project is already worked on: the
/// given connection stands in a read transaction and goes on seeing that state. Its thread ends with it;
/// destruction waits for the copy, so that a short command has its backup, too.
class Safekeeping {
  public:
    Safekeeping() = default;
    ~Safekeeping() = default;
    Safekeeping(const Safekeeping&) = delete;
    Safekeeping& operator=(const Safekeeping&) = delete;

    /// Once; `snapshot` reads the project's file.
    void start(std::filesystem::path projectFolder, SQLite::Database snapshot, SafekeepingPlan plan);
    [[nodiscard]] BackupReport report() const;
    /// Calls `sink` once when all is done: on the thread that does it, or at once.
    void whenDone(std::function<void(const BackupReport&)> sink);

  private:
    void finish(BackupReport report);

    mutable std::mutex m_mutex;
    BackupReport m_report;
    std::function<void(const BackupReport&)> m_sink;
    bool m_isDone = true;
    std::jthread m_thread; ///< last: joined before the rest goes
};

/// A backup of the state that the connection sees, unless there is one of the same content.
[[nodiscard]] BackupReport backUpSession(const std::filesystem::path& projectFolder,
                                         SQLite::Database& snapshot, BackupKind kind);
/// Is there a backup of it, as far as the file's time says? `hasLog`: changes stand in
/// the log alone.
[[nodiscard]] bool isBackedUp(const std::filesystem::path& projectFolder, bool hasLog);

} // namespace sorby::project
