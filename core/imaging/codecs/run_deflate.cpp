// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/codecs/run_deflate.h"

#include "core/imaging/codecs/prefix_code.h"

#include <algorithm>
#include <utility>

namespace sorby::imaging::codecs {
namespace {

constexpr std::uint16_t kMatch = 256; ///< plus the length: such a token
constexpr std::size_t kEndOfBlock = 256;
constexpr std::uint64_t kShortest = 3;
constexpr std::uint64_t kLongest = 258;
constexpr std::size_t kTokensPerBlock = 65536;
constexpr std::uint64_t kAdlerModulus = 65521;

/// How a length of repeats is written: a symbol, and the rest of the length in extra bits.
struct LengthCode {
    std::uint16_t symbol = 0;
    std::uint8_t extraBits = 0;
    std::uint8_t extra = 0;
};

/// For the lengths up to kLongest (RFC 1951, 3.2.5).
constexpr auto kLengthCodes = [] {
    std::array<LengthCode, kLongest + 1> codes{};
    std::uint16_t symbol = 257;
    std::size_t length = kShortest;
    for (std::uint8_t bits = 0; bits <= 5; ++bits) {
        for (int i = 0; i < (bits == 0 ? 8 : 4); ++i, ++symbol) {
            for (std::size_t extra = 0; extra < std::size_t{1} << bits && length < codes.size(); ++extra) {
                codes[length++] = {symbol, bits, static_cast<std::uint8_t>(extra)};
            }
        }
    }
    codes[kLongest] = {285, 0, 0};
    return codes;
}();

/// The code that needs no description (RFC 1951, 3.2.6); two of its symbols are never used.
constexpr auto kFixedLengths = [] {
    std::array<std::uint8_t, 288> lengths{};
    for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol) {
        lengths[symbol] = symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8;
    }
    return lengths;
}();
constexpr int kFixedDistanceBits = 5;
constexpr int kOwnDistanceBits = 1;

/// The description of a block's own code: the lengths of its codes, packed by a third code.
struct Description {
    /// A symbol of the third code and its extra bits.
    struct Entry {
        std::uint8_t symbol = 0;
        std::uint8_t extraBits = 0;
        std::uint8_t extra = 0;
    };
    std::vector<Entry> entries;
    std::vector<std::uint8_t> lengths; ///< of the third code
    std::size_t sent = 4;              ///< how many of those lengths are told
    std::uint64_t bits = 0;            ///< all together
};
constexpr std::array<std::size_t, 19> kDescriptionOrder = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                           11, 4,  12, 3, 13, 2, 14, 1, 15};

/// Zeros in a row are told by their number; other lengths one by one.
std::vector<Description::Entry> entriesOf(std::span<const std::uint8_t> lengths)
{
    std::vector<Description::Entry> entries;
    for (std::size_t i = 0; i < lengths.size();) {
        std::size_t zeros = 0;
        while (i + zeros < lengths.size() && lengths[i + zeros] == 0 && zeros < 138) {
            ++zeros;
        }
        if (zeros >= 11) {
            entries.push_back({18, 7, static_cast<std::uint8_t>(zeros - 11)});
        } else if (zeros >= 3) {
            entries.push_back({17, 3, static_cast<std::uint8_t>(zeros - 3)});
        } else {
            entries.push_back({lengths[i], 0, 0});
            zeros = 1;
        }
        i += zeros;
    }
    return entries;
}

Description describe(std::span<const std::uint8_t> lengths)
{
    Description result;
    result.entries = entriesOf(lengths);
    std::array<std::uint32_t, kDescriptionOrder.size()> counts{};
    for (const auto& entry : result.entries) {
        ++counts[entry.symbol];
    }
    result.lengths = prefixCodeLengths(counts, 7);
    for (std::size_t i = 0; i < kDescriptionOrder.size(); ++i) {
        if (result.lengths[kDescriptionOrder[i]] > 0) {
            result.sent = std::max(result.sent, i + 1);
        }
    }
    result.bits = 14 + 3 * result.sent;
    for (const auto& entry : result.entries) {
        result.bits += result.lengths[entry.symbol] + entry.extraBits;
    }
    return result;
}

} // namespace

RunDeflater::RunDeflater()
{
    // Deflate with a window of 32 KiB, packed fast; the two bytes are a multiple of 31.
    putByte(0x78);
    putByte(0x01);
}

void RunDeflater::add(std::uint8_t value, std::uint64_t count)
{
    if (count == 0) {
        return;
    }
    if (value != m_value) {
        closeRun();
        m_value = value;
    }
    m_count += count;
}

void RunDeflater::finish()
{
    closeRun();
    writeBlock(true);
    putBits(0, (8 - m_bitCount) % 8);
    for (const std::uint32_t half : {m_sumOfSums, m_sum}) {
        putByte(static_cast<std::uint8_t>(half >> 8U));
        putByte(static_cast<std::uint8_t>(half & 0xffU));
    }
}

std::vector<std::byte> RunDeflater::take()
{
    return std::exchange(m_packed, {});
}

/// n times v: the sum s grows by n v, the sum of sums by n s + v n (n + 1) / 2.
void RunDeflater::sumUp(std::uint8_t value, std::uint64_t count)
{
    // Twice the modulus, so that the half of n (n + 1) is still right.
    constexpr std::uint64_t kTwice = 2 * kAdlerModulus;
    const std::uint64_t n = count % kTwice;
    const std::uint64_t triangle = n * (n + 1) % kTwice / 2;
    m_sumOfSums = static_cast<std::uint32_t>((m_sumOfSums + n * m_sum + triangle * value) % kAdlerModulus);
    m_sum = static_cast<std::uint32_t>((m_sum + n * value) % kAdlerModulus);
}

void RunDeflater::closeRun()
{
    if (m_count == 0) {
        return;
    }
    sumUp(m_value, m_count);
    putToken(m_value, m_value);
    std::uint64_t left = m_count - 1;
    while (left >= kShortest) {
        const auto length = static_cast<std::size_t>(std::min(left, kLongest));
        putToken(static_cast<Token>(kMatch + length), kLengthCodes[length].symbol);
        ++m_matches;
        m_extraBits += kLengthCodes[length].extraBits;
        left -= length;
    }
    for (; left > 0; --left) {
        putToken(m_value, m_value);
    }
    m_count = 0;
}

void RunDeflater::putToken(Token token, std::size_t symbol)
{
    if (m_tokens.size() == kTokensPerBlock) {
        writeBlock(false);
    }
    m_tokens.push_back(token);
    ++m_symbolCounts[symbol];
}

std::uint64_t RunDeflater::bitsWith(std::span<const std::uint8_t> lengths, int distanceBits) const
{
    std::uint64_t bits = m_extraBits + m_matches * static_cast<std::uint64_t>(distanceBits);
    for (std::size_t symbol = 0; symbol < kSymbols; ++symbol) {
        bits += std::uint64_t{m_symbolCounts[symbol]} * lengths[symbol];
    }
    return bits;
}

/// The block with a code of its own, or with the fixed one when that is shorter with the description counted.
void RunDeflater::writeBlock(bool isLast)
{
    ++m_symbolCounts[kEndOfBlock];
    putBits(isLast ? 1 : 0, 1);
    const auto own = prefixCodeLengths(m_symbolCounts, 15);
    // The lengths of all symbols, and of the one distance: 1.
    auto told = own;
    told.push_back(kOwnDistanceBits);
    const auto description = describe(told);
    if (description.bits + bitsWith(own, kOwnDistanceBits) >= bitsWith(kFixedLengths, kFixedDistanceBits)) {
        putBits(1, 2);
        putTokens(kFixedLengths, kFixedDistanceBits);
    } else {
        putBits(2, 2);
        putBits(static_cast<std::uint32_t>(kSymbols - 257), 5);
        putBits(0, 5); // one distance
        putBits(static_cast<std::uint32_t>(description.sent - 4), 4);
        for (std::size_t i = 0; i < description.sent; ++i) {
            putBits(description.lengths[kDescriptionOrder[i]], 3);
        }
        const auto codes = prefixCodes(description.lengths);
        for (const auto& entry : description.entries) {
            putBits(codes[entry.symbol], description.lengths[entry.symbol]);
            putBits(entry.extra, entry.extraBits);
        }
        putTokens(own, kOwnDistanceBits);
    }
    m_tokens.clear();
    m_symbolCounts.fill(0);
    m_matches = 0;
    m_extraBits = 0;
}

void RunDeflater::putTokens(std::span<const std::uint8_t> lengths, int distanceBits)
{
    const auto codes = prefixCodes(lengths);
    for (const Token token : m_tokens) {
        if (token < kMatch) {
            putBits(codes[token], lengths[token]);
            continue;
        }
        const auto& code = kLengthCodes[token - kMatch];
        putBits(codes[code.symbol], lengths[code.symbol]);
        putBits(code.extra, code.extraBits);
        putBits(0, distanceBits); // the byte before
    }
    putBits(codes[kEndOfBlock], lengths[kEndOfBlock]);
}

void RunDeflater::putBits(std::uint32_t bits, int count)
{
    m_bits |= std::uint64_t{bits} << static_cast<unsigned>(m_bitCount);
    m_bitCount += count;
    while (m_bitCount >= 8) {
        putByte(static_cast<std::uint8_t>(m_bits & 0xffU));
        m_bits >>= 8U;
        m_bitCount -= 8;
    }
}

} // namespace sorby::imaging::codecs
