// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/network_input.h"

#include "core/imaging/window.h"
#include "core/imaging/window_of_parts.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sorby::dataset {
namespace {

/// While the window is looked for, so many pixels are held as floats.
constexpr int kPixelsAtOnce = 1 << 24;

/// Greys of 0..1 in steps of the integer type.
template <typename T>
Raster<T> quantised(const Raster<float>& greys)
{
    constexpr float kSteps = std::numeric_limits<T>::max();
    Raster<T> result(greys.size());
    std::transform(greys.pixels().begin(), greys.pixels().end(), result.pixels().begin(),
                   [](float grey) { return static_cast<T>(std::lround(grey * kSteps)); });
    return result;
}

template <typename T>
Raster<float> dequantised(const Raster<T>& steps, const PixelRect& rect)
{
    constexpr float kSteps = std::numeric_limits<T>::max();
    Raster<float> result(rect.size());
    const int right = std::min(rect.width, steps.width() - rect.x);
    const int bottom = std::min(rect.height, steps.height() - rect.y);
    for (int y = 0; y < bottom; ++y) {
        for (int x = 0; x < right; ++x) {
            result.at(x, y) = static_cast<float>(steps.at(rect.x + x, rect.y + y)) / kSteps;
        }
    }
    return result;
}

} // namespace

Greys greysOf(const imaging::Micrograph& micrograph, const std::optional<Window>& window,
              const PixelRect& specimen)
{
    const Raster<float> grey = imaging::toGrey(micrograph);
    const Raster<float> seen = imaging::applyWindow(grey, imaging::viewWindow(grey, window, specimen));
    if (micrograph.bitsPerChannel() > 8) {
        return quantised<std::uint16_t>(seen);
    }
    return quantised<std::uint8_t>(seen);
}

Raster<float> networkInput(const Greys& greys, const PixelRect& rect)
{
    return std::visit([&](const auto& steps) { return dequantised(steps, rect); }, greys);
}

Raster<float> networkInput(const imaging::Micrograph& micrograph, const std::optional<Window>& window,
                           const PixelRect& specimen)
{
    const Size size = micrograph.size();
    return networkInput(greysOf(micrograph, window, specimen), {0, 0, size.width, size.height});
}

Result<NetworkInputReader> NetworkInputReader::open(const std::filesystem::path& file, int page,
                                                    const std::optional<Window>& window,
                                                    const PixelRect& specimen)
{
    auto reader = imaging::MicrographReader::open(file, page);
    if (!reader) {
        return reader.error();
    }
    NetworkInputReader result(std::move(*reader));
    if (window) {
        result.m_window = *window;
        return result;
    }
    const Size size = result.size();
    const PixelRect all{0, 0, size.width, size.height};
    if (auto found = result.findWindow(specimen.isEmpty() ? all : specimen); !found) {
        return found.error();
    }
    return result;
}

Status NetworkInputReader::findWindow(const PixelRect& specimen)
{
    const auto parts = [&](const imaging::GreySink& sink) -> Status {
        const int rows = std::max(1, kPixelsAtOnce / std::max(1, specimen.width));
        for (int y = 0; y < specimen.height; y += rows) {
            const int count = std::min(rows, specimen.height - y);
            const auto part = m_reader.readRegion({specimen.x, specimen.y + y, specimen.width, count});
            if (!part) {
                return part.error();
            }
            sink(imaging::toGrey(*part));
        }
        return {};
    };
    const auto window = imaging::percentileWindowOfParts(parts);
    if (!window) {
        return window.error();
    }
    m_window = *window;
    return {};
}

Result<Raster<float>> NetworkInputReader::part(const PixelRect& rect)
{
    const auto micrograph = m_reader.readRegion(rect);
    if (!micrograph) {
        return micrograph.error();
    }
    return networkInput(*micrograph, m_window, {});
}

Result<Raster<float>> NetworkInputReader::rows(int first, int count)
{
    const int known = m_firstRow + m_rows.height();
    const bool goesOn = !m_rows.isEmpty() && first >= m_firstRow && first <= known;
    const int from = goesOn ? std::max(first, std::min(known, first + count)) : first;
    Raster<float> result(size().width, count);
    for (int y = first; y < from; ++y) {
        const auto row = m_rows.row(y - m_firstRow);
        std::copy(row.begin(), row.end(), result.row(y - first).begin());
    }
    if (from < first + count) {
        const auto fresh = part({0, from, size().width, first + count - from});
        if (!fresh) {
            return fresh.error();
        }
        std::copy(fresh->pixels().begin(), fresh->pixels().end(), result.row(from - first).begin());
    }
    m_rows = result;
    m_firstRow = first;
    return result;
}

} // namespace sorby::dataset
