// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"
#include "core/formats/leaving_objects.h"

namespace sorby::formats {

/// Writes STEM.geojson for each image: a FeatureCollection, one feature in a line.
class GeoJsonExporter final : public Exporter {
  public:
    explicit GeoJsonExporter(const ExportTarget& target) : m_target(target) {}

    Status add(const ExportedImage& image) override;
    Result<int> finish() override;
    [[nodiscard]] std::vector<Finding> losses() const override { return m_leaving.losses(); }

  private:
    ExportTarget m_target;
    LeavingObjects m_leaving;
    int m_files = 0;
};

} // namespace sorby::formats
