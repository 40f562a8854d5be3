// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/weights/state_dict.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <unordered_map>

namespace sorby::learning {
namespace {

using pickle::Kind;
using pickle::Node;
using pickle::NodeId;
using pickle::Pickle;

constexpr std::string_view kRebuildTensor2 = "torch._utils._rebuild_tensor_v2";
constexpr std::string_view kRebuildTensor = "torch._utils._rebuild_tensor";
constexpr std::string_view kRebuildParameter = "torch._utils._rebuild_parameter";
constexpr std::string_view kSize = "torch.Size";

struct StorageClass {
    std::string_view name;
    ElementType type;
};
constexpr std::array kStorageClasses{
    StorageClass{"torch.FloatStorage", ElementType::F32},
    StorageClass{"torch.DoubleStorage", ElementType::F64},
    StorageClass{"torch.HalfStorage", ElementType::F16},
    StorageClass{"torch.BFloat16Storage", ElementType::Bf16},
    StorageClass{"torch.CharStorage", ElementType::I8},
    StorageClass{"torch.ByteStorage", ElementType::U8},
    StorageClass{"torch.ShortStorage", ElementType::I16},
    StorageClass{"torch.IntStorage", ElementType::I32},
    StorageClass{"torch.LongStorage", ElementType::I64},
    StorageClass{"torch.BoolStorage", ElementType::Bool},
};

/// Under which a checkpoint has its weights, the surest first.
constexpr std::array<std::string_view, 3> kStateKeys{"state_dict", "model_state_dict", "model"};
constexpr int kDeepestState = 4;
constexpr std::string_view kParallelPrefix = "module.";
constexpr std::size_t kMostTensorDimensions = 8;

Error badTensor(const std::string& name, const std::string& reason)
{
    Error error{ErrorCode::Malformed, "is damaged: tensor '", {}};
    error.message.append(name).append("' ").append(reason);
    return error;
}

std::string qualifiedName(const Node& global)
{
    std::string name(global.text);
    name.append(".").append(global.attribute);
    return name;
}

/// The arguments of a call of that function; null when the node is something else.
const Node* argumentsOf(const Pickle& pickle, const Node& node, std::string_view function)
{
    if (node.kind != Kind::Call || qualifiedName(pickle.at(node.items[0])) != function) {
        return nullptr;
    }
    return &pickle.at(node.items[1]);
}

/// A Parameter is called with its tensor.
const Node& withoutParameter(const Pickle& pickle, const Node& node)
{
    const auto* arguments = argumentsOf(pickle, node, kRebuildParameter);
    return arguments != nullptr && !arguments->items.empty() ? pickle.at(arguments->items.front()) : node;
}

/// storage, offset, size, stride, ...; null when the node is no tensor.
const Node* tensorArguments(const Pickle& pickle, const Node& node)
{
    const auto& tensor = withoutParameter(pickle, node);
    const auto* arguments = argumentsOf(pickle, tensor, kRebuildTensor2);
    return arguments != nullptr ? arguments : argumentsOf(pickle, tensor, kRebuildTensor);
}

std::optional<std::uint64_t> countFrom(const Node& node)
{
    if (node.kind != Kind::Integer || node.integer < 0) {
        return std::nullopt;
    }
    return static_cast<std::uint64_t>(node.integer);
}

/// A tuple or torch.Size of numbers that are not negative.
std::optional<std::vector<std::uint64_t>> countsFrom(const Pickle& pickle, const Node& node)
{
    const auto* size = argumentsOf(pickle, node, kSize);
    const auto& tuple = size != nullptr && !size->items.empty() ? pickle.at(size->items.front()) : node;
    if ((tuple.kind != Kind::Tuple && tuple.kind != Kind::List) ||
        tuple.items.size() > kMostTensorDimensions) {
        return std::nullopt;
    }
    std::vector<std::uint64_t> counts;
    for (const auto id : tuple.items) {
        const auto count = countFrom(pickle.at(id));
        if (!count) {
            return std::nullopt;
        }
        counts.push_back(*count);
    }
    return counts;
}

/// Elements of the shape when that many fit into the storage, and the last of them lies in it.
std::optional<std::uint64_t> elementsInside(const TensorReference& tensor)
{
    const auto most = tensor.storage.elements;
    if (tensor.offset > most) {
        return std::nullopt;
    }
    if (std::find(tensor.shape.begin(), tensor.shape.end(), 0) != tensor.shape.end()) {
        return 0;
    }
    std::uint64_t elements = 1;
    auto last = tensor.offset;
    for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
        const auto side = static_cast<std::uint64_t>(tensor.shape[i]);
        if (side > most / elements) {
            return std::nullopt;
        }
        elements *= side;
        if (side > 1 && tensor.strides[i] > most / (side - 1)) {
            return std::nullopt;
        }
        last += (side - 1) * tensor.strides[i]; // all in all at most nine times `most`
    }
    return last < most ? std::optional(elements) : std::nullopt;
}

Result<TensorReference> tensorFrom(const Pickle& pickle, std::string name, const Node& arguments)
{
    if (arguments.items.size() < 4) {
        return badTensor(name, "is not described as PyTorch does");
    }
    auto storage = storageFrom(pickle, arguments.items[0]);
    if (!storage) {
        return storage.error();
    }
    const auto offset = countFrom(pickle.at(arguments.items[1]));
    const auto shape = countsFrom(pickle, pickle.at(arguments.items[2]));
    auto strides = countsFrom(pickle, pickle.at(arguments.items[3]));
    if (!offset || !shape || !strides || shape->size() != strides->size()) {
        return badTensor(name, "has no sound shape");
    }
    TensorReference tensor{std::move(name), *storage, *offset, {}, std::move(*strides), 0};
    for (const auto side : *shape) {
        tensor.shape.push_back(static_cast<std::int64_t>(side));
    }
    const auto elements = elementsInside(tensor);
    if (!elements) {
        return badTensor(tensor.name, "is larger than what is stored of it");
    }
    tensor.elements = *elements;
    return tensor;
}

bool hasTensors(const Pickle& pickle, const Node& dict)
{
    for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
        if (pickle.at(dict.items[i]).kind == Kind::Text &&
            tensorArguments(pickle, pickle.at(dict.items[i + 1])) != nullptr) {
            return true;
        }
    }
    return false;
}

/// What a dict has under a key, set last as in Python; null when it has none.
const Node* valueOf(const Pickle& pickle, const Node& dict, std::string_view key)
{
    const Node* value = nullptr;
    for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
        const auto& name = pickle.at(dict.items[i]);
        if (name.kind == Kind::Text && name.text == key) {
            value = &pickle.at(dict.items[i + 1]);
        }
    }
    return value;
}

/// Null when neither the dict nor what stands in it under the usual keys has tensors. A dict may hold itself,
/// so only so deep.
const Node* findState(const Pickle& pickle, const Node& node, int deepest)
{
    if (node.kind != Kind::Dict || deepest == 0) {
        return nullptr;
    }
    for (const auto key : kStateKeys) {
        if (const auto* value = valueOf(pickle, node, key)) {
            if (const auto* state = findState(pickle, *value, deepest - 1)) {
                return state;
            }
        }
    }
    return hasTensors(pickle, node) ? &node : nullptr;
}

void stripParallelPrefix(std::vector<TensorReference>& tensors)
{
    if (std::all_of(tensors.begin(), tensors.end(),
                    [](const auto& tensor) { return tensor.name.starts_with(kParallelPrefix); })) {
        for (auto& tensor : tensors) {
            tensor.name.erase(0, kParallelPrefix.size());
        }
    }
}

} // namespace

bool isTensorGlobal(const std::string& qualifiedName)
{
    return qualifiedName == kRebuildTensor2 || qualifiedName == kRebuildTensor ||
           qualifiedName == kRebuildParameter || qualifiedName == kSize ||
           std::any_of(kStorageClasses.begin(), kStorageClasses.end(),
                       [&](const auto& known) { return known.name == qualifiedName; });
}

Result<StorageReference> storageFrom(const Pickle& pickle, NodeId reference)
{
    const Error bad{ErrorCode::Malformed, "is damaged: a storage is not described as PyTorch does", {}};
    const auto& node = pickle.at(reference);
    if (node.kind != Kind::Reference) {
        return bad;
    }
    const auto& tuple = pickle.at(node.items[0]);
    if (tuple.kind != Kind::Tuple || tuple.items.size() < 5 || tuple.items.size() > 6) {
        return bad;
    }
    const auto part = [&](std::size_t i) -> const Node& { return pickle.at(tuple.items[i]); };
    const auto elements = countFrom(part(4));
    if (part(0).kind != Kind::Text || part(0).text != "storage" || part(1).kind != Kind::Global ||
        part(2).kind != Kind::Text || !elements) {
        return bad;
    }
    if (tuple.items.size() == 6 && part(5).kind != Kind::None) {
        return Error{ErrorCode::Unsupported,
                     "is of PyTorch before 0.4; load it there and save it with a newer one",
                     {}};
    }
    const auto name = qualifiedName(part(1));
    const auto known = std::find_if(kStorageClasses.begin(), kStorageClasses.end(),
                                    [&](const auto& storage) { return storage.name == name; });
    // More could not be counted in bytes.
    if (known == kStorageClasses.end() || *elements > std::numeric_limits<std::uint64_t>::max() / 16) {
        return bad;
    }
    return StorageReference{part(2).text, known->type, *elements};
}

Result<std::vector<TensorReference>> findStateDict(const Pickle& pickle)
{
    const auto* state = findState(pickle, pickle.rootNode(), kDeepestState);
    if (state == nullptr) {
        return Error{ErrorCode::Unsupported,
                     "holds no state dict, the tensors of a network by their names; save it in Python with "
                     "torch.save(network.state_dict(), FILE)",
                     {}};
    }
    std::vector<TensorReference> tensors;
    std::unordered_map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i + 1 < state->items.size(); i += 2) {
        const auto& name = pickle.at(state->items[i]);
        const auto* arguments = tensorArguments(pickle, pickle.at(state->items[i + 1]));
        if (name.kind != Kind::Text || arguments == nullptr) {
            continue; // notes beside the tensors
        }
        if (!isUtf8(name.text)) {
            return Error{ErrorCode::Malformed, "is damaged: the name of a tensor is no text", {}};
        }
        auto tensor = tensorFrom(pickle, std::string(name.text), *arguments);
        if (!tensor) {
            return tensor.error();
        }
        // As in Python, what is set last counts.
        const auto [place, isNew] = places.emplace(name.text, tensors.size());
        if (isNew) {
            tensors.push_back(std::move(*tensor));
        } else {
            tensors[place->second] = std::move(*tensor);
        }
    }
    stripParallelPrefix(tensors);
    return tensors;
}

} // namespace sorby::learning
