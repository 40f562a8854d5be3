// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"

namespace sorby::annotation {

/// The rectangle between two opposite corners, clockwise on the screen from its top left.
[[nodiscard]] Ring rectangleRing(Point corner, Point opposite);

/// The point turned about the centre, clockwise on the screen.
[[nodiscard]] Point rotated(Point point, Point centre, double degrees);

/// An ellipse as a ring with its points on the ellipse, clockwise on the screen from the end of radiusX: 12
/// to 720 of them, so many that no side leaves the ellipse by kEllipseDeviationPx (up to a radius of 5,200
/// pixels). `degrees` turns it clockwise on the screen.
[[nodiscard]] Ring ellipseRing(Point centre, double radiusX, double radiusY, double degrees = 0);
inline constexpr double kEllipseDeviationPx = 0.05;
/// The upright ellipse that fills the rectangle between two opposite corners.
[[nodiscard]] Ring ellipseRing(Point corner, Point opposite);

} // namespace sorby::annotation
