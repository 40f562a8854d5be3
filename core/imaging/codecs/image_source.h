// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/codecs/input_file.h"
#include "core/imaging/micrograph.h"

#include <cstdint>
#include <span>
#include <utility>

namespace sorby::imaging::codecs {

/// An error when the file does not have this page; pages are counted from 1.
[[nodiscard]] Status checkPage(const InputFile& file, int page, int pages);

/// One page of an open file, from which rectangles are decoded. It refers to the InputFile, which has to
/// outlive it and to be used by nothing else meanwhile. One thread at a time.
class ImageSource {
  public:
    virtual ~ImageSource() = default;
    ImageSource(const ImageSource&) = delete;
    ImageSource& operator=(const ImageSource&) = delete;

    [[nodiscard]] const MicrographInfo& info() const { return m_info; }
    /// What is decoded in one piece: a tile, a strip, a row.
    [[nodiscard]] virtual Size blockSize() const = 0;
    /// Has all that lies above a row to be decoded to get at it?
    [[nodiscard]] virtual bool isSequential() const = 0;
    /// `rect` lies inside the image and is not empty. The pixels are those that reading it all gives.
    [[nodiscard]] virtual Result<Pixels> read(const PixelRect& rect) = 0;

  protected:
    ImageSource() = default;

    MicrographInfo m_info;
};

/// A source of rows: what PNG, JPEG and BMP are.
class RowSource : public ImageSource {
  public:
    [[nodiscard]] Size blockSize() const override { return {m_info.size.width, 1}; }
    [[nodiscard]] Result<Pixels> read(const PixelRect& rect) override;

  protected:
    explicit RowSource(InputFile& file) : m_file(file) {}

    /// A raster of the kind that the rows have as they are stored.
    [[nodiscard]] virtual Pixels blank(Size size) const = 0;
    /// The bytes of a whole row, good until the next call. After the last row, what follows in the file is
    /// checked.
    [[nodiscard]] virtual Result<std::span<const std::uint8_t>> row(int y) = 0;
    /// Stored values to pixels: palettes, few bits.
    [[nodiscard]] virtual Result<Pixels> finished(Pixels stored) const { return stored; }

    InputFile& m_file;
};

} // namespace sorby::imaging::codecs
