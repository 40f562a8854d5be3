// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"
#include "core/formats/partial_file.h"

#include <string>
#include <vector>

namespace sorby::formats {

/// Writes the Aachen-Heerlen layout: annotations_polygon.csv; annotations_POI.csv when there are points;
/// metadata.csv when specimens are known. Polygons and points that still have the text they were read from
/// leave as that text.
class AachenExporter final : public Exporter {
  public:
    explicit AachenExporter(const ExportTarget& target);

    Status add(const ExportedImage& image) override;
    Result<int> finish() override;
    [[nodiscard]] std::vector<Finding> losses() const override { return m_losses; }

  private:
    struct Image {
        std::string name;
        std::string specimen;
        bool isBare = false; ///< no object names it
    };
    Status addObject(const ExportedImage& image, const annotation::Object& object);
    [[nodiscard]] Status openPolygons();
    void noteLosses(const ExportedImage& image);
    [[nodiscard]] Status writeMetadata();

    ExportTarget m_target;
    PartialFile m_polygons;
    PartialFile m_points;
    PartialFile m_metadata;
    std::vector<Image> m_images;
    std::vector<Finding> m_losses;
};

} // namespace sorby::formats
