// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/micrograph.h"
#include "core/imaging/window.h"
#include "widgets/canvas/colour_table.h"

#include <QImage>

#include <cstdint>
#include <vector>

namespace sorby::canvas {

/// How greys become colours on the screen: through the window to 0..1, to the power of 1 / gamma, through the
/// colour table.
struct GreyMapping {
    imaging::Window window;
    double gamma = 1; ///< above 1: dark parts become brighter
    ColourTable table = ColourTable::Grey;
    bool operator==(const GreyMapping&) const = default;
};

/// The mapping worked out for one depth, so that a pixel costs one look-up. Immutable; for any thread.
class GreyTables {
  public:
    GreyTables(const GreyMapping& mapping, const imaging::MicrographInfo& kind);

    /// Format_RGB32. Colour micrographs keep their colour in the grey table; in others their luminance is
    /// shown.
    [[nodiscard]] QImage toImage(const imaging::Pixels& pixels) const;

  private:
    template <typename T>
    void mapRow(const T* pixels, int count, QRgb* target) const;

    GreyMapping m_mapping;
    std::vector<QRgb> m_colours;         ///< by grey of whole numbers; of floats by 0..65535 of the window
    std::vector<std::uint8_t> m_channel; ///< of colour micrographs in the grey table: by value
};

} // namespace sorby::canvas
