// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/box_index.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sorby::imaging {
namespace {

using annotation::Box;

Box joined(const Box& a, const Box& b)
{
    return {std::min(a.left, b.left), std::min(a.top, b.top), std::max(a.right, b.right),
            std::max(a.bottom, b.bottom)};
}

} // namespace

bool touch(const Box& a, const Box& b)
{
    return !a.isEmpty() && !b.isEmpty() && a.left <= b.right && b.left <= a.right && a.top <= b.bottom &&
           b.top <= a.bottom;
}

BoxIndex::BoxIndex(std::span<const Box> boxes) : m_count(boxes.size())
{
    std::vector<Node> leaves;
    leaves.reserve(boxes.size());
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        if (!boxes[i].isEmpty()) {
            leaves.push_back({boxes[i], static_cast<std::uint32_t>(i)});
        }
    }
    if (leaves.empty()) {
        return;
    }
    const auto middle = [](double low, double high) { return low / 2 + high / 2; };
    std::sort(leaves.begin(), leaves.end(), [&](const Node& a, const Node& b) {
        return middle(a.box.left, a.box.right) < middle(b.box.left, b.box.right);
    });
    const auto pages = static_cast<double>((leaves.size() + kFanOut - 1) / kFanOut);
    const auto strip = static_cast<std::size_t>(std::ceil(std::sqrt(pages))) * kFanOut;
    for (std::size_t from = 0; from < leaves.size(); from += strip) {
        const auto end = std::min(from + strip, leaves.size());
        std::sort(leaves.begin() + static_cast<std::ptrdiff_t>(from),
                  leaves.begin() + static_cast<std::ptrdiff_t>(end), [&](const Node& a, const Node& b) {
                      return middle(a.box.top, a.box.bottom) < middle(b.box.top, b.box.bottom);
                  });
    }
    m_levels.push_back(std::move(leaves));
    while (m_levels.back().size() > 1) {
        const auto& below = m_levels.back();
        std::vector<Node> nodes;
        for (std::size_t first = 0; first < below.size(); first += kFanOut) {
            Node node{below[first].box, static_cast<std::uint32_t>(first)};
            for (std::size_t i = first + 1; i < std::min(first + kFanOut, below.size()); ++i) {
                node.box = joined(node.box, below[i].box);
            }
            nodes.push_back(node);
        }
        m_levels.push_back(std::move(nodes));
    }
}

std::vector<std::uint32_t> BoxIndex::find(const Box& area) const
{
    std::vector<std::uint32_t> found;
    if (m_levels.empty() || area.isEmpty()) {
        return found;
    }
    std::vector<std::pair<std::size_t, std::size_t>> open{{m_levels.size() - 1, 0}}; // level and node
    while (!open.empty()) {
        const auto [level, number] = open.back();
        open.pop_back();
        const auto& node = m_levels[level][number];
        if (!touch(node.box, area)) {
            continue;
        }
        if (level == 0) {
            found.push_back(node.first);
            continue;
        }
        const auto end = std::min(std::size_t{node.first} + kFanOut, m_levels[level - 1].size());
        for (std::size_t child = node.first; child < end; ++child) {
            open.emplace_back(level - 1, child);
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace sorby::imaging
