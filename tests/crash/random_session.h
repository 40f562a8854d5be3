// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/annotations.h"
#include "core/base/random.h"
#include "core/project/project.h"
#include "core/project/project_edit.h"
#include "tests/support/random_edits.h"

#include <cstdint>
#include <vector>

namespace sorby::test {

/// The annotations of all images of a project.
struct ProjectState {
    std::vector<project::ImageId> images;
    std::vector<annotation::Annotations> annotations; ///< of each of them
};
[[nodiscard]] Result<ProjectState> readState(const project::Project& project);

/// The edits of one session, edit after edit: the same for the same seed and beginning, so that whoever
/// checks needs only the number of edits that were acknowledged.
class RandomSession {
  public:
    /// `round` keeps the ids of sessions on one project apart.
    RandomSession(ProjectState beginning, std::uint64_t seed, int round);
    RandomSession(const RandomSession&) = delete;
    RandomSession& operator=(const RandomSession&) = delete;

    /// Makes the next edit, applies it to state(), and gives it.
    [[nodiscard]] project::AnnotationEdit next();
    [[nodiscard]] const ProjectState& state() const { return m_state; }
    /// The place in state() of the image that the last edit changed.
    [[nodiscard]] std::size_t lastChanged() const { return m_last; }

  private:
    ProjectState m_state;
    Random m_random;
    RandomEdits m_edits;
    std::size_t m_last = 0;
};

} // namespace sorby::test
