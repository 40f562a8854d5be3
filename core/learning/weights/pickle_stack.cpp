// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/weights/pickle_stack.h"

#include <utility>

namespace sorby::learning::pickle {

bool Stack::push(Node node)
{
    if (isFull()) {
        return false;
    }
    m_stack.push_back(static_cast<NodeId>(m_nodes.size()));
    m_nodes.push_back(std::move(node));
    return true;
}

bool Stack::pushItems(Kind kind, std::vector<NodeId> items)
{
    Node node;
    node.kind = kind;
    node.items = std::move(items);
    return push(std::move(node));
}

bool Stack::mark()
{
    if (isFull()) {
        return false;
    }
    m_marks.push_back(m_stack.size());
    return true;
}

std::optional<std::vector<NodeId>> Stack::popItems(std::size_t count)
{
    if (m_stack.size() < floor() + count) {
        return std::nullopt;
    }
    std::vector<NodeId> items(m_stack.end() - static_cast<std::ptrdiff_t>(count), m_stack.end());
    m_stack.resize(m_stack.size() - count);
    return items;
}

std::optional<std::vector<NodeId>> Stack::popToMark()
{
    if (m_marks.empty()) {
        return std::nullopt;
    }
    auto items = popItems(m_stack.size() - floor());
    m_marks.pop_back();
    return items;
}

Node* Stack::top(Kind kind)
{
    if (m_stack.size() <= floor()) {
        return nullptr;
    }
    auto& node = m_nodes[m_stack.back()];
    return node.kind == kind ? &node : nullptr;
}

bool Stack::remember(std::uint32_t place)
{
    if (m_stack.size() <= floor() || isFull()) {
        return false;
    }
    m_memo[place] = m_stack.back();
    return true;
}

bool Stack::recall(std::uint32_t place)
{
    const auto found = m_memo.find(place);
    if (found == m_memo.end()) {
        return false;
    }
    m_stack.push_back(found->second);
    return true;
}

} // namespace sorby::learning::pickle
