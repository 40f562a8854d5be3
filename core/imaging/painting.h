// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/annotations.h"
#include "core/annotation/picking.h"
#include "core/imaging/label_image.h"
#include "core/imaging/rasterizer.h"

#include <bitset>
#include <functional>
#include <map>
#include <memory>
#include <span>

/// Which pixels a brush may change, and the change as tiles of the pixel edits.
namespace sorby::imaging {

/// Tiles that take the place of those with the same key; null removes one. Putting them into the pixel edits
/// with setTile is the whole change.
using TileReplacements = annotation::PixelEdits::Tiles;

/// The label image in the pixels of one tile: what the person sees while painting.
using LabelsOfTile = std::function<LabelImage(annotation::PixelEdits::TileKey)>;

enum class PaintOver { Everything, OnlyMatrix, OnlyClass };

struct PaintRule {
    /// What is painted: a class, annotation::kMatrix (the eraser "to matrix"), annotation::kUnset (the eraser
    /// "back to the polygons") or annotation::kIgnore.
    std::uint8_t value = 1;
    PaintOver over = PaintOver::Everything;
    annotation::ClassId onlyClass = annotation::kMatrix; ///< for PaintOver::OnlyClass
    std::bitset<256> protectedClasses;                   ///< pixels that show one of these stay

    /// Does it depend on what a pixel shows?
    [[nodiscard]] bool needsLabels() const { return over != PaintOver::Everything || protectedClasses.any(); }
    [[nodiscard]] bool allows(std::uint8_t shown) const;
};

/// A stroke in progress. The rule is asked about what the image showed before the stroke, so that the order
/// of the spans does not matter and painting a pixel twice is painting it once. Each event costs the pixels
/// of its spans, and the first touch of a tile the copy of that tile. One thread.
class PaintStroke {
  public:
    /// `before` is copied (its tiles are shared). `labels` is asked once for each tile touched, and only when
    /// the rule needs it.
    PaintStroke(annotation::PixelEdits before, Size image, PaintRule rule, LabelsOfTile labels = {});

    /// Paints the spans as far as they lie in the image and the rule allows. Gives the rectangle in which
    /// pixels changed; empty when none did.
    PixelRect paint(std::span<const Span> spans);

    [[nodiscard]] const PaintRule& rule() const { return m_rule; }
    /// The pixel edits' value with the stroke so far.
    [[nodiscard]] std::uint8_t at(int x, int y) const;
    /// The tiles that differ from those before: the change, and by their keys its inverse. Copies them, so
    /// that the stroke can go on.
    [[nodiscard]] TileReplacements replacements() const;
    /// Of them those that touch the rectangle: after paint() gave it, what that call has changed, and little
    /// more.
    [[nodiscard]] TileReplacements replacementsIn(const PixelRect& rect) const;
    [[nodiscard]] bool isEmpty() const { return m_work.empty(); }

  private:
    using Tile = annotation::PixelEdits::Tile;
    using TileKey = annotation::PixelEdits::TileKey;

    const Raster<std::uint8_t>* allowedIn(TileKey key);
    PixelRect paintInTile(TileKey key, const Span& span);

    annotation::PixelEdits m_before;
    Size m_image;
    PaintRule m_rule;
    LabelsOfTile m_labels;
    std::map<TileKey, Tile> m_work;
    std::map<TileKey, Raster<std::uint8_t>> m_allowed; ///< 1: the rule allows the pixel to be changed
};

/// The reference (objects in order, pixel edits on top) tile by tile, for PaintStroke. Refers to the
/// annotations, which must stay where and as they are. Making it costs the points of all objects; a tile
/// costs their boxes, and the objects that reach it.
class ReferenceTiles {
  public:
    ReferenceTiles(const annotation::Annotations& annotations, Size image);
    /// Pixels beyond the image are matrix.
    [[nodiscard]] LabelImage tile(annotation::PixelEdits::TileKey key) const;

  private:
    const annotation::Annotations& m_annotations;
    annotation::ObjectPicker m_objects;
    Size m_image;
};

/// What the rule "the newest edit wins" asks for when an object is drawn, moved or reshaped: the tiles that
/// clear the pixel edits inside the polygon. Linear in the tiles with edits that it touches.
[[nodiscard]] TileReplacements clearedInside(const annotation::PixelEdits& edits,
                                             const annotation::Polygon& polygon, Size image);

/// Puts tiles in their places and gives those that were there: the inverse.
TileReplacements exchangeTiles(annotation::PixelEdits& edits, const TileReplacements& tiles);

} // namespace sorby::imaging
