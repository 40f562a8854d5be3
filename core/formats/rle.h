// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"
#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sorby::formats {

/// Run lengths of a mask: of zeros first (there may be none), then of ones, and so on in turn.
using RunLengths = std::vector<std::uint32_t>;

/// In which order the pixels are counted: COCO goes down the columns, CVAT along the rows.
enum class RleOrder { ColumnMajor, RowMajor };

[[nodiscard]] RunLengths encodeRle(const Raster<std::uint8_t>& mask, RleOrder order = RleOrder::ColumnMajor);
/// The same of a mask that lies with its upper left pixel at (left, top) of an image of the size `whole`, all
/// zero around it; column-major. The mask lies inside the image.
[[nodiscard]] RunLengths encodeRle(const Raster<std::uint8_t>& part, int left, int top, Size whole);
/// More pixels are no mask but a damaged file.
inline constexpr std::size_t kMostMaskPixels = std::size_t{1} << 30;
/// 1 and 0. An Error when the runs do not have as many pixels as the size, or more than kMostMaskPixels.
[[nodiscard]] Result<Raster<std::uint8_t>> decodeRle(const RunLengths& runs, Size size,
                                                     RleOrder order = RleOrder::ColumnMajor);

/// COCO's compressed text: five bits a character from '0' on, the sixth says that more follow; from the
/// fourth run on the difference to the run two before. 1 2 3 2 4 is "12301".
[[nodiscard]] std::string compressRle(const RunLengths& runs);
[[nodiscard]] Result<RunLengths> decompressRle(std::string_view text);

} // namespace sorby::formats
