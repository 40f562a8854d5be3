// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/python_literal.h"

#include "core/base/text.h"
#include "core/formats/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <system_error>

namespace sorby::formats {
namespace {

using annotation::Point;

/// No honest polygon is nested deeper; a hostile one must not exhaust the stack.
constexpr int kDeepest = 8;

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool isOpening(char c)
{
    return c == '(' || c == '[';
}

class Parser {
  public:
    explicit Parser(std::string_view text) : m_text(text) {}

    Result<std::vector<Point>> parse()
    {
        stripQuotes();
        skipBlanks();
        if (const auto word = trimmed(rest()); word.size() <= 4) {
            const std::string lower = lowered(word);
            if (lower.empty() || lower == "nan" || lower == "none" || lower == "null") {
                return std::vector<Point>{};
            }
        }
        if (!isOpening(peek())) {
            return fail(fmt::format("expected '[' or '(' but found {}", found()));
        }
        if (auto parsed = parseGroup(1); !parsed) {
            return parsed.error();
        }
        skipBlanks();
        if (m_at < m_text.size()) {
            return fail(fmt::format("expected the end but found {}", found()));
        }
        if (m_emptyAt && !m_points.empty()) {
            return failAt(*m_emptyAt, "a point has two numbers, found none");
        }
        return std::move(m_points);
    }

  private:
    void stripQuotes()
    {
        const auto inner = trimmed(m_text);
        const bool isQuoted = inner.size() >= 2 && inner.front() == inner.back() &&
                              (inner.front() == '"' || inner.front() == '\'');
        if (isQuoted) {
            const auto begin = static_cast<std::size_t>(inner.data() - m_text.data());
            m_at = begin + 1;
            m_text = m_text.substr(0, begin + inner.size() - 1);
        }
    }

    [[nodiscard]] char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    [[nodiscard]] std::string_view rest() const { return m_text.substr(m_at); }

    void skipBlanks()
    {
        while (m_at < m_text.size() && isBlank(m_text[m_at])) {
            ++m_at;
        }
    }

    /// What stands here, for a message.
    [[nodiscard]] std::string found() const
    {
        if (m_at >= m_text.size()) {
            return "the end";
        }
        std::size_t end = m_at + 1;
        while (end < m_text.size() && (static_cast<unsigned char>(m_text[end]) & 0xc0) == 0x80) {
            ++end;
        }
        return fmt::format("'{}'", m_text.substr(m_at, end - m_at));
    }

    [[nodiscard]] Error failAt(std::size_t offset, const std::string& message) const
    {
        const auto before = m_text.substr(0, offset);
        const auto characters = std::count_if(before.begin(), before.end(), [](char c) {
            return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
        });
        return Error{ErrorCode::Malformed, fmt::format("character {}: {}", characters + 1, message), {}};
    }
    [[nodiscard]] Error fail(const std::string& message) const { return failAt(m_at, message); }

    /// Passes over the blanks and the one comma that may stand between two items.
    Status skipSeparator()
    {
        skipBlanks();
        if (peek() == ',') {
            ++m_at;
            skipBlanks();
            if (peek() == ',') {
                return fail("a value is missing between two commas");
            }
        }
        return {};
    }

    /// A bracket and all that it holds: two numbers, or other brackets.
    Status parseGroup(int depth)
    {
        const std::size_t start = m_at;
        if (depth > kDeepest) {
            return fail("too many brackets within one another");
        }
        const char closing = m_text[m_at] == '(' ? ')' : ']';
        std::vector<double> numbers;
        bool holdsGroups = false;
        bool holdsPairs = false;
        ++m_at;
        skipBlanks();
        while (peek() != closing) {
            if (m_at >= m_text.size()) {
                return fail(fmt::format("the closing '{}' is missing", closing));
            }
            if (isOpening(peek())) {
                const std::size_t groupStart = m_at;
                if (auto parsed = parseGroup(depth + 1); !parsed) {
                    return parsed;
                }
                holdsGroups = true;
                if (m_lastWasPair && !holdsPairs && ++m_lists > 1) {
                    return failAt(groupStart, "a second outline begins; one cell holds one polygon");
                }
                holdsPairs = holdsPairs || m_lastWasPair;
            } else {
                const auto number = parseNumber();
                if (!number) {
                    return number.error();
                }
                numbers.push_back(*number);
            }
            if (auto skipped = skipSeparator(); !skipped) {
                return skipped;
            }
        }
        ++m_at;
        return closeGroup(start, numbers, holdsGroups);
    }

    Status closeGroup(std::size_t start, const std::vector<double>& numbers, bool holdsGroups)
    {
        m_lastWasPair = false;
        if (numbers.empty()) {
            m_emptyAt = holdsGroups ? m_emptyAt : start;
            return {};
        }
        if (holdsGroups) {
            return failAt(start, "numbers and points stand side by side");
        }
        if (numbers.size() != 2) {
            return failAt(start, fmt::format("a point has two numbers, found {}", numbers.size()));
        }
        m_points.push_back({numbers[0], numbers[1]});
        m_lastWasPair = true;
        return {};
    }

    /// A number, or `np.float64(1.5)`, as NumPy 2 writes the numbers of a list.
    Result<double> parseNumber()
    {
        const bool isNegative = peek() == '-';
        const std::size_t start = m_at;
        if (isNegative || peek() == '+') {
            ++m_at;
        }
        if (!isLetter(peek())) {
            const auto value = parseDigits(start);
            return value && isNegative ? Result<double>(-*value) : value;
        }
        const std::string_view word = takeWord();
        if (!word.starts_with("np.") || peek() != '(') {
            const std::string lower = lowered(word);
            const bool isNoNumber =
                lower == "nan" || lower == "none" || lower == "inf" || lower == "infinity";
            return failAt(start, isNoNumber ? fmt::format("the coordinate is {}, not a number", word)
                                            : fmt::format("expected a number but found '{}'", word));
        }
        ++m_at;
        const bool isInnerNegative = peek() == '-';
        m_at += isInnerNegative ? 1 : 0;
        const auto value = parseDigits(m_at);
        if (value && peek() != ')') {
            return fail(fmt::format("expected ')' but found {}", found()));
        }
        ++m_at;
        return value && isNegative != isInnerNegative ? Result<double>(-*value) : value;
    }

    std::string_view takeWord()
    {
        const std::size_t start = m_at;
        while (isLetter(peek()) || peek() == '.' || (peek() >= '0' && peek() <= '9')) {
            ++m_at;
        }
        return m_text.substr(start, m_at - start);
    }

    /// `start` is where the number began, with its sign.
    Result<double> parseDigits(std::size_t start)
    {
        double value = 0;
        const char* begin = m_text.data() + m_at;
        const auto [end, status] = std::from_chars(begin, m_text.data() + m_text.size(), value);
        if (status == std::errc::result_out_of_range) {
            return failAt(start, "the number is too large or too small");
        }
        if (status != std::errc{} || *begin == '-') {
            return fail(fmt::format("expected a number but found {}", found()));
        }
        m_at += static_cast<std::size_t>(end - begin);
        static constexpr std::string_view kMayFollow = ",()[] \t\r\n";
        if (m_at < m_text.size() && kMayFollow.find(peek()) == std::string_view::npos) {
            return fail(fmt::format("expected a comma but found {}", found()));
        }
        return value;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::vector<Point> m_points;
    int m_lists = 0;                      ///< brackets that hold points
    bool m_lastWasPair = false;           ///< the group just closed was a point
    std::optional<std::size_t> m_emptyAt; ///< where a bracket without content opened
};

} // namespace

Result<std::vector<Point>> parsePoints(std::string_view text)
{
    return Parser(text).parse();
}

std::string formatCoordinate(double value)
{
    std::array<char, 32> text{};
    static constexpr double kExact = 9007199254740992.0; // 2^53: whole numbers up to here are exact
    const bool isWhole = std::abs(value) < kExact && value == std::floor(value);
    const auto end =
        isWhole ? std::to_chars(text.data(), text.data() + text.size(), static_cast<long long>(value))
                : std::to_chars(text.data(), text.data() + text.size(), value);
    return {text.data(), end.ptr};
}

std::string formatPoint(Point point)
{
    return fmt::format("({}, {})", formatCoordinate(point.x), formatCoordinate(point.y));
}

std::string formatPoints(const std::vector<Point>& points)
{
    std::string text = "[";
    for (const auto& point : points) {
        text += (text.size() > 1 ? ", " : "") + formatPoint(point);
    }
    return text + ']';
}

} // namespace sorby::formats
