// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace sorby::app {

/// Opens the workbench and gives the exit code: `sorby [PROJECT] [--sample] [--theme light|dark|system]`.
/// --sample opens a sample project in the user's data folder, made at the first time. The environment
/// variable SORBY_THEME stands for --theme where there is none.
[[nodiscard]] int runWorkbench(int argc, char** argv);

} // namespace sorby::app
