// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/codecs/image_source.h"

#include <memory>

namespace sorby::imaging::codecs {

[[nodiscard]] Result<MicrographInfo> probeJpeg(InputFile& file);
/// Does the file end as a JPEG ends? When not, only reading it all tells.
[[nodiscard]] bool jpegSeemsWhole(InputFile& file);
/// Grey or colour of 8 bits; CMYK and YCCK become colour. Pixels as stored: the orientation that a camera
/// noted is not applied, since annotations refer to stored pixels.
[[nodiscard]] Result<Pixels> readJpeg(InputFile& file);
/// For reading parts: rows one after the other, from the top again when a row above is wanted. Of a file of
/// several scans (progressive), the library holds all coefficients.
[[nodiscard]] Result<std::unique_ptr<ImageSource>> openJpeg(InputFile& file);

} // namespace sorby::imaging::codecs
