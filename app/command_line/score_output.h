// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line/output.h"
#include "core/evaluation/report.h"

#include <filesystem>
#include <string>

namespace sorby::command_line {

/// What `evaluate` and `score` show alike: the worst ten images, the summary with the mean of the images and
/// the pooled value each named, where the `files` are; as an event the fields of summary.json and `out`.
void showScores(const evaluation::Report& report, const std::string& postprocess, const std::string& run,
                const std::filesystem::path& out, const std::string& files, Output& output);

} // namespace sorby::command_line
