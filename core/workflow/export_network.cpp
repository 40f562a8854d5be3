// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/export_network.h"

#include "core/base/files.h"
#include "core/workflow/run_files.h"

#include <algorithm>
#include <array>
#include <system_error>

namespace sorby::workflow {
namespace fs = std::filesystem;
namespace {

struct NamedFormat {
    learning::NetworkFormat format;
    std::string_view name; ///< and, behind a dot, the extension of its files
};
constexpr std::array<NamedFormat, 2> kNetworkFormats{
    {{learning::NetworkFormat::Onnx, "onnx"}, {learning::NetworkFormat::Safetensors, "safetensors"}}};

/// The run's name with what file systems do not take replaced.
std::string fileStemOf(const std::string& runName)
{
    std::string stem = runName;
    std::replace_if(
        stem.begin(), stem.end(),
        [](char letter) {
            return static_cast<unsigned char>(letter) < ' ' ||
                   std::string_view("/\\:*?\"<>|").find(letter) != std::string_view::npos;
        },
        '_');
    return stem;
}

std::string extensionOf(const NamedFormat& known)
{
    std::string extension = ".";
    extension += known.name;
    return extension;
}

Result<fs::path> targetOf(const NetworkExportRequest& request, const std::string& runName)
{
    std::string own;
    for (const auto& known : kNetworkFormats) {
        const auto extension = extensionOf(known);
        const bool isWanted = known.format == request.format;
        if (lowerExtension(request.out) == extension && !isFolder(request.out)) {
            if (isWanted) {
                return request.out;
            }
            return Error{ErrorCode::InvalidArgument,
                         "ends as files of another format do; name the format or the file differently",
                         toUtf8(request.out)};
        }
        own = isWanted ? extension : own;
    }
    return request.out / fromUtf8(fileStemOf(runName) + own);
}

} // namespace

std::vector<std::string> networkFormatNames()
{
    std::vector<std::string> names;
    for (const auto& known : kNetworkFormats) {
        names.emplace_back(known.name);
    }
    return names;
}

std::optional<learning::NetworkFormat> findNetworkFormat(std::string_view name)
{
    for (const auto& known : kNetworkFormats) {
        if (known.name == name) {
            return known.format;
        }
    }
    return std::nullopt;
}

Result<NetworkExportReport> exportNetwork(const project::Project& project,
                                          const NetworkExportRequest& request, const EngineSource& engine)
{
    const auto run = findRunFiles(project, request.run);
    if (!run) {
        return run.error();
    }
    const auto file = targetOf(request, run->name);
    if (!file) {
        return file.error();
    }
    std::error_code failure;
    if (fs::equivalent(file->has_parent_path() ? file->parent_path() : ".", run->folder, failure)) {
        return Error{ErrorCode::InvalidArgument,
                     "is the folder of the run itself, whose files are not to be replaced; name another",
                     toUtf8(run->folder)};
    }
    const auto loaded = engine();
    if (!loaded) {
        return loaded.error();
    }
    if (auto written = (*loaded)->exportNetwork(run->checkpoint, request.format, *file); !written) {
        return written.error();
    }
    return NetworkExportReport{*file, run->id};
}

} // namespace sorby::workflow
