// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/csv.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/base/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace sorby::formats {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// The candidate that stands most often in the header line, outside quotes; `;` when none does.
char sniffDelimiter(std::string_view text)
{
    static constexpr std::array kCandidates = {';', '\t', ','};
    std::array<int, kCandidates.size()> counts{};
    bool isQuoted = false;
    for (const char c : text) {
        if (c == '"') {
            isQuoted = !isQuoted;
        } else if (!isQuoted && (c == '\n' || c == '\r')) {
            break;
        } else if (!isQuoted) {
            const auto found = std::find(kCandidates.begin(), kCandidates.end(), c);
            if (found != kCandidates.end()) {
                ++counts[static_cast<std::size_t>(found - kCandidates.begin())];
            }
        }
    }
    const auto most = std::max_element(counts.begin(), counts.end());
    return kCandidates[static_cast<std::size_t>(most - counts.begin())];
}

} // namespace

Result<std::string> readCsvText(const std::filesystem::path& path)
{
    auto text = readText(path);
    if (!text) {
        return text.error();
    }
    if (text->starts_with("\xff\xfe") || text->starts_with("\xfe\xff")) {
        return Error{ErrorCode::Unsupported, "is UTF-16 text; save it as CSV in UTF-8", toUtf8(path)};
    }
    if (text->starts_with(kByteOrderMark)) {
        text->erase(0, kByteOrderMark.size());
    }
    if (trimmed(*text).empty()) {
        return Error{ErrorCode::Malformed, "is empty; a CSV file begins with the names of its columns",
                     toUtf8(path)};
    }
    if (text->find('\0') != std::string::npos) {
        return Error{ErrorCode::Malformed, "is not a text file", toUtf8(path)};
    }
    return isUtf8(*text) ? std::move(*text) : latin1ToUtf8(*text);
}

CsvReader::CsvReader(std::string_view text) : m_text(text)
{
    if (m_text.starts_with(kByteOrderMark)) {
        m_text.remove_prefix(kByteOrderMark.size());
    }
    skipBlankLines();
    m_delimiter = sniffDelimiter(m_text.substr(m_place.offset));
    CsvRow row;
    readCells(row);
    for (const auto& cell : row.cells) {
        m_header.emplace_back(trimmed(cell));
    }
    while (m_header.size() > 1 && m_header.back().empty()) {
        m_header.pop_back();
    }
}

std::optional<std::size_t> CsvReader::column(std::initializer_list<std::string_view> names) const
{
    for (const auto name : names) {
        for (std::size_t i = 0; i < m_header.size(); ++i) {
            if (lowered(m_header[i]) == name) {
                return i;
            }
        }
    }
    return std::nullopt;
}

bool CsvReader::next(CsvRow& row)
{
    skipBlankLines();
    row.cells.clear();
    row.problem.clear();
    row.line = m_place.line;
    if (m_place.offset >= m_text.size()) {
        return false;
    }
    readCells(row);
    // Spreadsheets write delimiters for columns that are empty.
    while (row.cells.size() > m_header.size() && trimmed(row.cells.back()).empty()) {
        row.cells.pop_back();
    }
    if (row.problem.empty() && row.cells.size() != m_header.size()) {
        row.problem =
            fmt::format("has {} columns where the header has {}", row.cells.size(), m_header.size());
    }
    return true;
}

bool CsvReader::isLineEnd(std::size_t offset) const
{
    return offset >= m_text.size() || m_text[offset] == '\n' || m_text[offset] == '\r';
}

void CsvReader::skipLineEnd()
{
    if (m_place.offset >= m_text.size()) {
        return;
    }
    m_place.offset += m_text.substr(m_place.offset).starts_with("\r\n") ? 2 : 1;
    ++m_place.line;
}

void CsvReader::skipBlankLines()
{
    for (;;) {
        std::size_t end = m_place.offset;
        while (end < m_text.size() && m_text[end] == ' ') {
            ++end;
        }
        if (end >= m_text.size()) {
            m_place.offset = m_text.size();
            return;
        }
        if (!isLineEnd(end)) {
            return;
        }
        m_place.offset = end;
        skipLineEnd();
    }
}

void CsvReader::readCells(CsvRow& row)
{
    for (;;) {
        std::string cell;
        std::size_t start = m_place.offset;
        while (start < m_text.size() && m_text[start] == ' ') {
            ++start;
        }
        if (start < m_text.size() && m_text[start] == '"') {
            const Place before = m_place;
            m_place.offset = start;
            if (!readQuoted(cell)) {
                m_place = before;
                row.problem =
                    fmt::format("the quote that opens in column {} is not closed where the cell ends",
                                row.cells.size() + 1);
                while (!isLineEnd(m_place.offset)) {
                    ++m_place.offset;
                }
                skipLineEnd();
                return;
            }
        } else {
            // Polygons are long cells: nothing but this loop looks at every character.
            const auto rest = m_text.substr(m_place.offset);
            const auto end = std::find_if(rest.begin(), rest.end(), [delimiter = m_delimiter](char c) {
                return c == delimiter || c == '\n' || c == '\r';
            });
            cell.assign(rest.begin(), end);
            m_place.offset += cell.size();
        }
        row.cells.push_back(std::move(cell));
        if (isLineEnd(m_place.offset)) {
            skipLineEnd();
            return;
        }
        ++m_place.offset;
    }
}

bool CsvReader::readQuoted(std::string& cell)
{
    for (++m_place.offset; m_place.offset < m_text.size(); ++m_place.offset) {
        const char c = m_text[m_place.offset];
        if (c == '"') {
            ++m_place.offset;
            if (m_place.offset >= m_text.size() || m_text[m_place.offset] != '"') {
                while (m_place.offset < m_text.size() && m_text[m_place.offset] == ' ') {
                    ++m_place.offset;
                }
                return isLineEnd(m_place.offset) || m_text[m_place.offset] == m_delimiter;
            }
        }
        const bool isPairOfTwo = c == '\r' && m_text.substr(m_place.offset).starts_with("\r\n");
        if (c == '\n' || (c == '\r' && !isPairOfTwo)) {
            ++m_place.line;
        }
        cell += c;
    }
    return false;
}

std::string csvCell(std::string_view text, char delimiter)
{
    const bool isPlain = text.find_first_of(std::string("\"\r\n") + delimiter) == std::string_view::npos &&
                         !text.starts_with(' ');
    if (isPlain) {
        return std::string(text);
    }
    std::string cell = "\"";
    for (const char c : text) {
        cell += c;
        if (c == '"') {
            cell += '"';
        }
    }
    return cell + '"';
}

} // namespace sorby::formats
