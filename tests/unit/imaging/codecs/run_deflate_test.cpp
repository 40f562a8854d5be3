// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/codecs/prefix_code.h"
#include "core/imaging/codecs/run_deflate.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <random>

namespace sorby::imaging::codecs {
namespace {

using Bytes = std::vector<std::uint8_t>;

/// What zlib, which also checks the sum at the end, makes of it; nothing when it refuses.
Bytes unpacked(std::span<const std::byte> packed, std::size_t count)
{
    Bytes bytes(count + 1);
    uLongf length = bytes.size();
    const int status = uncompress(bytes.data(), &length, reinterpret_cast<const Bytef*>(packed.data()),
                                  static_cast<uLong>(packed.size()));
    EXPECT_EQ(status, Z_OK);
    bytes.resize(status == Z_OK ? length : 0);
    return bytes;
}

TEST(RunDeflater, EveryLengthOfARunComesBack)
{
    for (std::size_t length = 0; length <= 1100; ++length) {
        RunDeflater deflater;
        Bytes bytes;
        for (const std::uint8_t value : {std::uint8_t{7}, std::uint8_t{0}, std::uint8_t{255}}) {
            deflater.add(value, length);
            bytes.insert(bytes.end(), length, value);
        }
        deflater.finish();
        ASSERT_EQ(unpacked(deflater.take(), bytes.size()), bytes) << length;
    }
}

TEST(RunDeflater, RunsOfAllKindsComeBack)
{
    std::mt19937 random(20);
    for (int round = 0; round < 500; ++round) {
        RunDeflater deflater;
        Bytes bytes;
        const std::size_t runs = round % 100 == 0 ? 150000 : random() % 50; // beyond one block, and within
        const unsigned values = 1 + static_cast<unsigned>(random()) % (round % 2 == 0 ? 256U : 3U);
        for (std::size_t run = 0; run < runs; ++run) {
            const auto value = static_cast<std::uint8_t>(random() % values);
            const std::size_t length = runs > 50 ? random() % 4 : random() % (1U << random() % 12);
            deflater.add(value, length);
            bytes.insert(bytes.end(), length, value);
        }
        deflater.finish();
        ASSERT_EQ(unpacked(deflater.take(), bytes.size()), bytes) << round;
    }
}

TEST(RunDeflater, SumsUpRunsLongerThanTheModulus)
{
    RunDeflater deflater;
    Bytes bytes;
    for (const std::size_t length : {65520, 65521, 131041, 131042, 300000}) {
        deflater.add(static_cast<std::uint8_t>(length % 251), length);
        bytes.insert(bytes.end(), length, static_cast<std::uint8_t>(length % 251));
    }
    deflater.finish();
    EXPECT_EQ(unpacked(deflater.take(), bytes.size()), bytes);
}

TEST(RunDeflater, MayBeEmptiedOnTheWay)
{
    RunDeflater deflater;
    Bytes bytes;
    std::vector<std::byte> packed;
    for (std::size_t i = 0; i < 200000; ++i) {
        const auto value = static_cast<std::uint8_t>(i * i % 253);
        deflater.add(value, 1);
        bytes.push_back(value);
        const auto more = deflater.take();
        packed.insert(packed.end(), more.begin(), more.end());
    }
    EXPECT_GT(packed.size(), 100000U) << "nothing is held back for long";
    deflater.finish();
    const auto more = deflater.take();
    packed.insert(packed.end(), more.begin(), more.end());
    EXPECT_EQ(unpacked(packed, bytes.size()), bytes);
}

/// The shares of the code space that codes of these lengths take; 1 when none is free and none is double.
double taken(const std::vector<std::uint8_t>& lengths)
{
    double sum = 0;
    for (const auto length : lengths) {
        sum += length > 0 ? 1.0 / (1U << length) : 0;
    }
    return sum;
}

TEST(PrefixCode, IsTheBestOneByHand)
{
    // Huffman's own way: 1 and 1 make 2, with 2 it is 4, with 4 it is 8.
    const std::vector<std::uint32_t> counts = {4, 0, 2, 1, 1};
    EXPECT_EQ(prefixCodeLengths(counts, 15), (std::vector<std::uint8_t>{1, 0, 2, 3, 3}));
    // RFC 1951, 3.2.2: the lengths 3 3 3 3 3 2 4 4 have the codes 010 011 100 101 110 00 1110 1111.
    EXPECT_EQ(prefixCodes(std::vector<std::uint8_t>{3, 3, 3, 3, 3, 2, 4, 4}),
              (std::vector<std::uint16_t>{0b010, 0b110, 0b001, 0b101, 0b011, 0b00, 0b0111, 0b1111}));
}

TEST(PrefixCode, StaysWithinTheLongestLength)
{
    std::vector<std::uint32_t> fibonacci = {1, 1};
    while (fibonacci.size() < 30) {
        fibonacci.push_back(fibonacci.end()[-1] + fibonacci.end()[-2]);
    }
    const auto free = prefixCodeLengths(fibonacci, 40);
    EXPECT_EQ(*std::max_element(free.begin(), free.end()), 29);
    for (const int longest : {5, 7, 15}) {
        const auto lengths = prefixCodeLengths(fibonacci, longest);
        EXPECT_LE(*std::max_element(lengths.begin(), lengths.end()), longest);
        EXPECT_DOUBLE_EQ(taken(lengths), 1);
    }
}

TEST(PrefixCode, IsCompleteForOneSymbolAndForNone)
{
    EXPECT_DOUBLE_EQ(taken(prefixCodeLengths(std::vector<std::uint32_t>{0, 0, 9}, 7)), 1);
    EXPECT_DOUBLE_EQ(taken(prefixCodeLengths(std::vector<std::uint32_t>{0, 0, 0}, 7)), 1);
}

} // namespace
} // namespace sorby::imaging::codecs
