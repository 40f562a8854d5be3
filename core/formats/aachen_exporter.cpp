// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/aachen_exporter.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/formats/aachen_files.h"
#include "core/formats/csv.h"
#include "core/formats/interior_point.h"
#include "core/formats/python_literal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

namespace sorby::formats {
namespace {

using annotation::kPixelCentre;
using annotation::Point;

constexpr char kDelimiter = ';';

std::string row(std::initializer_list<std::string_view> cells)
{
    std::string text;
    for (const auto* cell = cells.begin(); cell != cells.end(); ++cell) {
        if (cell != cells.begin()) {
            text += kDelimiter;
        }
        text += csvCell(*cell, kDelimiter);
    }
    return text + '\n';
}

Point toPixelName(Point point)
{
    return {point.x - kPixelCentre, point.y - kPixelCentre};
}

std::string polygonText(const annotation::Object& object)
{
    if (!object.polygonText.empty()) {
        return object.polygonText;
    }
    std::vector<Point> points;
    std::transform(object.polygon.outer.begin(), object.polygon.outer.end(), std::back_inserter(points),
                   toPixelName);
    return formatPoints(points);
}

std::string pointText(const annotation::Object& object)
{
    if (object.poi && !object.poiText.empty()) {
        return object.poiText;
    }
    return formatPoint(toPixelName(object.poi ? *object.poi : interiorPoint(object.polygon)));
}

struct TypeAndTemperature {
    std::string type;
    std::string temperature;
};

/// "spot1 180" and "45kx NA" are such pairs; "steel A" is none.
std::optional<TypeAndTemperature> splitPair(const std::string& specimen)
{
    const auto space = specimen.rfind(' ');
    if (space == std::string::npos || space == 0 || specimen[space - 1] == ' ') {
        return std::nullopt;
    }
    const std::string temperature = specimen.substr(space + 1);
    const bool isTemperature =
        temperature == "NA" || (!temperature.empty() && temperature.find_first_of("0123456789") <= 1);
    if (!isTemperature) {
        return std::nullopt;
    }
    return TypeAndTemperature{specimen.substr(0, space), temperature};
}

} // namespace

AachenExporter::AachenExporter(const ExportTarget& target)
    : m_target(target),
      m_polygons(target.folder / kAachenPolygonFile),
      m_points(target.folder / kAachenPointFile),
      m_metadata(target.folder / kAachenMetadataFile)
{}

Status AachenExporter::add(const ExportedImage& image)
{
    m_images.push_back({image.name, image.specimen, image.annotations.objects.empty()});
    noteLosses(image);
    for (const auto& object : image.annotations.objects) {
        if (auto added = addObject(image, object); !added) {
            return added;
        }
    }
    for (const auto& point : image.annotations.points) {
        std::string text = m_points.isOpen() ? "" : row({"image_url", "annotator", "point"});
        text += row({image.name, point.annotator, formatPoint(toPixelName(point.position))});
        if (auto added = m_points.append(text); !added) {
            return added;
        }
    }
    return {};
}

Status AachenExporter::addObject(const ExportedImage& image, const annotation::Object& object)
{
    if (auto opened = openPolygons(); !opened) {
        return opened;
    }
    return m_polygons.append(row({image.name, pointText(object), polygonText(object)}));
}

Status AachenExporter::openPolygons()
{
    return m_polygons.isOpen() ? Status() : m_polygons.append(row({"image_url", "point", "polygon"}));
}

void AachenExporter::noteLosses(const ExportedImage& image)
{
    const auto note = [&](std::string message) {
        m_losses.push_back({Severity::Flagged,
                            toUtf8(m_target.folder / kAachenPolygonFile),
                            {},
                            {},
                            image.name,
                            std::move(message)});
    };
    std::size_t otherClasses = 0;
    std::size_t number = 0;
    for (const auto& object : image.annotations.objects) {
        ++number;
        otherClasses += object.classId > 1 ? 1 : 0;
        if (!object.polygon.holes.empty()) {
            note(fmt::format("holes cannot be kept: {} filled in object {}",
                             counted(object.polygon.holes.size(), "hole is", "holes are"), number));
        }
    }
    if (otherClasses > 0) {
        note(fmt::format("the class of {} cannot be kept: the format has one class",
                         counted(otherClasses, "object")));
    }
    if (!image.annotations.pixelEdits.isEmpty()) {
        note("pixel edits cannot be kept in polygons; export masks to keep them");
    }
}

Status AachenExporter::writeMetadata()
{
    const bool areAllPairs = std::all_of(m_images.begin(), m_images.end(), [](const Image& image) {
        return image.specimen.empty() || splitPair(image.specimen);
    });
    // A name that is no pair would come back as "name NA"; the third column keeps it as it is.
    auto written = m_metadata.append(areAllPairs ? row({"image_url", "Type", "Temperature"})
                                                 : row({"image_url", "Type", "Temperature", "specimen"}));
    for (const auto& image : m_images) {
        if (!written) {
            return written;
        }
        const auto pair =
            splitPair(image.specimen)
                .value_or(TypeAndTemperature{image.specimen, image.specimen.empty() ? "" : "NA"});
        written =
            m_metadata.append(areAllPairs ? row({image.name, pair.type, pair.temperature})
                                          : row({image.name, pair.type, pair.temperature, image.specimen}));
    }
    return written ? m_metadata.commit() : written;
}

Result<int> AachenExporter::finish()
{
    int files = 1;
    if (auto opened = openPolygons(); !opened) {
        return opened.error();
    }
    if (auto done = m_polygons.commit(); !done) {
        return done.error();
    }
    if (m_points.isOpen()) {
        if (auto done = m_points.commit(); !done) {
            return done.error();
        }
        ++files;
    }
    const bool hasSpecimens = std::any_of(m_images.begin(), m_images.end(),
                                          [](const Image& image) { return !image.specimen.empty(); });
    if (hasSpecimens) {
        if (auto done = writeMetadata(); !done) {
            return done.error();
        }
        return files + 1;
    }
    for (const auto& image : m_images) {
        if (image.isBare) {
            m_losses.push_back({Severity::Flagged,
                                toUtf8(m_target.folder / kAachenPolygonFile),
                                {},
                                {},
                                image.name,
                                "an image without objects cannot be named in the polygon file"});
        }
    }
    return files;
}

} // namespace sorby::formats
