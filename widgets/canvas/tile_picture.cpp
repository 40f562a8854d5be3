// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/tile_picture.h"

#include <algorithm>
#include <cmath>

namespace sorby::canvas {

namespace {

constexpr imaging::OverlayPalette kCodes{{1, 0, 0}, {2, 0, 0}, {3, 0, 0}};
constexpr QRgb kTwoChannels = 0x00ff00ffU;

QRgb premultiplied(Rgb8 colour, double opacity)
{
    const int alpha = static_cast<int>(std::lround(std::clamp(opacity, 0.0, 1.0) * 255));
    return qPremultiply(qRgba(colour.r, colour.g, colour.b, alpha));
}

/// A premultiplied colour over an opaque one; two channels at a time.
QRgb over(QRgb top, QRgb bottom)
{
    const QRgb rest = 255U - (top >> 24U);
    const auto scaled = [rest](QRgb pair) {
        const QRgb product = pair * rest;
        return ((product + ((product >> 8U) & kTwoChannels) + 0x00800080U) >> 8U) & kTwoChannels;
    };
    const QRgb low = scaled(bottom & kTwoChannels);
    const QRgb high = scaled((bottom >> 8U) & kTwoChannels);
    return 0xff000000U | (top + (low | (high << 8U)));
}

/// The mean of four premultiplied colours, two channels at a time.
QRgb meanOfFour(QRgb a, QRgb b, QRgb c, QRgb e)
{
    constexpr QRgb kRound = 0x00020002U;
    const QRgb low =
        ((a & kTwoChannels) + (b & kTwoChannels) + (c & kTwoChannels) + (e & kTwoChannels) + kRound) >> 2U;
    const QRgb high = ((a >> 8U) & kTwoChannels) + ((b >> 8U) & kTwoChannels) + ((c >> 8U) & kTwoChannels) +
                      ((e >> 8U) & kTwoChannels) + kRound;
    return (low & kTwoChannels) | ((high << 6U) & ~kTwoChannels);
}

/// Blends labels over the image; of twice its width and height when `isFine`.
template <typename Pixel, typename ValueOf>
void blend(const Raster<Pixel>& labels, bool isFine, const std::array<QRgb, 256>& colours, ValueOf valueOf,
           QImage& image)
{
    for (int y = 0; y < image.height(); ++y) {
        auto* target = reinterpret_cast<QRgb*>(image.scanLine(y));
        if (!isFine) {
            const auto* row = labels.row(y).data();
            for (int x = 0; x < image.width(); ++x) {
                if (const QRgb colour = colours[valueOf(row[x])]; colour != 0) {
                    target[x] = over(colour, target[x]);
                }
            }
            continue;
        }
        const auto* upper = labels.row(2 * y).data();
        const auto* lower = labels.row(2 * y + 1).data();
        for (int x = 0; x < image.width(); ++x) {
            const QRgb a = colours[valueOf(upper[2 * x])];
            const QRgb b = colours[valueOf(upper[2 * x + 1])];
            const QRgb c = colours[valueOf(lower[2 * x])];
            const QRgb e = colours[valueOf(lower[2 * x + 1])];
            if ((a | b | c | e) != 0) {
                target[x] = over(a == b && c == e && a == c ? a : meanOfFour(a, b, c, e), target[x]);
            }
        }
    }
}

} // namespace

TileMaker::TileMaker(TileLook look, const imaging::MicrographInfo& kind)
    : m_look(std::move(look)), m_tables(m_look.mapping, kind)
{
    const double opacity = m_look.micrograph ? m_look.opacity : 1;
    for (const auto& info : m_look.classes) {
        if (info.id != annotation::kMatrix) {
            m_labelColours[info.id] = premultiplied(info.colour, opacity);
        }
    }
    m_labelColours[annotation::kIgnore] = premultiplied(annotation::kIgnoreColour, opacity);
    const auto category = [opacity](bool isShown, Rgb8 colour) {
        return isShown ? premultiplied(colour, opacity) : 0;
    };
    m_overlayColours[1] = category(m_look.truePositive, m_look.palette.truePositive);
    m_overlayColours[2] = category(m_look.falsePositive, m_look.palette.falsePositive);
    m_overlayColours[3] = category(m_look.falseNegative, m_look.palette.falseNegative);
}

QImage TileMaker::make(const TileInput& input, int level, const PixelRect& rect,
                       const imaging::Pixels& pixels) const
{
    QImage image;
    if (m_look.micrograph) {
        image = m_tables.toImage(pixels);
    } else {
        image = QImage(rect.width, rect.height, QImage::Format_RGB32);
        image.fill(Qt::black);
    }
    if (m_look.showsLabels()) {
        blendLabels(input, level, rect, image);
    }
    return image;
}

void TileMaker::blendLabels(const TileInput& input, int level, const PixelRect& rect, QImage& image) const
{
    const bool isFine = level > 0;
    const int factor = isFine ? 1 << (level - 1) : 1;
    const PixelRect part = isFine ? PixelRect{2 * rect.x, 2 * rect.y, 2 * rect.width, 2 * rect.height} : rect;
    const auto label = [](std::uint8_t value) { return value; };
    if (m_look.iouOverlay) {
        // The overlay's rule is core's: it is asked for codes instead of colours, so that categories can be
        // hidden.
        if (input.reference && input.prediction) {
            const auto reference = input.reference->labels(part, factor);
            const auto prediction = input.prediction->labels(part, factor);
            const auto codes = m_look.overlayClass
                                   ? imaging::iouOverlay(reference, prediction, *m_look.overlayClass, kCodes)
                                   : imaging::iouOverlayAllClasses(reference, prediction, kCodes);
            blend(
                codes, isFine, m_overlayColours, [](Rgb8 code) { return code.r; }, image);
        }
        return;
    }
    if (m_look.reference && input.reference) {
        blend(input.reference->labels(part, factor), isFine, m_labelColours, label, image);
    }
    if (m_look.prediction && input.prediction) {
        blend(input.prediction->labels(part, factor), isFine, m_labelColours, label, image);
    }
}

} // namespace sorby::canvas
