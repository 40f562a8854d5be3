// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/metadata/text.h"

#include "core/base/text.h"
#include "core/base/utf8.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <system_error>

namespace sorby::imaging::metadata {
namespace {

constexpr std::uint32_t kReplacement = 0xfffd;
/// More than any maker writes; damaged files shall not make long tables.
constexpr std::size_t kMostLines = 20'000;

bool isContinuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

void append(std::string& text, std::uint32_t character)
{
    const auto part = [&](std::uint32_t bits) { text += static_cast<char>(bits); };
    if (character == 0) {
        text += '\n';
    } else if (character < 0x80) {
        part(character);
    } else if (character < 0x800) {
        part(0xc0 | character >> 6);
        part(0x80 | (character & 0x3f));
    } else if (character < 0x10000) {
        part(0xe0 | character >> 12);
        part(0x80 | (character >> 6 & 0x3f));
        part(0x80 | (character & 0x3f));
    } else {
        part(0xf0 | character >> 18);
        part(0x80 | (character >> 12 & 0x3f));
        part(0x80 | (character >> 6 & 0x3f));
        part(0x80 | (character & 0x3f));
    }
}

std::string fromUtf16(std::string_view bytes, bool isBigEndian)
{
    const auto unit = [&](std::size_t i) {
        const auto high = static_cast<unsigned char>(bytes[isBigEndian ? i : i + 1]);
        const auto low = static_cast<unsigned char>(bytes[isBigEndian ? i + 1 : i]);
        return static_cast<std::uint32_t>(high << 8 | low);
    };
    std::string text;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        std::uint32_t character = unit(i);
        const bool isFirstHalf = character >= 0xd800 && character < 0xdc00;
        const std::uint32_t next = isFirstHalf && i + 3 < bytes.size() ? unit(i + 2) : 0;
        if (next >= 0xdc00 && next < 0xe000) {
            character = 0x10000 + ((character - 0xd800) << 10) + (next - 0xdc00);
            i += 2;
        } else if (character >= 0xd800 && character < 0xe000) {
            character = kReplacement;
        }
        append(text, character);
    }
    return text;
}

/// Latin text in UTF-16 has a zero at every other place: 0 for the even ones (big-endian), 1 for the odd.
std::optional<std::size_t> placeOfZeros(std::string_view bytes)
{
    const auto reach = std::min<std::size_t>(bytes.size(), 4096) / 2 * 2;
    std::size_t zeros[2] = {0, 0};
    for (std::size_t i = 0; i < reach; ++i) {
        zeros[i % 2] += bytes[i] == '\0' ? 1U : 0U;
    }
    for (const std::size_t place : {0U, 1U}) {
        if (reach >= 4 && zeros[place] * 10 >= reach / 2 * 8 && zeros[1 - place] * 10 <= reach / 2) {
            return place;
        }
    }
    return std::nullopt;
}

} // namespace

std::string decodeText(std::string_view bytes)
{
    if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff")) {
        return fromUtf16(bytes.substr(2), bytes.front() == '\xfe');
    }
    if (const auto place = placeOfZeros(bytes)) {
        return fromUtf16(bytes, *place == 0);
    }
    if (bytes.starts_with("\xef\xbb\xbf")) {
        bytes.remove_prefix(3);
    }
    std::string text = isUtf8(bytes) ? std::string(bytes) : latin1ToUtf8(bytes);
    std::replace(text.begin(), text.end(), '\0', '\n');
    return text;
}

std::vector<std::string_view> linesOf(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (!text.empty() && lines.size() < kMostLines) {
        const auto end = std::min(text.find_first_of("\r\n"), text.size());
        if (const auto line = trimmed(text.substr(0, end)); !line.empty()) {
            lines.push_back(line);
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string wholeLines(std::string text)
{
    const auto end = text.find_last_of("\r\n");
    text.resize(end == std::string::npos ? 0 : end + 1);
    return text;
}

std::string shortened(std::string_view text)
{
    static constexpr std::size_t kMost = 160;
    text = trimmed(text);
    std::string result(text.substr(0, kMost));
    if (text.size() > kMost) {
        auto end = kMost;
        while (end > 0 && isContinuation(text[end])) {
            --end;
        }
        result = std::string(text.substr(0, end)) + "...";
    }
    for (char& c : result) {
        c = static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return result;
}

std::optional<double> parseNumber(std::string_view text)
{
    std::string digits(trimmed(text));
    if (digits.starts_with('+')) {
        digits.erase(0, 1);
    }
    if (const auto comma = digits.find(','); comma != std::string::npos) {
        const auto whole = std::string_view(digits).substr(0, comma);
        const auto rest = std::string_view(digits).substr(comma + 1);
        const auto end = std::min(rest.find_first_not_of("0123456789"), rest.size());
        const bool isZero = whole.find_first_not_of("-0") == std::string_view::npos;
        if ((end == 3 && !isZero) || digits.find_first_of(",.", comma + 1) != std::string::npos) {
            return std::nullopt;
        }
        digits[comma] = '.';
    }
    double number = 0;
    const char* end = digits.data() + digits.size();
    const auto [place, status] = std::from_chars(digits.data(), end, number);
    if (status != std::errc{} || place != end || !std::isfinite(number)) {
        return std::nullopt;
    }
    return number;
}

std::optional<int> parsePixels(std::string_view text)
{
    const auto number = parseNumber(text);
    if (!number || *number < 1 || *number > 1'000'000 || *number != std::floor(*number)) {
        return std::nullopt;
    }
    return static_cast<int>(*number);
}

Ini::Ini(std::string_view text)
{
    std::string section;
    for (const auto line : linesOf(text)) {
        if (line.front() == '[') {
            section = lowered(trimmed(line.substr(1, line.find(']') - 1)));
            m_lines.push_back({section, {}, {}});
        } else if (const auto sign = line.find('='); sign != std::string_view::npos) {
            m_lines.push_back(
                {section, lowered(trimmed(line.substr(0, sign))), trimmed(line.substr(sign + 1))});
        }
    }
}

bool Ini::hasSection(std::string_view section) const
{
    return std::any_of(m_lines.begin(), m_lines.end(), [&, name = lowered(section)](const Line& line) {
        return line.key.empty() && line.section == name;
    });
}

std::optional<std::string_view> Ini::find(std::string_view section, std::string_view key) const
{
    const auto found = std::find_if(m_lines.begin(), m_lines.end(),
                                    [&, inSection = lowered(section), name = lowered(key)](const Line& line) {
                                        return line.section == inSection && line.key == name;
                                    });
    return found == m_lines.end() ? std::nullopt : std::optional(found->value);
}

std::optional<double> Ini::number(std::string_view section, std::string_view key) const
{
    const auto text = find(section, key);
    return text ? parseNumber(*text) : std::nullopt;
}

std::optional<int> Ini::pixels(std::string_view section, std::string_view key) const
{
    const auto text = find(section, key);
    return text ? parsePixels(*text) : std::nullopt;
}

} // namespace sorby::imaging::metadata
