// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/safekeeping.h"

#include "core/base/files.h"
#include "core/project/backup_files.h"
#include "core/project/project.h"
#include "core/project/schema.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace sorby::project {
namespace fs = std::filesystem;
namespace {

BackupReport failedWith(Error error)
{
    BackupReport report;
    report.state = BackupReport::State::Failed;
    report.failure = std::move(error);
    return report;
}

} // namespace

bool isBackedUp(const fs::path& projectFolder, bool hasLog)
{
    std::error_code failure;
    const auto changedAt = fs::last_write_time(projectFolder / Project::kFileName, failure);
    if (failure || hasLog) {
        return false;
    }
    // A backup carries its project's time, see below.
    return std::ranges::any_of(backupFiles(projectFolder), [&](const fs::path& backup) {
        std::error_code unknown;
        return fs::last_write_time(backup, unknown) == changedAt && !unknown;
    });
}

BackupReport backUpSession(const fs::path& projectFolder, SQLite::Database& snapshot, BackupKind kind)
{
    const auto file = projectFolder / Project::kFileName;
    std::error_code failure;
    const auto changedAt = fs::last_write_time(file, failure);
    const bool timeIsKnown = !failure;
    auto target = newBackupFile(projectFolder, kind);
    if (auto written = writeBackup(snapshot, target, bytesOnDisk(file)); !written) {
        return failedWith(written.error());
    }
    BackupReport report;
    report.state = BackupReport::State::Made;
    const auto same = kind == BackupKind::ByHand ? fs::path{} : sameBackup(projectFolder, target);
    if (!same.empty()) {
        report.state = BackupReport::State::Unchanged;
        fs::remove(target, failure);
        target = same;
    }
    if (timeIsKnown) {
        fs::last_write_time(target, changedAt, failure);
    }
    report.name = toUtf8(target.filename());
    thinOutBackups(projectFolder);
    return report;
}

void Safekeeping::start(fs::path projectFolder, SQLite::Database snapshot, SafekeepingPlan plan)
{
    if (!plan.copy && !plan.check) {
        return;
    }
    m_isDone = false;
    m_report.state = BackupReport::State::Running;
    const auto work = [this, folder = std::move(projectFolder), plan](SQLite::Database& connection) {
        BackupReport report;
        if (plan.check) {
            const auto sound = checkDatabase(connection, folder / Project::kFileName, CheckDepth::Complete);
            if (!sound) {
                report.damage = sound.error();
                return report;
            }
        }
        return plan.copy ? backUpSession(folder, connection, BackupKind::Session) : report;
    };
    auto shared = std::make_shared<SQLite::Database>(std::move(snapshot));
    try {
        m_thread = std::jthread([this, work, shared]() mutable {
            auto report = work(*shared);
            shared.reset(); // the log can be folded in again
            finish(std::move(report));
        });
    } catch (const std::system_error& failure) {
        finish(failedWith({ErrorCode::Internal, failure.what(), {}}));
    }
}

BackupReport Safekeeping::report() const
{
    const std::lock_guard lock(m_mutex);
    return m_report;
}

void Safekeeping::whenDone(std::function<void(const BackupReport&)> sink)
{
    BackupReport report;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_isDone) {
            m_sink = std::move(sink);
            return;
        }
        report = m_report;
    }
    sink(report);
}

void Safekeeping::finish(BackupReport report)
{
    std::function<void(const BackupReport&)> sink;
    {
        const std::lock_guard lock(m_mutex);
        m_report = report;
        m_isDone = true;
        sink = std::exchange(m_sink, nullptr);
    }
    if (sink) {
        sink(report);
    }
}

} // namespace sorby::project
