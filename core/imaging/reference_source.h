// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/annotations.h"
#include "core/imaging/box_index.h"
#include "core/imaging/label_image.h"

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace sorby::imaging {

/// The objects of one micrograph, ready to be drawn by parts. Immutable; shared between threads.
class ObjectSet {
  public:
    struct Item {
        annotation::ObjectId id = 0;
        annotation::ClassId classId = 1;
        annotation::Polygon polygon;
        std::optional<annotation::Point> poi;
        annotation::Box bounds; ///< of the polygon
    };

    ObjectSet() = default;
    explicit ObjectSet(const std::vector<annotation::Object>& objects);

    [[nodiscard]] const std::vector<Item>& items() const { return m_items; } ///< in drawing order
    [[nodiscard]] const BoxIndex& index() const { return m_index; }
    /// The topmost object that the point lies in; null when there is none.
    [[nodiscard]] const Item* topmostAt(annotation::Point point) const;

  private:
    std::vector<Item> m_items;
    BoxIndex m_index;
};

/// The reference inside a rectangle, without making the rest: makeReference() cut to it, pixel for pixel.
///
/// With a factor above 1 it is the reference seen from afar: pixel (i, j) of the result, which stands for the
/// pixels [i f, i f + f) x [j f, j f + f) of the image, has the class of the objects at their middle and of
/// the pixel edits there; `rect` counts such pixels. Outside of `specimen` all is kIgnore.
[[nodiscard]] LabelImage referencePart(const ObjectSet& objects, const annotation::PixelEdits& edits,
                                       const std::optional<PixelRect>& specimen, const PixelRect& rect,
                                       int factor = 1);

/// One state of a micrograph's reference. Value type that shares what it is made of; thread-safe.
class ReferenceSource {
  public:
    ReferenceSource() = default;
    ReferenceSource(Size size, const annotation::Annotations& annotations,
                    const std::optional<PixelRect>& specimen);
    /// The same with other pixel edits.
    [[nodiscard]] ReferenceSource withEdits(const annotation::PixelEdits& edits) const;

    [[nodiscard]] Size size() const { return m_size; }
    [[nodiscard]] const std::shared_ptr<const ObjectSet>& objects() const { return m_objects; }
    [[nodiscard]] const std::optional<PixelRect>& specimen() const { return m_specimen; }

    [[nodiscard]] LabelImage labels(const PixelRect& rect, int factor = 1) const;
    [[nodiscard]] std::uint8_t labelAt(int x, int y) const;
    /// How many pixels have each value; made by strips.
    [[nodiscard]] std::array<std::uint64_t, 256> counts() const;

  private:
    Size m_size;
    std::shared_ptr<const ObjectSet> m_objects = std::make_shared<const ObjectSet>();
    annotation::PixelEdits m_edits;
    std::optional<PixelRect> m_specimen;
};

} // namespace sorby::imaging
