// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"
#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

namespace sorby::imaging::codecs {

/// A file opened for reading, from which the codecs take their bytes: one way of opening for all of them, by
/// the native path, whatever characters it has.
class InputFile {
  public:
    /// An error when the file is missing, a folder, not to be opened, or empty.
    [[nodiscard]] static Result<InputFile> open(const std::filesystem::path& path);

    [[nodiscard]] std::uint64_t size() const { return m_size; }
    [[nodiscard]] std::uint64_t position() const { return m_position; }
    /// Reads up to `count` bytes; fewer only at the end of the file or on a failure of the disk.
    std::size_t read(void* target, std::size_t count);
    /// False when the place lies beyond the end.
    bool seek(std::uint64_t position);

    /// An error of this file.
    [[nodiscard]] Error error(ErrorCode code, std::string message) const;
    [[nodiscard]] Error cutOff() const;
    /// An error when the pixels need more memory than there is; asked before they are allocated.
    [[nodiscard]] Status checkFits(Size size, double bytesPerPixel) const;
    /// checkFits, and an error when the pixels as they are held take more than kWholeImageLimit.
    [[nodiscard]] Status checkWholeImage(Size size, double heldBytesPerPixel,
                                         double neededBytesPerPixel) const;

  private:
    InputFile() = default;

    std::filesystem::path m_path;
    std::filebuf m_buffer;
    std::uint64_t m_size = 0;
    std::uint64_t m_position = 0;
};

} // namespace sorby::imaging::codecs
