// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"
#include "core/base/progress.h"
#include "core/base/result.h"

#include <span>
#include <vector>

/// What the tools for cutting, joining and holes ask of polygons. What goes in may meet itself in any way: it
/// is taken by its pixels (even-odd). Results turn clockwise on the screen, their holes the other way, and
/// are sound (validity.h). The pixels of a result are exactly those that the words say of the pixels of what
/// went in, by the rule of geometry.h; polygons that were not touched keep their points bit for bit.
///
/// Errors: InvalidArgument where a coordinate is not finite, Unsupported where outlines run so close that
/// they cannot be told apart (arrangement.h), Cancelled. Time: that of the arrangement of all their lines.
namespace sorby::annotation {

using Polygons = std::vector<Polygon>;

/// The polygon without crossings and overlaps of its outline: each piece of its own.
[[nodiscard]] Result<Polygons> cleaned(const Polygon& polygon, const JobControl& control = {});

/// The pixels of any of them.
[[nodiscard]] Result<Polygons> unionOf(std::span<const Polygon> polygons, const JobControl& control = {});
/// Those of `polygon` that none of `others` has.
[[nodiscard]] Result<Polygons> difference(const Polygon& polygon, std::span<const Polygon> others,
                                          const JobControl& control = {});
/// Those of both.
[[nodiscard]] Result<Polygons> intersection(const Polygon& polygon, const Polygon& other,
                                            const JobControl& control = {});

/// The pieces between which an open line parts the polygon, the largest first. They share the points of the
/// cut, so that each pixel of the polygon is in exactly one. An Error of code Mismatch when the line does not
/// part it: it has to begin and end outside, or in a hole.
[[nodiscard]] Result<Polygons> cutByLine(const Polygon& polygon, const std::vector<Point>& line,
                                         const JobControl& control = {});

/// The polygon without the pixels of `hole`, which may overlap holes that are there. An Error of code
/// Mismatch when the hole does not lie inside, when nothing would be left, or when the polygon would fall
/// into pieces.
[[nodiscard]] Result<Polygon> withHole(const Polygon& polygon, const Ring& hole,
                                       const JobControl& control = {});

/// One polygon of several that overlap or share a piece of their outlines. An Error of code Mismatch when
/// they lie apart or touch in points only.
[[nodiscard]] Result<Polygon> merged(std::span<const Polygon> polygons, const JobControl& control = {});

} // namespace sorby::annotation
