// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/micrograph.h"

#include <filesystem>
#include <memory>

namespace sorby::imaging {

/// Reads parts of one page of an image file, without holding the rest: for images beyond kWholeImageLimit. It
/// keeps the file open. Used by one thread at a time; several readers of one file do not disturb each other.
///
/// What a part costs, in memory beside its own pixels and in time:
///   TIFF in tiles: one tile; the tiles that the part touches are decoded.
///   TIFF in strips: one strip (of each plane), which is kept for the next part; strips of more than 16 MiB
///   are
///     decoded row by row from their top instead, holding one row and the packed bytes of the strip.
///   BMP: one row; only the rows of the part are read.
///   PNG, JPEG: one row; all rows above the part are decoded, from the top of the image when an earlier part
///     lay lower. Exceptions: interlaced PNG is held whole, progressive JPEG as coefficients of two bytes.
class MicrographReader {
  public:
    /// Reads the head alone. The errors are those of readMicrograph(), less those of damaged pixels.
    [[nodiscard]] static Result<MicrographReader> open(const std::filesystem::path& path, int page = 1);
    MicrographReader(MicrographReader&&) noexcept;
    MicrographReader& operator=(MicrographReader&&) noexcept;
    ~MicrographReader();

    [[nodiscard]] const MicrographInfo& info() const;
    /// What is decoded in one piece, a tile for example: parts that follow this grid from the top left cost
    /// least.
    [[nodiscard]] Size blockSize() const;
    /// Has everything above a part to be decoded to get at it? Then read from top to bottom.
    [[nodiscard]] bool isSequential() const;

    /// The pixels of `rect` as far as it lies inside the image: exactly those that readMicrograph() gives
    /// there. An Error when no pixel of it lies inside, when the part itself is larger than kWholeImageLimit,
    /// or when what it touches is damaged. Damage elsewhere in the file is not seen.
    [[nodiscard]] Result<Micrograph> readRegion(const PixelRect& rect);

  private:
    struct Private;
    explicit MicrographReader(std::unique_ptr<Private> state);

    std::unique_ptr<Private> d;
};

/// Decodes all pixels of a page part by part and keeps none: an Error when the file is damaged or cut off.
/// Takes no more memory than MicrographReader, so that it can say so of images of any size.
[[nodiscard]] Status checkMicrograph(const std::filesystem::path& path, int page = 1);

} // namespace sorby::imaging
