// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Files of torch.save put together by hand, so that tests can make them wrong.
namespace sorby::learning::handmade {

/// The bytes of a number, little-endian.
template <typename T>
[[nodiscard]] std::string bytesOf(T value)
{
    return {reinterpret_cast<const char*>(&value), sizeof(T)};
}

// Pieces of a pickle; each leaves one value on the stack.
[[nodiscard]] std::string text(std::string_view value);
[[nodiscard]] std::string integer(std::int64_t value);
[[nodiscard]] std::string global(std::string_view module, std::string_view name);
[[nodiscard]] std::string tuple(const std::vector<std::string>& items);
[[nodiscard]] std::string integers(const std::vector<std::int64_t>& values);
[[nodiscard]] std::string dict(const std::vector<std::pair<std::string, std::string>>& items);
[[nodiscard]] std::string call(const std::string& function, const std::string& arguments);
/// A pickle of protocol 2 with this value.
[[nodiscard]] std::string pickleOf(const std::string& value);

/// A tensor as torch.save describes it.
struct TensorPieces {
    std::string storageClass = "FloatStorage";
    std::string key = "0";
    std::int64_t storageElements = 6;
    std::int64_t offset = 0;
    std::vector<std::int64_t> shape = {2, 3};
    std::vector<std::int64_t> strides = {3, 1};
};
[[nodiscard]] std::string tensor(const TensorPieces& pieces);
/// The pickle of a state dict with that one tensor, "w".
[[nodiscard]] std::string stateOf(const TensorPieces& pieces);

struct ArchiveFile {
    std::string name;
    std::string bytes;
};
/// A zip archive of stored files with their checksums.
[[nodiscard]] std::string zipOf(const std::vector<ArchiveFile>& files);
/// A file of torch.save with one storage "0" of six floats 0 ... 5, and this pickle.
[[nodiscard]] std::string zipFile(const std::string& pickle);
/// The same in the format before PyTorch 1.6.
[[nodiscard]] std::string legacyFile(const std::string& pickle);

} // namespace sorby::learning::handmade
