// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/codecs/input_file.h"

namespace sorby::imaging::codecs {

/// What the directories of a TIFF say of where its parts lie. libtiff passes over some of what is missing in
/// a file that was cut off; this finds it.
struct TiffStructure {
    int pages = 0;
    bool hasAllPixels = true; ///< the strips or tiles of the first page lie within the file
};
/// Walks along the directories without reading pixels. An error when a directory, or the value of a standard
/// tag of the first one, lies beyond the end of the file.
[[nodiscard]] Result<TiffStructure> readTiffStructure(InputFile& file);

} // namespace sorby::imaging::codecs
