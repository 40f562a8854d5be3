// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace sorby::project {

/// XXH3 (128 bit) of the content, 32 hexadecimal digits.
[[nodiscard]] Result<std::string> hashFile(const std::filesystem::path& path);
[[nodiscard]] std::string hashBytes(std::span<const std::byte> bytes);
[[nodiscard]] std::string hashText(std::string_view text);

/// hashBytes() of bytes that come in pieces.
class ContentHasher {
  public:
    ContentHasher();
    ContentHasher(ContentHasher&&) noexcept;
    ContentHasher& operator=(ContentHasher&&) noexcept;
    ~ContentHasher();
    void add(std::span<const std::byte> bytes);
    [[nodiscard]] std::string digest() const;

  private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace sorby::project
