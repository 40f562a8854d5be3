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
    /// What `before` has become by an edit that changes nothing outside of these pixels. It shares what has
    /// not changed, and so takes a moment even of very many objects.
    ObjectSet(const std::vector<annotation::Object>& objects, const ObjectSet& before,
              const PixelRect& changed);

    [[nodiscard]] std::size_t size() const { return m_items.size(); }
    /// Numbered in drawing order.
    [[nodiscard]] const Item& item(std::size_t number) const { return *m_items[number]; }
    /// The numbers of the objects whose bounds share at least a point with the area, in drawing order.
    [[nodiscard]] std::vector<std::uint32_t> find(const annotation::Box& area) const;
    /// The topmost object that the point lies in; null when there is none.
    [[nodiscard]] const Item* topmostAt(annotation::Point point) const;

  private:
    static constexpr std::size_t kMostLoose = 64;

    [[nodiscard]] bool isLoose(std::uint32_t number) const;
    void makeIndex();

    std::vector<std::shared_ptr<const Item>> m_items;
    std::shared_ptr<const BoxIndex> m_index = std::make_shared<const BoxIndex>();
    std::vector<std::uint32_t> m_loose; ///< rising; what the index does not know, or where it was before
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
    /// The same after an edit that changes nothing outside of these pixels.
    [[nodiscard]] ReferenceSource withAnnotations(const annotation::Annotations& annotations,
                                                  const PixelRect& changed) const;
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
