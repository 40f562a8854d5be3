// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/weights/element_type.h"
#include "core/learning/weights/pickle.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What PyTorch's files say with pickles: which tensors a network's state has and where in which storage.
namespace sorby::learning {

/// A run of elements that tensors are views of; by its key a file tells where its bytes are.
struct StorageReference {
    std::string_view key;
    ElementType type = ElementType::F32;
    std::uint64_t elements = 0;
};

/// A tensor as a view of its storage. It lies inside the storage, and has no more elements than that.
struct TensorReference {
    std::string name;
    StorageReference storage;
    std::uint64_t offset = 0;           ///< of the first element, in elements
    std::vector<std::int64_t> shape;    ///< outermost dimension first
    std::vector<std::uint64_t> strides; ///< in elements
    std::uint64_t elements = 0;
};

/// The functions and classes that torch.save names for tensors and their storages.
[[nodiscard]] bool isTensorGlobal(const std::string& qualifiedName);

/// The storage that a persistent identifier names: ("storage", class, key, device, elements), in files before
/// PyTorch 1.6 with None behind it.
[[nodiscard]] Result<StorageReference> storageFrom(const pickle::Pickle& pickle, pickle::NodeId reference);

/// The tensors of the state dict in the order of the file: of the dict itself, or of the one that stands in
/// it under "state_dict", "model_state_dict" or "model". When every name begins with "module."
/// (DataParallel), that is left out. An Error when there is none or a tensor does not lie in its storage.
[[nodiscard]] Result<std::vector<TensorReference>> findStateDict(const pickle::Pickle& pickle);

} // namespace sorby::learning
