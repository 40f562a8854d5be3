// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sorby::project {

/// Why a backup was made. Those by hand and of an older format are never thinned out.
enum class BackupKind {
    Session,     ///< of the state that a session began with
    ByHand,      ///< a person asked for it
    Replaced,    ///< what a restored backup took the place of
    OlderFormat, ///< of the state before the file was brought to a newer format
};
[[nodiscard]] const char* toText(BackupKind kind);

/// One copy of a project's file in PROJECT/backups. Micrographs and runs are not in it.
struct BackupRecord {
    std::string name; ///< "project-20260331-120341.sorby"
    std::filesystem::path file;
    std::string madeAt; ///< UTC, "2026-03-31T12:03:41Z"
    BackupKind kind = BackupKind::Session;
    std::uintmax_t bytes = 0;
    std::int64_t images = 0;
    std::int64_t objects = 0;
    std::string damage; ///< why it cannot be restored; empty when its head and tables can be read
};

/// What became of the backup that is made when a project is opened for writing.
struct BackupReport {
    enum class State {
        None,      ///< an empty project, or one that is only read
        Running,   ///< still being copied
        Made,      ///< `name` was written
        Unchanged, ///< there is one of the same content
        Failed,    ///< `failure` says why there is none; the project can be worked on all the same
    };
    State state = State::None;
    std::string name;
    std::optional<Error> failure;
    /// What the complete check of the file found, which runs beside the copy. No backup is made or thinned
    /// out then: the old ones are what the project can be restored from.
    std::optional<Error> damage;
};

inline constexpr const char* kBackupFolder = "backups";
/// Backups of sessions: at most so many ...
inline constexpr std::size_t kMostBackups = 10;
/// ... the newest of which are of the last sessions; the others are the last one of each earlier day.
inline constexpr std::size_t kSessionBackups = 5;
/// What a backup leaves free on the disk.
inline constexpr std::uintmax_t kReserveBytes = 128U << 20U;

/// Newest first; empty when there is none. `folder` is the project's; its own file may be damaged or missing.
[[nodiscard]] Result<std::vector<BackupRecord>> listBackups(const std::filesystem::path& folder);
/// By name, by its date ("20260331-120341"), "newest", or the path of a project file elsewhere. An Error of
/// code NotFound lists the backups there are.
[[nodiscard]] Result<BackupRecord> findBackup(const std::filesystem::path& folder, const std::string& which);

/// Those of `names` (newest first) that are one too many. Other files than backups of sessions never are.
[[nodiscard]] std::vector<std::string> surplusBackups(const std::vector<std::string>& names);

struct RestoreReport {
    BackupRecord restored;
    std::string keptAs; ///< in backups/, what was there before; empty when there was nothing
};
/// Puts a backup in the place of the project's file, in one step: after a crash the file is the old or the
/// new one. What was there is kept in backups/ first,
/// unless there is a backup of the same content. Refused while another program may write to the project,
/// and for a backup that is damaged or of a newer version; nothing is changed then. Runs stay in their
/// folders; those that the backup does not know are not listed any more.
[[nodiscard]] Result<RestoreReport> restoreBackup(const std::filesystem::path& folder,
                                                  const std::string& which);

} // namespace sorby::project
