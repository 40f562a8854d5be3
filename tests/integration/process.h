// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace sorby::test {

/// What a finished process left behind.
struct ProcessResult {
    int exitCode = -1; ///< 128 + N when signal N ended it
    std::string out;
    std::string err;
};

/// How a process is to be started, beside its arguments.
struct ProcessOptions {
    std::uint64_t fileSizeLimit = 0; ///< no file may grow beyond so many bytes; 0: as the system says
    std::vector<std::pair<std::string, std::string>> environment = {}; ///< variables beside the test's own
    std::string standardOutput; ///< a file that stdout goes to; empty: it is collected
    /// Called for each whole line of stdout as it comes; true sends the process the signal, once.
    std::function<bool(const std::string& line)> interruptAt;
    bool kill = false; ///< with SIGKILL in the place of SIGINT
};

/// Runs the built `sorby` with these arguments (UTF-8), without a display, and waits for its end.
[[nodiscard]] ProcessResult runSorby(const std::vector<std::string>& arguments,
                                     const ProcessOptions& options = {});

/// The lines of stdout as JSON objects; a line that is none is an empty object, so that tests see it.
[[nodiscard]] std::vector<nlohmann::json> eventsOf(const ProcessResult& result);
/// The last event; an empty object when there is none.
[[nodiscard]] nlohmann::json resultOf(const ProcessResult& result);
[[nodiscard]] std::vector<nlohmann::json> eventsOf(const ProcessResult& result, const std::string& kind);

} // namespace sorby::test
