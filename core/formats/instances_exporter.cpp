// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/instances_exporter.h"

#include "core/base/files.h"
#include "core/formats/class_names.h"
#include "core/formats/csv.h"
#include "core/formats/instance_table.h"
#include "core/imaging/micrograph.h"
#include "core/imaging/rasterizer.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

namespace sorby::formats {
namespace {

constexpr std::size_t kMostInstances = 65535;

} // namespace

InstancesExporter::InstancesExporter(const ExportTarget& target)
    : m_target(target), m_table(target.folder / kInstancesFile)
{}

Status InstancesExporter::add(const ExportedImage& image)
{
    const auto objects = m_leaving.of(image);
    Raster<std::uint16_t> numbers(image.size);
    std::vector<annotation::ClassId> classes{annotation::kMatrix}; // by number
    std::map<int, std::uint16_t> numberOfGroup;
    for (const auto& object : objects) {
        const auto known = object.group == 0 ? numberOfGroup.end() : numberOfGroup.find(object.group);
        if (known == numberOfGroup.end() && classes.size() > kMostInstances) {
            return Error{
                ErrorCode::Unsupported,
                fmt::format("has more than {} objects, the most that 16 bits can number", kMostInstances),
                image.name};
        }
        const auto number =
            known != numberOfGroup.end() ? known->second : static_cast<std::uint16_t>(classes.size());
        if (known == numberOfGroup.end()) {
            classes.push_back(object.classId);
            if (object.group != 0) {
                numberOfGroup.emplace(object.group, number);
            }
        }
        imaging::scanConvert(object.polygon, image.size, [&](const imaging::Span& span) {
            const auto row = numbers.row(span.y);
            std::fill(row.begin() + span.x0, row.begin() + span.x1, number);
        });
    }
    std::vector<std::uint64_t> pixels(classes.size());
    for (const auto number : numbers.pixels()) {
        ++pixels[number];
    }
    std::string rows = m_table.isOpen() ? "" : std::string(kInstancesHeader);
    for (std::size_t number = 1; number < classes.size(); ++number) {
        rows += fmt::format("{},{},{},{}\n", csvCell(image.stem + ".png", ','), number,
                            csvCell(nameOf(m_target.classes, classes[number]), ','), pixels[number]);
        if (pixels[number] == 0) {
            m_leaving.lose(image, "objects that others cover wholly");
        }
    }
    if (!image.annotations.points.empty()) {
        m_leaving.lose(image, "points of interest");
    }
    if (auto written = m_table.append(rows); !written) {
        return written;
    }
    if (auto written = imaging::writePng(m_target.folder / fromUtf8(image.stem + ".png"), numbers);
        !written) {
        return written;
    }
    ++m_files;
    return {};
}

Result<int> InstancesExporter::finish()
{
    if (auto done = m_table.commit(); !done) {
        return done.error();
    }
    return m_files;
}

} // namespace sorby::formats
