// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"
#include "core/learning/safetensors.h"
#include "tests/support/temporary_folder.h"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <filesystem>

namespace sorby::learning::safetensors {
namespace {

constexpr std::array<float, 6> kNumbers{1, -2, 3.5F, 0, 1e-30F, 6};

std::span<const std::byte> bytesOfNumbers(std::size_t count)
{
    return std::as_bytes(std::span(kNumbers).first(count));
}

Status writeTwo(const std::filesystem::path& path)
{
    const std::array<Tensor, 2> tensors{
        {{"b", Type::F32, {2, 3}, bytesOfNumbers(6)}, {"a", Type::F32, {}, bytesOfNumbers(1)}}};
    return write(path, {{"note", "\xC3\xBC"}}, tensors);
}

/// A file with this header and so many zero bytes after it.
void writeRaw(const std::filesystem::path& path, const std::string& header, std::size_t dataBytes)
{
    const auto length = std::bit_cast<std::array<char, 8>>(std::uint64_t{header.size()});
    ASSERT_TRUE(
        writeFileAtomically(path, std::string(length.data(), 8) + header + std::string(dataBytes, '\0')));
}

TEST(SafetensorsTest, WrittenTensorsComeBack)
{
    const test::TemporaryFolder folder;
    const auto path = folder / "two.safetensors";
    ASSERT_TRUE(writeTwo(path));
    auto reader = Reader::open(path);
    ASSERT_TRUE(reader) << describe(reader.error());
    ASSERT_EQ(reader->entries().size(), 2U);
    EXPECT_EQ(*reader->metadata("note"), "\xC3\xBC");
    EXPECT_EQ(reader->metadata("other"), nullptr);
    EXPECT_EQ(reader->find("c"), nullptr);
    const auto* entry = reader->find("b");
    ASSERT_NE(entry, nullptr);
    EXPECT_EQ(entry->shape, (std::vector<std::int64_t>{2, 3}));
    std::array<float, 6> numbers{};
    ASSERT_TRUE(reader->read(*entry, std::as_writable_bytes(std::span(numbers))));
    EXPECT_EQ(numbers, kNumbers);
}

TEST(SafetensorsTest, TheFileIsLaidOutAsTheFormatSays)
{
    const test::TemporaryFolder folder;
    const auto path = folder / "two.safetensors";
    ASSERT_TRUE(writeTwo(path));
    const auto text = readText(path);
    ASSERT_TRUE(text);
    const std::string header =
        R"({"__metadata__":{"note":"ü"},"b":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},)"
        R"("a":{"dtype":"F32","shape":[],"data_offsets":[24,28]}})";
    EXPECT_EQ(text->substr(8, header.size()), header);
    const auto headerBytes = static_cast<unsigned char>((*text)[0]);
    EXPECT_EQ(headerBytes % 8, 0);
    EXPECT_EQ(text->size(), 8U + headerBytes + 28U);
}

TEST(SafetensorsTest, CutOffAnywhereIsAnErrorThatNamesTheFile)
{
    const test::TemporaryFolder folder;
    const auto whole = folder / "whole.safetensors";
    const auto cut = folder / "cut.safetensors";
    ASSERT_TRUE(writeTwo(whole));
    const auto text = readText(whole);
    ASSERT_TRUE(text);
    for (std::size_t length = 0; length < text->size(); ++length) {
        ASSERT_TRUE(writeFileAtomically(cut, std::string_view(*text).substr(0, length)));
        const auto reader = Reader::open(cut);
        ASSERT_FALSE(reader) << length;
        EXPECT_EQ(reader.error().where, toUtf8(cut));
    }
}

TEST(SafetensorsTest, BytesAfterTheLastTensorAreRefused)
{
    const test::TemporaryFolder folder;
    const auto path = folder / "long.safetensors";
    ASSERT_TRUE(writeTwo(path));
    ASSERT_TRUE(writeFileAtomically(path, *readText(path) + "x"));
    EXPECT_FALSE(Reader::open(path));
}

struct Hostile {
    const char* header;
    std::size_t dataBytes;
};

class SafetensorsHostile : public testing::TestWithParam<Hostile> {};

TEST_P(SafetensorsHostile, IsRefused)
{
    const test::TemporaryFolder folder;
    const auto path = folder / "hostile.safetensors";
    writeRaw(path, GetParam().header, GetParam().dataBytes);
    const auto reader = Reader::open(path);
    ASSERT_FALSE(reader);
    EXPECT_EQ(reader.error().code, ErrorCode::Malformed);
    EXPECT_EQ(reader.error().where, toUtf8(path));
}

INSTANTIATE_TEST_SUITE_P(
    All, SafetensorsHostile,
    testing::Values(
        Hostile{"", 0}, Hostile{"[]", 0}, Hostile{"{\"__metadata__\":{\"a\":1}}", 0},
        Hostile{"{\"__metadata__\":\"a\"}", 0}, Hostile{"{\"a\":4}", 4},
        // no, unknown and wrong types
        Hostile{R"({"a":{"shape":[1],"data_offsets":[0,4]}})", 4},
        Hostile{R"({"a":{"dtype":"F33","shape":[1],"data_offsets":[0,4]}})", 4},
        Hostile{R"({"a":{"dtype":32,"shape":[1],"data_offsets":[0,4]}})", 4},
        // shapes: negative, fractional, overflowing 64 bits, not as long as the data, too many sides
        Hostile{R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", 4},
        Hostile{R"({"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}})", 4},
        Hostile{R"({"a":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}})", 4},
        Hostile{R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}})", 0},
        Hostile{R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", 4},
        Hostile{R"({"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}})", 4},
        // offsets: backwards, negative, missing, behind the end, with a gap, overlapping
        Hostile{R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}})", 4},
        Hostile{R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}})", 4},
        Hostile{R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}})", 4},
        Hostile{R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[18446744073709551612,0]}})", 4},
        Hostile{R"({"a":{"dtype":"F32","shape":[1099511627776],"data_offsets":[0,4398046511104]}})", 4},
        Hostile{R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", 8},
        Hostile{R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                R"("b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
                4},
        Hostile{R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                R"("a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
                8}));

TEST(SafetensorsTest, AHeaderLongerThanTheFileIsNotAllocated)
{
    const test::TemporaryFolder folder;
    const auto path = folder / "long header.safetensors";
    for (const std::uint64_t length : {std::uint64_t{100}, std::uint64_t{1} << 40, ~std::uint64_t{0}}) {
        const auto prefix = std::bit_cast<std::array<char, 8>>(length);
        ASSERT_TRUE(writeFileAtomically(path, std::string(prefix.data(), 8) + "{}"));
        EXPECT_FALSE(Reader::open(path)) << length;
    }
}

TEST(SafetensorsTest, MissingFileAndFolderAreErrors)
{
    const test::TemporaryFolder folder;
    const auto missing = Reader::open(folder / "none.safetensors");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
    EXPECT_FALSE(Reader::open(folder.path()));
}

TEST(SafetensorsTest, AFailedWriteLeavesTheOldFile)
{
    const test::TemporaryFolder folder;
    const auto path = folder / "kept.safetensors";
    ASSERT_TRUE(writeTwo(path));
    const auto before = readText(path);
    ASSERT_TRUE(before);
    // A folder in the place of the file that is written aside.
    std::filesystem::create_directories(folder / "kept.safetensors.partial");
    const auto status = writeTwo(path);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::Io);
    EXPECT_EQ(status.error().where, toUtf8(path));
    EXPECT_EQ(*readText(path), *before);
}

} // namespace
} // namespace sorby::learning::safetensors
