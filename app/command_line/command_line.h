// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace sorby::command_line {

/// A library and its version, as `--version` lists them.
struct LibraryVersion {
    std::string name;
    std::string version;
};

/// Runs `sorby VERB ...` and gives the exit code: 0 done, 1 failed, 2 usage, 130 interrupted. Needs no
/// display. `more` are the libraries that only the program knows of (the window's).
[[nodiscard]] int run(int argc, char** argv, const std::vector<LibraryVersion>& more = {});
/// Does this call open the window: no verb, at most a project and the window's own options --sample, --theme?
[[nodiscard]] bool opensWindow(int argc, char** argv);
/// The verbs' names in the order of the help.
[[nodiscard]] std::vector<std::string> verbNames();
/// Writes the one line `sorby: error: ...` to stderr.
void printError(const std::string& message);

} // namespace sorby::command_line
