// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/network_memory.h"

#include "core/learning/graph_schedule.h"

#include <algorithm>
#include <utility>

namespace sorby::learning {
namespace {

constexpr std::uint64_t kFloatBytes = 4;
constexpr std::uint64_t kIndexBytes = 8; ///< max-pooling keeps 64-bit indices
constexpr int kNothing = -1;

/// Counts bytes. A block lives as long as someone holds it.
class Heap {
  public:
    int allocate(std::uint64_t bytes)
    {
        m_used += bytes;
        m_peak = std::max(m_peak, m_used);
        m_blocks.push_back({bytes, 1});
        return static_cast<int>(m_blocks.size()) - 1;
    }
    int hold(int block)
    {
        ++at(block).holders;
        return block;
    }
    void release(int block)
    {
        if (block != kNothing && --at(block).holders == 0) {
            m_used -= at(block).bytes;
        }
    }
    void release(std::vector<int>& blocks)
    {
        for (const int block : blocks) {
            release(block);
        }
        blocks.clear();
    }
    /// So much more for a moment.
    void touch(std::uint64_t bytes) { m_peak = std::max(m_peak, m_used + bytes); }
    [[nodiscard]] bool isShared(int block) { return at(block).holders > 1; }
    [[nodiscard]] std::uint64_t peak() const { return m_peak; }

  private:
    struct Block {
        std::uint64_t bytes;
        int holders;
    };
    Block& at(int block) { return m_blocks[static_cast<std::size_t>(block)]; }

    std::vector<Block> m_blocks;
    std::uint64_t m_used = 0;
    std::uint64_t m_peak = 0;
};

/// What the way back of one node needs: blocks of the heap, held.
struct Saved {
    int input = kNothing;      ///< of a convolution (side by side), a pooling or a product
    int normalized = kNothing; ///< what went into the normalisation
    int result = kNothing;     ///< of a ReLU
    int other = kNothing;      ///< indices, factors, a dropout's mask
    int weights = kNothing;    ///< in bf16
};

/// A gradient on its way to a node; `part` of a larger block, when others got the rest.
struct Gradient {
    int block = kNothing;
    bool part = false;
};

class Simulation {
  public:
    Simulation(const NetworkGraph& graph, Size image, int images, const StepKind& kind)
        : m_graph(graph),
          m_schedule(scheduleOf(graph, false)),
          m_sizes(mapSizes(graph, image)),
          m_images(static_cast<std::uint64_t>(images)),
          m_kind(kind),
          m_element(kind.bf16 ? 2 : kFloatBytes),
          m_maps(graph.nodes.size(), kNothing),
          m_saved(graph.nodes.size()),
          m_gradients(graph.nodes.size())
    {}

    std::uint64_t inference()
    {
        begin();
        for (const auto& block : m_schedule) {
            forward(block, false, block.finishedInputs);
        }
        return m_heap.peak();
    }

    std::uint64_t training()
    {
        begin();
        std::vector<std::vector<int>> kept; // of each block's inputs, when checkpointing
        for (const auto& block : m_schedule) {
            kept.emplace_back();
            for (const int input : block.inputs) {
                if (m_kind.checkpointing) {
                    kept.back().push_back(m_heap.hold(map(input)));
                }
            }
            forward(block, !m_kind.checkpointing, block.finishedInputs);
        }
        m_heap.release(m_weightCopies);
        const auto loss = beginBackward();
        for (std::size_t i = m_schedule.size(); i-- > 0;) {
            if (m_kind.checkpointing) {
                repeat(m_schedule[i], kept[i]);
            } else {
                backward(m_schedule[i].nodes);
            }
        }
        m_heap.release(loss);
        return m_heap.peak();
    }

  private:
    int& map(int node) { return m_maps[static_cast<std::size_t>(node)]; }
    Saved& saved(int node) { return m_saved[static_cast<std::size_t>(node)]; }
    [[nodiscard]] std::uint64_t pixels(int node) const
    {
        return m_images * m_sizes[static_cast<std::size_t>(node)].area();
    }
    [[nodiscard]] std::uint64_t values(int node) const
    {
        return pixels(node) * static_cast<std::uint64_t>(m_graph.node(node).channels);
    }
    [[nodiscard]] std::uint64_t bytes(int node) const
    {
        return values(node) * (node == 0 ? kFloatBytes : m_element);
    }
    [[nodiscard]] std::uint64_t inputBytes(const Node& node) const
    {
        std::uint64_t sum = 0;
        for (const int input : node.inputs) {
            sum += values(input) * m_element;
        }
        return sum;
    }
    [[nodiscard]] std::uint64_t weightsOf(const Node& node) const
    {
        return static_cast<std::uint64_t>(node.channels) *
               static_cast<std::uint64_t>(node.kernel * node.kernel) *
               static_cast<std::uint64_t>(inputChannelsOf(m_graph, node) / node.groups);
    }

    void begin()
    {
        // The images as they come, and padded to the network's scale.
        m_heap.allocate(bytes(0));
        map(0) = m_heap.allocate(bytes(0));
    }

    /// The block's maps; `saving`: with what the way back needs. Lets go of `lastInputs` among its inputs.
    void forward(const ScheduledBlock& block, bool saving, const std::vector<int>& lastInputs)
    {
        const auto isIn = [](const std::vector<int>& list, int node) {
            return std::find(list.begin(), list.end(), node) != list.end();
        };
        for (std::size_t i = 0; i < block.nodes.size(); ++i) {
            m_finished = block.finished[i];
            std::erase_if(m_finished,
                          [&](int node) { return isIn(block.inputs, node) && !isIn(lastInputs, node); });
            compute(block.nodes[i], saving);
            releaseFinished();
        }
    }
    void releaseFinished()
    {
        for (const int node : m_finished) {
            m_heap.release(std::exchange(map(node), kNothing));
        }
        m_finished.clear();
    }

    void compute(int number, bool saving)
    {
        const auto& node = m_graph.node(number);
        const int first = map(node.inputs.front());
        auto& keep = saved(number);
        const auto keepIf = [&](bool wanted, int block) { return wanted ? m_heap.hold(block) : kNothing; };
        int result = kNothing;
        switch (node.op) {
        case Op::Convolution:
        case Op::TransposedConvolution:
            result = convolve(number, saving);
            break;
        case Op::MaxPool: {
            result = m_heap.allocate(bytes(number));
            const int indices = m_heap.allocate(values(number) * kIndexBytes);
            keep.input = keepIf(saving, first);
            keep.other = keepIf(saving, indices);
            m_heap.release(indices);
            break;
        }
        case Op::Scale:
            result = m_heap.allocate(bytes(number));
            keep.input = keepIf(saving, first);
            keep.other = keepIf(saving, map(node.inputs[1]));
            break;
        case Op::Dropout: {
            // In training alone, which is where gradients are wanted or the block is computed again.
            if (!saving && !m_kind.checkpointing) {
                result = m_heap.hold(first);
                break;
            }
            const int mask = m_heap.allocate(node.wholeChannels ? 0 : bytes(number));
            result = m_heap.allocate(bytes(number));
            keep.other = keepIf(saving, mask);
            m_heap.release(mask);
            break;
        }
        default:
            result = m_heap.allocate(bytes(number));
            if (node.inputs.size() > 2) {
                m_heap.touch(bytes(number)); // a sum of more than two is made in steps
            }
        }
        if (node.relu) {
            keep.result = keepIf(saving, result);
        }
        map(number) = result;
    }

    int convolve(int number, bool saving)
    {
        const auto& node = m_graph.node(number);
        auto& keep = saved(number);
        int input = m_heap.hold(map(node.inputs.front()));
        if (node.inputs.size() > 1 || (m_kind.bf16 && node.inputs.front() == 0)) {
            m_heap.release(input);
            input = m_heap.allocate(inputBytes(node)); // side by side, or converted
        }
        releaseFinished(); // a convolution lets go of what only it needs as soon as it can
        if (m_kind.bf16) {
            const int weights = m_heap.allocate(weightsOf(node) * m_element);
            keep.weights = saving ? m_heap.hold(weights) : kNothing;
            m_weightCopies.push_back(weights);
        }
        int output = m_heap.allocate(bytes(number));
        touchForward(node, number);
        if (saving) {
            keep.input = m_heap.hold(input);
        }
        m_heap.release(input);
        if (node.normalization != Normalization::None) {
            const int before = std::exchange(output, m_heap.allocate(bytes(number)));
            if (saving) {
                keep.normalized = m_heap.hold(before);
            }
            m_heap.release(before);
        }
        return output;
    }

    /// The loss's own maps, in fp32: logits, losses, their gradients; and the labels in two types.
    int beginBackward()
    {
        const int logits = m_graph.outputs.front();
        const int labels = m_heap.allocate(pixels(logits) * (1 + kIndexBytes));
        m_heap.touch(values(logits) * kFloatBytes * 3);
        m_heap.release(std::exchange(map(logits), kNothing));
        arrive(logits, {m_heap.allocate(bytes(logits)), false});
        return labels;
    }

    void backward(const std::vector<int>& nodes)
    {
        for (std::size_t i = nodes.size(); i-- > 0;) {
            auto gradient = std::exchange(m_gradients[static_cast<std::size_t>(nodes[i])], Gradient{});
            if (gradient.block != kNothing) {
                goBack(nodes[i], gradient.block);
            }
        }
    }

    /// Computes a block once more, with what its way back needs, and goes back.
    void repeat(const ScheduledBlock& block, std::vector<int>& kept)
    {
        std::vector<int> held; // until the block is done
        for (std::size_t i = 0; i < block.inputs.size(); ++i) {
            map(block.inputs[i]) = kept[i];
        }
        forward(block, true, {});
        for (const int output : block.outputs) {
            held.push_back(std::exchange(map(output), kNothing));
            const auto& gradient = m_gradients[static_cast<std::size_t>(output)];
            if (gradient.block != kNothing) {
                held.push_back(m_heap.hold(gradient.block));
            }
        }
        m_heap.release(m_weightCopies);
        m_heldWeightGradients = &held;
        backward(block.nodes);
        m_heldWeightGradients = nullptr;
        for (const int input : block.inputs) {
            map(input) = kNothing;
        }
        m_heap.release(held);
        m_heap.release(kept);
    }

    /// From the gradient of a node's map to those of its inputs. Takes the gradient.
    void goBack(int number, int gradient)
    {
        const auto& node = m_graph.node(number);
        auto keep = std::exchange(saved(number), Saved{});
        if (node.relu) {
            gradient = replaced(gradient, bytes(number));
            m_heap.release(keep.result);
        }
        switch (node.op) {
        case Op::Convolution:
        case Op::TransposedConvolution:
            if (node.normalization != Normalization::None) {
                gradient = replaced(gradient, bytes(number));
                m_heap.release(keep.normalized);
            }
            gradientOfConvolution(node, number);
            break;
        case Op::Add:
            for (const int input : node.inputs) {
                arrive(input, {m_heap.hold(gradient), false});
            }
            break;
        case Op::Scale:
            arrive(node.inputs[0], {m_heap.allocate(bytes(number)), false});
            m_heap.touch(bytes(number));
            arrive(node.inputs[1], {m_heap.allocate(bytes(node.inputs[1])), false});
            break;
        default:
            arrive(node.inputs.front(), {m_heap.allocate(bytes(node.inputs.front())), false});
        }
        m_heap.release(gradient);
        m_heap.release(keep.input);
        m_heap.release(keep.other);
        m_heap.release(keep.weights);
    }

    void gradientOfConvolution(const Node& node, int number)
    {
        const auto weights = weightsOf(node);
        int weightGradient = m_heap.allocate(weights * m_element);
        if (node.inputs.front() != 0) {
            const bool several = node.inputs.size() > 1;
            const int block = m_heap.allocate(inputBytes(node));
            for (const int input : node.inputs) {
                arrive(input, {m_heap.hold(block), several});
            }
            m_heap.release(block);
        }
        touchBackward(node, number);
        if (m_kind.bf16) {
            weightGradient = replaced(weightGradient, weights * kFloatBytes);
        }
        if (m_heldWeightGradients != nullptr) {
            m_heldWeightGradients->push_back(weightGradient);
        } else {
            m_heap.release(weightGradient);
        }
    }

    /// What a convolution copies going forwards, in fp32; the weights of a dilated one twice.
    void touchForward(const Node& node, int number)
    {
        if (m_kind.copies != OwnCopies::None) {
            const auto maps =
                m_kind.copies == OwnCopies::Maps ? inputBytes(node) / m_element + values(number) : 0;
            m_heap.touch(kFloatBytes * ((node.dilation > 1 ? 2 : 1) * weightsOf(node) + maps));
        }
    }
    /// And backwards: the gradient of the weights, in two orders or (in bf16) in fp32; in bf16 input and
    /// output of one image at a time.
    void touchBackward(const Node& node, int number)
    {
        if (m_kind.copies != OwnCopies::None) {
            auto maps = inputBytes(node) / m_element + values(number);
            maps = m_kind.copies == OwnCopies::Maps ? maps : m_kind.bf16 ? maps / m_images : 0;
            m_heap.touch(kFloatBytes * ((m_kind.bf16 ? 1 : 2) * weightsOf(node) + maps));
        }
    }

    int replaced(int block, std::uint64_t bytes)
    {
        const int fresh = m_heap.allocate(bytes);
        m_heap.release(block);
        return fresh;
    }

    /// A second gradient is added to the first: into it when nobody else sees it.
    void arrive(int node, Gradient gradient)
    {
        if (node == 0) {
            m_heap.release(gradient.block);
            return;
        }
        auto& waiting = m_gradients[static_cast<std::size_t>(node)];
        if (waiting.block == kNothing) {
            waiting = gradient;
            return;
        }
        if (waiting.part || m_heap.isShared(waiting.block)) {
            waiting = {replaced(waiting.block, bytes(node)), false};
        }
        m_heap.release(gradient.block);
    }

    const NetworkGraph& m_graph;
    Schedule m_schedule;
    std::vector<Size> m_sizes;
    std::uint64_t m_images;
    StepKind m_kind;
    std::uint64_t m_element;

    Heap m_heap;
    std::vector<int> m_maps;    ///< by node, held while the computation may need them
    std::vector<Saved> m_saved; ///< by node
    std::vector<Gradient> m_gradients;
    std::vector<int> m_finished;     ///< nodes whose maps nothing needs behind the one that is computed
    std::vector<int> m_weightCopies; ///< in bf16, until the pass ends
    std::vector<int>* m_heldWeightGradients = nullptr; ///< when checkpointing, until the block is done
};

} // namespace

std::uint64_t trainingPeak(const NetworkGraph& graph, Size image, int images, const StepKind& kind)
{
    return Simulation(graph, image, images, kind).training();
}

std::uint64_t inferencePeak(const NetworkGraph& graph, Size image, OwnCopies copies)
{
    return Simulation(graph, image, 1, {false, false, copies}).inference();
}

} // namespace sorby::learning
