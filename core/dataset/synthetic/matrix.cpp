// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/synthetic/matrix.h"

#include "core/dataset/synthetic/value_noise.h"

#include <cmath>
#include <limits>
#include <vector>

namespace sorby::dataset::synthetic {
namespace {

struct Packet {
    float x = 0; ///< of its seed point
    float y = 0;
    Direction along; ///< of its laths
    float grey = 0;  ///< against the mean
    float spacing = 9;
    float contrast = 1;
    float streakLevel = 0.7F;
};

/// Seed points, one in each cell of a grid, and the cells of the Voronoi diagram that they make.
class Packets {
  public:
    Packets(Size size, const Look& look, Random& random)
        : m_cell(look.packetSize),
          m_columns(static_cast<int>(static_cast<float>(size.width) / m_cell) + 3),
          m_rows(static_cast<int>(static_cast<float>(size.height) / m_cell) + 3)
    {
        for (int row = 0; row < m_rows; ++row) {
            for (int column = 0; column < m_columns; ++column) {
                m_packets.push_back(makePacket(column, row, look, random));
            }
        }
    }

    struct Nearest {
        const Packet* packet = nullptr;
        float border = 0; ///< distance to the packet's border, roughly
    };
    [[nodiscard]] Nearest nearest(float x, float y) const
    {
        // Half a cell is more than the caller shifts points by, so that truncation is the same as floor.
        const int column = static_cast<int>(x / m_cell + 1);
        const int row = static_cast<int>(y / m_cell + 1);
        Nearest result;
        float first = std::numeric_limits<float>::max();
        float second = first;
        for (int r = std::max(0, row - 1); r <= std::min(m_rows - 1, row + 1); ++r) {
            for (int c = std::max(0, column - 1); c <= std::min(m_columns - 1, column + 1); ++c) {
                const Packet& packet = m_packets[static_cast<std::size_t>(r * m_columns + c)];
                const float dx = packet.x - x;
                const float dy = packet.y - y;
                const float distance = dx * dx + dy * dy;
                if (distance < first) {
                    second = first;
                    first = distance;
                    result.packet = &packet;
                } else if (distance < second) {
                    second = distance;
                }
            }
        }
        result.border = (std::sqrt(second) - std::sqrt(first)) / 2;
        return result;
    }

  private:
    Packet makePacket(int column, int row, const Look& look, Random& random) const
    {
        const auto within = [&](int cell) {
            return (static_cast<float>(cell - 1) + static_cast<float>(random.uniform())) * m_cell;
        };
        Packet packet;
        packet.x = within(column);
        packet.y = within(row);
        packet.along = randomDirection(random);
        packet.grey = look.packetContrast * static_cast<float>(random.uniform(-1, 1));
        packet.spacing = look.lathSpacing * static_cast<float>(random.uniform(0.8, 1.35));
        packet.contrast = look.lathContrast * static_cast<float>(random.uniform(0.5, 1.3));
        packet.streakLevel = look.streakLevel + static_cast<float>(random.uniform(-0.06, 0.1));
        return packet;
    }

    float m_cell;
    int m_columns;
    int m_rows;
    std::vector<Packet> m_packets;
};

} // namespace

Raster<float> drawMatrix(Size size, const Look& look, Random& random)
{
    const Packets packets(size, look, random);
    const ValueNoise warpX(random);
    const ValueNoise warpY(random);
    const ValueNoise wave(random);
    const ValueNoise lath(random);
    const ValueNoise streak(random);
    const ValueNoise grain(random);
    const float warpLength = 45 * look.scale;
    const float grainLength = 2.4F;

    Raster<float> image(size);
    for (int row = 0; row < size.height; ++row) {
        for (int column = 0; column < size.width; ++column) {
            const auto x = static_cast<float>(column);
            const auto y = static_cast<float>(row);
            const float shiftX = (warpX.at(x / warpLength, y / warpLength) - 0.5F) * warpLength;
            const float shiftY = (warpY.at(x / warpLength, y / warpLength) - 0.5F) * warpLength;
            const auto [packet, border] = packets.nearest(x + shiftX, y + shiftY);

            // Laths: noise that is stretched along the packet's direction and slightly wavy.
            const float along = x * packet->along.x + y * packet->along.y;
            const float straight = y * packet->along.x - x * packet->along.y;
            const float across =
                straight + (wave.at(along / (4 * packet->spacing), straight / (3 * packet->spacing)) - 0.5F) *
                               packet->spacing * 1.3F;
            const float lathValue = lath.at(across / packet->spacing, along / (9 * packet->spacing));
            const float film =
                streak.at(across / (0.5F * packet->spacing) + packet->x, along / (4.5F * packet->spacing));
            const float filmShare = smoothStep(packet->streakLevel, packet->streakLevel + 0.16F, film);

            image.at(column, row) =
                look.grey + packet->grey + packet->contrast * (smoothStep(0.2F, 0.8F, lathValue) * 2 - 1) +
                look.streakGrey * filmShare + 22 * (grain.at(x / grainLength, y / grainLength) - 0.5F) -
                10 * bump(border, 0, 2);
        }
    }
    return image;
}

} // namespace sorby::dataset::synthetic
