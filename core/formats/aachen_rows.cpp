// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/aachen_rows.h"

#include "core/base/text.h"
#include "core/formats/image_folders.h"
#include "core/formats/python_literal.h"

#include <fmt/format.h>

#include <cstddef>
#include <utility>

namespace sorby::formats {
namespace {

using annotation::kPixelCentre;
using annotation::Point;

constexpr std::size_t kFewestPoints = 3;

/// A row that is being parsed and the way to refuse it.
struct RowContext {
    const CsvReader& reader;
    const CsvRow& row;
    const std::string& file;
    const std::string& image;
    ImportSink& sink;

    void tell(Severity severity, std::size_t column, const std::string& message) const
    {
        sink.finding({severity, file, row.line, reader.header()[column], image,
                      fmt::format("column {}, {}", column + 1, message)});
    }
    /// Points in Sorby's coordinates; nothing when the cell does not parse.
    [[nodiscard]] std::optional<std::vector<Point>> points(std::size_t column) const
    {
        auto parsed = parsePoints(row.cells[column]);
        if (!parsed) {
            tell(Severity::Refused, column, parsed.error().message);
            return std::nullopt;
        }
        for (auto& point : *parsed) {
            point.x += kPixelCentre;
            point.y += kPixelCentre;
        }
        return std::move(*parsed);
    }
};

std::string cellOf(const CsvRow& row, const std::optional<std::size_t>& column)
{
    return column ? std::string(trimmed(row.cells[*column])) : std::string();
}

} // namespace

std::optional<annotation::Object> parseObject(const CsvReader& reader, const CsvRow& row,
                                              const std::string& file, const std::string& image,
                                              ImportSink& sink)
{
    const RowContext context{reader, row, file, image, sink};
    annotation::Object object;
    object.provenance = {annotation::Origin::Imported, fileNameOf(file), {}};
    const std::size_t polygonColumn = *reader.column({"polygon"});
    auto ring = context.points(polygonColumn);
    if (!ring) {
        return std::nullopt;
    }
    if (ring->size() < kFewestPoints) {
        context.tell(
            Severity::Refused, polygonColumn,
            fmt::format("the polygon has {}; at least 3 are needed", counted(ring->size(), "point")));
        return std::nullopt;
    }
    object.polygon.outer = std::move(*ring);
    object.polygonText = row.cells[polygonColumn];
    if (const auto pointColumn = reader.column({"point"})) {
        const auto points = context.points(*pointColumn);
        if (!points) {
            return std::nullopt;
        }
        if (points->size() > 1) {
            context.tell(Severity::Flagged, *pointColumn,
                         fmt::format("{} points where one is expected; the first is kept", points->size()));
        }
        if (!points->empty()) {
            object.poi = points->front();
            object.poiText = points->size() == 1 ? row.cells[*pointColumn] : std::string();
        }
    }
    return object;
}

std::vector<annotation::PointOfInterest> parsePointsOfInterest(const CsvReader& reader, const CsvRow& row,
                                                               const std::string& file,
                                                               const std::string& image, ImportSink& sink)
{
    const RowContext context{reader, row, file, image, sink};
    const std::size_t pointColumn = *reader.column({"point"});
    std::string annotator = cellOf(row, reader.column({"annotator", "expert", "user", "annotator_id"}));
    if (annotator.empty()) {
        annotator = "unknown";
    }
    const auto positions = context.points(pointColumn);
    if (positions && positions->empty()) {
        context.tell(Severity::Refused, pointColumn, "the row has no point");
    }
    std::vector<annotation::PointOfInterest> points;
    for (const auto& position : positions ? *positions : std::vector<Point>{}) {
        points.push_back({0, annotator, position});
    }
    return points;
}

SpecimenColumns::SpecimenColumns(const CsvReader& reader)
    : m_specimen(reader.column({"specimen", "sample"})),
      m_type(reader.column({"type"})),
      m_temperature(reader.column({"temperature"}))
{}

std::string SpecimenColumns::specimenOf(const CsvRow& row) const
{
    std::string specimen = cellOf(row, m_specimen);
    if (!specimen.empty()) {
        return specimen;
    }
    const std::string type = cellOf(row, m_type);
    const std::string temperature = cellOf(row, m_temperature);
    return type + (type.empty() || temperature.empty() ? "" : " ") + temperature;
}

} // namespace sorby::formats
