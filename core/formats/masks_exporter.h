// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"

#include <vector>

namespace sorby::formats {

/// Writes STEM.png (or .tif) for each image, and classes.json; for colours a legend.json, too, by which they
/// are read.
class MasksExporter final : public Exporter {
  public:
    enum class File { IndexedPng, Tiff, RgbPng };

    explicit MasksExporter(const ExportTarget& target, File file) : m_target(target), m_file(file) {}

    Status writeOwnFiles(const ExportedImage& image) const override;
    Status add(const ExportedImage& /*image*/) override
    {
        ++m_files;
        return {};
    }
    Result<int> finish() override;
    /// Nothing: a mask keeps what the reference says.
    [[nodiscard]] std::vector<Finding> losses() const override { return m_losses; }

  private:
    ExportTarget m_target;
    File m_file;
    int m_files = 0;
    std::vector<Finding> m_losses;
};

} // namespace sorby::formats
