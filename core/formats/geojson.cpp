// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/geojson.h"

#include "core/formats/geojson_exporter.h"
#include "core/formats/geojson_files.h"
#include "core/formats/geojson_importer.h"

#include <memory>

namespace sorby::formats {
namespace {

class GeoJsonFormat final : public Format {
  public:
    [[nodiscard]] const char* id() const override { return "geojson"; }
    [[nodiscard]] const char* title() const override { return "QuPath GeoJSON"; }
    [[nodiscard]] bool recognises(const std::filesystem::path& source) const override
    {
        return looksLikeGeoJson(source);
    }
    [[nodiscard]] Status read(const ImportRequest& request, ImportSink& sink,
                              const JobControl& control) const override
    {
        return importGeoJson(request, sink, control);
    }
    [[nodiscard]] std::unique_ptr<Exporter> makeExporter(const ExportTarget& target) const override
    {
        return std::make_unique<GeoJsonExporter>(target);
    }
};

} // namespace

const Format& geoJsonFormat()
{
    static const GeoJsonFormat format;
    return format;
}

} // namespace sorby::formats
