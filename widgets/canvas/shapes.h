// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/annotations.h"
#include "core/imaging/reference_source.h"
#include "widgets/canvas/placement.h"

#include <QColor>
#include <QPointF>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

class QImage;
class QPainter;

namespace sorby::canvas {

/// An image's polygons and points of interest, ready to be drawn at any zoom. Lines and marks keep their
/// width on the screen and have a dark casing, so that they stand out from any grey. Where very many lines
/// are in sight they are thinner, which is many times faster; outlines are simplified to what can be seen at
/// a zoom, and kept so. Value type; shares the objects.
class Shapes {
  public:
    Shapes() = default;
    Shapes(std::shared_ptr<const imaging::ObjectSet> objects,
           const std::vector<annotation::PointOfInterest>& points, const annotation::ClassList& classes,
           double devicePixelRatio);

    /// Chooses the style for what is in the whole view; true when it is another one than before.
    bool prepare(const Placement& place);
    /// Do the lines of the whole view, as prepare() found them, take so long that a rough picture helps?
    [[nodiscard]] bool isHeavy() const;
    /// Into an image of Format_RGB32, what touches the placement's clip.
    void drawPolygons(QImage& image, const Placement& place);
    /// Circles in the annotators' colours, and crosses in the class's colour for the points that polygons
    /// were drawn around.
    void drawPoints(QPainter& painter, const Placement& place) const;
    /// One object on top, as wide lines with a light halo: selected, or under the cursor.
    void drawRaised(QPainter& painter, const Placement& place, annotation::ObjectId id,
                    bool isSelected) const;

  private:
    /// The outlines that have been seen so far, with the detail that one scale shows.
    struct Detail {
        struct Range {
            std::uint32_t begin = 0;
            std::uint32_t end = 0;
        };
        std::vector<QPointF> points; ///< image coordinates, each ring closed by its first point
        std::vector<Range> rings;    ///< of points
        std::vector<Range> outlines; ///< of rings, of each object: none when it has not been seen
    };
    struct Mark {
        QPointF place; ///< image coordinates
        QRgb colour = 0;
        bool isCross = false;
    };
    [[nodiscard]] static int detailFor(double zoom);
    /// With these objects among those that it has.
    [[nodiscard]] const Detail& detail(int number, const std::vector<std::uint32_t>& objects);
    [[nodiscard]] std::vector<std::uint32_t> visible(const QRectF& device, const Placement& place) const;
    [[nodiscard]] std::size_t marksIn(const QRectF& area) const;
    [[nodiscard]] QColor colourOf(std::uint32_t object) const;
    void drawWide(QImage& image, const Placement& place, const std::vector<std::uint32_t>& objects);
    void drawThin(QImage& image, const Placement& place, const std::vector<std::uint32_t>& objects);
    void drawHair(QImage& image, const Placement& place, const std::vector<std::uint32_t>& objects);
    /// Calls `draw` with each ring's line, in device pixels, and the object that it belongs to.
    template <typename Draw>
    void forEachLine(const Detail& shown, const Placement& place, const std::vector<std::uint32_t>& objects,
                     Draw draw) const;

    std::shared_ptr<const imaging::ObjectSet> m_objects = std::make_shared<const imaging::ObjectSet>();
    std::vector<Mark> m_marks;
    std::vector<QRgb> m_classColours;
    std::map<int, Detail> m_details;
    double m_pixelRatio = 1;
    std::size_t m_pointsInSight = 0; ///< counted up to kMostPointsOfThinLines, and somewhat beyond
    double m_lengthInSight = 0;      ///< device pixels of line, about; counted as far as the points are
    bool m_isThin = false;
    bool m_hasDots = false; ///< so many marks that each is a dot
};

/// The colour of an annotator's marks: always the same for a name.
[[nodiscard]] QColor annotatorColour(const std::string& annotator);

} // namespace sorby::canvas
