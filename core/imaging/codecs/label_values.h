// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/imaging/codecs/input_file.h"
#include "core/imaging/label_image.h"
#include "core/imaging/micrograph.h"

#include <filesystem>
#include <vector>

namespace sorby::imaging::codecs {

/// Opens a file that has to be a PNG.
[[nodiscard]] Result<InputFile> openLabelPng(const std::filesystem::path& path);
/// Class ids from stored values: see readLabelPng().
[[nodiscard]] Result<LabelImage> labelsOf(Pixels&& stored, const std::filesystem::path& path);
/// 256 colours: the classes', the default ones for ids without a class, grey for ignore.
[[nodiscard]] std::vector<Rgb8> labelPalette(const annotation::ClassList& classes);

} // namespace sorby::imaging::codecs
