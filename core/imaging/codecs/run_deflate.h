// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sorby::imaging::codecs {

/// A zlib stream (RFC 1950, RFC 1951) of bytes that come as runs of one value, as label images do. The only
/// repeats it knows are those of the byte before; in return a run costs the same whatever its length: it is
/// neither searched, nor compared, nor summed up byte by byte. Several times as fast as zlib's own way
/// with runs (Z_RLE), and no larger.
class RunDeflater {
  public:
    RunDeflater();

    /// Adds `count` times the byte. Runs of one value that follow each other are one.
    void add(std::uint8_t value, std::uint64_t count);
    /// Nothing may be added after it.
    void finish();

    /// What has been packed and not taken yet. finish() makes it complete.
    [[nodiscard]] std::size_t packedBytes() const { return m_packed.size(); }
    [[nodiscard]] std::vector<std::byte> take();

  private:
    /// A byte, or kMatch and how often the byte before comes again (3 to 258 times).
    using Token = std::uint16_t;
    static constexpr std::size_t kSymbols = 286;

    void sumUp(std::uint8_t value, std::uint64_t count);
    void closeRun();
    void putToken(Token token, std::size_t symbol);
    void writeBlock(bool isLast);
    void putBits(std::uint32_t bits, int count);
    void putByte(std::uint8_t value) { m_packed.push_back(static_cast<std::byte>(value)); }
    [[nodiscard]] std::uint64_t bitsWith(std::span<const std::uint8_t> lengths, int distanceBits) const;
    void putTokens(std::span<const std::uint8_t> lengths, int distanceBits);

    std::uint8_t m_value = 0; ///< of the run that is not closed yet
    std::uint64_t m_count = 0;
    std::uint32_t m_sum = 1; ///< the two halves of Adler-32
    std::uint32_t m_sumOfSums = 0;
    std::vector<Token> m_tokens; ///< of the block that is not written yet
    std::array<std::uint32_t, kSymbols> m_symbolCounts{};
    std::uint64_t m_matches = 0; ///< in the block, and the extra bits of their lengths
    std::uint64_t m_extraBits = 0;
    std::uint64_t m_bits = 0; ///< not yet a whole byte
    int m_bitCount = 0;
    std::vector<std::byte> m_packed;
};

} // namespace sorby::imaging::codecs
