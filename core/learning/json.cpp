// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/learning/json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace sorby::learning::json {
namespace {

void appendUtf8(std::string& out, std::uint32_t code)
{
    const auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0 | (code >> 6));
        put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        put(0xE0 | (code >> 12));
        put(0x80 | ((code >> 6) & 0x3F));
        put(0x80 | (code & 0x3F));
    } else {
        put(0xF0 | (code >> 18));
        put(0x80 | ((code >> 12) & 0x3F));
        put(0x80 | ((code >> 6) & 0x3F));
        put(0x80 | (code & 0x3F));
    }
}

/// Length of the well-formed UTF-8 sequence at the start of `text` (no overlong forms, no surrogates); 0 when
/// it is not one.
std::size_t utf8Length(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) {
        return 1;
    }
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < length) {
        return 0;
    }
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) {
            return 0;
        }
    }
    const unsigned char second = byte(1);
    const bool wrong = (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
                       (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F);
    return wrong ? 0 : length;
}

/// Recursive descent; the depth limit bounds the recursion. The first fault is kept and everything unwinds.
class Parser {
  public:
    Parser(std::string_view text, const Limits& limits) : m_text(text), m_limits(limits) {}

    Result<Value> run()
    {
        Value value;
        skipBlanks();
        if (!parseValue(value, 0)) {
            return error();
        }
        skipBlanks();
        if (m_position != m_text.size()) {
            fail("something follows after the value");
            return error();
        }
        return value;
    }

  private:
    [[nodiscard]] Error error() const
    {
        return {ErrorCode::Malformed,
                "is not valid JSON: " + m_reason + " at byte " + std::to_string(m_position),
                {}};
    }
    bool fail(const char* reason)
    {
        m_reason = reason;
        return false;
    }
    [[nodiscard]] bool atEnd() const { return m_position >= m_text.size(); }
    [[nodiscard]] char peek() const { return atEnd() ? '\0' : m_text[m_position]; }
    bool take(char wanted)
    {
        if (atEnd() || m_text[m_position] != wanted) {
            return false;
        }
        ++m_position;
        return true;
    }
    void skipBlanks()
    {
        while (!atEnd() && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')) {
            ++m_position;
        }
    }
    bool takeWord(std::string_view word)
    {
        if (m_text.substr(m_position, word.size()) != word) {
            return fail("unknown word");
        }
        m_position += word.size();
        return true;
    }

    bool parseValue(Value& value, std::size_t depth)
    {
        if (depth > m_limits.depth) {
            return fail("nested too deep");
        }
        if (++m_values > m_limits.values) {
            return fail("too many values");
        }
        switch (peek()) {
        case '{':
            return parseObject(value, depth);
        case '[':
            return parseArray(value, depth);
        case '"': {
            std::string text;
            const bool good = parseString(text);
            value = std::move(text);
            return good;
        }
        case 't':
            value = true;
            return takeWord("true");
        case 'f':
            value = false;
            return takeWord("false");
        case 'n':
            value = Value();
            return takeWord("null");
        default:
            return parseNumber(value);
        }
    }

    bool parseObject(Value& value, std::size_t depth)
    {
        Object members;
        ++m_position;
        skipBlanks();
        if (!take('}')) {
            do {
                skipBlanks();
                auto& [key, member] = members.emplace_back();
                if (peek() != '"') {
                    return fail("a key is expected");
                }
                if (!parseString(key)) {
                    return false;
                }
                skipBlanks();
                if (!take(':')) {
                    return fail("a colon is expected");
                }
                skipBlanks();
                if (!parseValue(member, depth + 1)) {
                    return false;
                }
                skipBlanks();
            } while (take(','));
            if (!take('}')) {
                return fail("a comma or the end of the object is expected");
            }
        }
        if (hasDuplicate(members)) {
            return fail("a key occurs twice in the object that ends");
        }
        value = std::move(members);
        return true;
    }

    static bool hasDuplicate(const Object& members)
    {
        std::vector<std::string_view> keys;
        keys.reserve(members.size());
        for (const auto& [key, member] : members) {
            keys.emplace_back(key);
        }
        std::sort(keys.begin(), keys.end());
        return std::adjacent_find(keys.begin(), keys.end()) != keys.end();
    }

    bool parseArray(Value& value, std::size_t depth)
    {
        Array items;
        ++m_position;
        skipBlanks();
        if (!take(']')) {
            do {
                skipBlanks();
                if (!parseValue(items.emplace_back(), depth + 1)) {
                    return false;
                }
                skipBlanks();
            } while (take(','));
            if (!take(']')) {
                return fail("a comma or the end of the array is expected");
            }
        }
        value = std::move(items);
        return true;
    }

    bool parseString(std::string& out)
    {
        ++m_position;
        for (;;) {
            if (atEnd()) {
                return fail("a string is cut off");
            }
            if (take('"')) {
                return true;
            }
            if (take('\\')) {
                if (!parseEscape(out)) {
                    return false;
                }
                continue;
            }
            if (static_cast<unsigned char>(peek()) < 0x20) {
                return fail("a control character in a string");
            }
            const auto length = utf8Length(m_text.substr(m_position));
            if (length == 0) {
                return fail("text that is not UTF-8");
            }
            out.append(m_text.substr(m_position, length));
            m_position += length;
        }
    }

    bool parseEscape(std::string& out)
    {
        constexpr std::string_view kNames = "\"\\/bfnrt";
        constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
        if (take('u')) {
            std::uint32_t code = 0;
            if (!parseHex(code)) {
                return false;
            }
            if (code >= 0xD800 && code < 0xDC00) {
                std::uint32_t low = 0;
                if (!take('\\') || !take('u')) {
                    return fail("half a surrogate pair");
                }
                if (!parseHex(low)) {
                    return false;
                }
                if (low < 0xDC00 || low > 0xDFFF) {
                    return fail("half a surrogate pair");
                }
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            } else if (code >= 0xDC00 && code <= 0xDFFF) {
                return fail("half a surrogate pair");
            }
            appendUtf8(out, code);
            return true;
        }
        const auto index = atEnd() ? std::string_view::npos : kNames.find(peek());
        if (index == std::string_view::npos) {
            return fail("unknown escape");
        }
        out.push_back(kMeanings[index]);
        ++m_position;
        return true;
    }

    bool parseHex(std::uint32_t& code)
    {
        const auto digits = m_text.substr(m_position, 4);
        const auto* end = digits.data() + digits.size();
        const auto [stop, status] = std::from_chars(digits.data(), end, code, 16);
        if (digits.size() < 4 || status != std::errc{} || stop != end || digits.front() == '-') {
            return fail("four hexadecimal digits are expected");
        }
        m_position += 4;
        return true;
    }

    std::size_t takeDigits()
    {
        const auto start = m_position;
        while (peek() >= '0' && peek() <= '9') {
            ++m_position;
        }
        return m_position - start;
    }

    bool parseNumber(Value& value)
    {
        const auto start = m_position;
        take('-');
        const bool leadingZero = peek() == '0';
        const auto digits = takeDigits();
        if (digits == 0 || (leadingZero && digits > 1)) {
            return fail("a value is expected");
        }
        bool whole = true;
        if (take('.')) {
            whole = false;
            if (takeDigits() == 0) {
                return fail("a digit is expected");
            }
        }
        if (take('e') || take('E')) {
            whole = false;
            if (!take('+')) {
                take('-');
            }
            if (takeDigits() == 0) {
                return fail("a digit is expected");
            }
        }
        return readNumber(m_text.substr(start, m_position - start), whole, value);
    }

    bool readNumber(std::string_view token, bool whole, Value& value)
    {
        const auto* end = token.data() + token.size();
        if (whole) {
            std::int64_t number = 0;
            if (std::from_chars(token.data(), end, number).ec == std::errc{}) {
                value = number;
                return true;
            }
            std::uint64_t large = 0;
            if (token.front() != '-' && std::from_chars(token.data(), end, large).ec == std::errc{}) {
                value = large;
                return true;
            }
        }
        double number = 0;
        if (std::from_chars(token.data(), end, number).ec != std::errc{} || !std::isfinite(number)) {
            return fail("a number out of range");
        }
        value = number;
        return true;
    }

    std::string_view m_text;
    Limits m_limits;
    std::size_t m_position = 0;
    std::size_t m_values = 0;
    std::string m_reason;
};

void appendString(std::string& out, std::string_view text)
{
    constexpr std::string_view kHex = "0123456789abcdef";
    out.push_back('"');
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out.push_back('\\');
            out.push_back(c);
        } else if (code < 0x20) {
            out.append("\\u00");
            out.push_back(kHex[code >> 4]);
            out.push_back(kHex[code & 15]);
        } else {
            out.push_back(c);
        }
    }
    out.push_back('"');
}

template <typename Number>
void appendNumber(std::string& out, Number number)
{
    std::array<char, 40> digits{};
    const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    out.append(digits.data(), written.ptr);
}

} // namespace

Value::Value(std::uint64_t value)
{
    if (value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        m_state = static_cast<std::int64_t>(value);
    } else {
        m_state = value;
    }
}

const Value* Value::find(std::string_view key) const
{
    if (const auto* members = object()) {
        for (const auto& [name, value] : *members) {
            if (name == key) {
                return &value;
            }
        }
    }
    return nullptr;
}

std::optional<std::int64_t> Value::integer() const
{
    const auto* number = std::get_if<std::int64_t>(&m_state);
    return number != nullptr ? std::optional(*number) : std::nullopt;
}

std::optional<std::uint64_t> Value::unsignedInteger() const
{
    if (const auto* large = std::get_if<std::uint64_t>(&m_state)) {
        return *large;
    }
    const auto number = integer();
    return number && *number >= 0 ? std::optional(static_cast<std::uint64_t>(*number)) : std::nullopt;
}

std::optional<double> Value::number() const
{
    if (const auto* real = std::get_if<double>(&m_state)) {
        return *real;
    }
    if (const auto whole = integer()) {
        return static_cast<double>(*whole);
    }
    const auto large = unsignedInteger();
    return large ? std::optional(static_cast<double>(*large)) : std::nullopt;
}

Result<Value> parse(std::string_view text, const Limits& limits)
{
    if (text.size() > limits.bytes) {
        return Error{ErrorCode::Malformed, "is too long for the JSON of a checkpoint", {}};
    }
    return Parser(text, limits).run();
}

void append(std::string& out, const Value& value)
{
    if (value.isNull()) {
        out += "null";
    } else if (const auto* flag = value.boolean()) {
        out += *flag ? "true" : "false";
    } else if (const auto* text = value.text()) {
        appendString(out, *text);
    } else if (const auto* real = std::get_if<double>(&value.m_state)) {
        if (std::isfinite(*real)) {
            appendNumber(out, *real);
        } else {
            out += "null";
        }
    } else if (const auto whole = value.integer()) {
        appendNumber(out, *whole);
    } else if (const auto large = value.unsignedInteger()) {
        appendNumber(out, *large);
    } else if (const auto* items = value.array()) {
        out.push_back('[');
        for (std::size_t i = 0; i < items->size(); ++i) {
            out.append(i == 0 ? "" : ",");
            append(out, (*items)[i]);
        }
        out.push_back(']');
    } else if (const auto* members = value.object()) {
        out.push_back('{');
        for (std::size_t i = 0; i < members->size(); ++i) {
            out.append(i == 0 ? "" : ",");
            appendString(out, (*members)[i].first);
            out.push_back(':');
            append(out, (*members)[i].second);
        }
        out.push_back('}');
    }
}

std::string write(const Value& value)
{
    std::string out;
    append(out, value);
    return out;
}

} // namespace sorby::learning::json
