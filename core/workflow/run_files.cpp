// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/run_files.h"

#include "core/base/files.h"
#include "core/base/version.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <system_error>

namespace sorby::workflow {
namespace fs = std::filesystem;
namespace {

constexpr const char* kFileName = "run.json";
constexpr int kFormatVersion = 1;

Error malformed(const fs::path& file, const std::string& message)
{
    return Error{ErrorCode::Malformed, message, toUtf8(file)};
}

Result<annotation::ClassList> readClassList(const nlohmann::json& list, const fs::path& file)
{
    annotation::ClassList classes;
    if (!list.is_array() || list.size() < 2 || list.size() > std::size_t{annotation::kMaxClassId} + 1) {
        return malformed(file, "has no list of classes");
    }
    for (const auto& entry : list) {
        const bool whole = entry.is_object() && entry.contains("name") && entry["name"].is_string() &&
                           entry.contains("colour") && entry["colour"].is_string();
        const auto colour =
            whole ? annotation::parseHex(entry["colour"].get<std::string>()) : Result<Rgb8>(Rgb8{});
        if (!whole || !colour) {
            return malformed(file, fmt::format("class {} has no name or no colour", classes.size()));
        }
        classes.push_back(
            {static_cast<annotation::ClassId>(classes.size()), entry["name"].get<std::string>(), *colour});
    }
    return classes;
}

Result<fs::path> findCheckpoint(const fs::path& folder)
{
    std::error_code failure;
    for (const char* name : {"best.safetensors", "last.safetensors"}) {
        if (fs::exists(folder / name, failure)) {
            return folder / name;
        }
    }
    return Error{ErrorCode::NotFound,
                 "holds no checkpoint: the run ended before its first epoch was finished", toUtf8(folder)};
}

} // namespace

Status writeRunFile(const fs::path& folder, const project::RunRecord& run,
                    const annotation::ClassList& classes)
{
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const auto& info : classes) {
        list.push_back({{"name", info.name}, {"colour", annotation::toHex(info.colour)}});
    }
    auto options = nlohmann::ordered_json::parse(run.options, nullptr, false);
    const nlohmann::ordered_json content{
        {"format", kFormatVersion}, {"id", run.id},
        {"name", run.name},         {"created", run.createdAt},
        {"sorby", kVersion},        {"data_hash", run.dataHash},
        {"classes", list},          {"options", options.is_discarded() ? nullptr : std::move(options)}};
    return writeFileAtomically(folder / kFileName, content.dump(2) + "\n");
}

Result<RunFiles> readRunFolder(const fs::path& folder)
{
    const fs::path file = folder / kFileName;
    const auto text = readText(file);
    if (!text) {
        return Error{text.error().code,
                     "is no run: a run's folder holds run.json and best.safetensors (run.json " +
                         text.error().message + ")",
                     toUtf8(folder)};
    }
    const auto content = nlohmann::json::parse(*text, nullptr, false);
    if (!content.is_object() || !content.contains("format") || !content["format"].is_number_integer() ||
        !content.contains("classes")) {
        return malformed(file, "is damaged or no description of a run");
    }
    if (content["format"].get<std::int64_t>() > kFormatVersion) {
        return Error{ErrorCode::NewerVersion, "was written by a newer Sorby; use that version", toUtf8(file)};
    }
    const auto classes = readClassList(content["classes"], file);
    if (!classes) {
        return classes.error();
    }
    const auto checkpoint = findCheckpoint(folder);
    if (!checkpoint) {
        return checkpoint.error();
    }
    const auto textOf = [&](const char* key) {
        return content.contains(key) && content[key].is_string() ? content[key].get<std::string>()
                                                                 : toUtf8(folder.filename());
    };
    return RunFiles{textOf("id"), textOf("name"), folder, *checkpoint, *classes};
}

Result<RunFiles> findRunFiles(const project::Project& project, const std::string& idOrName)
{
    const auto run = project.findRun(idOrName);
    if (!run) {
        return run.error();
    }
    return readRunFolder(project.runFolder(*run));
}

} // namespace sorby::workflow
