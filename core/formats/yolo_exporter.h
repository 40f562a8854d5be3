// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"
#include "core/formats/leaving_objects.h"

namespace sorby::formats {

/// Writes labels/STEM.txt for each image, and data.yaml with the names of the classes, which is not counted.
class YoloExporter final : public Exporter {
  public:
    explicit YoloExporter(const ExportTarget& target) : m_target(target) {}

    Status add(const ExportedImage& image) override;
    Result<int> finish() override;
    [[nodiscard]] std::vector<Finding> losses() const override { return m_leaving.losses(); }

  private:
    ExportTarget m_target;
    LeavingObjects m_leaving;
    int m_files = 0;
};

} // namespace sorby::formats
