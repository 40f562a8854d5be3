// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Private to core/imaging: the texts that makers of microscopes write.
namespace sorby::imaging::metadata {

/// As UTF-8: from UTF-16 (with its byte order mark, or told by where its zeros are), UTF-8, else Latin-1.
/// What UTF-16 says in half a character becomes U+FFFD; zero bytes become line breaks.
[[nodiscard]] std::string decodeText(std::string_view bytes);

/// The first 20,000 lines that are not empty, ended by LF, CRLF or CR, trimmed.
[[nodiscard]] std::vector<std::string_view> linesOf(std::string_view text);
/// Without a last line that is not ended: in a file that was cut off, "PixelSize=24.8" may end as
/// "PixelSize=2".
[[nodiscard]] std::string wholeLines(std::string text);
/// For a message or Calibration::raw: one line of at most 160 bytes, cut between characters.
[[nodiscard]] std::string shortened(std::string_view text);

/// The whole text as one finite number: "3.05e-009", "+12.5", "0,125". A comma is a decimal sign, unless it
/// may separate thousands ("1,250"): then it is no number, rather than the wrong one.
[[nodiscard]] std::optional<double> parseNumber(std::string_view text);
/// The same for a count of pixels: a whole number from 1 to 1,000,000.
[[nodiscard]] std::optional<int> parsePixels(std::string_view text);

/// Lines "key=value" below lines "[section]". Names are told apart without regard to case; of a name that
/// stands twice the first counts. `text` has to outlive it.
class Ini {
  public:
    explicit Ini(std::string_view text);

    [[nodiscard]] bool hasSection(std::string_view section) const;
    [[nodiscard]] std::optional<std::string_view> find(std::string_view section, std::string_view key) const;
    [[nodiscard]] std::optional<double> number(std::string_view section, std::string_view key) const;
    [[nodiscard]] std::optional<int> pixels(std::string_view section, std::string_view key) const;

  private:
    struct Line {
        std::string section;
        std::string key;
        std::string_view value;
    };
    std::vector<Line> m_lines; ///< a section begins with one without key
};

} // namespace sorby::imaging::metadata
