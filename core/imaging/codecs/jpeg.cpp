// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/codecs/jpeg.h"

#include "core/imaging/codecs/cmyk.h"

#include <fmt/format.h>

#include <array>
#include <csetjmp>
#include <cstdio>
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

Result<Pixels> readCmyk(Reader& reader)
{
    Raster<Rgb8> raster(reader.size());
    std::vector<std::uint8_t> inks(static_cast<std::size_t>(reader.size().width) * 4);
    // Adobe's programs store the inks inverted and say so by their marker.
    const bool isInverted = reader.jpeg.saw_Adobe_marker == TRUE;
    const auto read = readRows(
        reader, [&](int) { return inks.data(); },
        [&](int y) {
            if (isInverted) {
                for (auto& ink : inks) {
                    ink = static_cast<std::uint8_t>(255 - ink);
                }
            }
            cmykToRgb<Rgb8, std::uint8_t>(inks, raster.row(y));
        });
    if (!read) {
        return read.error();
    }
    return Pixels(std::move(raster));
}

} // namespace

Result<MicrographInfo> probeJpeg(InputFile& file)
{
    Reader reader(file);
    if (auto opened = open(reader); !opened) {
        return opened.error();
    }
    MicrographInfo info;
    info.size = reader.size();
    info.channels = reader.jpeg.num_components == 1 ? 1 : 3;
    info.format = "JPEG";
    return info;
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
    // Each block of 8x8 pixels takes a bit at the least, so a shorter file cannot hold its pixels.
    static constexpr double kMostPixelsPerByte = 8 * 64;
    const double pixels = static_cast<double>(reader.size().width) * reader.size().height;
    if (reader.jpeg.arith_code == FALSE && pixels > kMostPixelsPerByte * static_cast<double>(file.size())) {
        return file.cutOff();
    }
    const int components = reader.jpeg.num_components;
    // A file of several scans is held as coefficients of two bytes until the last scan is read.
    const double coefficients = jpeg_has_multiple_scans(&reader.jpeg) == TRUE ? 2.0 * components : 0.0;
    if (auto fits = file.checkFits(reader.size(), (components == 1 ? 1.0 : 3.0) + coefficients); !fits) {
        return fits.error();
    }
    switch (components) {
    case 1:
        reader.jpeg.out_color_space = JCS_GRAYSCALE;
        return readDirectly<std::uint8_t>(reader);
    case 3:
        reader.jpeg.out_color_space = JCS_RGB;
        return readDirectly<Rgb8>(reader);
    default:
        reader.jpeg.out_color_space = JCS_CMYK;
        return readCmyk(reader);
    }
}

} // namespace sorby::imaging::codecs
