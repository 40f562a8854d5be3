// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/calibration.h"

#include <QRectF>
#include <QString>

#include <optional>

class QPainter;

namespace sorby::canvas {

/// A scale bar of a round length.
struct ScaleBar {
    double lengthPx = 0; ///< in widget units
    QString text;        ///< "20 µm"; "500 px" where the size of a pixel is not known
};

/// The longest bar of 1, 2 or 5 times a power of ten that is not longer than `longest` widget units. `scale`:
/// widget units for an image pixel.
[[nodiscard]] ScaleBar makeScaleBar(const std::optional<Calibration>& calibration, double scale,
                                    double longest);
/// In the lower left corner of `area`, on a dark ground, so that it is read over any image.
void paintScaleBar(QPainter& painter, const ScaleBar& bar, const QRectF& area);

} // namespace sorby::canvas
