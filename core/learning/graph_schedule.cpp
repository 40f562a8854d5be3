// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/graph_schedule.h"

#include <algorithm>

namespace sorby::learning {
namespace {

constexpr int kNone = -1;

std::vector<bool> neededNodes(const NetworkGraph& graph, const std::vector<int>& outputs)
{
    std::vector<bool> needed(graph.nodes.size(), false);
    for (const int output : outputs) {
        needed[static_cast<std::size_t>(output)] = true;
    }
    for (std::size_t i = graph.nodes.size(); i-- > 0;) {
        if (needed[i]) {
            for (const int input : graph.nodes[i].inputs) {
                needed[static_cast<std::size_t>(input)] = true;
            }
        }
    }
    return needed;
}

bool contains(const std::vector<int>& list, int value)
{
    return std::find(list.begin(), list.end(), value) != list.end();
}

void addOnce(std::vector<int>& list, int value)
{
    if (!contains(list, value)) {
        list.push_back(value);
    }
}

/// What each node of a block is the last one to need.
void findFinished(const NetworkGraph& graph, ScheduledBlock& block)
{
    block.finished.resize(block.nodes.size());
    std::vector<int> seen = block.outputs;
    for (std::size_t i = block.nodes.size(); i-- > 0;) {
        for (const int input : graph.node(block.nodes[i]).inputs) {
            if (!contains(seen, input)) {
                seen.push_back(input);
                block.finished[i].push_back(input);
            }
        }
    }
}

} // namespace

Schedule scheduleOf(const NetworkGraph& graph, bool allOutputs)
{
    const std::vector<int> outputs = allOutputs ? graph.outputs : std::vector<int>{graph.outputs.front()};
    const auto needed = neededNodes(graph, outputs);
    Schedule schedule;
    std::vector<int> blockOf(graph.nodes.size(), kNone);
    int current = kNone;
    for (std::size_t i = 1; i < graph.nodes.size(); ++i) {
        if (!needed[i]) {
            continue;
        }
        const auto& node = graph.nodes[i];
        if (schedule.empty() || node.block != current) {
            schedule.emplace_back();
            current = node.block;
        }
        blockOf[i] = static_cast<int>(schedule.size()) - 1;
        schedule.back().nodes.push_back(static_cast<int>(i));
        for (const int input : node.inputs) {
            const int source = blockOf[static_cast<std::size_t>(input)];
            if (source != blockOf[i]) {
                addOnce(schedule.back().inputs, input);
                if (source != kNone) { // not the image
                    addOnce(schedule[static_cast<std::size_t>(source)].outputs, input);
                }
            }
        }
    }
    for (const int output : outputs) {
        const int source = blockOf[static_cast<std::size_t>(output)];
        addOnce(schedule[static_cast<std::size_t>(source)].outputs, output);
    }
    std::vector<int> seen = outputs;
    for (std::size_t i = schedule.size(); i-- > 0;) {
        findFinished(graph, schedule[i]);
        for (const int input : schedule[i].inputs) {
            if (!contains(seen, input)) {
                seen.push_back(input);
                schedule[i].finishedInputs.push_back(input);
            }
        }
    }
    return schedule;
}

} // namespace sorby::learning
