// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/codecs/input_file.h"

namespace sorby::imaging::codecs {

/// What the directories of a TIFF say of where its parts lie. libtiff passes over some of what is missing in
/// a file that was cut off; this finds it.
struct TiffStructure {
    int pages = 0;
    std::uint64_t directory = 0; ///< where the directory of the wanted page stands in the file
    bool hasAllPixels = true;    ///< the strips or tiles of that page lie within the file
};
/// Walks along the directories without reading pixels. Pages are the images of the main chain, counted from
/// 1; reduced versions (thumbnails, levels of a pyramid: NewSubfileType bit 0 or SubfileType 2) and
/// transparency masks are none, unless the file has nothing else. Directories below a page (SubIFDs) are not
/// looked at. An error when the page is not there, or when a directory, or the value of a standard tag of the
/// wanted one, lies beyond the end of the file.
[[nodiscard]] Result<TiffStructure> readTiffStructure(InputFile& file, int page);

/// How many bytes one value of a type of TIFF 6 or BigTIFF takes; 0 for a type that they do not know.
[[nodiscard]] std::size_t tiffBytesOfType(std::uint64_t type);

} // namespace sorby::imaging::codecs
