// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace sorby::learning {

/// While one lives, large blocks of CPU memory that tensors give back are kept for the next tensor of that
/// size instead of being returned to the system: a step needs the same blocks again and again, and fetching
/// fresh pages for them takes up to a third of its time. Blocks in use and kept together stay within the
/// budget (when several live, within their sum); with the last one all are returned.
class CachedMemory {
  public:
    explicit CachedMemory(std::uint64_t budgetBytes);
    ~CachedMemory();
    CachedMemory(const CachedMemory&) = delete;
    CachedMemory& operator=(const CachedMemory&) = delete;

    /// Bytes kept at this moment, for tests.
    [[nodiscard]] static std::uint64_t keptBytes();

  private:
    std::uint64_t m_budgetBytes;
};

} // namespace sorby::learning
