// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line/command_line.h"
#include "core/base/platform.h"

#ifdef SORBY_GUI
#include "app/workspaces/workbench.h"

#include <QtGlobal>
#endif

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

#ifdef SORBY_GUI

/// On the desktops of Unix a window needs a display server, unless Qt was told to do without one.
bool isDisplayMissing()
{
#if defined(__unix__) && !defined(__APPLE__)
    for (const char* const name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) {
        const char* const value = std::getenv(name);
        if (value != nullptr && *value != '\0') {
            return false;
        }
    }
    return true;
#else
    return false;
#endif
}

int openWindow(int argc, char** argv)
{
    if (isDisplayMissing()) {
        std::string message =
            "there is no display for the workbench (DISPLAY and WAYLAND_DISPLAY are not set); "
            "these verbs need none:";
        for (const auto& verb : sorby::command_line::verbNames()) {
            message += ' ' + verb;
        }
        sorby::command_line::printError(message);
        return 1;
    }
    return sorby::app::runWorkbench(argc, argv);
}

std::vector<sorby::command_line::LibraryVersion> windowVersions()
{
    const std::string builtWith = QT_VERSION_STR;
    const std::string running = qVersion();
    return {{"Qt", builtWith == running ? running : running + " (built with " + builtWith + ")"}};
}

#endif

/// Does this call train or predict?
bool learns(int argc, char** argv)
{
    const std::array<std::string_view, 4> verbs = {"train", "predict", "evaluate", "export"};
    return std::any_of(argv + 1, argv + argc, [&](const char* argument) {
        return std::find(verbs.begin(), verbs.end(), argument) != verbs.end();
    });
}

} // namespace

int main(int argc, char** argv)
{
    // Idle threads of LibTorch's pool must sleep: by default they spin, and on a busy machine two threads are
    // then slower than one. GNU OpenMP reads the variable when it is loaded, which with Qt is before main().
    if (argc < 2 || sorby::command_line::opensWindow(argc, argv) || learns(argc, argv)) {
        sorby::platform::ensureEnvironment("OMP_WAIT_POLICY", "PASSIVE", argv);
    }
#ifdef SORBY_GUI
    if (sorby::command_line::opensWindow(argc, argv)) {
        return openWindow(argc, argv);
    }
    return sorby::command_line::run(argc, argv, windowVersions());
#else
    return sorby::command_line::run(argc, argv);
#endif
}
