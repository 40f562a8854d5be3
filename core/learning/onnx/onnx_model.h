// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// A network in the words of ONNX (https://onnx.ai/onnx/intro, onnx.proto), and the file of it.
namespace sorby::learning::onnx {

/// Version of the set of operators, the oldest that has all that Sorby's networks need in its present
/// meaning: runtimes since 2022 know it.
inline constexpr int kOperatorSet = 17;
inline constexpr int kFormatVersion = 8;

struct Attribute {
    std::string name;
    std::variant<std::int64_t, double, std::string, std::vector<std::int64_t>> value;
};

/// One operator with one output. A missing optional input has an empty name.
struct Node {
    std::string type;
    std::vector<std::string> inputs;
    std::string output;
    std::vector<Attribute> attributes;
};

enum class Element { Float = 1, Int64 = 7 };

/// A constant; `bytes` are its elements, row-major and little-endian.
struct Tensor {
    std::string name;
    Element element = Element::Float;
    std::vector<std::int64_t> shape;
    std::string bytes;
};

/// Floats that come in or go out. A side is a number, or has a name when it may be any.
struct Value {
    std::string name;
    std::vector<std::variant<std::int64_t, std::string>> shape;
};

struct Model {
    std::string name;
    std::string producerVersion; ///< of Sorby
    std::vector<Node> nodes;     ///< in an order in which they can be computed
    std::vector<Tensor> tensors;
    Value input;
    Value output;
    std::vector<std::pair<std::string, std::string>> metadata;
};

/// The most bytes that a file of Protocol Buffers may have.
inline constexpr std::uint64_t kMostBytes = (std::uint64_t{1} << 31U) - 1;

/// Writes aside and renames. A model of more than `mostBytes` is an Error before anything is written.
[[nodiscard]] Status write(const std::filesystem::path& path, const Model& model,
                           std::uint64_t mostBytes = kMostBytes);

} // namespace sorby::learning::onnx
