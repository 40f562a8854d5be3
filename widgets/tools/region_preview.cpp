// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/region_preview.h"

#include "core/base/pixel_rect.h"

#include <QPainter>

#include <cmath>

namespace sorby::tools {
namespace {

enum Index : std::uint8_t { Nothing, Inside, Border };
constexpr int kVeil = 110; ///< of 255

} // namespace

RegionPreview::RegionPreview(const Raster<std::uint8_t>& mask, const PixelRect& rect, const PixelRect& bounds,
                             QColor colour)
    : m_bounds(bounds)
{
    if (bounds.isEmpty()) {
        return;
    }
    m_image = QImage(bounds.width, bounds.height, QImage::Format_Indexed8);
    const auto veil = qRgba(colour.red(), colour.green(), colour.blue(), kVeil);
    m_image.setColorTable({qRgba(0, 0, 0, 0), veil, colour.rgba()});
    const auto isSet = [&mask](int x, int y) { return mask.contains(x, y) && mask.at(x, y) != 0; };
    for (int y = 0; y < bounds.height; ++y) {
        auto* line = m_image.scanLine(y);
        const int row = y + bounds.y - rect.y;
        for (int x = 0; x < bounds.width; ++x) {
            const int column = x + bounds.x - rect.x;
            if (mask.at(column, row) == 0) {
                line[x] = Nothing;
                continue;
            }
            const bool isWithin = isSet(column - 1, row) && isSet(column + 1, row) &&
                                  isSet(column, row - 1) && isSet(column, row + 1);
            line[x] = isWithin ? Inside : Border;
        }
    }
}

bool RegionPreview::contains(int x, int y) const
{
    return holds(m_bounds, x, y) && m_image.constScanLine(y - m_bounds.y)[x - m_bounds.x] != Nothing;
}

void RegionPreview::paint(QPainter& painter, const canvas::ViewTransform& view) const
{
    if (isEmpty()) {
        return;
    }
    // Only what is in sight: at a large zoom the whole would be larger than a painter can count.
    const QRectF window = painter.window();
    const auto from = view.toImage(window.topLeft());
    const auto to = view.toImage(window.bottomRight());
    const QRectF bounds(m_bounds.x, m_bounds.y, m_bounds.width, m_bounds.height);
    const QRectF seen =
        QRectF(QPointF(std::floor(from.x), std::floor(from.y)), QPointF(std::ceil(to.x), std::ceil(to.y)))
            .intersected(bounds);
    if (seen.isEmpty()) {
        return;
    }
    const QRectF target(view.toWidget({seen.left(), seen.top()}),
                        view.toWidget({seen.right(), seen.bottom()}));
    painter.drawImage(target, m_image, seen.translated(-bounds.topLeft()));
}

} // namespace sorby::tools
