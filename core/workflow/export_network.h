// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/learning/engine.h"
#include "core/project/project.h"
#include "core/workflow/export.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sorby::workflow {

/// Names of the formats that a run's network can be exported in.
[[nodiscard]] std::vector<std::string> networkFormatNames();
/// Nothing when it is a format of something else.
[[nodiscard]] std::optional<learning::NetworkFormat> findNetworkFormat(std::string_view name);

struct NetworkExportRequest {
    learning::NetworkFormat format = learning::NetworkFormat::Onnx;
    std::string run; ///< id or name
    /// The file when it ends as files of the format do, an Error when it ends as those of another, else a
    /// folder, in which the file gets the run's name.
    std::filesystem::path out;
};
struct NetworkExportReport {
    std::filesystem::path file;
    std::string run; ///< its id
};
[[nodiscard]] Result<NetworkExportReport> exportNetwork(const project::Project& project,
                                                        const NetworkExportRequest& request,
                                                        const EngineSource& engine);

} // namespace sorby::workflow
