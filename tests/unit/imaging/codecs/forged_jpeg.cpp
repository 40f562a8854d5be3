// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/imaging/codecs/forged_jpeg.h"

#include <cstddef>
#include <cstdio>
#include <cstdlib>

// jpeglib.h needs the types of <cstdio>, so it comes last.
// clang-format off
#include <jpeglib.h>
// clang-format on

namespace sorby::test {

Bytes forge(const ForgedJpeg& spec)
{
    jpeg_compress_struct jpeg{};
    jpeg_error_mgr errors{};
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    unsigned char* memory = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&jpeg, &memory, &size);
    jpeg.image_width = spec.width;
    jpeg.image_height = spec.height;
    jpeg.input_components = spec.components;
    jpeg.in_color_space = spec.components == 1   ? JCS_GRAYSCALE
                          : spec.components == 3 ? JCS_RGB
                          : spec.components == 4 ? JCS_CMYK
                                                 : JCS_UNKNOWN;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, 100, TRUE);
    for (int i = 0; i < jpeg.num_components; ++i) {
        jpeg.comp_info[i].h_samp_factor = 1;
        jpeg.comp_info[i].v_samp_factor = 1;
    }
    if (spec.isProgressive) {
        jpeg_simple_progression(&jpeg);
    }
    jpeg_start_compress(&jpeg, TRUE);
    if (!spec.exif.empty()) {
        jpeg_write_marker(&jpeg, JPEG_APP0 + 1, spec.exif.data(), static_cast<unsigned>(spec.exif.size()));
    }
    Bytes row(std::size_t{spec.width} * static_cast<std::size_t>(spec.components));
    for (std::size_t y = 0; y < spec.height; ++y) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            const auto value = spec.rows[y * row.size() + i];
            row[i] = spec.components == 4 ? static_cast<std::uint8_t>(255 - value) : value;
        }
        JSAMPROW pointer = row.data();
        jpeg_write_scanlines(&jpeg, &pointer, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    Bytes bytes(memory, memory + size);
    std::free(memory);
    return bytes;
}

} // namespace sorby::test
