// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"

#include <optional>
#include <string>

namespace sorby::formats {

/// Where in a source an object stands, for findings.
struct Place {
    std::string file;           ///< UTF-8
    std::optional<int> line;    ///< 1-based
    std::string path;           ///< column or JSON path: "annotations[3].segmentation[0]"
    std::string pointPath = {}; ///< the same of the object's point of interest, where it stands elsewhere
};

/// Takes outlines and masks as importers read them: repairs what is certain, paints by the import's raster
/// rule, and tells the sink what was repaired, flagged and refused. Used by all formats that hold objects.
class ObjectIntake {
  public:
    /// `shift` is what the format adds to the coordinates of its file to get Sorby's:
    /// annotation::kPixelCentre when they name pixels, else 0.
    ObjectIntake(imaging::RasterRule rule, double shift, ImportSink& sink)
        : m_rule(rule), m_shift(shift), m_sink(sink)
    {}

    /// Adds an object, its polygon already shifted, to image.annotations. Without a size of the image nothing
    /// can be checked: the object is taken as it is when it is finite and has three distinct points.
    void take(ImportedImage& image, annotation::Object object, const Place& place);
    /// Adds the set pixels of a mask whose upper left pixel is (left, top) of the image: one object for each
    /// connected region, in one group when there are several. Pixels outside the image are cut off, which is
    /// a finding; a mask without a pixel is refused. `prototype` says all but the polygon.
    void takeMask(ImportedImage& image, const Raster<std::uint8_t>& mask, int left, int top,
                  const annotation::Object& prototype, const Place& place);
    /// How outlines are painted.
    [[nodiscard]] imaging::RasterRule rule() const { return m_rule; }
    /// A group number that no object of the image has.
    [[nodiscard]] static int freeGroup(const ImportedImage& image);

    void refuse(const Place& place, const std::string& image, std::string message);
    void flag(const Place& place, const std::string& image, std::string message);

  private:
    [[nodiscard]] std::optional<annotation::Object> repaired(annotation::Object&& object, Size size,
                                                             const Place& place, const std::string& image);
    void addPainted(ImportedImage& image, const annotation::Object& object, const Place& place);

    imaging::RasterRule m_rule;
    double m_shift;
    ImportSink& m_sink;
    Raster<std::uint8_t> m_canvas; ///< all zero between two calls
};

} // namespace sorby::formats
