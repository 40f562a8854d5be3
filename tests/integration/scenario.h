// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/integration/process.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace sorby::test {

/// Runs a verb with --json and gives its result; the running test fails when the verb does, when a line is no
/// JSON or when the last one is no result.
nlohmann::json succeed(std::vector<std::string> arguments);
/// Runs a verb that has to fail: the exit code, and exactly one line on stderr that begins as all errors do.
/// Gives that line.
std::string failWith(int exitCode, const std::vector<std::string>& arguments,
                     const ProcessOptions& options = {});

/// A synthetic data set and a project that imported it, split by specimen, in a folder.
struct SampleProject {
    std::string sample;  ///< folder of the data set
    std::string project; ///< folder of the project
};
SampleProject makeSampleProject(const std::filesystem::path& folder, int images = 6,
                                const std::string& size = "64x48");

/// Options of a training that takes a second.
[[nodiscard]] std::vector<std::string> tinyTraining(const std::string& project, const std::string& name,
                                                    int epochs = 2);

[[nodiscard]] std::size_t countFiles(const std::filesystem::path& folder, const std::string& extension);

} // namespace sorby::test
