// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/label_tiff.h"

#include "core/base/files.h"

#include <tiffio.h>

#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace sorby::imaging {
namespace fs = std::filesystem;
namespace {

constexpr std::uint32_t kRowsPerStrip = 64;
/// A classic TIFF addresses 4 GiB, and LZW may make noise half as large again.
constexpr std::size_t kMostClassicPixels = std::size_t{2} << 30U;

/// libtiff prints nothing: whoever called is told by what its functions return.
int staySilent(TIFF* /*tiff*/, void* /*data*/, const char* /*module*/, const char* /*format*/,
               va_list /*values*/)
{
    return 1;
}

TIFF* openToWrite(const fs::path& path, bool isBig)
{
    TIFFOpenOptions* options = TIFFOpenOptionsAlloc();
    if (options == nullptr) {
        return nullptr;
    }
    TIFFOpenOptionsSetErrorHandlerExtR(options, staySilent, nullptr);
    TIFFOpenOptionsSetWarningHandlerExtR(options, staySilent, nullptr);
    const char* mode = isBig ? "w8" : "w";
#ifdef _WIN32
    TIFF* tiff = TIFFOpenWExt(path.c_str(), mode, options);
#else
    TIFF* tiff = TIFFOpenExt(path.c_str(), mode, options);
#endif
    TIFFOpenOptionsFree(options);
    return tiff;
}

} // namespace

struct LabelTiffWriter::Private {
    Private(fs::path file, Size theSize) : path(std::move(file)), partial(path), size(theSize)
    {
        partial += ".partial";
        tiff = openToWrite(partial, size.area() > kMostClassicPixels);
    }
    ~Private()
    {
        close();
        std::error_code ignored;
        fs::remove(partial, ignored); // nothing is there any more when it was finished
    }
    Private(const Private&) = delete;
    Private& operator=(const Private&) = delete;

    void close()
    {
        if (tiff != nullptr) {
            TIFFClose(std::exchange(tiff, nullptr));
        }
    }
    void describe() const
    {
        TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, static_cast<std::uint32_t>(size.width));
        TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, static_cast<std::uint32_t>(size.height));
        TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8);
        TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
        TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
        TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, kRowsPerStrip);
        TIFFSetField(tiff, TIFFTAG_COMPRESSION, COMPRESSION_LZW);
        TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
    }
    [[nodiscard]] Error failed() const
    {
        return Error{ErrorCode::Io, "cannot be written: no permission, or the disk is full", toUtf8(path)};
    }

    fs::path path;
    fs::path partial;
    Size size;
    TIFF* tiff = nullptr;
    std::uint32_t nextRow = 0;
};

LabelTiffWriter::LabelTiffWriter(std::unique_ptr<Private> state) : d(std::move(state)) {}
LabelTiffWriter::LabelTiffWriter(LabelTiffWriter&&) noexcept = default;
LabelTiffWriter& LabelTiffWriter::operator=(LabelTiffWriter&&) noexcept = default;
LabelTiffWriter::~LabelTiffWriter() = default;

Result<LabelTiffWriter> LabelTiffWriter::open(const fs::path& path, Size size)
{
    if (size.isEmpty()) {
        return Error{ErrorCode::InvalidArgument, "an image without pixels cannot be written", toUtf8(path)};
    }
    if (path.has_parent_path()) {
        if (auto made = makeFolder(path.parent_path()); !made) {
            return made.error();
        }
    }
    auto state = std::make_unique<Private>(path, size);
    if (state->tiff == nullptr) {
        return state->failed();
    }
    state->describe();
    return LabelTiffWriter(std::move(state));
}

Status LabelTiffWriter::add(const LabelImage& rows)
{
    std::vector<std::uint8_t> copy; // libtiff may change what it is given
    for (int y = 0; y < rows.height(); ++y) {
        const auto row = rows.row(y);
        copy.assign(row.begin(), row.end());
        if (TIFFWriteScanline(d->tiff, copy.data(), d->nextRow++, 0) != 1) {
            return d->failed();
        }
    }
    return {};
}

Status LabelTiffWriter::finish()
{
    if (TIFFFlush(d->tiff) != 1) {
        return d->failed();
    }
    d->close();
    std::error_code failure;
    fs::rename(d->partial, d->path, failure);
    return failure ? Status{d->failed()} : Status{};
}

} // namespace sorby::imaging
