// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

namespace sorby::plots {

/// The colour that stands for an IoU everywhere in the window: vermilion at 0, yellow in the middle, green at
/// 1; told apart with every common kind of colour vision. Values outside 0..1 are clipped.
[[nodiscard]] QColor iouColour(double iou);
/// Black or white, whichever is read better on `background`.
[[nodiscard]] QColor textColourOn(const QColor& background);

} // namespace sorby::plots
