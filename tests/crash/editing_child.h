// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/failing_vfs.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace sorby::test {

/// What the process that edits is told, as words on its command line.
struct EditingOrder {
    std::filesystem::path project;
    std::filesystem::path log; ///< of acknowledged edits, see readLog()
    std::uint64_t seed = 0;
    int round = 0;
    Fault fault = Fault::None; ///< strikes again and again, and goes again
    int edits = 0;             ///< ends by itself after so many; 0: edits until it is killed
    bool locksFolder = false;  ///< makes the project's folder read-only in the middle
};

/// Opens the project and edits it through the EditWriter, as the window does, as fast as a person never
/// would. Writes down, flushed to the disk, up to which edit the writer has called them saved. Gives the exit
/// code.
[[nodiscard]] int runEditingChild(const EditingOrder& order);

/// What a log says; a last line that is not whole does not count.
struct EditingLog {
    bool opened = false;
    std::uint64_t saved = 0;     ///< edits that the writer called saved
    std::uint64_t submitted = 0; ///< edits given to the writer, as far as is known
    double longestMs = 0;        ///< from submitting an edit to calling it saved
    int failures = 0;            ///< times that the writer said it could not write
    bool ended = false;          ///< by itself, with everything saved
    std::string complaint;       ///< why the child gave up
};
[[nodiscard]] EditingLog readLog(const std::filesystem::path& log);

} // namespace sorby::test
