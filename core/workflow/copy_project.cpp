// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/copy_project.h"

#include "core/base/files.h"
#include "core/workflow/ordered.h"

#include <fmt/format.h>

#include <system_error>

namespace sorby::workflow {
namespace fs = std::filesystem;
namespace {

bool isInside(const fs::path& path, const fs::path& folder)
{
    std::error_code failure;
    const auto relative = fs::weakly_canonical(path, failure).lexically_relative(folder);
    return !relative.empty() && *relative.begin() != "..";
}

/// Copies one run's folder. Its files are many and small, or a few large checkpoints.
Status copyRun(const fs::path& source, const fs::path& target, const JobControl& control, std::size_t& count)
{
    std::error_code failure;
    fs::create_directories(target, failure);
    for (fs::recursive_directory_iterator it(source, failure), end; !failure && it != end;
         it.increment(failure)) {
        if (control.stopRequested()) {
            return stoppedError();
        }
        const auto to = target / it->path().lexically_relative(source);
        if (it->is_directory(failure)) {
            fs::create_directories(to, failure);
        } else if (!failure && it->is_regular_file(failure)) {
            fs::copy_file(it->path(), to, failure);
            ++count;
        }
        if (failure) {
            return Error{ErrorCode::Io, "cannot be copied: " + failure.message(), toUtf8(it->path())};
        }
    }
    return failure ? Status(Error{ErrorCode::Io, "cannot be copied: " + failure.message(), toUtf8(source)})
                   : Status();
}

Status copyRuns(const project::Project& project, const std::vector<project::RunRecord>& runs,
                const fs::path& folder, const JobControl& control, CopyProjectReport& report)
{
    for (const auto& run : runs) {
        if (control.stopRequested()) {
            return stoppedError();
        }
        control.report(report.runs, runs.size() + 1, run.name);
        const auto source = project.runFolder(run);
        if (isFolder(source)) {
            const auto target = folder / source.lexically_relative(project.folder());
            if (auto copied = copyRun(source, target, control, report.files); !copied) {
                return copied;
            }
        }
        ++report.runs;
    }
    return {};
}

Status applyPending(const fs::path& folder, const std::vector<project::ProjectEdit>& pending)
{
    if (pending.empty()) {
        return {};
    }
    const auto copy = project::Project::open(folder);
    if (!copy) {
        return copy.error();
    }
    return (*copy)->inTransaction([&]() -> Status {
        for (const auto& edit : pending) {
            if (auto stored = (*copy)->store(edit); !stored) {
                return stored;
            }
        }
        return {};
    });
}

} // namespace

Result<CopyProjectReport> copyProject(const project::Project& project, const CopyProjectRequest& request,
                                      const JobControl& control)
{
    std::error_code failure;
    const auto folder = fs::absolute(request.folder, failure).lexically_normal();
    if (isInside(folder, project.folder())) {
        return Error{ErrorCode::InvalidArgument, "the copy cannot lie in the project itself", toUtf8(folder)};
    }
    if (fs::exists(folder / project::Project::kFileName, failure) || fs::exists(folder / "runs", failure)) {
        return Error{ErrorCode::InvalidArgument, "there is a project already; choose another folder",
                     toUtf8(folder)};
    }
    const auto images = project.images();
    const auto runs = project.runs();
    if (!images || !runs) {
        return images ? runs.error() : images.error();
    }
    const bool existed = fs::exists(folder, failure);
    CopyProjectReport report{folder, images->size(), 0, 0};
    Status done;
    if (request.runs) {
        done = copyRuns(project, *runs, folder, control, report);
    }
    if (done) {
        control.report(report.runs, report.runs + 1, project::Project::kFileName);
        done = project.copyTo(folder, request.runs);
        if (done) {
            done = applyPending(folder, request.pending);
        }
    }
    if (!done) {
        fs::remove(folder / project::Project::kFileName, failure);
        fs::remove_all(folder / "runs", failure);
        if (!existed) {
            fs::remove(folder, failure); // when it is empty
        }
        return done.error();
    }
    return report;
}

} // namespace sorby::workflow
