// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/roi_text.h"

#include "core/base/text.h"
#include "core/formats/csv.h"

#include <algorithm>
#include <cstdint>

namespace sorby::formats {
namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;
constexpr std::uint32_t kHighSurrogates = 0xD800;
constexpr std::uint32_t kLowSurrogates = 0xDC00;
constexpr std::uint32_t kAfterSurrogates = 0xE000;
constexpr std::uint32_t kBeyondOneUnit = 0x10000;
constexpr std::uint32_t kLastCharacter = 0x10FFFF;

void appendUtf8(std::uint32_t character, std::string& text)
{
    const auto put = [&](std::uint32_t byte) { text.push_back(static_cast<char>(byte)); };
    const auto putRest = [&](int shift) { put(0x80U | ((character >> shift) & 0x3FU)); };
    if (character < 0x80) {
        put(character);
    } else if (character < 0x800) {
        put(0xC0U | (character >> 6U));
        putRest(0);
    } else if (character < kBeyondOneUnit) {
        put(0xE0U | (character >> 12U));
        putRest(6);
        putRest(0);
    } else {
        put(0xF0U | (character >> 18U));
        putRest(12);
        putRest(6);
        putRest(0);
    }
}

/// The character at `at`, which moves on behind it.
std::uint32_t nextOfUtf8(std::string_view text, std::size_t& at)
{
    const auto byteAt = [&](std::size_t place) {
        return std::uint32_t{static_cast<std::uint8_t>(text[place])};
    };
    const std::uint32_t first = byteAt(at++);
    if (first < 0x80) {
        return first;
    }
    const int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
    static constexpr std::uint32_t kSmallest[] = {0, 0x80, 0x800, kBeyondOneUnit};
    if (first < 0xC0 || first >= 0xF8) {
        return kReplacement;
    }
    std::uint32_t character = first & (0x3FU >> more);
    for (int i = 0; i < more; ++i) {
        if (at >= text.size() || (byteAt(at) & 0xC0U) != 0x80U) {
            return kReplacement;
        }
        character = (character << 6U) | (byteAt(at++) & 0x3FU);
    }
    const bool isSurrogate = character >= kHighSurrogates && character < kAfterSurrogates;
    return character < kSmallest[more] || character > kLastCharacter || isSurrogate ? kReplacement
                                                                                    : character;
}

std::string escaped(std::string_view value)
{
    std::string text;
    for (const char c : value) {
        if (c == '\\') {
            text += "\\\\";
        } else if (c == '\n') {
            text += "\\n";
        } else if (c == '\r') {
            text += "\\r";
        } else {
            text += c;
        }
    }
    return text;
}

std::string unescaped(std::string_view value)
{
    std::string text;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const char next = value[i] == '\\' && i + 1 < value.size() ? value[i + 1] : '\0';
        if (next == '\\' || next == 'n' || next == 'r') {
            text += next == 'n' ? '\n' : next == 'r' ? '\r' : '\\';
            ++i;
        } else {
            text += value[i];
        }
    }
    return text;
}

} // namespace

std::string fromUtf16(std::span<const std::byte> bytes)
{
    const std::size_t count = bytes.size() / 2;
    const auto unitAt = [&](std::size_t i) {
        return (std::to_integer<std::uint32_t>(bytes[2 * i]) << 8U) |
               std::to_integer<std::uint32_t>(bytes[2 * i + 1]);
    };
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        std::uint32_t character = unitAt(i);
        if (character >= kHighSurrogates && character < kAfterSurrogates) {
            const std::uint32_t low = i + 1 < count ? unitAt(i + 1) : 0;
            const bool isPair = character < kLowSurrogates && low >= kLowSurrogates && low < kAfterSurrogates;
            if (isPair) {
                character = kBeyondOneUnit + ((character - kHighSurrogates) << 10U) + (low - kLowSurrogates);
                ++i;
            } else {
                character = kReplacement;
            }
        }
        appendUtf8(character, text);
    }
    return text;
}

std::vector<std::byte> toUtf16(std::string_view text)
{
    std::vector<std::byte> bytes;
    const auto put = [&](std::uint32_t unit) {
        bytes.push_back(static_cast<std::byte>(unit >> 8U));
        bytes.push_back(static_cast<std::byte>(unit & 0xFFU));
    };
    for (std::size_t at = 0; at < text.size();) {
        const std::uint32_t character = nextOfUtf8(text, at);
        if (character < kBeyondOneUnit) {
            put(character);
        } else {
            put(kHighSurrogates + ((character - kBeyondOneUnit) >> 10U));
            put(kLowSurrogates + ((character - kBeyondOneUnit) & 0x3FFU));
        }
    }
    return bytes;
}

RoiProperties parseRoiProperties(std::string_view text)
{
    RoiProperties properties;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of("\r\n"), text.size());
        const auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const auto sign = line.find_first_of(":=");
        if (sign != std::string_view::npos && !trimmed(line.substr(0, sign)).empty()) {
            properties.emplace_back(trimmed(line.substr(0, sign)), unescaped(trimmed(line.substr(sign + 1))));
        }
    }
    return properties;
}

std::string toText(const RoiProperties& properties)
{
    std::string text;
    for (const auto& [name, value] : properties) {
        text += name + ": " + escaped(value) + "\n";
    }
    return text;
}

std::optional<std::string> valueOf(const RoiProperties& properties, std::string_view name)
{
    const auto found = std::find_if(properties.begin(), properties.end(), [&](const auto& property) {
        return lowered(property.first) == lowered(name);
    });
    return found == properties.end() ? std::nullopt : std::optional(found->second);
}

} // namespace sorby::formats
