// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project_edit.h"

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

namespace sorby::project {

/// What can be undone and redone in this session, over all micrographs of a project. Bounded by memory, not
/// by count: the oldest steps go first, and the newest stays however large it is.
///
/// It applies nothing. Whoever undoes applies nextUndo()'s edit, which gives the inverse, and hands that to
/// undone(); redoing is the same the other way round. So each step holds one batch, never two. Qt's
/// QUndoStack can only be bounded by a count.
class EditHistory {
  public:
    explicit EditHistory(std::size_t budgetBytes);

    struct Step {
        std::string text; ///< what was done, as the user reads it
        ProjectEdit edit; ///< to be applied
    };

    /// Something was done; `inverse` takes it back. What could be redone is gone.
    void add(std::string text, ProjectEdit inverse);
    /// Null when there is none.
    [[nodiscard]] const Step* nextUndo() const;
    [[nodiscard]] const Step* nextRedo() const;
    void undone(ProjectEdit inverse);
    void redone(ProjectEdit inverse);
    /// Ids have changed their meaning, or another project was opened.
    void clear();

    [[nodiscard]] std::size_t bytes() const { return m_bytes; }
    [[nodiscard]] std::size_t budget() const { return m_budget; }
    [[nodiscard]] std::size_t undoCount() const { return m_undo.size(); }
    [[nodiscard]] std::size_t redoCount() const { return m_redo.size(); }

  private:
    void trim();

    std::size_t m_budget;
    std::size_t m_bytes = 0;
    std::deque<Step> m_undo;  ///< newest last
    std::vector<Step> m_redo; ///< next last
};

} // namespace sorby::project
