// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/codecs/jpeg.h"

#include "core/imaging/codecs/cmyk.h"
#include "core/imaging/codecs/exif_orientation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdio>
#include <limits>
#include <memory>
#include <span>
#include <utility>
#include <vector>

// jpeglib.h needs the types of <cstdio>, so it comes last.
// clang-format off
#include <jpeglib.h>
#include <jerror.h>
// clang-format on

// libjpeg reports errors by longjmp. So each function that calls setjmp below holds nothing that has a
// destructor; what lives longer stands in Reader, which its callers own.
namespace sorby::imaging::codecs {
namespace {

constexpr int kExifMarker = JPEG_APP0 + 1;

struct Reader {
    explicit Reader(InputFile& source);
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    ~Reader() { jpeg_destroy_decompress(&jpeg); }

    InputFile& file;
    jpeg_decompress_struct jpeg{};
    jpeg_error_mgr errors{};
    jpeg_source_mgr source{};
    std::jmp_buf escape{};
    std::array<JOCTET, 65536> buffer{};
    std::array<char, JMSG_LENGTH_MAX> message{};
    int code = 0;
    bool atEnd = false; ///< bytes were wanted beyond the end of the file

    [[nodiscard]] Size size() const
    {
        return {static_cast<int>(jpeg.image_width), static_cast<int>(jpeg.image_height)};
    }
    [[nodiscard]] Error error() const;
};

Reader& readerOf(j_common_ptr common)
{
    return *static_cast<Reader*>(common->client_data);
}
Reader& readerOf(j_decompress_ptr jpeg)
{
    return *static_cast<Reader*>(jpeg->client_data);
}

[[noreturn]] void onError(j_common_ptr common)
{
    Reader& reader = readerOf(common);
    common->err->format_message(common, reader.message.data());
    reader.code = common->err->msg_code;
    std::longjmp(reader.escape, 1);
}

/// libjpeg only warns about damaged data and goes on with grey; these warnings are errors here.
void onMessage(j_common_ptr common, int level)
{
    if (level >= 0) {
        return;
    }
    switch (common->err->msg_code) {
    case JWRN_ARITH_BAD_CODE:
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_JPEG_EOF:
    case JWRN_MUST_RESYNC:
        onError(common);
    default:
        break;
    }
}

void onOutput(j_common_ptr /*common*/) {}

void initSource(j_decompress_ptr /*jpeg*/) {}
void endSource(j_decompress_ptr /*jpeg*/) {}

boolean fillBuffer(j_decompress_ptr jpeg)
{
    Reader& reader = readerOf(jpeg);
    const std::size_t count = reader.file.read(reader.buffer.data(), reader.buffer.size());
    if (count == 0) {
        reader.atEnd = true;
        jpeg->err->msg_code = JERR_INPUT_EOF;
        onError(reinterpret_cast<j_common_ptr>(jpeg));
    }
    reader.source.next_input_byte = reader.buffer.data();
    reader.source.bytes_in_buffer = count;
    return TRUE;
}

void skipInput(j_decompress_ptr jpeg, long count)
{
    Reader& reader = readerOf(jpeg);
    auto left = count > 0 ? static_cast<std::size_t>(count) : 0;
    while (left > reader.source.bytes_in_buffer) {
        left -= reader.source.bytes_in_buffer;
        fillBuffer(jpeg);
    }
    reader.source.next_input_byte += left;
    reader.source.bytes_in_buffer -= left;
}

Reader::Reader(InputFile& input) : file(input)
{
    jpeg.err = jpeg_std_error(&errors);
    errors.error_exit = onError;
    errors.emit_message = onMessage;
    errors.output_message = onOutput;
    jpeg.client_data = this;
    source.init_source = initSource;
    source.fill_input_buffer = fillBuffer;
    source.skip_input_data = skipInput;
    source.resync_to_restart = jpeg_resync_to_restart;
    source.term_source = endSource;
}

Error Reader::error() const
{
    if (atEnd) {
        return file.cutOff();
    }
    switch (code) {
    case JERR_OUT_OF_MEMORY:
        return file.error(ErrorCode::OutOfMemory, "there is no memory left to read it");
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_PRECISION:
    case JERR_SOF_UNSUPPORTED:
    case JERR_CONVERSION_NOTIMPL:
        return file.error(
            ErrorCode::Unsupported,
            fmt::format("is a JPEG of a kind that is not supported ({}); save it as TIFF or PNG",
                        message.data()));
    default:
        return file.error(ErrorCode::Malformed, fmt::format("is a damaged JPEG: {}", message.data()));
    }
}

bool readHead(Reader& reader)
{
    if (setjmp(reader.escape) != 0) {
        return false;
    }
    jpeg_create_decompress(&reader.jpeg);
    reader.jpeg.src = &reader.source;
    jpeg_save_markers(&reader.jpeg, kExifMarker, 0xffff);
    jpeg_read_header(&reader.jpeg, TRUE);
    return true;
}

bool start(Reader& reader)
{
    if (setjmp(reader.escape) != 0) {
        return false;
    }
    jpeg_start_decompress(&reader.jpeg);
    return true;
}

bool readRow(Reader& reader, JSAMPROW row)
{
    if (setjmp(reader.escape) != 0) {
        return false;
    }
    return jpeg_read_scanlines(&reader.jpeg, &row, 1) == 1;
}

bool finish(Reader& reader)
{
    if (setjmp(reader.escape) != 0) {
        return false;
    }
    return jpeg_finish_decompress(&reader.jpeg) == TRUE;
}

Status open(Reader& reader)
{
    reader.file.seek(0);
    if (!readHead(reader)) {
        return reader.error();
    }
    const int components = reader.jpeg.num_components;
    if (components != 1 && components != 3 && components != 4) {
        return reader.file.error(
            ErrorCode::Unsupported,
            fmt::format("is a JPEG of {} channels; only grey, colour and CMYK are supported", components));
    }
    return {};
}

/// Decodes row by row; `target(y)` is where a row goes and `done(y)` is called when it is there.
template <typename Target, typename Done>
Status readRows(Reader& reader, const Target& target, const Done& done)
{
    if (!start(reader)) {
        return reader.error();
    }
    for (int y = 0; y < reader.size().height; ++y) {
        if (!readRow(reader, target(y))) {
            return reader.error();
        }
        done(y);
    }
    if (!finish(reader)) {
        return reader.error();
    }
    return {};
}

template <typename T>
Result<Pixels> readDirectly(Reader& reader)
{
    Raster<T> raster(reader.size());
    const auto read = readRows(
        reader, [&](int y) { return reinterpret_cast<JSAMPROW>(raster.row(y).data()); }, [](int) {});
    if (!read) {
        return read.error();
    }
    return Pixels(std::move(raster));
}

void inksToColour(const Reader& reader, std::span<std::uint8_t> inks, std::span<Rgb8> colours)
{
    // Adobe's programs store the inks inverted and say so by their marker.
    if (reader.jpeg.saw_Adobe_marker == TRUE) {
        for (auto& ink : inks) {
            ink = static_cast<std::uint8_t>(255 - ink);
        }
    }
    cmykToRgb<Rgb8, std::uint8_t>(inks, colours);
}

Result<Pixels> readCmyk(Reader& reader)
{
    Raster<Rgb8> raster(reader.size());
    std::vector<std::uint8_t> inks(static_cast<std::size_t>(reader.size().width) * 4);
    const auto read = readRows(
        reader, [&](int) { return inks.data(); }, [&](int y) { inksToColour(reader, inks, raster.row(y)); });
    if (!read) {
        return read.error();
    }
    return Pixels(std::move(raster));
}

bool hasSeveralScans(Reader& reader)
{
    return jpeg_has_multiple_scans(&reader.jpeg) == TRUE;
}

void chooseColour(Reader& reader)
{
    const int components = reader.jpeg.num_components;
    reader.jpeg.out_color_space = components == 1 ? JCS_GRAYSCALE : components == 3 ? JCS_RGB : JCS_CMYK;
}

/// Asked before the pixels are read; `isWhole` when all of them are to be held at once.
Status checkSize(Reader& reader, bool isWhole)
{
    // Each block of 8x8 pixels takes a bit at the least, so a shorter file cannot hold its pixels.
    static constexpr double kMostPixelsPerByte = 8 * 64;
    const InputFile& file = reader.file;
    const double pixels = static_cast<double>(reader.size().width) * reader.size().height;
    if (reader.jpeg.arith_code == FALSE && pixels > kMostPixelsPerByte * static_cast<double>(file.size())) {
        return file.cutOff();
    }
    // A file of several scans is held as coefficients of two bytes until the last scan is read.
    const double coefficients = hasSeveralScans(reader) ? 2.0 * reader.jpeg.num_components : 0.0;
    const double held = reader.jpeg.num_components == 1 ? 1.0 : 3.0;
    return isWhole ? file.checkWholeImage(reader.size(), held, held + coefficients)
                   : file.checkFits(reader.size(), coefficients);
}

MicrographInfo infoOf(const Reader& reader)
{
    MicrographInfo info;
    info.size = reader.size();
    info.channels = reader.jpeg.num_components == 1 ? 1 : 3;
    info.format = "JPEG";
    static constexpr std::array<std::uint8_t, 6> kExifStart = {'E', 'x', 'i', 'f', 0, 0};
    for (auto marker = reader.jpeg.marker_list; marker != nullptr; marker = marker->next) {
        const std::span<const std::uint8_t> data(marker->data, marker->data_length);
        if (marker->marker == kExifMarker && data.size() >= kExifStart.size() &&
            std::equal(kExifStart.begin(), kExifStart.end(), data.begin())) {
            info.orientation = exifOrientation(data);
            break;
        }
    }
    return info;
}

/// Rows one after the other.
class JpegSource final : public RowSource {
  public:
    explicit JpegSource(InputFile& file) : RowSource(file) {}

    Status restart()
    {
        m_next = kNowhere;
        m_reader = std::make_unique<Reader>(m_file);
        if (auto opened = open(*m_reader); !opened) {
            return opened;
        }
        if (auto good = checkSize(*m_reader, false); !good) {
            return good;
        }
        m_info = infoOf(*m_reader);
        chooseColour(*m_reader);
        if (!start(*m_reader)) {
            return m_reader->error();
        }
        const auto width = static_cast<std::size_t>(m_info.size.width);
        m_row.resize(width * static_cast<std::size_t>(m_reader->jpeg.num_components));
        m_colours.resize(isCmyk() ? width : 0);
        m_next = 0;
        return {};
    }

    [[nodiscard]] bool isSequential() const override { return true; }

  protected:
    [[nodiscard]] Pixels blank(Size size) const override
    {
        return m_info.channels == 1 ? Pixels(Raster<std::uint8_t>(size)) : Pixels(Raster<Rgb8>(size));
    }

    [[nodiscard]] Result<std::span<const std::uint8_t>> row(int y) override
    {
        if (y < m_next) {
            if (auto restarted = restart(); !restarted) {
                return restarted.error();
            }
        }
        for (; m_next <= y; ++m_next) {
            if (!readRow(*m_reader, m_row.data())) {
                return failed();
            }
        }
        if (m_next == m_info.size.height && !finish(*m_reader)) {
            return failed();
        }
        if (!isCmyk()) {
            return std::span<const std::uint8_t>(m_row);
        }
        inksToColour(*m_reader, m_row, m_colours);
        return std::span<const std::uint8_t>(reinterpret_cast<const std::uint8_t*>(m_colours.data()),
                                             m_colours.size() * sizeof(Rgb8));
    }

  private:
    [[nodiscard]] bool isCmyk() const { return m_reader->jpeg.num_components == 4; }

    /// What went wrong; the next row begins anew.
    Error failed()
    {
        m_next = kNowhere;
        return m_reader->error();
    }

    static constexpr int kNowhere = std::numeric_limits<int>::max();

    std::unique_ptr<Reader> m_reader;
    int m_next = kNowhere; ///< the row that the decoder stands at
    std::vector<std::uint8_t> m_row;
    std::vector<Rgb8> m_colours; ///< of a row of inks
};

} // namespace

Result<MicrographInfo> probeJpeg(InputFile& file)
{
    Reader reader(file);
    if (auto opened = open(reader); !opened) {
        return opened.error();
    }
    return infoOf(reader);
}

bool jpegSeemsWhole(InputFile& file)
{
    std::array<unsigned char, 2> tail{};
    return file.size() > tail.size() && file.seek(file.size() - tail.size()) &&
           file.read(tail.data(), tail.size()) == tail.size() && tail[0] == 0xff && tail[1] == JPEG_EOI;
}

Result<Pixels> readJpeg(InputFile& file)
{
    Reader reader(file);
    if (auto opened = open(reader); !opened) {
        return opened.error();
    }
    if (auto good = checkSize(reader, true); !good) {
        return good.error();
    }
    chooseColour(reader);
    switch (reader.jpeg.num_components) {
    case 1:
        return readDirectly<std::uint8_t>(reader);
    case 3:
        return readDirectly<Rgb8>(reader);
    default:
        return readCmyk(reader);
    }
}

Result<std::unique_ptr<ImageSource>> openJpeg(InputFile& file)
{
    auto source = std::make_unique<JpegSource>(file);
    if (auto opened = source->restart(); !opened) {
        return opened.error();
    }
    return std::unique_ptr<ImageSource>(std::move(source));
}

} // namespace sorby::imaging::codecs
