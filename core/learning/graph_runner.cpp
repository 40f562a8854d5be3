// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/graph_runner.h"

#include "core/base/random.h"
#include "core/learning/checkpointed_block.h"
#include "core/learning/network_layout.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <utility>

namespace sorby::learning {

GraphRunner::GraphRunner(NetworkGraph graph, std::vector<NodeTensors> tensors)
    : m_graph(std::move(graph)),
      m_tensors(std::move(tensors)),
      m_logitsAlone(scheduleOf(m_graph, false)),
      m_allOutputs(scheduleOf(m_graph, true))
{}

std::vector<at::Tensor> GraphRunner::run(const at::Tensor& image, const ForwardMode& mode,
                                         bool allOutputs) const
{
    const auto& schedule = allOutputs ? m_allOutputs : m_logitsAlone;
    const bool checkpointing = mode.checkpointing && mode.training && at::GradMode::is_enabled();
    std::vector<at::Tensor> maps(m_graph.nodes.size());
    maps.front() = image;
    for (const auto& block : schedule) {
        std::vector<at::Tensor> inputs;
        for (const int input : block.inputs) {
            inputs.push_back(maps[static_cast<std::size_t>(input)]);
        }
        for (const int input : block.finishedInputs) {
            maps[static_cast<std::size_t>(input)].reset();
        }
        auto outputs = checkpointing ? runCheckpointed(*this, block, inputs, mode)
                                     : runBlock(block, std::move(inputs), mode, true);
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            maps[static_cast<std::size_t>(block.outputs[i])] = std::move(outputs[i]);
        }
    }
    std::vector<at::Tensor> results;
    for (const int output : m_graph.outputs) {
        results.push_back(maps[static_cast<std::size_t>(output)]);
        if (!allOutputs) {
            break;
        }
    }
    return results;
}

std::vector<at::Tensor> GraphRunner::runBlock(const ScheduledBlock& block, std::vector<at::Tensor> inputs,
                                              const ForwardMode& mode, bool updateStatistics,
                                              const std::vector<NodeTensors>& tensors) const
{
    std::vector<std::pair<int, at::Tensor>> maps; // by node, in no order
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        maps.emplace_back(block.inputs[i], std::move(inputs[i]));
    }
    const auto mapOf = [&maps](int node) {
        return std::find_if(maps.begin(), maps.end(), [node](const auto& map) { return map.first == node; });
    };
    for (std::size_t i = 0; i < block.nodes.size(); ++i) {
        const int number = block.nodes[i];
        const auto& node = m_graph.node(number);
        std::vector<at::Tensor> values;
        for (const int input : node.inputs) {
            values.push_back(mapOf(input)->second);
        }
        for (const int finished : block.finished[i]) {
            maps.erase(mapOf(finished)); // `values` has it yet, and lets it go when the node is computed
        }
        const bool learns = mode.training && !(mode.frozenEncoder && isOfEncoder(node.normName));
        const NodeMode nodeMode{learns, updateStatistics,
                                deriveSeed(mode.dropoutSeed, "dropout", static_cast<std::uint64_t>(number))};
        const auto& own = tensors.empty() ? this->tensors(number) : tensors[i];
        maps.emplace_back(number, computeNode(node, std::move(values), own, nodeMode));
    }
    std::vector<at::Tensor> outputs;
    for (const int output : block.outputs) {
        outputs.push_back(mapOf(output)->second);
    }
    return outputs;
}

} // namespace sorby::learning
