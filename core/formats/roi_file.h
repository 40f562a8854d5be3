// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"
#include "core/base/result.h"
#include "core/formats/roi_text.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// The bytes of a selection ("region of interest") as ImageJ keeps it in a .roi file: a header of 64 bytes,
/// coordinates, a second header of 64 bytes, texts; all numbers big-endian.
namespace sorby::formats {

enum class RoiType : std::uint8_t {
    Polygon = 0,
    Rectangle = 1,
    Oval = 2,
    Line = 3,
    FreeLine = 4,
    PolyLine = 5,
    None = 6,
    Freehand = 7,
    Traced = 8,
    Angle = 9,
    Point = 10,
};

/// What a selection is besides its type.
enum class RoiSubtype : std::uint16_t {
    Plain = 0,
    Text = 1,
    Arrow = 2,
    Ellipse = 3,
    Picture = 4,
    RotatedRectangle = 5,
};

struct Roi {
    RoiType type = RoiType::Polygon;
    RoiSubtype subtype = RoiSubtype::Plain;
    /// Vertices of polygons and lines, places of points: absolute. Whole numbers unless isSubPixel.
    std::vector<annotation::Point> points;
    /// Of a composite (its type is Rectangle): closed paths, curves as short straight lines. An outline lies
    /// inside an even number of others, a hole inside an odd number.
    std::vector<annotation::Ring> paths;
    bool isComposite = false;
    bool isSubPixel = false;
    bool isSpline = false;  ///< ImageJ draws a smooth curve through the points
    annotation::Box bounds; ///< of rectangles and ovals; left out when a polygon is encoded
    double arcSize = 0;     ///< diameter of the round corners of a rectangle
    /// The two ends of a line, of an ellipse's long axis, of a rotated rectangle's centre line.
    annotation::Point from;
    annotation::Point to;
    double shape = 0; ///< short axis by long axis of an ellipse, width of a rotated rectangle
    int slice = 0;    ///< of a stack, 1 is the first; 0: no particular one
    std::uint8_t group = 0;
    std::optional<Rgb8> stroke;
    std::string name;
    RoiProperties properties;
};

/// More bytes than that are no selection that a person has drawn.
inline constexpr std::size_t kMostRoiBytes = std::size_t{64} << 20U;
/// A whole-number selection reaches so far at most; others need isSubPixel.
inline constexpr int kSmallestRoiInteger = -5000;
inline constexpr int kLargestRoiInteger = 32767;
/// Polygons with more vertices are kept as composites, points are split.
inline constexpr std::size_t kMostRoiPoints = 65535;

/// Does the content begin like a selection?
[[nodiscard]] bool beginsLikeRoi(std::span<const std::byte> bytes);
/// An error (without a place) when the content is none, is cut off, or counts more than it holds; when
/// coordinates are not finite; and for kinds that ImageJ does not know.
[[nodiscard]] Result<Roi> decodeRoi(std::span<const std::byte> bytes);
/// Polygons, points and composites alone: subtype Plain, without slice, curve and arc. Coordinates of
/// composites and of isSubPixel are rounded to 32 bits; others are whole numbers within the limits above.
[[nodiscard]] std::vector<std::byte> encodeRoi(const Roi& roi);

} // namespace sorby::formats
