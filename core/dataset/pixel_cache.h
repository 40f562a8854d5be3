// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/dataset/labelled_pixels.h"
#include "core/dataset/network_input.h"
#include "core/imaging/label_image.h"

#include <filesystem>
#include <memory>

namespace sorby::dataset {

/// Greys and labels in a file that is mapped into memory: the system keeps in memory what is used and there
/// is room for, and reads the rest again when it is asked for. The file is of this process alone and is
/// removed with the last of its images.
class PixelCache {
  public:
    /// The folder has to exist; an older file of the name is replaced.
    [[nodiscard]] static Result<PixelCache> create(const std::filesystem::path& file);
    PixelCache(PixelCache&&) noexcept;
    PixelCache& operator=(PixelCache&&) noexcept;
    ~PixelCache();

    /// Appends an image; what is returned can be asked after finish().
    [[nodiscard]] Result<std::unique_ptr<LabelledPixels>> put(const Greys& greys,
                                                              const imaging::LabelImage& labels);
    /// Maps the file.
    [[nodiscard]] Status finish();

  private:
    struct File;
    explicit PixelCache(std::shared_ptr<File> file);
    std::shared_ptr<File> m_file;
};

} // namespace sorby::dataset
