// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>

namespace sorby::learning {

/// Little-endian numbers and runs of bytes from memory, one after another. Whoever asks for more than there
/// is gets zeros or nothing, and isCutOff() says so from then on; so a parser looks once, at its end or where
/// it decides by what it read.
class ByteReader {
  public:
    explicit ByteReader(std::span<const std::byte> bytes, std::size_t start = 0)
        : m_bytes(bytes), m_position(start), m_cutOff(start > bytes.size())
    {}

    [[nodiscard]] bool isCutOff() const { return m_cutOff; }
    [[nodiscard]] std::size_t position() const { return m_position; }
    [[nodiscard]] std::size_t left() const { return m_cutOff ? 0 : m_bytes.size() - m_position; }

    [[nodiscard]] std::span<const std::byte> take(std::uint64_t count)
    {
        if (m_cutOff || count > left()) {
            m_cutOff = true;
            return {};
        }
        const auto taken = m_bytes.subspan(m_position, static_cast<std::size_t>(count));
        m_position += taken.size();
        return taken;
    }
    void skip(std::uint64_t count) { static_cast<void>(take(count)); }

    template <typename T>
    [[nodiscard]] T number()
    {
        static_assert(std::is_arithmetic_v<T>);
        T value{};
        if (const auto taken = take(sizeof(T)); taken.size() == sizeof(T)) {
            std::memcpy(&value, taken.data(), sizeof(T));
        }
        return value;
    }

    [[nodiscard]] std::string_view text(std::uint64_t count)
    {
        const auto taken = take(count);
        return {reinterpret_cast<const char*>(taken.data()), taken.size()};
    }
    /// Up to the next line feed, which is passed over.
    [[nodiscard]] std::string_view line()
    {
        const std::string_view rest(reinterpret_cast<const char*>(m_bytes.data()) + m_position, left());
        const auto end = rest.find('\n');
        if (end == std::string_view::npos) {
            m_cutOff = true;
            return {};
        }
        m_position += end + 1;
        return rest.substr(0, end);
    }

  private:
    std::span<const std::byte> m_bytes;
    std::size_t m_position;
    bool m_cutOff;
};

} // namespace sorby::learning
