// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"
#include "core/formats/leaving_objects.h"

#include <vector>

namespace sorby::formats {

/// Writes STEM.json for each image, in the order of keys in which LabelMe writes them, without the picture.
class LabelMeExporter final : public Exporter {
  public:
    explicit LabelMeExporter(const ExportTarget& target) : m_target(target) {}

    Status add(const ExportedImage& image) override;
    Result<int> finish() override;
    [[nodiscard]] std::vector<Finding> losses() const override { return m_leaving.losses(); }

  private:
    ExportTarget m_target;
    LeavingObjects m_leaving;
    int m_files = 0;
};

} // namespace sorby::formats
