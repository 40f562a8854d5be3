// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/validity.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/project/project.h"
#include "core/workflow/import.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace sorby::workflow {

/// What `info` shows.
struct ProjectInfo {
    std::size_t images = 0;
    std::size_t annotated = 0;
    std::size_t broken = 0;
    std::size_t objects = 0;
    std::size_t points = 0;
    std::size_t runs = 0;
    std::size_t specimens = 0;
    std::map<Membership, std::size_t> memberships;
    std::map<ReviewStatus, std::size_t> statuses;
    struct ClassShare {
        annotation::ClassInfo info;
        std::uint64_t pixels = 0;
        double fraction = 0;    ///< of the labelled pixels (ignore left out) of all annotated images
        std::size_t images = 0; ///< images it occurs in
    };
    std::vector<ClassShare> classes;
    std::vector<std::pair<std::string, std::int64_t>>
        mostObjects; ///< image and number, most first, at most ten
};
[[nodiscard]] Result<ProjectInfo> describeProject(const project::Project& project, const JobControl& control);

struct CheckOptions {
    double minimumAreaPx = annotation::kDefaultMinimumAreaPx; ///< smaller objects are listed; 0: none
};

struct CheckReport {
    std::size_t images = 0;
    std::size_t findings = 0;
    std::map<std::string, std::size_t> kinds; ///< number of findings of each kind, "self-intersection" ...
    std::size_t repairable = 0;               ///< findings that repairProject() puts right
    std::vector<std::pair<std::string, std::int64_t>> mostObjects; ///< as in ProjectInfo
};
/// The health check before training: broken or changed images, defects of objects, objects that share pixels,
/// classes never used, no split, a specimen on two sides, images without annotation on a side.
[[nodiscard]] Result<CheckReport> checkProject(const project::Project& project, const JobControl& control,
                                               const FindingSink& findings, const CheckOptions& options = {});

struct RepairReport {
    std::size_t images = 0;                   ///< whose annotations were changed
    std::size_t repairs = 0;                  ///< repairs made
    std::map<std::string, std::size_t> kinds; ///< of each kind, as in CheckReport
};
/// Makes every repair that is certain (annotation::repair) in all images, or none when one cannot be stored
/// or a stop is requested. A project that is only read is an Error of code ReadOnly.
[[nodiscard]] Result<RepairReport> repairProject(project::Project& project, const JobControl& control,
                                                 const FindingSink& findings);

} // namespace sorby::workflow
