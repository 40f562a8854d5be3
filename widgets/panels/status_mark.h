// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/review_status.h"

#include <QIcon>
#include <QRectF>

class QPainter;
class QWidget;

namespace sorby::panels {

/// Draws the mark of a status into a square: a tick, a half disc, a cross, each in a colour of its own and
/// told apart without it; nothing for no status.
void drawStatusMark(QPainter& painter, const QRectF& square, ReviewStatus status);
/// The mark as an icon as high as a letter of `widget`.
[[nodiscard]] QIcon statusIcon(ReviewStatus status, const QWidget* widget);

} // namespace sorby::panels
