// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/classes.h"
#include "core/base/result.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <filesystem>

namespace sorby::project {

/// Writes a new, whole project file; throws SQLite::Exception.
void writeNewDatabase(const std::filesystem::path& file, const annotation::ClassList& classes);
/// Replaces the list of classes; throws SQLite::Exception.
void storeClasses(SQLite::Database& connection, const annotation::ClassList& classes);

/// Looks at the file's first bytes and its length alone: is it a project of a version that can be read, and
/// all of it? Nothing is opened by SQLite, so nothing is changed beside it either.
[[nodiscard]] Status checkFile(const std::filesystem::path& file);

enum class CheckDepth {
    Essential, ///< the tables that the lists of images, classes and runs come from
    Complete,  ///< every page
};
/// Files up to this size are checked completely when they are opened, which takes up to 0.1 s; of larger ones
/// the essential tables are, and the rest beside the work (safekeeping.h).
inline constexpr std::uintmax_t kCheckedAtOnceBytes = 64U << 20U;
/// Is it whole, ours, and of a version that can be read? A lasting read transaction of the connection stays.
[[nodiscard]] Status checkDatabase(SQLite::Database& connection, const std::filesystem::path& file,
                                   CheckDepth depth);

/// A connection that cannot write, after the integrity check. A file of an older format is brought up to date
/// in memory.
[[nodiscard]] Result<SQLite::Database> openForReading(const std::filesystem::path& file, CheckDepth depth);
/// Brings a file of an older format up to date, after a backup of it.
[[nodiscard]] Result<SQLite::Database> openForWriting(const std::filesystem::path& file);
/// Another connection to a file that a connection for writing holds open: it sees what was kept last, and
/// waits for nobody. An Error when the file has no snapshots, or when there is no room for them.
[[nodiscard]] Result<SQLite::Database> openBeside(const std::filesystem::path& file);
/// A closed file without looking for a log, and without leaving anything beside it; throws SQLite::Exception.
[[nodiscard]] SQLite::Database openAsItIs(const std::filesystem::path& file);
/// Does the file have a log beside it that holds something?
[[nodiscard]] bool hasLog(const std::filesystem::path& file);

} // namespace sorby::project
