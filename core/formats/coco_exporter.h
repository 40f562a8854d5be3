// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"
#include "core/formats/leaving_objects.h"

#include <string>
#include <vector>

namespace sorby::formats {

/// Writes annotations.json. Category ids are class ids; image and annotation ids count from 1. Beside
/// file_name each image has its path from the file on, by which Sorby finds it again.
class CocoExporter final : public Exporter {
  public:
    explicit CocoExporter(const ExportTarget& target) : m_target(target) {}

    Status add(const ExportedImage& image) override;
    Result<int> finish() override;
    [[nodiscard]] std::vector<Finding> losses() const override { return m_leaving.losses(); }

  private:
    struct Image {
        std::string name;
        std::filesystem::path file;
        Size size;
    };
    /// Adds one annotation made of the parts of one thing.
    void addThing(const ExportedImage& image, const std::vector<const annotation::Object*>& parts);
    [[nodiscard]] std::string imagesText() const;
    [[nodiscard]] std::string categoriesText() const;

    ExportTarget m_target;
    LeavingObjects m_leaving;
    std::vector<Image> m_images;
    std::string m_annotations; ///< the list as text, without its brackets
    std::size_t m_count = 0;
    bool m_hasIgnored = false;
};

} // namespace sorby::formats
