// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/classes.h"
#include "core/base/result.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>

namespace sorby::project {

/// Writes a new, whole project file; throws SQLite::Exception.
void writeNewDatabase(const std::filesystem::path& file, const annotation::ClassList& classes);
/// Replaces the list of classes; throws SQLite::Exception.
void storeClasses(SQLite::Database& connection, const annotation::ClassList& classes);

/// Looks at the file's first bytes and its length alone: is it a project of a version that can be read, and
/// all of it? Nothing is opened by SQLite, so nothing is changed beside it either.
[[nodiscard]] Status checkFile(const std::filesystem::path& file);
/// A connection that cannot write, after the integrity check.
[[nodiscard]] Result<SQLite::Database> openForReading(const std::filesystem::path& file);
[[nodiscard]] Result<SQLite::Database> openForWriting(const std::filesystem::path& file);

} // namespace sorby::project
