// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/raster.h"

#include <QIcon>
#include <QPixmap>

class QWidget;

namespace sorby::panels {

/// A small framed square of the colour, as high as a letter of `widget`.
[[nodiscard]] QPixmap colourSwatch(Rgb8 colour, const QWidget* widget);

} // namespace sorby::panels
