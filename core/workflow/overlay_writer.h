// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/label_png_rows.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sorby::workflow {

/// The IoU overlays of an evaluation in `folder`: all classes together, and with several classes each by
/// itself in a folder of its number. In the published colours.
class OverlayWriter {
  public:
    OverlayWriter(std::filesystem::path folder, std::size_t classCount)
        : m_folder(std::move(folder)), m_classCount(classCount)
    {}

    [[nodiscard]] Status write(const std::string& stem, const imaging::LabelImage& reference,
                               const imaging::LabelImage& prediction) const;

    /// The same of an image that comes in bands, from top to bottom: as files with a palette.
    [[nodiscard]] Status begin(const std::string& stem, Size size);
    [[nodiscard]] Status add(const imaging::LabelImage& reference, const imaging::LabelImage& prediction);
    [[nodiscard]] Status finish();

  private:
    struct Open {
        imaging::LabelPngWriter writer;
        std::optional<annotation::ClassId> classId; ///< nothing: all classes
    };
    [[nodiscard]] std::filesystem::path fileOf(const std::string& stem,
                                               std::optional<annotation::ClassId> classId) const;
    [[nodiscard]] std::vector<std::optional<annotation::ClassId>> kinds() const;

    std::filesystem::path m_folder;
    std::size_t m_classCount;
    std::vector<Open> m_open;
};

} // namespace sorby::workflow
