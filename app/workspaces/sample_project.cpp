// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspaces/sample_project.h"

#include "core/base/files.h"
#include "core/project/project.h"
#include "core/workflow/import.h"
#include "core/workflow/split.h"

#include <system_error>

namespace sorby::app {
namespace fs = std::filesystem;
namespace {

Status fill(const fs::path& folder, const dataset::SyntheticOptions& options, const JobControl& control)
{
    if (const auto written = dataset::writeSyntheticSample(folder / "data", options, control); !written) {
        return written.error();
    }
    auto project = project::Project::create(folder / "project", dataset::syntheticClasses(options.classes));
    if (!project) {
        return project.error();
    }
    workflow::ImportOptions source;
    source.source = folder / "data";
    source.format = "aachen";
    if (const auto imported = workflow::importInto(**project, source, control, [](const auto&) {});
        !imported) {
        return imported.error();
    }
    if (const auto split = workflow::splitProject(**project, {}); !split) {
        return split.error();
    }
    return {};
}

} // namespace

dataset::SyntheticOptions sampleOptions()
{
    dataset::SyntheticOptions options;
    options.images = 30;
    options.size = {512, 384};
    options.seed = 1;
    return options;
}

Result<fs::path> makeSampleProject(const fs::path& folder, const dataset::SyntheticOptions& options,
                                   const JobControl& control)
{
    std::error_code failure;
    if (fs::exists(folder / "project" / project::Project::kFileName, failure)) {
        return folder / "project";
    }
    if (fs::exists(folder, failure) && !fs::is_empty(folder, failure)) {
        return Error{ErrorCode::Io, "the folder is not empty; choose another one for the sample project",
                     toUtf8(folder)};
    }
    fs::path aside = folder;
    aside += ".partial";
    fs::remove_all(aside, failure);
    if (const auto filled = fill(aside, options, control); !filled) {
        fs::remove_all(aside, failure);
        return filled.error();
    }
    fs::remove(folder, failure); // an empty folder may be there
    fs::rename(aside, folder, failure);
    if (failure) {
        return Error{ErrorCode::Io, "the sample project cannot be put in place: " + failure.message(),
                     toUtf8(folder)};
    }
    return folder / "project";
}

} // namespace sorby::app
