// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/label_image.h"

#include <filesystem>
#include <memory>

/// Label images as PNG row by row, for images too large to be held.
namespace sorby::imaging {

/// Writes a label image from rows, top to bottom: with the classes' colours as its palette, the file that
/// writeIndexedPng() writes, or as these colours themselves (RGB), which needs one for every label. The file
/// is there when finish() has succeeded; without that nothing is left behind. Used by one thread at a time.
class LabelPngWriter {
  public:
    enum class Colours { Palette, Rgb };

    [[nodiscard]] static Result<LabelPngWriter> open(const std::filesystem::path& path, Size size,
                                                     const annotation::ClassList& classes,
                                                     Colours colours = Colours::Palette);
    LabelPngWriter(LabelPngWriter&&) noexcept;
    LabelPngWriter& operator=(LabelPngWriter&&) noexcept;
    ~LabelPngWriter();

    /// The next rows, as wide as the image.
    [[nodiscard]] Status add(const LabelImage& rows);
    /// All rows have been added.
    [[nodiscard]] Status finish();

  private:
    struct Private;
    explicit LabelPngWriter(std::unique_ptr<Private> state);
    std::unique_ptr<Private> d;
};

/// Reads the files that readLabelPng() reads, with the same errors. Used by one thread at a time.
class LabelPngReader {
  public:
    [[nodiscard]] static Result<LabelPngReader> open(const std::filesystem::path& path);
    LabelPngReader(LabelPngReader&&) noexcept;
    LabelPngReader& operator=(LabelPngReader&&) noexcept;
    ~LabelPngReader();

    [[nodiscard]] Size size() const;
    /// Some rows inside the image; from top to bottom each row is decoded once.
    [[nodiscard]] Result<LabelImage> rows(int first, int count);

  private:
    struct Private;
    explicit LabelPngReader(std::unique_ptr<Private> state);
    std::unique_ptr<Private> d;
};

} // namespace sorby::imaging
