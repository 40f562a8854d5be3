// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <utility>
#include <vector>

/// The safetensors file format: 8 bytes length of the header (little-endian), the header as JSON, the
/// tensors' bytes without gaps. Nothing in such a file is executed; the reader believes no number in it
/// before it is checked against the file's length.
namespace sorby::learning::safetensors {

/// In the order of the file.
using Metadata = std::vector<std::pair<std::string, std::string>>;

enum class Type { F32, F16, Bf16, F64, I8, U8, I16, I32, I64, Bool };
[[nodiscard]] std::size_t bytesOf(Type type);

/// What the header says of one tensor. Offsets count from the first byte behind the header.
struct Entry {
    std::string name;
    Type type = Type::F32;
    std::vector<std::int64_t> shape;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

/// A tensor to write; `bytes` are its elements, row-major.
struct Tensor {
    std::string name;
    Type type = Type::F32;
    std::vector<std::int64_t> shape;
    std::span<const std::byte> bytes;
};

/// Writes aside and renames, so that a failure leaves the old file as it was.
[[nodiscard]] Status write(const std::filesystem::path& path, const Metadata& metadata,
                           std::span<const Tensor> tensors);

/// An open file whose header was found sound: every tensor lies inside the file, is as long as its shape
/// says, and no two overlap.
class Reader {
  public:
    [[nodiscard]] static Result<Reader> open(const std::filesystem::path& path);

    [[nodiscard]] const std::vector<Entry>& entries() const { return m_entries; }
    /// Null when the file has no tensor of that name.
    [[nodiscard]] const Entry* find(const std::string& name) const;
    /// Null when the file says nothing under that key.
    [[nodiscard]] const std::string* metadata(const std::string& key) const;

    /// Fills `bytes`, which has the entry's length.
    [[nodiscard]] Status read(const Entry& entry, std::span<std::byte> bytes);

  private:
    std::filesystem::path m_path;
    std::ifstream m_stream;
    std::uint64_t m_dataStart = 0;
    std::vector<Entry> m_entries; ///< by name
    Metadata m_metadata;
};

} // namespace sorby::learning::safetensors
