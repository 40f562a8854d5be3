// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRgb>
#include <QString>

#include <array>
#include <vector>

namespace sorby::canvas {

/// Colours for greys.
enum class ColourTable { Grey, Inverted, Viridis, Magma, Inferno, Ends };

/// All of them, in the order of menus.
[[nodiscard]] const std::vector<ColourTable>& allColourTables();
/// For a person: "Viridis".
[[nodiscard]] QString colourTableName(ColourTable table);
/// Opaque colours from black's to white's place.
[[nodiscard]] std::array<QRgb, 256> coloursOf(ColourTable table);

} // namespace sorby::canvas
