// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/codecs/png.h"

#include "core/imaging/codecs/exif_orientation.h"
#include "core/imaging/codecs/palette.h"

#include <fmt/format.h>
#include <png.h>

#include <algorithm>
#include <array>
#include <bit>
#include <csetjmp>
#include <cstring>
#include <limits>
#include <memory>
#include <utility>
#include <variant>
#include <vector>

// libpng reports errors by longjmp. So each function that calls setjmp below holds nothing that has a
// destructor; what lives longer stands in Reader and Writer, which their callers own.
namespace sorby::imaging::codecs {
namespace {

constexpr png_uint_32 kLargestSide = 0x7fffffff;
/// No deflate stream packs better than this, so a shorter file cannot hold its pixels.
constexpr double kBestDeflateRatio = 1032;

struct Failure {
    std::array<char, 200> message{};

    void set(const char* text) { std::strncpy(message.data(), text, message.size() - 1); }
};

void onReadError(png_structp png, png_const_charp text)
{
    static_cast<Failure*>(png_get_error_ptr(png))->set(text);
    png_longjmp(png, 1);
}

void onReadWarning(png_structp /*png*/, png_const_charp /*text*/) {}

struct Reader {
    explicit Reader(InputFile& source) : file(source)
    {
        png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &failure, onReadError, onReadWarning);
        info = png != nullptr ? png_create_info_struct(png) : nullptr;
    }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    ~Reader() { png_destroy_read_struct(&png, &info, nullptr); }

    InputFile& file;
    Failure failure;
    bool atEnd = false; ///< bytes were wanted beyond the end of the file
    png_structp png = nullptr;
    png_infop info = nullptr;

    png_uint_32 width = 0;
    png_uint_32 height = 0;
    int bitDepth = 0;
    int colourType = 0;
    int passes = 1;
    png_colorp palette = nullptr;
    int paletteLength = 0;
    int orientation = 1;

    [[nodiscard]] Size size() const { return {static_cast<int>(width), static_cast<int>(height)}; }
    [[nodiscard]] bool isColour() const { return (colourType & PNG_COLOR_MASK_COLOR) != 0; }
    [[nodiscard]] bool isIndexed() const { return (colourType & PNG_COLOR_MASK_PALETTE) != 0; }
    [[nodiscard]] Error error() const
    {
        return atEnd ? file.cutOff()
                     : file.error(ErrorCode::Malformed,
                                  fmt::format("is a damaged PNG: {}", failure.message.data()));
    }
};

void readBytes(png_structp png, png_bytep target, std::size_t count)
{
    auto* reader = static_cast<Reader*>(png_get_io_ptr(png));
    if (reader->file.read(target, count) != count) {
        reader->atEnd = true;
        png_error(png, "the file ends too early");
    }
}

bool readHead(Reader& reader)
{
    if (setjmp(png_jmpbuf(reader.png)) != 0) {
        return false;
    }
    png_set_read_fn(reader.png, &reader, readBytes);
    png_set_user_limits(reader.png, kLargestSide, kLargestSide);
    png_read_info(reader.png, reader.info);
    png_get_IHDR(reader.png, reader.info, &reader.width, &reader.height, &reader.bitDepth, &reader.colourType,
                 nullptr, nullptr, nullptr);
    if (reader.isIndexed()) {
        png_get_PLTE(reader.png, reader.info, &reader.palette, &reader.paletteLength);
    }
#ifdef PNG_eXIf_SUPPORTED
    png_uint_32 count = 0;
    png_bytep exif = nullptr;
    if (png_get_eXIf_1(reader.png, reader.info, &count, &exif) != 0 && exif != nullptr) {
        reader.orientation = exifOrientation({exif, count});
    }
#endif
    return true;
}

bool prepareRows(Reader& reader, std::size_t rowBytes)
{
    if (setjmp(png_jmpbuf(reader.png)) != 0) {
        return false;
    }
    png_set_packing(reader.png);
    png_set_strip_alpha(reader.png);
    if constexpr (std::endian::native == std::endian::little) {
        png_set_swap(reader.png);
    }
    reader.passes = png_set_interlace_handling(reader.png);
    png_read_update_info(reader.png, reader.info);
    if (png_get_rowbytes(reader.png, reader.info) != rowBytes) {
        png_error(reader.png, "its rows have an unexpected length");
    }
    return true;
}

bool readNextRow(Reader& reader, png_bytep row)
{
    if (setjmp(png_jmpbuf(reader.png)) != 0) {
        return false;
    }
    png_read_row(reader.png, row, nullptr);
    return true;
}

bool readEnd(Reader& reader)
{
    if (setjmp(png_jmpbuf(reader.png)) != 0) {
        return false;
    }
    png_read_end(reader.png, nullptr);
    return true;
}

bool readRows(Reader& reader, png_bytep pixels, std::size_t rowBytes)
{
    if (setjmp(png_jmpbuf(reader.png)) != 0) {
        return false;
    }
    for (int pass = 0; pass < reader.passes; ++pass) {
        for (std::size_t y = 0; y < reader.height; ++y) {
            png_read_row(reader.png, pixels + y * rowBytes, nullptr);
        }
    }
    png_read_end(reader.png, nullptr);
    return true;
}

Status open(Reader& reader)
{
    if (reader.info == nullptr) {
        return reader.file.error(ErrorCode::OutOfMemory, "there is no memory left to read it");
    }
    reader.file.seek(0);
    if (!readHead(reader)) {
        return reader.error();
    }
    return {};
}

std::vector<Rgb8> paletteOf(const Reader& reader)
{
    std::vector<Rgb8> palette;
    for (int i = 0; i < reader.paletteLength; ++i) {
        palette.push_back({reader.palette[i].red, reader.palette[i].green, reader.palette[i].blue});
    }
    return palette;
}

/// Can the file not hold its pixels, however well they are packed?
bool isTooShort(const Reader& reader)
{
    const double bits = static_cast<double>(reader.width) * reader.height *
                        png_get_channels(reader.png, reader.info) * reader.bitDepth;
    return bits / 8 > kBestDeflateRatio * static_cast<double>(reader.file.size());
}

template <typename T>
Result<Pixels> readRaster(Reader& reader)
{
    if (isTooShort(reader)) {
        return reader.file.cutOff();
    }
    if (auto fits = reader.file.checkWholeImage(reader.size(), sizeof(T), sizeof(T)); !fits) {
        return fits.error();
    }
    const std::size_t rowBytes = reader.width * sizeof(T);
    if (!prepareRows(reader, rowBytes)) {
        return reader.error();
    }
    Raster<T> raster(reader.size());
    if (!readRows(reader, reinterpret_cast<png_bytep>(raster.data()), rowBytes)) {
        return reader.error();
    }
    return Pixels(std::move(raster));
}

/// The kind of raster that the stored samples need.
Pixels blankFor(const Reader& reader, Size size)
{
    const bool isDeep = reader.bitDepth == 16;
    if (reader.isColour() && !reader.isIndexed()) {
        return isDeep ? Pixels(Raster<Rgb16>(size)) : Pixels(Raster<Rgb8>(size));
    }
    return isDeep ? Pixels(Raster<std::uint16_t>(size)) : Pixels(Raster<std::uint8_t>(size));
}

MicrographInfo infoOf(const Reader& reader)
{
    MicrographInfo info;
    info.size = reader.size();
    info.bitsPerChannel = reader.bitDepth == 16 ? 16 : 8;
    info.channels = reader.isColour() && !(reader.isIndexed() && isGrey(paletteOf(reader))) ? 3 : 1;
    info.orientation = reader.orientation;
    info.format = "PNG";
    return info;
}

/// Indices through the palette, few bits to whole bytes.
Result<Pixels> toPixels(const InputFile& file, StoredPng stored)
{
    auto* bytes = std::get_if<Raster<std::uint8_t>>(&stored.pixels);
    if (bytes == nullptr) {
        return std::move(stored.pixels);
    }
    if (stored.palette.empty()) {
        scaleToByte(*bytes, stored.bitDepth);
        return std::move(stored.pixels);
    }
    auto pixels = applyPalette(*bytes, stored.palette);
    if (!pixels) {
        return file.error(ErrorCode::Malformed, "is a damaged PNG: a pixel's index lies beyond the palette");
    }
    return std::move(*pixels);
}

/// Rows one after the other; an interlaced image is read whole when its first row is wanted, because its rows
/// are complete only after the last of its seven passes.
class PngSource final : public RowSource {
  public:
    PngSource(InputFile& file, bool asStored) : RowSource(file), m_asStored(asStored) {}

    Status restart()
    {
        m_next = kNowhere;
        m_reader = std::make_unique<Reader>(m_file);
        if (auto opened = open(*m_reader); !opened) {
            return opened;
        }
        if (isTooShort(*m_reader)) {
            return m_file.cutOff();
        }
        m_info = infoOf(*m_reader);
        m_palette = paletteOf(*m_reader);
        m_bitDepth = m_reader->bitDepth;
        m_isInterlaced = png_get_interlace_type(m_reader->png, m_reader->info) != PNG_INTERLACE_NONE;
        if (m_isInterlaced) {
            return {};
        }
        const auto pixelBytes = std::visit([](const auto& raster) { return sizeof(*raster.data()); },
                                           blankFor(*m_reader, {1, 1}));
        if (auto fits = m_file.checkFits({m_info.size.width, 1}, static_cast<double>(pixelBytes)); !fits) {
            return fits;
        }
        m_row.resize(static_cast<std::size_t>(m_info.size.width) * pixelBytes);
        if (!prepareRows(*m_reader, m_row.size())) {
            return m_reader->error();
        }
        m_next = 0;
        return {};
    }

    [[nodiscard]] bool isSequential() const override { return true; }

  protected:
    [[nodiscard]] Pixels blank(Size size) const override { return blankFor(*m_reader, size); }

    [[nodiscard]] Result<std::span<const std::uint8_t>> row(int y) override
    {
        if (m_isInterlaced) {
            return rowOfWhole(y);
        }
        if (y < m_next) {
            if (auto restarted = restart(); !restarted) {
                return restarted.error();
            }
        }
        for (; m_next <= y; ++m_next) {
            if (!readNextRow(*m_reader, m_row.data())) {
                return failed();
            }
        }
        if (m_next == m_info.size.height && !readEnd(*m_reader)) {
            return failed();
        }
        return std::span<const std::uint8_t>(m_row);
    }

    [[nodiscard]] Result<Pixels> finished(Pixels stored) const override
    {
        return m_asStored ? Result<Pixels>(std::move(stored))
                          : toPixels(m_file, {m_bitDepth, m_palette, std::move(stored)});
    }

  private:
    Result<std::span<const std::uint8_t>> rowOfWhole(int y)
    {
        if (m_whole.empty()) {
            auto stored = readStoredPng(m_file);
            if (!stored) {
                return stored.error();
            }
            m_whole.push_back(std::move(stored->pixels));
        }
        return std::visit(
            [&](const auto& raster) {
                const auto values = std::as_bytes(raster.row(y));
                return std::span<const std::uint8_t>(reinterpret_cast<const std::uint8_t*>(values.data()),
                                                     values.size());
            },
            m_whole.front());
    }

    /// What went wrong; the next row begins anew.
    Error failed()
    {
        m_next = kNowhere;
        return m_reader->error();
    }

    static constexpr int kNowhere = std::numeric_limits<int>::max();

    bool m_asStored;
    std::unique_ptr<Reader> m_reader;
    std::vector<Rgb8> m_palette;
    int m_bitDepth = 8;
    bool m_isInterlaced = false;
    int m_next = kNowhere; ///< the row that the decoder stands at
    std::vector<std::uint8_t> m_row;
    std::vector<Pixels> m_whole; ///< of an interlaced image: none or one
};

Result<std::unique_ptr<ImageSource>> openSource(InputFile& file, bool asStored)
{
    auto source = std::make_unique<PngSource>(file, asStored);
    if (auto opened = source->restart(); !opened) {
        return opened.error();
    }
    return std::unique_ptr<ImageSource>(std::move(source));
}

} // namespace

Result<StoredPng> readStoredPng(InputFile& file)
{
    Reader reader(file);
    if (auto opened = open(reader); !opened) {
        return opened.error();
    }
    StoredPng stored;
    stored.bitDepth = reader.bitDepth;
    stored.palette = paletteOf(reader);
    const bool isDeep = reader.bitDepth == 16;
    const bool isColour = reader.isColour() && !reader.isIndexed();
    auto pixels = isColour ? (isDeep ? readRaster<Rgb16>(reader) : readRaster<Rgb8>(reader))
                           : (isDeep ? readRaster<std::uint16_t>(reader) : readRaster<std::uint8_t>(reader));
    if (!pixels) {
        return pixels.error();
    }
    stored.pixels = std::move(*pixels);
    return stored;
}

Result<MicrographInfo> probePng(InputFile& file)
{
    Reader reader(file);
    if (auto opened = open(reader); !opened) {
        return opened.error();
    }
    return infoOf(reader);
}

bool pngSeemsWhole(InputFile& file)
{
    static constexpr std::array<unsigned char, 12> kLastChunk = {0,   0,   0,    0,    'I',  'E',
                                                                 'N', 'D', 0xae, 0x42, 0x60, 0x82};
    std::array<unsigned char, 12> tail{};
    return file.size() > tail.size() && file.seek(file.size() - tail.size()) &&
           file.read(tail.data(), tail.size()) == tail.size() && tail == kLastChunk;
}

Result<Pixels> readPng(InputFile& file)
{
    auto stored = readStoredPng(file);
    if (!stored) {
        return stored.error();
    }
    return toPixels(file, std::move(*stored));
}

Result<std::unique_ptr<ImageSource>> openPng(InputFile& file)
{
    return openSource(file, false);
}

Result<std::unique_ptr<ImageSource>> openStoredPng(InputFile& file)
{
    return openSource(file, true);
}

} // namespace sorby::imaging::codecs
