// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/aachen_importer.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/formats/aachen_files.h"
#include "core/formats/aachen_rows.h"
#include "core/formats/csv.h"
#include "core/formats/image_folders.h"
#include "core/formats/object_intake.h"

#include <fmt/format.h>

#include <array>
#include <deque>
#include <unordered_map>
#include <utility>

namespace sorby::formats {
namespace fs = std::filesystem;
namespace {

/// A CSV file of the data set, open.
struct Table {
    std::string file;
    std::string text;
    std::optional<CsvReader> reader;
    std::size_t imageColumn = 0;

    Table() = default;
    Table(const Table&) = delete; // the reader points into the text
    Table& operator=(const Table&) = delete;
};

/// One micrograph of the data set and where its rows are.
struct Record {
    std::string name;
    std::optional<fs::path> file;
    std::optional<std::string> specimen;
    std::vector<CsvReader::Place> polygonRows;
    std::vector<CsvReader::Place> pointRows;
};

class AachenImporter {
  public:
    AachenImporter(AachenFiles files, imaging::RasterRule raster, ImportSink& sink, const JobControl& control)
        : m_files(std::move(files)),
          m_folders(m_files.imageFolders),
          m_sink(sink),
          m_control(control),
          m_intake(raster, annotation::kPixelCentre, sink)
    {}

    Status run(const ImportRequest& request)
    {
        if (auto done = open(m_files.polygons, {{"polygon"}}, m_polygons); !done) {
            return done;
        }
        if (auto done = openBeside(m_files.points, {{"point"}}, !request.points.empty(), m_points); !done) {
            return done;
        }
        if (auto done = openBeside(m_files.metadata, {}, !request.metadata.empty(), m_metadata); !done) {
            return done;
        }
        indexRows(m_polygons, &Record::polygonRows);
        indexRows(m_points, &Record::pointRows);
        readSpecimens();
        std::size_t done = 0;
        for (const auto& record : m_records) {
            if (m_control.stopRequested()) {
                return Error{ErrorCode::Cancelled, "the import was stopped", {}};
            }
            if (auto imported = import(record); !imported) {
                return imported;
            }
            m_control.report(++done, m_records.size(), record.name);
        }
        return {};
    }

  private:
    using Columns = std::initializer_list<std::string_view>;

    Status open(const fs::path& path, Columns required, Table& table)
    {
        auto text = readCsvText(path);
        if (!text) {
            return text.error();
        }
        table.file = toUtf8(path);
        table.text = std::move(*text);
        table.reader.emplace(table.text);
        std::string missing;
        if (!table.reader->column({"image_url"})) {
            missing = "image_url";
        }
        for (const auto name : required) {
            if (!table.reader->column({name})) {
                missing += fmt::format("{}{}", missing.empty() ? "" : ", ", name);
            }
        }
        if (!missing.empty()) {
            table.reader.reset();
            return Error{ErrorCode::Malformed,
                         fmt::format("lacks the column {}; found: {}", missing, listHeader(table.text)),
                         table.file};
        }
        table.imageColumn = *table.reader->column({"image_url"});
        return {};
    }

    /// A file that was only found beside the polygons may be something else; one that was named may not.
    Status openBeside(const fs::path& path, Columns required, bool isNamed, Table& table)
    {
        if (path.empty()) {
            return {};
        }
        auto opened = open(path, required, table);
        if (!opened && !isNamed) {
            m_sink.finding(
                {Severity::Flagged, toUtf8(path), {}, {}, {}, "is left out: " + opened.error().message});
            return {};
        }
        return opened;
    }

    static std::string listHeader(const std::string& text)
    {
        std::string list;
        const CsvReader reader(text);
        for (const auto& name : reader.header()) {
            list += (list.empty() ? "" : ", ") + name;
        }
        return list;
    }

    /// The record of the image that a row names. Names that lead to the same file are the same image; when
    /// there is no file, names with the same stem are.
    Record& recordOf(const std::string& reference)
    {
        const auto known = m_byReference.find(reference);
        if (known != m_byReference.end()) {
            return m_records[known->second];
        }
        auto file = m_folders.find(reference);
        const std::string name = fileNameOf(reference);
        const std::string key = file ? toUtf8(*file) : '\n' + lowered(stemOf(fromUtf8(name)));
        const auto [place, isNew] = m_byImage.emplace(key, m_records.size());
        if (isNew) {
            m_records.push_back({name, std::move(file), {}, {}, {}});
        }
        m_byReference.emplace(reference, place->second);
        return m_records[place->second];
    }

    /// Notes for each image where its rows begin; rows that name no image are refused.
    void indexRows(Table& table, std::vector<CsvReader::Place> Record::*rows)
    {
        forEachRow(table, [&](const CsvRow& row, CsvReader::Place place) {
            (recordOf(row.cells[table.imageColumn]).*rows).push_back(place);
        });
    }

    template <typename Take>
    void forEachRow(Table& table, const Take& take)
    {
        CsvRow row;
        while (table.reader) {
            const auto place = table.reader->place();
            if (!table.reader->next(row)) {
                break;
            }
            if (!row.problem.empty()) {
                m_sink.finding({Severity::Refused, table.file, row.line, {}, {}, row.problem});
            } else if (fileNameOf(row.cells[table.imageColumn]).empty()) {
                m_sink.finding(
                    {Severity::Refused, table.file, row.line, "image_url", {}, "the row names no image"});
            } else {
                take(row, place);
            }
        }
    }

    void readSpecimens()
    {
        if (!m_metadata.reader) {
            return;
        }
        const SpecimenColumns columns(*m_metadata.reader);
        forEachRow(m_metadata, [&](const CsvRow& row, CsvReader::Place) {
            Record& record = recordOf(row.cells[m_metadata.imageColumn]);
            const std::string specimen = columns.specimenOf(row);
            if (!specimen.empty()) {
                record.specimen = specimen;
            }
        });
    }

    Status import(const Record& record)
    {
        ImportedImage image;
        image.name = record.name;
        image.specimen = record.specimen;
        if (record.file) {
            attachFile(*record.file, image, m_sink);
        } else {
            m_sink.finding({Severity::Flagged,
                            m_polygons.file,
                            {},
                            "image_url",
                            record.name,
                            fmt::format("image not found in {}", m_folders.describe())});
        }
        importObjects(record, image);
        importPoints(record, image);
        return m_sink.image(std::move(image));
    }

    void importObjects(const Record& record, ImportedImage& image)
    {
        CsvRow row;
        for (const auto place : record.polygonRows) {
            m_polygons.reader->seek(place);
            m_polygons.reader->next(row);
            auto object = parseObject(*m_polygons.reader, row, m_polygons.file, record.name, m_sink);
            if (object) {
                m_intake.take(image, std::move(*object), {m_polygons.file, row.line, "polygon", "point"});
            }
        }
    }

    void importPoints(const Record& record, ImportedImage& image)
    {
        CsvRow row;
        for (const auto place : record.pointRows) {
            m_points.reader->seek(place);
            m_points.reader->next(row);
            for (auto& point :
                 parsePointsOfInterest(*m_points.reader, row, m_points.file, record.name, m_sink)) {
                const bool isInside = !image.size || (point.position.x >= 0 && point.position.y >= 0 &&
                                                      point.position.x <= image.size->width &&
                                                      point.position.y <= image.size->height);
                if (!isInside) {
                    m_sink.finding({Severity::Flagged, m_points.file, row.line, "point", record.name,
                                    "the point of interest lies outside the micrograph"});
                }
                image.annotations.points.push_back(std::move(point));
            }
        }
    }

    AachenFiles m_files;
    ImageFolders m_folders;
    ImportSink& m_sink;
    const JobControl& m_control;
    ObjectIntake m_intake;
    Table m_polygons;
    Table m_points;
    Table m_metadata;
    std::deque<Record> m_records; ///< in the order in which the files name them
    std::unordered_map<std::string, std::size_t> m_byReference;
    std::unordered_map<std::string, std::size_t> m_byImage;
};

} // namespace

Status importAachen(const ImportRequest& request, ImportSink& sink, const JobControl& control)
{
    auto files = findAachenFiles(request);
    if (!files) {
        return files.error();
    }
    return AachenImporter(std::move(*files), request.raster, sink, control).run(request);
}

} // namespace sorby::formats
