// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/project/backups.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <string>
#include <vector>

/// What making and restoring backups have in common, inside core/project.
namespace sorby::project {

/// A name for a backup made now that is not taken yet.
[[nodiscard]] std::filesystem::path newBackupFile(const std::filesystem::path& projectFolder,
                                                  BackupKind kind);
/// All backups, newest first.
[[nodiscard]] std::vector<std::filesystem::path> backupFiles(const std::filesystem::path& projectFolder);
/// The newest backup; empty when there is none.
[[nodiscard]] std::filesystem::path newestBackupFile(const std::filesystem::path& projectFolder);
/// Size of a project's file with its log.
[[nodiscard]] std::uintmax_t bytesOnDisk(const std::filesystem::path& file);
/// An Error when a copy of so many bytes would leave too little room on the disk.
[[nodiscard]] Status checkRoom(const std::filesystem::path& folder, std::uintmax_t bytes);
/// Copies the state that the connection sees, page by page, into a new file; throws SQLite::Exception.
void copyPages(SQLite::Database& source, const std::filesystem::path& target);
/// The same as a backup: with room left on the disk, flushed, under its name only when it is whole.
[[nodiscard]] Status writeBackup(SQLite::Database& source, const std::filesystem::path& target,
                                 std::uintmax_t bytes);
/// Have two project files the same content? SQLite's counters of changes apart.
[[nodiscard]] bool areSame(const std::filesystem::path& a, const std::filesystem::path& b);
/// Another backup with the content of this project file; empty when there is none.
[[nodiscard]] std::filesystem::path sameBackup(const std::filesystem::path& projectFolder,
                                               const std::filesystem::path& file);
/// Removes the surplus, and what an attempt that broke off left.
void thinOutBackups(const std::filesystem::path& projectFolder);

} // namespace sorby::project
