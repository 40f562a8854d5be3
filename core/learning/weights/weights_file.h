// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/weights/element_type.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace sorby::learning {

/// A tensor in a file of weights.
struct WeightsEntry {
    std::string name;
    ElementType type = ElementType::F32;
    std::vector<std::int64_t> shape; ///< outermost dimension first; empty: one number
    std::uint64_t elements = 1;
};

/// The weights of a network by their names, from whatever file; opened with openWeights(). Used by one thread
/// at a time.
class WeightsFile {
  public:
    virtual ~WeightsFile() = default;
    WeightsFile(const WeightsFile&) = delete;
    WeightsFile& operator=(const WeightsFile&) = delete;

    /// In the order of the file where it has one.
    [[nodiscard]] const std::vector<WeightsEntry>& entries() const { return m_entries; }
    /// Null when the file has no tensor of that name.
    [[nodiscard]] const WeightsEntry* find(const std::string& name) const;
    /// The elements of one of the entries in row-major order; `values` has as many. An Error when the file
    /// cannot be read any more.
    [[nodiscard]] Status copyTo(const WeightsEntry& entry, std::span<float> values);

  protected:
    explicit WeightsFile(std::vector<WeightsEntry> entries);

  private:
    [[nodiscard]] virtual Status copyEntry(std::size_t index, std::span<float> values) = 0;

    std::vector<WeightsEntry> m_entries;
    std::unordered_map<std::string, std::size_t> m_places;
};

/// Opens a file of weights, which it knows by its content: safetensors, or what Python's torch.save writes (a
/// state dict, or a dict that holds one; see state_dict.h). Nothing in the file is run. A file that is cut
/// off, damaged, of another kind, or that wants to call anything is an Error that names it and the remedy;
/// what it claims is believed only as far as the file's length bears it out.
[[nodiscard]] Result<std::unique_ptr<WeightsFile>> openWeights(const std::filesystem::path& path);

} // namespace sorby::learning
