// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"

namespace sorby::formats {

/// An ellipse as a polygon with its points on the ellipse, clockwise on the screen from the end of radiusX:
/// 12 to 720 of them, so many that no side leaves the ellipse by 0.05 pixels (up to a radius of 5,200
/// pixels). `degrees` turns it clockwise on the screen.
[[nodiscard]] annotation::Ring ellipseOutline(annotation::Point centre, double radiusX, double radiusY,
                                              double degrees = 0);
/// The point turned about the centre, clockwise on the screen.
[[nodiscard]] annotation::Point rotated(annotation::Point point, annotation::Point centre, double degrees);

} // namespace sorby::formats
