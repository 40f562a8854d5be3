// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/format.h"
#include "core/formats/group_parts.h"
#include "core/formats/leaving_objects.h"
#include "core/formats/partial_file.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace sorby::formats {

/// Writes annotations.json. Category ids are class ids; image and annotation ids count from 1. Beside
/// file_name each image has its path from the file on, by which Sorby finds it again. The annotations grow in
/// a file aside and are put behind the images at the end, whose common folder is not known before.
class CocoExporter final : public Exporter {
  public:
    explicit CocoExporter(const ExportTarget& target);
    ~CocoExporter() override;

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
    [[nodiscard]] Status addThing(const ExportedImage& image, const Parts& parts);
    [[nodiscard]] Status write();
    [[nodiscard]] std::string imagesText() const;
    [[nodiscard]] std::string categoriesText() const;

    ExportTarget m_target;
    LeavingObjects m_leaving;
    std::vector<Image> m_images;
    std::filesystem::path m_listPath;
    PartialFile m_list;     ///< the annotations as text, without the brackets of the list
    bool m_hasList = false; ///< is it complete, at m_listPath?
    std::size_t m_count = 0;
    bool m_hasIgnored = false;
};

} // namespace sorby::formats
