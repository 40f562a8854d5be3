// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sorby::formats {

/// What a data.yaml says.
struct YoloDescription {
    std::optional<std::filesystem::path> root; ///< "path"
    std::vector<std::filesystem::path> splits; ///< of train, val and test: folders, or lists of micrographs
    std::optional<std::map<int, std::string>> names; ///< of the classes, from 0
};

/// A data set as it lies on the disk.
struct YoloDataSet {
    std::vector<std::filesystem::path> labels; ///< the label files, each once
    std::optional<std::map<int, std::string>> names;
    std::filesystem::path namesFrom;
    std::vector<std::string> missing; ///< entries of train, val and test that lead nowhere
};

/// An Error with line and column when the file is no YAML, and when it describes key points.
[[nodiscard]] Result<YoloDescription> readYoloDescription(const std::filesystem::path& yaml);
/// Finds the label files and the names of the classes; an Error when there is no label file.
[[nodiscard]] Result<YoloDataSet> openYolo(const std::filesystem::path& source);
/// The folder of micrographs for a folder of labels, and the other way round: the last part of this name (in
/// any case) replaced. Nothing when there is none.
[[nodiscard]] std::optional<std::filesystem::path> counterpart(const std::filesystem::path& folder,
                                                               std::string_view from, std::string_view to);
/// The parts of the path behind its last part "labels"; empty when there is none.
[[nodiscard]] std::filesystem::path belowLabels(const std::filesystem::path& folder);
/// A description with names, a folder with one or with label files, or a label file?
[[nodiscard]] bool looksLikeYolo(const std::filesystem::path& source);

} // namespace sorby::formats
