// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/codecs/input_file.h"

#include <tiffio.h>

#include <string>

namespace sorby::imaging::codecs {

/// A TIFF over an InputFile, open at the directory that stands at a place in the file. libtiff's messages are
/// kept here, and none is printed.
class TiffHandle {
  public:
    TiffHandle(InputFile& file, std::uint64_t directory);
    TiffHandle(const TiffHandle&) = delete;
    TiffHandle& operator=(const TiffHandle&) = delete;
    ~TiffHandle();

    [[nodiscard]] bool isOpen() const { return m_tiff != nullptr; }
    [[nodiscard]] TIFF* get() const { return m_tiff; }
    [[nodiscard]] InputFile& file() const { return m_file; }
    /// "is a damaged TIFF: " and what libtiff said first; that the file is cut off when it wanted more bytes.
    [[nodiscard]] Error error() const;
    [[nodiscard]] Error unsupported(const std::string& what) const;

    /// A tag that is a number, with libtiff's default where the file has none.
    template <typename T>
    [[nodiscard]] T tag(std::uint32_t name, T fallback) const
    {
        T value = fallback;
        return TIFFGetFieldDefaulted(m_tiff, name, &value) == 1 ? value : fallback;
    }

  private:
    struct Callbacks;

    InputFile& m_file;
    TIFF* m_tiff = nullptr;
    std::string m_message;
    bool m_isPastEnd = false;
};

} // namespace sorby::imaging::codecs
