// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/onnx/onnx_export.h"

#include "core/base/version.h"
#include "core/learning/folding.h"
#include "core/learning/network_meaning.h"

#include <ATen/Functions.h>

#include <initializer_list>

namespace sorby::learning {
namespace {

using onnx::Attribute;
using Integers = std::vector<std::int64_t>;

/// The nodes that the logits need, by number.
std::vector<bool> neededNodes(const NetworkGraph& graph)
{
    std::vector<bool> needed(graph.nodes.size(), false);
    needed[static_cast<std::size_t>(graph.outputs.front())] = true;
    for (std::size_t i = graph.nodes.size(); i-- > 0;) {
        for (const int input : needed[i] ? graph.nodes[i].inputs : std::vector<int>{}) {
            needed[static_cast<std::size_t>(input)] = true;
        }
    }
    return needed;
}

/// Writes a network node by node, each after its inputs.
class OnnxWriter {
  public:
    explicit OnnxWriter(const Network& network) : m_network(network), m_graph(network.graph()) {}

    onnx::Model write()
    {
        m_model.name = m_network.spec().encoder == Encoder::None
                           ? toText(m_network.spec().kind)
                           : toText(m_network.spec().kind) + " on " + toText(m_network.spec().encoder);
        m_model.producerVersion = kVersion;
        m_model.metadata = networkMeaning(m_network.spec());
        m_model.input = {"image", {"N", std::int64_t{1}, "H", "W"}};
        m_model.output = {"logits", {"N", std::int64_t{m_network.spec().outputChannels()}, "H", "W"}};
        const auto sizeOfImage = part(shape("image"), 2, 4);
        const auto& own = m_network.spec().resize;
        const auto size = own ? integers({own->height, own->width}) : sizeOfImage;
        const auto needed = neededNodes(m_graph);
        m_maps = {padded(scaled(own ? resized("image", size) : "image"), size)};
        for (std::size_t i = 1; i < m_graph.nodes.size(); ++i) {
            m_node = i;
            m_maps.push_back(needed[i] ? map(m_graph.nodes[i]) : std::string());
        }
        const auto last = m_maps[static_cast<std::size_t>(m_graph.outputs.front())];
        const auto cropped =
            add("Slice", {last, integers({0, 0}), size, integers({2, 3})}, {}, own ? "" : "logits");
        if (own) {
            resized(cropped, sizeOfImage, "logits");
        }
        return std::move(m_model);
    }

  private:
    // ---- building blocks: all give the name of what they make

    std::string add(const char* type, std::vector<std::string> inputs, std::vector<Attribute> attributes = {},
                    std::string output = {})
    {
        if (output.empty()) {
            output = newName(type);
        }
        m_model.nodes.push_back({type, std::move(inputs), output, std::move(attributes)});
        return output;
    }
    std::string newName(const char* what)
    {
        auto name = std::to_string(m_node);
        name += m_node == 0 || m_graph.nodes[m_node].name.empty() ? "" : "." + m_graph.nodes[m_node].name;
        name += ".";
        name += what;
        return name + "." + std::to_string(m_names++);
    }
    std::string constant(std::string name, onnx::Element element, const at::Tensor& values)
    {
        const auto row = values.detach().to(at::kCPU).contiguous();
        std::string bytes(static_cast<const char*>(row.const_data_ptr()), row.nbytes());
        m_model.tensors.push_back({name, element, row.sizes().vec(), std::move(bytes)});
        return name;
    }
    std::string integers(const Integers& values)
    {
        return constant(newName("integers"), onnx::Element::Int64, at::tensor(values, at::kLong));
    }
    std::string floats(const std::vector<double>& values, const Integers& shape)
    {
        return constant(newName("floats"), onnx::Element::Float,
                        at::tensor(values, at::kDouble).to(at::kFloat).reshape(shape));
    }
    std::string shape(const std::string& map) { return add("Shape", {map}); }
    std::string part(const std::string& shape, std::int64_t begin, std::int64_t end)
    {
        return add("Slice", {shape, integers({begin}), integers({end})});
    }
    std::string joined(std::vector<std::string> inputs, std::int64_t axis)
    {
        return inputs.size() == 1 ? inputs.front() : add("Concat", std::move(inputs), {{"axis", axis}});
    }

    // ---- around the network

    /// Of one channel to as many as the network has, when they differ.
    std::string scaled(const std::string& image)
    {
        auto [mean, deviation] = greyScaleOf(m_network.spec());
        const auto channels = static_cast<std::size_t>(m_network.spec().inputChannels);
        mean.resize(channels, mean.front());
        deviation.resize(channels, deviation.front());
        const Integers perChannel{1, m_network.spec().inputChannels, 1, 1};
        const auto centred = add("Sub", {image, floats(mean, perChannel)});
        return add("Div", {centred, floats(deviation, perChannel)});
    }
    /// As resizedTo().
    std::string resized(const std::string& map, const std::string& size, std::string output = {})
    {
        const std::string none; // no region of interest, no factors
        const auto whole = joined({part(shape(map), 0, 2), size}, 0);
        return add("Resize", {map, none, none, whole},
                   {{"mode", "linear"}, {"coordinate_transformation_mode", "half_pixel"}}, std::move(output));
    }
    /// As padToStride().
    std::string padded(const std::string& map, const std::string& size)
    {
        const auto negative = add("Sub", {integers({0, 0}), size});
        const auto missing = add("Mod", {negative, integers({m_network.spec().stride()})}); // never below 0
        // Before the four dimensions, then behind them.
        const auto pads = joined({integers({0, 0, 0, 0, 0, 0}), missing}, 0);
        return add("Pad", {map, pads}, {{"mode", "edge"}});
    }

    // ---- nodes of the graph

    std::string map(const Node& node)
    {
        std::vector<std::string> inputs;
        for (const int input : node.inputs) {
            inputs.push_back(m_maps[static_cast<std::size_t>(input)]);
        }
        switch (node.op) {
        case Op::Convolution:
            return convolved(node, std::move(inputs));
        case Op::TransposedConvolution:
            return add("ConvTranspose", withWeights(node, inputs.front()),
                       {{"kernel_shape", square(node.kernel)}, {"strides", square(node.stride)}});
        case Op::MaxPool:
            return add("MaxPool", std::move(inputs),
                       {{"kernel_shape", square(node.kernel)},
                        {"strides", square(node.stride)},
                        {"pads", Integers(4, node.padding)},
                        {"ceil_mode", std::int64_t{node.roundUp ? 1 : 0}}});
        case Op::Upsample:
            return resized(node, inputs);
        case Op::Add:
            return sum(node, inputs);
        case Op::GlobalAverage:
            return add("GlobalAveragePool", std::move(inputs));
        case Op::Sigmoid:
            return add("Sigmoid", std::move(inputs));
        case Op::Scale:
            return add("Mul", std::move(inputs));
        case Op::Image:
        case Op::Dropout:
            break;
        }
        return inputs.front();
    }

    static Integers square(int side) { return {side, side}; }

    /// The input and the node's weight and bias.
    std::vector<std::string> withWeights(const Node& node, const std::string& input)
    {
        const auto& tensors = m_network.tensorsOf(static_cast<int>(m_node));
        std::vector<std::string> inputs{
            input, constant(node.name + ".weight", onnx::Element::Float, tensors.weight)};
        if (tensors.bias.defined()) {
            inputs.push_back(constant(node.name + ".bias", onnx::Element::Float, tensors.bias));
        }
        return inputs;
    }
    std::string convolved(const Node& node, std::vector<std::string> inputs)
    {
        const auto input = joined(std::move(inputs), 1);
        const auto output = add("Conv", withWeights(node, input),
                                {{"kernel_shape", square(node.kernel)},
                                 {"strides", square(node.stride)},
                                 {"pads", Integers(4, node.padding)},
                                 {"dilations", square(node.dilation)},
                                 {"group", std::int64_t{node.groups}}});
        return rectified(node, normalized(node, output));
    }
    std::string rectified(const Node& node, const std::string& map)
    {
        return node.relu ? add("Relu", {map}) : map;
    }
    std::string normalized(const Node& node, const std::string& map)
    {
        const auto& tensors = m_network.tensorsOf(static_cast<int>(m_node));
        const Attribute epsilon{"epsilon", kNormalizationEpsilon};
        if (node.normalization == Normalization::Instance) {
            return add("InstanceNormalization",
                       {map, constant(node.normName + ".weight", onnx::Element::Float, tensors.scale),
                        constant(node.normName + ".bias", onnx::Element::Float, tensors.shift)},
                       {epsilon});
        }
        if (node.normalization != Normalization::Group) {
            return map;
        }
        // GroupNormalization has a scale for each channel from set 21 on only: each group as one channel
        // first, then the channels' own scales and shifts.
        const auto groups = static_cast<std::size_t>(node.normGroups);
        const auto inGroups = add("Reshape", {map, integers({0, node.normGroups, -1})});
        const auto even = add("InstanceNormalization",
                              {inGroups, floats(std::vector<double>(groups, 1), {node.normGroups}),
                               floats(std::vector<double>(groups, 0), {node.normGroups})},
                              {epsilon});
        const auto inChannels = add("Reshape", {even, shape(map)});
        const auto perChannel = [&](const char* role, const at::Tensor& tensor) {
            return constant(node.normName + role, onnx::Element::Float, tensor.reshape({1, -1, 1, 1}));
        };
        const auto product = add("Mul", {inChannels, perChannel(".weight", tensors.scale)});
        return add("Add", {product, perChannel(".bias", tensors.shift)});
    }
    std::string sum(const Node& node, const std::vector<std::string>& inputs)
    {
        auto total = add("Add", {inputs[0], inputs[1]});
        for (std::size_t i = 2; i < inputs.size(); ++i) {
            total = add("Add", {total, inputs[i]});
        }
        return rectified(node, total);
    }
    std::string resized(const Node& node, const std::vector<std::string>& inputs)
    {
        std::vector<Attribute> attributes;
        switch (node.interpolation) {
        case Interpolation::Nearest:
            attributes = {{"mode", "nearest"},
                          {"coordinate_transformation_mode", "asymmetric"},
                          {"nearest_mode", "floor"}};
            break;
        case Interpolation::Bilinear:
            attributes = {{"mode", "linear"}, {"coordinate_transformation_mode", "half_pixel"}};
            break;
        case Interpolation::BilinearCorners:
            attributes = {{"mode", "linear"}, {"coordinate_transformation_mode", "align_corners"}};
            break;
        }
        const std::string none; // no region of interest, no factors
        if (inputs.size() == 1) {
            const auto factor = static_cast<double>(node.factor);
            return add("Resize", {inputs.front(), none, floats({1, 1, factor, factor}, {4})},
                       std::move(attributes));
        }
        const auto size = joined({part(shape(inputs[0]), 0, 2), part(shape(inputs[1]), 2, 4)}, 0);
        return add("Resize", {inputs[0], none, none, size}, std::move(attributes));
    }

    const Network& m_network;
    const NetworkGraph& m_graph;
    onnx::Model m_model;
    std::vector<std::string> m_maps; ///< by node; empty where none is needed
    std::size_t m_node = 0;
    int m_names = 0;
};

} // namespace

onnx::Model onnxModelOf(const Network& network)
{
    const auto folded = network.folded();
    return OnnxWriter(folded).write();
}

} // namespace sorby::learning
