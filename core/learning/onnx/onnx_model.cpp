// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/onnx/onnx_model.h"

#include "core/base/files.h"
#include "core/base/units.h"
#include "core/learning/onnx/protobuf_writer.h"

#include <bit>
#include <fstream>

namespace sorby::learning::onnx {
static_assert(std::endian::native == std::endian::little, "the tensors of ONNX are little-endian");
namespace {

using protobuf::Message;

/// Numbers of the fields in onnx.proto.
namespace field {
namespace model {
constexpr int kFormatVersion = 1;
constexpr int kProducer = 2;
constexpr int kProducerVersion = 3;
constexpr int kGraph = 7;
constexpr int kOperatorSet = 8;
constexpr int kMetadata = 14;
} // namespace model
namespace graph {
constexpr int kNode = 1;
constexpr int kName = 2;
constexpr int kTensor = 5;
constexpr int kInput = 11;
constexpr int kOutput = 12;
} // namespace graph
namespace node {
constexpr int kInput = 1;
constexpr int kOutput = 2;
constexpr int kName = 3;
constexpr int kType = 4;
constexpr int kAttribute = 5;
} // namespace node
namespace attribute {
constexpr int kName = 1;
constexpr int kFloat = 2;
constexpr int kInteger = 3;
constexpr int kText = 4;
constexpr int kIntegers = 8;
constexpr int kType = 20;
} // namespace attribute
namespace tensor {
constexpr int kSide = 1;
constexpr int kElement = 2;
constexpr int kName = 8;
constexpr int kBytes = 9;
} // namespace tensor
} // namespace field

/// AttributeProto.AttributeType.
enum class Kind { Float = 1, Integer = 2, Text = 3, Integers = 7 };

struct AttributeWriter {
    Message& message;

    void operator()(std::int64_t value) const
    {
        message.addInteger(field::attribute::kInteger, value);
        addKind(Kind::Integer);
    }
    void operator()(double value) const
    {
        message.addFloat(field::attribute::kFloat, static_cast<float>(value));
        addKind(Kind::Float);
    }
    void operator()(const std::string& value) const
    {
        message.addBytes(field::attribute::kText, value);
        addKind(Kind::Text);
    }
    void operator()(const std::vector<std::int64_t>& values) const
    {
        for (const auto value : values) {
            message.addInteger(field::attribute::kIntegers, value);
        }
        addKind(Kind::Integers);
    }
    void addKind(Kind kind) const
    {
        message.addInteger(field::attribute::kType, static_cast<std::int64_t>(kind));
    }
};

Message messageOf(const Node& node)
{
    Message message;
    for (const auto& input : node.inputs) {
        message.addBytes(field::node::kInput, input);
    }
    message.addBytes(field::node::kOutput, node.output);
    message.addBytes(field::node::kName, node.output); // one output each, and those are unlike each other
    message.addBytes(field::node::kType, node.type);
    for (const auto& [name, value] : node.attributes) {
        Message attribute;
        attribute.addBytes(field::attribute::kName, name);
        std::visit(AttributeWriter{attribute}, value);
        message.add(field::node::kAttribute, attribute);
    }
    return message;
}

/// ValueInfoProto > TypeProto > TypeProto.Tensor > TensorShapeProto > Dimension.
Message messageOf(const Value& value)
{
    Message shape;
    for (const auto& side : value.shape) {
        Message dimension;
        if (const auto* length = std::get_if<std::int64_t>(&side)) {
            dimension.addInteger(1, *length);
        } else {
            dimension.addBytes(2, std::get<std::string>(side));
        }
        shape.add(1, dimension);
    }
    Message tensor;
    tensor.addInteger(1, static_cast<std::int64_t>(Element::Float));
    tensor.add(2, shape);
    Message type;
    type.add(1, tensor);
    Message message;
    message.addBytes(1, value.name);
    message.add(2, type);
    return message;
}

/// A tensor as a field of the graph, all but its bytes, which come last.
std::string beginningOf(const Tensor& tensor)
{
    Message message;
    for (const auto side : tensor.shape) {
        message.addInteger(field::tensor::kSide, side);
    }
    message.addInteger(field::tensor::kElement, static_cast<std::int64_t>(tensor.element));
    message.addBytes(field::tensor::kName, tensor.name);
    message.beginBytes(field::tensor::kBytes, tensor.bytes.size());
    Message inGraph;
    inGraph.beginBytes(field::graph::kTensor, message.bytes().size() + tensor.bytes.size());
    return inGraph.bytes() + message.bytes();
}

/// The graph but for its tensors.
Message structureOf(const Model& model)
{
    Message graph;
    graph.addBytes(field::graph::kName, model.name);
    graph.add(field::graph::kInput, messageOf(model.input));
    graph.add(field::graph::kOutput, messageOf(model.output));
    for (const auto& node : model.nodes) {
        graph.add(field::graph::kNode, messageOf(node));
    }
    return graph;
}

/// The model but for its graph.
Message descriptionOf(const Model& model)
{
    Message description;
    description.addInteger(field::model::kFormatVersion, kFormatVersion);
    description.addBytes(field::model::kProducer, "Sorby");
    description.addBytes(field::model::kProducerVersion, model.producerVersion);
    Message operators;
    operators.addInteger(2, kOperatorSet);
    description.add(field::model::kOperatorSet, operators);
    for (const auto& [key, value] : model.metadata) {
        Message entry;
        entry.addBytes(1, key);
        entry.addBytes(2, value);
        description.add(field::model::kMetadata, entry);
    }
    return description;
}

void append(std::ofstream& stream, const std::string& bytes)
{
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

} // namespace

Status write(const std::filesystem::path& path, const Model& model, std::uint64_t mostBytes)
{
    const auto structure = structureOf(model).bytes();
    std::vector<std::string> beginnings;
    std::uint64_t graphBytes = structure.size();
    for (const auto& tensor : model.tensors) {
        beginnings.push_back(beginningOf(tensor));
        graphBytes += beginnings.back().size() + tensor.bytes.size();
    }
    auto description = descriptionOf(model);
    description.beginBytes(field::model::kGraph, graphBytes);
    const auto bytes = description.bytes().size() + graphBytes;
    if (bytes > mostBytes) {
        return Error{ErrorCode::Unsupported,
                     "the network takes " + formatBytes(bytes) + ", and an ONNX file has at most " +
                         formatBytes(mostBytes) + "; export it as safetensors",
                     toUtf8(path)};
    }
    const auto writeAll = [&](const std::filesystem::path& partial) -> Status {
        std::ofstream stream(partial, std::ios::binary | std::ios::trunc);
        append(stream, description.bytes());
        append(stream, structure);
        for (std::size_t i = 0; i < model.tensors.size(); ++i) {
            append(stream, beginnings[i]);
            append(stream, model.tensors[i].bytes);
        }
        stream.close();
        if (!stream) {
            return Error{ErrorCode::Io, "cannot be written: no permission, or the disk is full",
                         toUtf8(path)};
        }
        return {};
    };
    return writeFileAtomically(path, writeAll, Outlives::ProgramEnd); // it can be exported again
}

} // namespace sorby::learning::onnx
