// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/edit_history.h"

#include <cassert>
#include <utility>

namespace sorby::project {

EditHistory::EditHistory(std::size_t budgetBytes) : m_budget(budgetBytes) {}

void EditHistory::add(std::string text, ProjectEdit inverse)
{
    for (const auto& step : m_redo) {
        m_bytes -= memoryOf(step.edit);
    }
    m_redo.clear();
    m_bytes += memoryOf(inverse);
    m_undo.push_back({std::move(text), std::move(inverse)});
    trim();
}

const EditHistory::Step* EditHistory::nextUndo() const
{
    return m_undo.empty() ? nullptr : &m_undo.back();
}

const EditHistory::Step* EditHistory::nextRedo() const
{
    return m_redo.empty() ? nullptr : &m_redo.back();
}

void EditHistory::undone(ProjectEdit inverse)
{
    assert(!m_undo.empty());
    auto step = std::move(m_undo.back());
    m_undo.pop_back();
    m_bytes -= memoryOf(step.edit);
    m_bytes += memoryOf(inverse);
    m_redo.push_back({std::move(step.text), std::move(inverse)});
}

void EditHistory::redone(ProjectEdit inverse)
{
    assert(!m_redo.empty());
    auto step = std::move(m_redo.back());
    m_redo.pop_back();
    m_bytes -= memoryOf(step.edit);
    m_bytes += memoryOf(inverse);
    m_undo.push_back({std::move(step.text), std::move(inverse)});
}

void EditHistory::clear()
{
    m_undo.clear();
    m_redo.clear();
    m_bytes = 0;
}

void EditHistory::trim()
{
    while (m_bytes > m_budget && m_undo.size() > 1) {
        m_bytes -= memoryOf(m_undo.front().edit);
        m_undo.pop_front();
    }
}

} // namespace sorby::project
