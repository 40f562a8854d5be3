// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace sorby::learning {

/// While it lives, counts what tensors on the CPU take. One at a time.
class CountedMemory {
  public:
    CountedMemory();
    ~CountedMemory();
    CountedMemory(const CountedMemory&) = delete;
    CountedMemory& operator=(const CountedMemory&) = delete;

    /// The largest number of bytes in use at once, of those allocated since the last reset().
    [[nodiscard]] std::uint64_t peak() const;
    /// What is in use now counts for nothing, and is not missed when it is freed.
    void reset();
};

} // namespace sorby::learning
