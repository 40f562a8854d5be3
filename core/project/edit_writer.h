// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/project/project.h"
#include "core/project/project_edit.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace sorby::project {

/// Writes edits into a project on a thread of its own, in the order they were given, at once: what waits is
/// one transaction. What cannot be written (disk full, write-protected) is kept and tried again every two
/// seconds, so that nothing is lost and nothing is called saved that is not. Thread-safe.
class EditWriter {
  public:
    struct State {
        std::size_t waiting = 0;   ///< edits not on disk yet
        std::uint64_t written = 0; ///< number of the last edit on disk, from 1
        std::optional<std::chrono::system_clock::time_point> savedAt; ///< of the last edit that was written
        std::optional<Error> failure;                                 ///< why what waits could not be written
    };

    explicit EditWriter(std::shared_ptr<Project> project, std::function<void()> changed = {});
    /// Writes what waits, if it can be written, and ends.
    ~EditWriter();
    EditWriter(const EditWriter&) = delete;
    EditWriter& operator=(const EditWriter&) = delete;

    /// `changed` is called on the writer's thread whenever the state changes; it must not call the writer.
    /// When this returns, the one before is not called any more.
    void setListener(std::function<void()> changed);

    /// Takes an edit and gives its number: 1, 2, 3 ...
    std::uint64_t submit(ProjectEdit edit);
    [[nodiscard]] State state() const;
    /// Waits until all that was submitted is on disk; an Error when it cannot be written, or not within the
    /// time.
    [[nodiscard]] Status flush(std::chrono::milliseconds longest = std::chrono::seconds(10));
    /// Tries what failed again now.
    void retry();

    /// The annotations as the user sees them: those on disk with what waits on top.
    [[nodiscard]] Result<annotation::Annotations> annotations(ImageId image) const;
    /// What waits, oldest first: for a copy of the project elsewhere.
    [[nodiscard]] std::vector<ProjectEdit> pending() const;

  private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace sorby::project
