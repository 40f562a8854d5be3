// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/onnx/protobuf_writer.h"

#include <bit>

namespace sorby::learning::protobuf {
namespace {

// https://protobuf.dev/programming-guides/encoding
constexpr unsigned kVarint = 0;
constexpr unsigned kLengthDelimited = 2;
constexpr unsigned kFixed32 = 5;

} // namespace

void Message::addInteger(int field, std::int64_t value)
{
    addKey(field, kVarint);
    addVarint(static_cast<std::uint64_t>(value));
}

void Message::addFloat(int field, float value)
{
    addKey(field, kFixed32);
    const auto bits = std::bit_cast<std::uint32_t>(value);
    for (unsigned shift = 0; shift < 32; shift += 8) {
        m_bytes.push_back(static_cast<char>((bits >> shift) & 0xFFU));
    }
}

void Message::addBytes(int field, std::string_view bytes)
{
    beginBytes(field, bytes.size());
    m_bytes.append(bytes);
}

void Message::beginBytes(int field, std::uint64_t count)
{
    addKey(field, kLengthDelimited);
    addVarint(count);
}

void Message::addKey(int field, unsigned wireType)
{
    addVarint(static_cast<std::uint64_t>(field) << 3U | wireType);
}

void Message::addVarint(std::uint64_t value)
{
    // Seven bits a byte, the lowest first; the eighth says that more follow.
    constexpr std::uint64_t kMore = 0x80;
    for (; value >= kMore; value >>= 7U) {
        m_bytes.push_back(static_cast<char>(value | kMore));
    }
    m_bytes.push_back(static_cast<char>(value));
}

} // namespace sorby::learning::protobuf
