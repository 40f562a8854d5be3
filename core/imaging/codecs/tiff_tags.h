// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/codecs/input_file.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sorby::imaging::codecs {

/// Tags of a TIFF that libtiff does not know and OpenCV drops: what makers of microscopes write into their
/// files. Reads one directory by itself, classic TIFF and BigTIFF in both byte orders. What a damaged file
/// says of counts and places is never believed beyond the file's end, nor beyond kMostBytes.
class TiffTags {
  public:
    static constexpr std::uint64_t kMostBytes = 4U << 20U;
    static constexpr std::uint64_t kMostEntries = 4096;

    /// The directory of a page, which are counted as readTiffStructure() does. An error when it is not there
    /// or goes beyond the file.
    [[nodiscard]] static Result<TiffTags> read(InputFile file, int page = 1);

    [[nodiscard]] bool has(std::uint16_t tag) const { return find(tag) != nullptr; }
    /// The values as they stand in the file; empty when the tag is missing, or its values are not all there.
    [[nodiscard]] std::string bytes(std::uint16_t tag);
    /// The first numbers of a tag, at most `most`; none when it is text or missing. 1/0 is infinite.
    [[nodiscard]] std::vector<double> numbers(std::uint16_t tag, std::size_t most = 16);
    [[nodiscard]] std::optional<double> number(std::uint16_t tag);
    /// The place in the file that the tag points to: of its values, or the number that it holds.
    [[nodiscard]] std::optional<std::uint64_t> pointer(std::uint16_t tag);
    /// Bytes from anywhere in the file; empty when they are not all there.
    [[nodiscard]] std::string fileBytes(std::uint64_t offset, std::uint64_t count);

  private:
    struct Entry {
        std::uint16_t tag = 0;
        std::uint64_t type = 0;
        std::uint64_t count = 0;
        std::uint64_t offset = 0; ///< where the values stand
        bool isInline = false;    ///< in the entry itself
    };

    explicit TiffTags(InputFile file) : m_file(std::move(file)) {}
    [[nodiscard]] bool readHead();
    [[nodiscard]] bool readDirectory(std::uint64_t place);
    [[nodiscard]] std::uint64_t integer(const std::string& bytes, std::size_t place, std::size_t count) const;
    [[nodiscard]] double value(const std::string& bytes, std::size_t place, std::uint64_t type) const;
    [[nodiscard]] const Entry* find(std::uint16_t tag) const;

    InputFile m_file;
    bool m_isBigEndian = false;
    bool m_isBig = false;
    std::vector<Entry> m_entries;
};

} // namespace sorby::imaging::codecs
