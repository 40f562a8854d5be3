// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace sorby::command_line {

/// Runs `sorby VERB ...` and gives the exit code: 0 done, 1 failed, 2 usage, 130 interrupted. Needs no
/// display.
[[nodiscard]] int run(int argc, char** argv);
/// Does this call open the window (no verb, at most a project)?
[[nodiscard]] bool opensWindow(int argc, char** argv);

} // namespace sorby::command_line
