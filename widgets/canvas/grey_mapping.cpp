// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/grey_mapping.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace sorby::canvas {

namespace {

constexpr int kFloatSteps = 65536;

/// Grey to 0..1 as imaging/window.h has it, in single precision.
float share(const imaging::Window& window, float value)
{
    const float factor = window.high > window.low ? static_cast<float>(1 / (window.high - window.low)) : 1.0F;
    return std::isfinite(value) ? std::clamp((value - static_cast<float>(window.low)) * factor, 0.0F, 1.0F)
                                : 0.0F;
}

std::uint8_t toByte(float share, double gamma)
{
    const float bent = gamma == 1 ? share : static_cast<float>(std::pow(share, 1 / gamma));
    return static_cast<std::uint8_t>(bent * 255.0F + 0.5F);
}

} // namespace

GreyTables::GreyTables(const GreyMapping& mapping, const imaging::MicrographInfo& kind) : m_mapping(mapping)
{
    const auto colours = coloursOf(mapping.table);
    const bool isFloat = kind.bitsPerChannel == 32;
    const int steps = isFloat ? kFloatSteps : 1 << kind.bitsPerChannel;
    m_colours.resize(static_cast<std::size_t>(steps));
    if (kind.channels == 3) {
        m_channel.resize(static_cast<std::size_t>(steps));
    }
    for (int value = 0; value < steps; ++value) {
        const auto number = static_cast<float>(value);
        const auto byte =
            toByte(isFloat ? number / (kFloatSteps - 1) : share(mapping.window, number), mapping.gamma);
        m_colours[static_cast<std::size_t>(value)] = colours[byte];
        if (!m_channel.empty()) {
            m_channel[static_cast<std::size_t>(value)] = byte;
        }
    }
}

template <typename T>
void GreyTables::mapRow(const T* pixels, int count, QRgb* target) const
{
    if constexpr (std::is_same_v<T, float>) {
        for (int x = 0; x < count; ++x) {
            const float step = share(m_mapping.window, pixels[x]) * (kFloatSteps - 1) + 0.5F;
            target[x] = m_colours[static_cast<std::size_t>(step)];
        }
    } else if constexpr (std::is_integral_v<T>) {
        for (int x = 0; x < count; ++x) {
            target[x] = m_colours[pixels[x]];
        }
    } else if (m_mapping.table == ColourTable::Grey) {
        for (int x = 0; x < count; ++x) {
            target[x] = qRgb(m_channel[pixels[x].r], m_channel[pixels[x].g], m_channel[pixels[x].b]);
        }
    } else {
        for (int x = 0; x < count; ++x) { // ITU-R BT.601 in 1024ths
            target[x] = m_colours[(306U * pixels[x].r + 601U * pixels[x].g + 117U * pixels[x].b) >> 10U];
        }
    }
}

QImage GreyTables::toImage(const imaging::Pixels& pixels) const
{
    return std::visit(
        [this](const auto& raster) {
            QImage image(raster.width(), raster.height(), QImage::Format_RGB32);
            for (int y = 0; y < raster.height(); ++y) {
                mapRow(raster.row(y).data(), raster.width(), reinterpret_cast<QRgb*>(image.scanLine(y)));
            }
            return image;
        },
        pixels);
}

} // namespace sorby::canvas
