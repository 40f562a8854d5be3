// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sorby::learning::protobuf {

/// One message in the wire format of Protocol Buffers, field by field in the order of the calls. A repeated
/// field is added once for each value.
class Message {
  public:
    void addInteger(int field, std::int64_t value);
    void addFloat(int field, float value);
    /// Text, bytes, or a message inside of this one.
    void addBytes(int field, std::string_view bytes);
    void add(int field, const Message& message) { addBytes(field, message.bytes()); }
    /// Only what stands before the bytes of a field, for a caller who writes those by himself.
    void beginBytes(int field, std::uint64_t count);

    [[nodiscard]] const std::string& bytes() const { return m_bytes; }

  private:
    void addKey(int field, unsigned wireType);
    void addVarint(std::uint64_t value);

    std::string m_bytes;
};

} // namespace sorby::learning::protobuf
