// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Python's pickle format, protocols 1 to 5 as far as plain containers go, read as a description and never
/// run: a call that the pickle asks for becomes a node that says what was to be called with which arguments.
namespace sorby::learning::pickle {

/// Place of a node in Pickle::nodes. What several places share is one node; lists and dicts may hold
/// themselves, so whoever walks down bounds how deep.
using NodeId = std::uint32_t;

enum class Kind {
    None,
    Bool,
    Integer,
    LongInteger, ///< of more than 64 bits; `text` has its bytes, little-endian
    Real,
    Text,
    Bytes,
    List,
    Tuple,
    Dict,      ///< `items`: key, value, key, value ...; an OrderedDict is one, too
    Global,    ///< a function or class by name: `text` is the module, `attribute` its name in it
    Call,      ///< `items`: the Global, the tuple of arguments
    Reference, ///< persistent identifier: `items` has the one node that names what lies outside
};

struct Node {
    Kind kind = Kind::None;
    std::int64_t integer = 0; ///< of Bool and Integer
    double real = 0;
    std::string_view text;
    std::string_view attribute;
    std::vector<NodeId> items;
};

struct Pickle {
    std::vector<Node> nodes;
    NodeId root = 0;
    std::size_t bytes = 0; ///< length of the pickle; what follows it is not looked at

    [[nodiscard]] const Node& at(NodeId id) const { return nodes[id]; }
    [[nodiscard]] const Node& rootNode() const { return nodes[root]; }
};

/// May a pickle name this function or class? "torch._utils._rebuild_tensor_v2".
using IsKnown = std::function<bool(const std::string& qualifiedName)>;

/// The pickle at the beginning of the bytes, which outlive the result. A function or class that is not known
/// is an Error that names it, as soon as the pickle names it; `collections.OrderedDict` need not be in the
/// list. Errors have no place; the caller knows the file.
[[nodiscard]] Result<Pickle> parse(std::span<const std::byte> bytes, const IsKnown& isKnown);

} // namespace sorby::learning::pickle
