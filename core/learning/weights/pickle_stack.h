// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/learning/weights/pickle.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace sorby::learning::pickle {

/// What the stack machine of a pickle works on: nodes, the stack of their places, marks on the stack, and
/// what was put aside to be shared. Whatever does not work (an empty stack, no mark, too many nodes) gives
/// nothing, null or false and changes nothing that matters afterwards.
class Stack {
  public:
    /// Far more than any network's state has; bounds what a hostile file can make of each of its bytes.
    static constexpr std::size_t kMostNodes = 1'000'000;
    /// Marks are what is nested in each other.
    static constexpr std::size_t kMostMarks = 1'000;

    bool push(Node node);
    bool pushItems(Kind kind, std::vector<NodeId> items);
    bool mark();

    /// Never reach below the last mark.
    [[nodiscard]] std::optional<std::vector<NodeId>> popItems(std::size_t count);
    [[nodiscard]] std::optional<std::vector<NodeId>> popToMark();
    /// The node on top; null when it is of another kind.
    [[nodiscard]] Node* top(Kind kind);

    bool remember(std::uint32_t place);
    bool recall(std::uint32_t place);
    [[nodiscard]] std::size_t remembered() const { return m_memo.size(); }

    [[nodiscard]] const Node& at(NodeId id) const { return m_nodes[id]; }
    [[nodiscard]] bool isEmpty() const { return m_stack.empty() && m_marks.empty(); }
    [[nodiscard]] bool isFull() const
    {
        return m_nodes.size() >= kMostNodes || m_memo.size() >= kMostNodes || m_marks.size() >= kMostMarks;
    }
    [[nodiscard]] std::vector<Node> takeNodes() { return std::move(m_nodes); }

  private:
    /// Where the part of the stack begins that may be taken.
    [[nodiscard]] std::size_t floor() const { return m_marks.empty() ? 0 : m_marks.back(); }

    std::vector<Node> m_nodes;
    std::vector<NodeId> m_stack;
    std::vector<std::size_t> m_marks;
    std::unordered_map<std::uint32_t, NodeId> m_memo;
};

} // namespace sorby::learning::pickle
