// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"
#include "core/annotation/pixel_edits.h"
#include "core/base/result.h"

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace sorby::project {

/// How polygons and pixel edits stand in the project file. Reading checks every length before it is used: a
/// damaged entry is an Error of code Malformed.

/// A version byte, the number of rings, then for each ring (the outer first) its number of points and their
/// x, y; counts are 32 bit, coordinates IEEE doubles, all little-endian.
[[nodiscard]] std::vector<std::byte> encodePolygon(const annotation::Polygon& polygon);
[[nodiscard]] Result<annotation::Polygon> decodePolygon(std::span<const std::byte> bytes);

/// One zstd frame of the tile's values, row by row.
[[nodiscard]] std::vector<std::byte> encodeTile(const annotation::PixelEdits::Tile& tile);
[[nodiscard]] Result<std::shared_ptr<const annotation::PixelEdits::Tile>>
decodeTile(std::span<const std::byte> bytes);
/// The class ids in the tile and kIgnore, each once, in their order; without kUnset.
[[nodiscard]] std::vector<std::byte> tileValues(const annotation::PixelEdits::Tile& tile);

} // namespace sorby::project
