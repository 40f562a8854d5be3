// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"
#include "core/formats/leaving_objects.h"
#include "core/formats/partial_file.h"

namespace sorby::formats {

/// Writes STEM.png of 16 bits for each image, the objects numbered from 1 in drawing order (parts of one
/// group have one number), and instances.csv.
class InstancesExporter final : public Exporter {
  public:
    explicit InstancesExporter(const ExportTarget& target);

    Status add(const ExportedImage& image) override;
    Result<int> finish() override;
    [[nodiscard]] std::vector<Finding> losses() const override { return m_leaving.losses(); }

  private:
    ExportTarget m_target;
    PartialFile m_table;
    LeavingObjects m_leaving;
    int m_files = 0;
};

} // namespace sorby::formats
