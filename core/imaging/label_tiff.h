// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/imaging/label_image.h"

#include <filesystem>
#include <memory>

namespace sorby::imaging {

/// Writes a label image as a grey TIFF of 8 bits, LZW, row by row from top to bottom; a BigTIFF when it could
/// not be addressed otherwise. No palette: many programs would turn it into colours. The file is there when
/// finish() has succeeded; without that nothing is left behind. Used by one thread at a time.
class LabelTiffWriter {
  public:
    [[nodiscard]] static Result<LabelTiffWriter> open(const std::filesystem::path& path, Size size);
    LabelTiffWriter(LabelTiffWriter&&) noexcept;
    LabelTiffWriter& operator=(LabelTiffWriter&&) noexcept;
    ~LabelTiffWriter();

    /// The next rows, as wide as the image.
    [[nodiscard]] Status add(const LabelImage& rows);
    /// All rows have been added.
    [[nodiscard]] Status finish();

  private:
    struct Private;
    explicit LabelTiffWriter(std::unique_ptr<Private> state);
    std::unique_ptr<Private> d;
};

} // namespace sorby::imaging
