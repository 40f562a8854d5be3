// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/calibration_presets.h"

#include "core/base/files.h"
#include "core/base/platform.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <string_view>
#include <utility>

namespace sorby::workflow {
namespace {

bool isLength(const nlohmann::json& entry, const char* key)
{
    const auto found = entry.find(key);
    return found != entry.end() && found->is_number() && std::isfinite(found->get<double>()) &&
           found->get<double>() > 0;
}

} // namespace

std::filesystem::path CalibrationPresets::usualFile()
{
    return platform::settingsFolder() / "calibrations.json";
}

Result<CalibrationPresets> CalibrationPresets::read(const std::filesystem::path& file)
{
    CalibrationPresets presets;
    presets.m_file = file;
    if (!isFile(file)) {
        return presets;
    }
    const auto text = readText(file);
    if (!text) {
        return text.error();
    }
    const auto json = nlohmann::json::parse(*text, nullptr, false);
    const Error damaged{ErrorCode::Malformed, "is not a list of calibration presets; mend it or move it away",
                        toUtf8(file)};
    if (!json.is_object()) {
        return damaged;
    }
    for (const auto& [name, entry] : json.items()) {
        if (!entry.is_object() || !isLength(entry, "x_um") || !isLength(entry, "y_um")) {
            return damaged;
        }
        presets.m_presets[name] = Calibration{
            entry["x_um"].get<double>(), entry["y_um"].get<double>(), "preset " + name,
            fmt::format("{} x {} µm", entry["x_um"].get<double>(), entry["y_um"].get<double>()), true};
    }
    return presets;
}

Result<Calibration> CalibrationPresets::find(const std::string& name) const
{
    if (const auto found = m_presets.find(name); found != m_presets.end()) {
        return found->second;
    }
    std::string names;
    for (const auto& [known, calibration] : m_presets) {
        names += (names.empty() ? "" : ", ") + known;
    }
    return Error{ErrorCode::NotFound,
                 names.empty() ? fmt::format("there is no preset \"{}\", nor any other yet", name)
                               : fmt::format("there is no preset \"{}\"; there are: {}", name, names),
                 toUtf8(m_file)};
}

Status CalibrationPresets::save(const std::string& name, const Calibration& calibration)
{
    if (name.empty()) {
        return Error{ErrorCode::InvalidArgument, "a preset needs a name", toUtf8(m_file)};
    }
    auto preset = calibration;
    preset.source = "preset " + name;
    preset.isConfirmed = true;
    auto changed = m_presets;
    changed[name] = preset;
    return write(std::move(changed));
}

Status CalibrationPresets::remove(const std::string& name)
{
    auto changed = m_presets;
    if (changed.erase(name) == 0) {
        return find(name).error();
    }
    return write(std::move(changed));
}

/// What is not on the disk is not offered.
Status CalibrationPresets::write(std::map<std::string, Calibration> presets)
{
    auto json = nlohmann::ordered_json::object();
    for (const auto& [name, preset] : presets) {
        json[name] = {{"x_um", preset.xMicrometres}, {"y_um", preset.yMicrometres}};
    }
    const std::string text =
        json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
    auto written = writeFileAtomically(m_file, std::string_view(text));
    if (written) {
        m_presets = std::move(presets);
    }
    return written;
}

} // namespace sorby::workflow
