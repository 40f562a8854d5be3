// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/superpixels.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace sorby::imaging {
namespace {

struct Lab {
    float l = 0;
    float a = 0;
    float b = 0;
};

struct Centre {
    float x = 0;
    float y = 0;
    Lab colour;
};

struct Place {
    int x = 0;
    int y = 0;
};

Raster<Lab> toLab(const Raster<Rgb8>& display)
{
    static_assert(sizeof(Lab) == 3 * sizeof(float));
    Raster<Lab> lab(display.size());
    for (std::size_t i = 0; i < display.pixels().size(); ++i) {
        const Rgb8 colour = display.data()[i];
        lab.data()[i] = {static_cast<float>(colour.r) / 255, static_cast<float>(colour.g) / 255,
                         static_cast<float>(colour.b) / 255};
    }
    cv::Mat view(lab.height(), lab.width(), CV_32FC3, lab.data());
    cv::cvtColor(view, view, cv::COLOR_RGB2Lab);
    return lab;
}

float squaredDifference(const Lab& a, const Lab& b)
{
    return (a.l - b.l) * (a.l - b.l) + (a.a - b.a) * (a.a - b.a) + (a.b - b.b) * (a.b - b.b);
}

class Slic {
  public:
    Slic(const Raster<Rgb8>& display, const SuperpixelOptions& options)
        : m_lab(toLab(display)),
          m_size(display.size()),
          m_side(options.sizePx),
          m_weight(static_cast<float>(options.compactness * options.compactness /
                                      (static_cast<double>(options.sizePx) * options.sizePx))),
          m_rounds(options.rounds),
          m_pieces(m_size, -1),
          m_distances(m_size)
    {
        placeCentres();
    }

    Result<Superpixels> run(const JobControl& control)
    {
        for (int round = 0; round < m_rounds; ++round) {
            if (control.stopRequested()) {
                return Error{ErrorCode::Cancelled, "stopped", {}};
            }
            control.report(static_cast<std::size_t>(round), static_cast<std::size_t>(m_rounds));
            assignPixels();
            moveCentres();
        }
        return connected();
    }

  private:
    /// On a grid of equal cells, each moved to the place around it where the image changes least, so that
    /// none begins on an edge.
    void placeCentres()
    {
        const int columns = std::max(1, (m_size.width + m_side / 2) / m_side);
        const int rows = std::max(1, (m_size.height + m_side / 2) / m_side);
        for (int row = 0; row < rows; ++row) {
            for (int column = 0; column < columns; ++column) {
                const int x = (2 * column + 1) * m_size.width / (2 * columns);
                const int y = (2 * row + 1) * m_size.height / (2 * rows);
                const Place best = flattestAround({x, y});
                m_centres.push_back(
                    {static_cast<float>(best.x), static_cast<float>(best.y), m_lab.at(best.x, best.y)});
            }
        }
    }

    [[nodiscard]] float gradientAt(int x, int y) const
    {
        const int left = std::max(0, x - 1);
        const int right = std::min(m_size.width - 1, x + 1);
        const int top = std::max(0, y - 1);
        const int bottom = std::min(m_size.height - 1, y + 1);
        return squaredDifference(m_lab.at(left, y), m_lab.at(right, y)) +
               squaredDifference(m_lab.at(x, top), m_lab.at(x, bottom));
    }

    [[nodiscard]] Place flattestAround(Place middle) const
    {
        Place best = middle;
        float lowest = gradientAt(middle.x, middle.y);
        for (int y = std::max(0, middle.y - 1); y <= std::min(m_size.height - 1, middle.y + 1); ++y) {
            for (int x = std::max(0, middle.x - 1); x <= std::min(m_size.width - 1, middle.x + 1); ++x) {
                if (const float own = gradientAt(x, y); own < lowest) {
                    lowest = own;
                    best = {x, y};
                }
            }
        }
        return best;
    }

    /// Each pixel to the centre that is nearest in place and colour, of those within twice the side.
    void assignPixels()
    {
        m_distances.fill(std::numeric_limits<float>::max());
        for (std::size_t i = 0; i < m_centres.size(); ++i) {
            const Centre& centre = m_centres[i];
            const int left = std::max(0, static_cast<int>(centre.x) - m_side);
            const int right = std::min(m_size.width, static_cast<int>(centre.x) + m_side + 1);
            const int top = std::max(0, static_cast<int>(centre.y) - m_side);
            const int bottom = std::min(m_size.height, static_cast<int>(centre.y) + m_side + 1);
            for (int y = top; y < bottom; ++y) {
                const float dy = static_cast<float>(y) - centre.y;
                for (int x = left; x < right; ++x) {
                    const float dx = static_cast<float>(x) - centre.x;
                    const float distance =
                        squaredDifference(m_lab.at(x, y), centre.colour) + m_weight * (dx * dx + dy * dy);
                    if (distance < m_distances.at(x, y)) {
                        m_distances.at(x, y) = distance;
                        m_pieces.at(x, y) = static_cast<std::int32_t>(i);
                    }
                }
            }
        }
    }

    void moveCentres()
    {
        struct Sum {
            double x = 0;
            double y = 0;
            double l = 0;
            double a = 0;
            double b = 0;
            double count = 0;
        };
        std::vector<Sum> sums(m_centres.size());
        for (int y = 0; y < m_size.height; ++y) {
            for (int x = 0; x < m_size.width; ++x) {
                if (const auto piece = m_pieces.at(x, y); piece >= 0) {
                    Sum& sum = sums[static_cast<std::size_t>(piece)];
                    const Lab colour = m_lab.at(x, y);
                    sum.x += x;
                    sum.y += y;
                    sum.l += static_cast<double>(colour.l);
                    sum.a += static_cast<double>(colour.a);
                    sum.b += static_cast<double>(colour.b);
                    sum.count += 1;
                }
            }
        }
        for (std::size_t i = 0; i < sums.size(); ++i) {
            const Sum& sum = sums[i];
            if (sum.count > 0) {
                const auto mean = [&](double total) { return static_cast<float>(total / sum.count); };
                m_centres[i] = {mean(sum.x), mean(sum.y), {mean(sum.l), mean(sum.a), mean(sum.b)}};
            }
        }
    }

    /// The pieces by their regions in the order of their first pixels; small ones go to the piece before them
    /// that they touch.
    [[nodiscard]] Superpixels connected() const
    {
        const auto smallest = static_cast<std::size_t>(m_side) * static_cast<std::size_t>(m_side) / 4;
        Superpixels result{Raster<std::int32_t>(m_size, -1), 0};
        std::vector<Place> region;
        for (int y = 0; y < m_size.height; ++y) {
            for (int x = 0; x < m_size.width; ++x) {
                if (result.pieces.at(x, y) >= 0) {
                    continue;
                }
                const std::int32_t neighbour = spread({x, y}, result.count, result.pieces, region);
                if (region.size() < smallest && neighbour >= 0) {
                    for (const Place pixel : region) {
                        result.pieces.at(pixel.x, pixel.y) = neighbour;
                    }
                } else {
                    ++result.count;
                }
            }
        }
        return result;
    }

    /// Gives the region of a pixel this number; answers a piece it touches that has one already, or -1.
    std::int32_t spread(Place start, std::int32_t number, Raster<std::int32_t>& numbers,
                        std::vector<Place>& region) const
    {
        const std::int32_t piece = m_pieces.at(start.x, start.y);
        std::int32_t neighbour = -1;
        region.assign(1, start);
        numbers.at(start.x, start.y) = number;
        constexpr std::array<Place, 4> kSteps{{{-1, 0}, {0, -1}, {1, 0}, {0, 1}}};
        for (std::size_t i = 0; i < region.size(); ++i) {
            for (const Place step : kSteps) {
                const int x = region[i].x + step.x;
                const int y = region[i].y + step.y;
                if (!numbers.contains(x, y) || numbers.at(x, y) == number) {
                    continue;
                }
                if (numbers.at(x, y) >= 0) {
                    neighbour = neighbour < 0 ? numbers.at(x, y) : neighbour;
                } else if (m_pieces.at(x, y) == piece) {
                    numbers.at(x, y) = number;
                    region.push_back({x, y});
                }
            }
        }
        return neighbour;
    }

    Raster<Lab> m_lab;
    Size m_size;
    int m_side;
    float m_weight;
    int m_rounds;
    std::vector<Centre> m_centres;
    Raster<std::int32_t> m_pieces;
    Raster<float> m_distances;
};

} // namespace

Result<Superpixels> superpixels(const Raster<Rgb8>& display, const SuperpixelOptions& options,
                                const JobControl& control)
{
    if (options.sizePx < 2 || options.rounds < 1 || !(options.compactness > 0)) {
        return Error{ErrorCode::InvalidArgument,
                     "superpixels need a size of at least 2 pixels and a compactness above 0",
                     {}};
    }
    if (display.isEmpty()) {
        return Superpixels{};
    }
    return Slic(display, options).run(control);
}

Raster<std::uint8_t> maskOfPiece(const Superpixels& superpixels, int piece)
{
    Raster<std::uint8_t> mask(superpixels.pieces.size());
    std::transform(superpixels.pieces.pixels().begin(), superpixels.pieces.pixels().end(),
                   mask.pixels().begin(),
                   [piece](std::int32_t own) { return static_cast<std::uint8_t>(own == piece); });
    return mask;
}

} // namespace sorby::imaging
