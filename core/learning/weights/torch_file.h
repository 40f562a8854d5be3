// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/weights/element_type.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace sorby::learning {

/// A tensor in a file of torch.save: a view into the file's bytes.
struct StoredTensor {
    std::string name;
    ElementType type = ElementType::F32;
    std::vector<std::int64_t> shape;    ///< outermost dimension first
    std::vector<std::uint64_t> strides; ///< in elements
    std::uint64_t elements = 0;
    std::span<const std::byte> bytes; ///< of the storage from the tensor's first element on
};

/// Do the bytes begin as torch.save writes them, as a zip archive (since PyTorch 1.6) or as pickles one after
/// another?
[[nodiscard]] bool isTorchFile(std::span<const std::byte> bytes);

/// The tensors of the state dict in a file of torch.save (state_dict.h says which one), whose bytes outlive
/// the result. Nothing in the file is run; tensors, dicts, lists, tuples, texts and numbers are known,
/// whatever else it names is an Error that says what. Every tensor lies inside the file, and all of them
/// together are at most eight times as long. Errors have no place; the caller knows the file.
[[nodiscard]] Result<std::vector<StoredTensor>> readTorchFile(std::span<const std::byte> bytes);

/// The elements in row-major order.
void copyAsFloats(const StoredTensor& tensor, std::span<float> values);

} // namespace sorby::learning
