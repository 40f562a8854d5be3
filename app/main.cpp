// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line/command_line.h"

#ifdef SORBY_GUI
#include "app/workspaces/workbench.h"

#include <QtGlobal>
#endif

#include <cstdlib>
#include <string>
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

} // namespace

int main(int argc, char** argv)
{
#ifdef SORBY_GUI
    if (sorby::command_line::opensWindow(argc, argv)) {
        return openWindow(argc, argv);
    }
    return sorby::command_line::run(argc, argv, windowVersions());
#else
    return sorby::command_line::run(argc, argv);
#endif
}
