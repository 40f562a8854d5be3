// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/point_table.h"

#include "core/base/files.h"
#include "core/formats/aachen_rows.h"
#include "core/formats/image_folders.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <unordered_map>

namespace sorby::formats {
namespace {

/// The rows' way to say what is wrong with them.
class FindingsAlone final : public ImportSink {
  public:
    explicit FindingsAlone(const std::function<void(const Finding&)>& findings) : m_findings(findings) {}
    Status classes(const annotation::ClassList& /*classes*/) override { return {}; }
    Status image(ImportedImage&& /*image*/) override { return {}; }
    void finding(Finding finding) override
    {
        if (m_findings) {
            m_findings(finding);
        }
    }

  private:
    const std::function<void(const Finding&)>& m_findings;
};

} // namespace

Result<std::vector<ImagePoints>> readPointTable(const std::filesystem::path& file,
                                                const std::function<void(const Finding&)>& findings)
{
    const auto text = readCsvText(file);
    if (!text) {
        return text.error();
    }
    const auto name = toUtf8(file);
    CsvReader reader(*text);
    const auto imageColumn = reader.column({"image_url"});
    if (!imageColumn || !reader.column({"point"})) {
        return Error{ErrorCode::Malformed,
                     fmt::format("lacks the column {}; found: {}", imageColumn ? "point" : "image_url",
                                 fmt::join(reader.header(), ", ")),
                     name};
    }
    FindingsAlone sink(findings);
    std::vector<ImagePoints> images;
    std::unordered_map<std::string, std::size_t> places;
    CsvRow row;
    while (reader.next(row)) {
        if (!row.problem.empty()) {
            sink.finding({Severity::Refused, name, row.line, {}, {}, row.problem});
            continue;
        }
        const auto image = fileNameOf(row.cells[*imageColumn]);
        if (image.empty()) {
            sink.finding({Severity::Refused, name, row.line, "image_url", {}, "the row names no image"});
            continue;
        }
        const auto [place, isNew] = places.try_emplace(image, images.size());
        if (isNew) {
            images.push_back({image, {}});
        }
        auto& points = images[place->second].points;
        for (auto& point : parsePointsOfInterest(reader, row, name, image, sink)) {
            points.push_back(std::move(point));
        }
    }
    return images;
}

} // namespace sorby::formats
