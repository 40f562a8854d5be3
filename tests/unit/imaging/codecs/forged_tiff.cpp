// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/imaging/codecs/forged_tiff.h"

#include <tiffio.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace sorby::test {
namespace {

/// The file in memory that libtiff writes to.
struct Memory {
    Bytes bytes;
    std::uint64_t place = 0;

    static Memory& of(thandle_t handle) { return *static_cast<Memory*>(handle); }
    static tmsize_t read(thandle_t handle, void* target, tmsize_t count)
    {
        Memory& self = of(handle);
        const auto left = self.bytes.size() > self.place ? self.bytes.size() - self.place : 0;
        const auto taken = std::min<std::uint64_t>(left, static_cast<std::uint64_t>(count));
        if (taken > 0) {
            std::memcpy(target, self.bytes.data() + self.place, taken);
        }
        self.place += taken;
        return static_cast<tmsize_t>(taken);
    }
    static tmsize_t write(thandle_t handle, void* source, tmsize_t count)
    {
        Memory& self = of(handle);
        const auto size = static_cast<std::uint64_t>(count);
        self.bytes.resize(std::max<std::size_t>(self.bytes.size(), self.place + size));
        std::memcpy(self.bytes.data() + self.place, source, size);
        self.place += size;
        return count;
    }
    static toff_t seek(thandle_t handle, toff_t offset, int whence)
    {
        Memory& self = of(handle);
        self.place = offset + (whence == SEEK_CUR ? self.place : whence == SEEK_END ? self.bytes.size() : 0);
        return self.place;
    }
    static int close(thandle_t /*handle*/) { return 0; }
    static toff_t size(thandle_t handle) { return of(handle).bytes.size(); }
};

void setTags(TIFF* tiff, const ForgedTiff& spec)
{
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, spec.width);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, spec.height);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, spec.bits);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, spec.samples);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, spec.photometric);
    TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, spec.sampleFormat);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, spec.compression);
    TIFFSetField(tiff, TIFFTAG_ORIENTATION, spec.orientation);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, spec.isSeparate ? PLANARCONFIG_SEPARATE : PLANARCONFIG_CONTIG);
    TIFFSetField(tiff, TIFFTAG_XRESOLUTION, 300.0);
    TIFFSetField(tiff, TIFFTAG_SOFTWARE, "a test of Sorby");
    if (spec.predictor != 0) {
        TIFFSetField(tiff, TIFFTAG_PREDICTOR, spec.predictor);
    }
    if (spec.compression == COMPRESSION_JPEG && spec.photometric == PHOTOMETRIC_YCBCR) {
        TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    }
    if (spec.photometric == PHOTOMETRIC_YCBCR) {
        TIFFSetField(tiff, TIFFTAG_YCBCRSUBSAMPLING, spec.subsampling, spec.subsampling);
    }
    if (spec.subfileType != 0) {
        TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, spec.subfileType);
    }
    if (spec.children != 0) {
        const std::vector<std::uint64_t> places(static_cast<std::size_t>(spec.children));
        TIFFSetField(tiff, TIFFTAG_SUBIFD, static_cast<std::uint16_t>(spec.children), places.data());
    }
    if (spec.tile != 0) {
        TIFFSetField(tiff, TIFFTAG_TILEWIDTH, spec.tile);
        TIFFSetField(tiff, TIFFTAG_TILELENGTH, spec.tile);
    } else {
        TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, spec.rowsPerStrip);
    }
    if (!spec.colourMap.empty()) {
        std::vector<std::uint16_t> red;
        std::vector<std::uint16_t> green;
        std::vector<std::uint16_t> blue;
        for (const auto& colour : spec.colourMap) {
            red.push_back(colour.r);
            green.push_back(colour.g);
            blue.push_back(colour.b);
        }
        TIFFSetField(tiff, TIFFTAG_COLORMAP, red.data(), green.data(), blue.data());
    }
}

void writeStrips(TIFF* tiff, const ForgedTiff& spec, std::size_t rowBytes)
{
    const std::uint32_t planes = spec.isSeparate ? spec.samples : 1;
    std::uint32_t strip = 0;
    for (std::uint32_t plane = 0; plane < planes; ++plane) {
        for (std::uint32_t y = 0; y < spec.height; y += spec.rowsPerStrip) {
            const auto rows = std::min(spec.rowsPerStrip, spec.height - y);
            Bytes block(spec.rows.begin() +
                            static_cast<std::ptrdiff_t>((std::size_t{plane} * spec.height + y) * rowBytes),
                        spec.rows.begin() + static_cast<std::ptrdiff_t>(
                                                (std::size_t{plane} * spec.height + y + rows) * rowBytes));
            TIFFWriteEncodedStrip(tiff, strip++, block.data(), static_cast<tmsize_t>(block.size()));
        }
    }
}

/// Strips of subsampled YCbCr: each unit is the luma of a square of pixels and the two chroma they share.
void writeUnits(TIFF* tiff, const ForgedTiff& spec)
{
    const std::size_t side = spec.subsampling;
    const std::size_t unitBytes = side * side + 2;
    const std::size_t lineBytes = (spec.width + side - 1) / side * unitBytes;
    std::size_t place = 0;
    std::uint32_t strip = 0;
    for (std::uint32_t y = 0; y < spec.height; y += spec.rowsPerStrip) {
        const std::size_t rows = std::min(spec.rowsPerStrip, spec.height - y);
        Bytes block((rows + side - 1) / side * lineBytes);
        std::copy_n(spec.rows.begin() + static_cast<std::ptrdiff_t>(place), block.size(), block.begin());
        place += block.size();
        TIFFWriteEncodedStrip(tiff, strip++, block.data(), static_cast<tmsize_t>(block.size()));
    }
}

/// Tiles of whole bytes a pixel.
void writeTiles(TIFF* tiff, const ForgedTiff& spec, std::size_t rowBytes)
{
    const std::size_t pixelBytes = rowBytes / spec.width;
    const std::uint32_t planes = spec.isSeparate ? spec.samples : 1;
    std::uint32_t number = 0;
    for (std::uint32_t plane = 0; plane < planes; ++plane) {
        for (std::uint32_t y = 0; y < spec.height; y += spec.tile) {
            for (std::uint32_t x = 0; x < spec.width; x += spec.tile) {
                Bytes block(std::size_t{spec.tile} * spec.tile * pixelBytes);
                for (std::uint32_t row = 0; row < std::min(spec.tile, spec.height - y); ++row) {
                    const auto* source = spec.rows.data() +
                                         (std::size_t{plane} * spec.height + y + row) * rowBytes +
                                         x * pixelBytes;
                    const auto count = std::min(spec.tile, spec.width - x) * pixelBytes;
                    std::memcpy(block.data() + row * spec.tile * pixelBytes, source, count);
                }
                TIFFWriteEncodedTile(tiff, number++, block.data(), static_cast<tmsize_t>(block.size()));
            }
        }
    }
}

void appendLittle(Bytes& bytes, std::uint32_t value, int count)
{
    for (int i = 0; i < count; ++i) {
        bytes.push_back(static_cast<std::uint8_t>(value >> 8 * i));
    }
}

} // namespace

Bytes forge(const ForgedTiff& spec)
{
    return forge(std::vector<ForgedTiff>{spec});
}

Bytes forge(const std::vector<ForgedTiff>& images)
{
    Memory memory;
    TIFFSetWarningHandler(nullptr); // of old kinds of files, which is what is wanted here
    TIFF* tiff = TIFFClientOpen("forged", images.front().mode, &memory, Memory::read, Memory::write,
                                Memory::seek, Memory::close, Memory::size, nullptr, nullptr);
    for (const auto& spec : images) {
        const std::size_t samplesPerRow = std::size_t{spec.width} * (spec.isSeparate ? 1 : spec.samples);
        const std::size_t rowBytes = (samplesPerRow * spec.bits + 7) / 8;
        for (int page = 0; page < spec.pages; ++page) {
            setTags(tiff, spec);
            if (spec.tile != 0) {
                writeTiles(tiff, spec, rowBytes);
            } else if (spec.subsampling > 1 && spec.compression == COMPRESSION_NONE) {
                writeUnits(tiff, spec);
            } else {
                writeStrips(tiff, spec, rowBytes);
            }
            TIFFWriteDirectory(tiff);
        }
    }
    TIFFClose(tiff);
    return memory.bytes;
}

Bytes rawTiff(std::vector<TiffEntry> entries, const Bytes& pixels, std::uint32_t next)
{
    const auto pixelPlace = static_cast<std::uint32_t>(8 + 2 + 12 * entries.size() + 4);
    Bytes bytes = {'I', 'I', 42, 0, 8, 0, 0, 0};
    appendLittle(bytes, static_cast<std::uint32_t>(entries.size()), 2);
    for (const auto& entry : entries) {
        appendLittle(bytes, entry.tag, 2);
        appendLittle(bytes, entry.type, 2);
        appendLittle(bytes, entry.count, 4);
        appendLittle(bytes, entry.value == kPixels ? pixelPlace : entry.value, 4);
    }
    appendLittle(bytes, next, 4);
    bytes.insert(bytes.end(), pixels.begin(), pixels.end());
    return bytes;
}

} // namespace sorby::test
