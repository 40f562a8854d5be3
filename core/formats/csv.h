// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sorby::formats {

/// A text file as UTF-8 without byte order mark; bytes that are no UTF-8 are taken for Latin-1, as
/// spreadsheets write it. An error for an empty file, UTF-16 and binary files.
[[nodiscard]] Result<std::string> readCsvText(const std::filesystem::path& path);

/// One row of a CSV file.
struct CsvRow {
    int line = 0; ///< where it begins, 1-based
    std::vector<std::string> cells;
    std::string problem; ///< why the row cannot be used; empty when its cells fit the header
};

/// Walks over the rows of a CSV text: `;`, `,` or tab, whichever the header has; quoted cells with doubled
/// quotes and line breaks inside; LF, CRLF or CR. A quote that is never closed spoils its own line alone.
class CsvReader {
  public:
    /// Reads the header. `text` must outlive the reader.
    explicit CsvReader(std::string_view text);

    [[nodiscard]] char delimiter() const { return m_delimiter; }
    /// The names of the columns without surrounding blanks.
    [[nodiscard]] const std::vector<std::string>& header() const { return m_header; }
    /// The first column that has one of these names (lower case); case does not count.
    [[nodiscard]] std::optional<std::size_t> column(std::initializer_list<std::string_view> names) const;

    /// Where next() goes on. Give it to seek() to read a row again.
    struct Place {
        std::size_t offset = 0;
        int line = 1;
    };
    [[nodiscard]] Place place() const { return m_place; }
    void seek(Place place) { m_place = place; }

    /// The next row that is not blank; false at the end.
    bool next(CsvRow& row);

  private:
    [[nodiscard]] bool isLineEnd(std::size_t offset) const;
    void skipLineEnd();
    void skipBlankLines();
    /// Reads the cells of the row at m_place and moves on behind it.
    void readCells(CsvRow& row);
    /// False when the quote that opens at m_place is not closed as it should be.
    bool readQuoted(std::string& cell);

    std::string_view m_text;
    Place m_place;
    char m_delimiter = ';';
    std::vector<std::string> m_header;
};

/// A cell as it has to stand in a row: in quotes when it needs them.
[[nodiscard]] std::string csvCell(std::string_view text, char delimiter);

} // namespace sorby::formats
