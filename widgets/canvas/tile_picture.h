// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/overlay.h"
#include "core/imaging/packed_labels.h"
#include "core/imaging/reference_source.h"
#include "core/imaging/tile_pyramid.h"
#include "widgets/canvas/grey_mapping.h"

#include <QImage>

#include <memory>
#include <optional>

namespace sorby::canvas {

/// What pictures of tiles are made of. Shared between threads.
struct TileInput {
    std::shared_ptr<const imaging::TilePyramid> pixels;
    std::shared_ptr<const imaging::ReferenceSource> reference; ///< may be null, and so may:
    std::shared_ptr<const imaging::PackedLabels> prediction;
    bool operator==(const TileInput&) const = default;
};

/// All that decides how tiles look; two equal ones give the same pictures. What does not matter stays at its
/// default.
struct TileLook {
    bool micrograph = true; ///< off: overlays on black, opaque
    GreyMapping mapping;
    bool reference = false;
    bool prediction = false;
    bool iouOverlay = false; ///< instead of the two above
    double opacity = 0.5;
    annotation::ClassList classes;
    std::optional<annotation::ClassId> overlayClass;
    bool truePositive = true;
    bool falsePositive = true;
    bool falseNegative = true;
    imaging::OverlayPalette palette = imaging::kPublishedPalette;
    bool operator==(const TileLook&) const = default;

    [[nodiscard]] bool showsLabels() const { return reference || prediction || iouOverlay; }
};

/// Makes pictures of one look and depth: micrograph, label layers or IoU overlay blended into one opaque
/// image. From the first level below the full size on, each pixel shows the mean colour of four places. For
/// any thread.
class TileMaker {
  public:
    TileMaker(TileLook look, const imaging::MicrographInfo& kind);

    [[nodiscard]] const TileLook& look() const { return m_look; }
    /// `pixels` are those of `rect` in this level of the pyramid. Format_RGB32.
    [[nodiscard]] QImage make(const TileInput& input, int level, const PixelRect& rect,
                              const imaging::Pixels& pixels) const;

  private:
    using Colours = std::array<QRgb, 256>;
    void blendLabels(const TileInput& input, int level, const PixelRect& rect, QImage& image) const;

    TileLook m_look;
    GreyTables m_tables;
    Colours m_labelColours{};   ///< premultiplied with the opacity; 0 shows what lies below
    Colours m_overlayColours{}; ///< by code of the overlay's category
};

} // namespace sorby::canvas
