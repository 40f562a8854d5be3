// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/yolo_exporter.h"

#include "core/base/files.h"
#include "core/formats/slits.h"
#include "core/formats/yolo_lines.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <span>
#include <string>

namespace sorby::formats {
namespace {

std::string lineOf(const annotation::Object& object, Size size)
{
    std::string line = fmt::format("{}", object.classId - 1);
    for (const auto point : cutOpen(object.polygon)) {
        line += ' ' + shareText(point.x, size.width) + ' ' + shareText(point.y, size.height);
    }
    return line + '\n';
}

/// As YAML takes it: text in quotes is written as in JSON.
std::string quoted(const std::string& text)
{
    using Json = nlohmann::json;
    return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace

Status YoloExporter::add(const ExportedImage& image)
{
    std::string text;
    for (const auto& object : m_leaving.of(image)) {
        if (object.classId == annotation::kIgnore) {
            m_leaving.lose(image, "areas to be left out of loss and scores; they leave as matrix");
            continue;
        }
        if (!object.polygon.holes.empty()) {
            m_leaving.lose(image, "holes as such; they leave as slits, with the same pixels");
        }
        if (object.group != 0) {
            m_leaving.lose(image, "which objects are parts of one thing");
        }
        if (object.poi) {
            m_leaving.lose(image, "points of interest");
        }
        text += lineOf(object, image.size);
    }
    if (!image.annotations.points.empty()) {
        m_leaving.lose(image, "points of interest");
    }
    if (!image.specimen.empty()) {
        m_leaving.lose(image, "specimens");
    }
    const auto file = m_target.folder / "labels" / fromUtf8(image.stem + ".txt");
    if (auto written = writeFileAtomically(file, std::as_bytes(std::span(text)), Outlives::ProgramEnd);
        !written) {
        return written;
    }
    ++m_files;
    return {};
}

Result<int> YoloExporter::finish()
{
    std::string text = "path: .\nnames:\n";
    for (const auto& info : m_target.classes) {
        if (info.id != annotation::kMatrix) {
            text += fmt::format("  {}: {}\n", info.id - 1, quoted(info.name));
        }
    }
    if (auto written = writeFileAtomically(m_target.folder / "data.yaml", std::string_view(text)); !written) {
        return written.error();
    }
    return m_files;
}

} // namespace sorby::formats
