// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/geojson_importer.h"

#include "core/base/files.h"
#include "core/formats/geojson_features.h"
#include "core/formats/geojson_files.h"
#include "core/formats/image_folders.h"
#include "core/formats/micrograph_places.h"
#include "core/imaging/micrograph.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <system_error>
#include <unordered_map>
#include <utility>
#include <vector>

namespace sorby::formats {
namespace fs = std::filesystem;
namespace {

/// Where the features of a file stand: a list, or one of them alone.
struct FeatureList {
    const Json* list = nullptr;
    const Json* single = nullptr;
    const char* path = "";
};

Result<FeatureList> featuresOf(const Json& json, const std::string& file)
{
    if (json.is_array()) {
        return FeatureList{&json, nullptr, ""};
    }
    const auto type = textOf(json, "type");
    if (type == "Feature") {
        return FeatureList{nullptr, &json, ""};
    }
    if (type != "FeatureCollection") {
        return Error{ErrorCode::Malformed, "is no GeoJSON with features", file};
    }
    const auto* features = arrayOf(json, "features");
    if (features == nullptr) {
        return Error{ErrorCode::Malformed, "has no list of features", file};
    }
    return FeatureList{features, nullptr, "features"};
}

class GeoJsonImporter {
  public:
    GeoJsonImporter(const ImportRequest& request, ImportSink& sink, const JobControl& control)
        : m_request(request),
          m_sink(sink),
          m_control(control),
          m_classes(request.classes),
          m_intake(request.raster, 0, sink)
    {}

    Status run()
    {
        if (!isFile(m_request.source) && !isFolder(m_request.source)) {
            return Error{ErrorCode::NotFound, "does not exist", toUtf8(m_request.source)};
        }
        m_files = listGeoJsonFiles(m_request.source);
        if (m_files.empty()) {
            return Error{ErrorCode::NotFound, "holds no GeoJSON files (*.geojson)", toUtf8(m_request.source)};
        }
        if (!m_request.images.empty() && !isFolder(m_request.images) &&
            (!isFile(m_request.images) || m_files.size() > 1)) {
            return Error{ErrorCode::NotFound, "is not a folder of micrographs", toUtf8(m_request.images)};
        }
        std::size_t done = 0;
        for (const auto& file : m_files) {
            if (m_control.stopRequested()) {
                return Error{ErrorCode::Cancelled, "the import was stopped", {}};
            }
            if (auto imported = importFile(file); !imported) {
                return imported;
            }
            m_control.report(++done, m_files.size(), toUtf8(file.filename()));
        }
        return m_read > 0 ? Status()
                          : Status(Error{ErrorCode::Malformed,
                                         fmt::format("none of its {} files is GeoJSON that can be read",
                                                     m_files.size()),
                                         toUtf8(m_request.source)});
    }

  private:
    void tell(Severity severity, const fs::path& file, std::string path, const std::string& image,
              std::string message)
    {
        m_sink.finding({severity, toUtf8(file), {}, std::move(path), image, std::move(message)});
    }

    Status importFile(const fs::path& file)
    {
        const auto json = readJson(file);
        const auto features = json ? featuresOf(*json, toUtf8(file)) : Result<FeatureList>(json.error());
        if (!features) {
            if (m_files.size() == 1) {
                return features.error();
            }
            tell(Severity::Refused, file, {}, {}, features.error().message);
            return {};
        }
        ++m_read;
        static const Json none;
        const auto* member = find(*json, kGeoJsonOwnMember);
        const bool isOfFile = features->single == nullptr && member != nullptr;
        const Json& own = isOfFile ? *member : none;
        ImportedImage image;
        if (!attachMicrograph(own, file, image)) {
            return {};
        }
        GeoJsonFeatures reader(toUtf8(file), toUtf8(file.filename()), m_classes, m_intake, image);
        if (const auto* classes = arrayOf(own, "classes")) {
            reader.declareClasses(*classes);
        }
        if (features->single != nullptr) {
            reader.read(*features->single, "feature");
        } else {
            for (std::size_t i = 0; i < features->list->size(); ++i) {
                reader.read((*features->list)[i], fmt::format("{}[{}]", features->path, i));
            }
        }
        reader.finish();
        if (auto announced = m_classes.announce(m_sink); !announced) {
            return announced;
        }
        return m_sink.image(std::move(image));
    }

    /// Name, file, size and specimen. False, and a finding, when another file has annotated the same
    /// micrograph.
    bool attachMicrograph(const Json& own, const fs::path& file, ImportedImage& image)
    {
        const std::string reference = textOf(own, "image").value_or("");
        auto found = findMicrograph(own, file, reference);
        image.name = found ? toUtf8(found->filename()) : fileNameOf(reference);
        if (image.name.empty()) {
            image.name = stemOf(file);
        }
        image.specimen = textOf(own, "specimen");
        if (found) {
            std::error_code failure;
            found = fs::absolute(*found, failure).lexically_normal(); // one name for one file
            const auto [first, isNew] = m_takenBy.emplace(toUtf8(*found), toUtf8(file.filename()));
            if (!isNew) {
                tell(Severity::Refused, file, {}, image.name,
                     fmt::format("is left out: {} holds the annotations of this micrograph", first->second));
                return false;
            }
            attachFile(*found, image, m_sink);
        } else {
            tell(Severity::Flagged, file, {}, image.name,
                 fmt::format("image not found in {}", m_folders->describe()));
        }
        const auto stated = sizeOf(own, "width", "height");
        if (image.size && stated && *stated != *image.size) {
            tell(Severity::Flagged, file, kGeoJsonOwnMember, image.name,
                 fmt::format("the micrograph has {}x{} pixels and the file was made for {}x{}; the outlines "
                             "may lie in the wrong place",
                             image.size->width, image.size->height, stated->width, stated->height));
        }
        image.size = image.size ? image.size : stated;
        return true;
    }

    /// By what Sorby wrote into the file, then by the file's own name.
    std::optional<fs::path> findMicrograph(const Json& own, const fs::path& file,
                                           const std::string& reference)
    {
        const bool isFromUser = !m_request.images.empty();
        openFolders(isFromUser && isFile(m_request.images) ? m_request.images.parent_path()
                                                           : file.parent_path());
        if (isFromUser && isFile(m_request.images)) {
            return m_request.images;
        }
        if (const auto way = textOf(own, "path"); way && !way->empty() && !isFromUser) {
            auto direct = (file.parent_path() / fromUtf8(*way)).lexically_normal();
            if (imaging::hasMicrographExtension(direct) && isFile(direct)) {
                return direct;
            }
        }
        if (!reference.empty()) {
            if (auto found = m_folders->find(reference)) {
                return found;
            }
        }
        if (auto found = findByName(file)) {
            return found;
        }
        const auto all =
            isFromUser && m_files.size() == 1 ? listMicrographs(m_request.images) : std::vector<fs::path>();
        return all.size() == 1 ? std::optional(all.front()) : std::nullopt;
    }

    /// "spot 1.geojson", "spot 1.tif.geojson" and "spot 1 - annotations.geojson" to "spot 1.tif".
    [[nodiscard]] std::optional<fs::path> findByName(const fs::path& file) const
    {
        if (auto found = m_folders->find(toUtf8(file.filename()))) {
            return found;
        }
        std::string stem = stemOf(file);
        for (const std::string_view ending :
             {" - annotations", " annotations", "-annotations", "_annotations", ".annotations"}) {
            if (stem.ends_with(ending)) {
                stem.resize(stem.size() - ending.size());
                break;
            }
        }
        if (imaging::hasMicrographExtension(fromUtf8(stem))) {
            return m_folders->find(stem);
        }
        return stem == stemOf(file) ? std::nullopt : m_folders->find(stem + ".tif");
    }

    void openFolders(const fs::path& folder)
    {
        if (m_folders && (m_folder == folder || !m_request.images.empty())) {
            return;
        }
        m_folder = folder;
        const bool isGivenFolder = isFolder(m_request.images);
        m_folders.emplace(placesOfMicrographs(isGivenFolder ? m_request.images : fs::path(), folder));
    }

    const ImportRequest& m_request;
    ImportSink& m_sink;
    const JobControl& m_control;
    ClassNames m_classes;
    ObjectIntake m_intake;
    std::vector<fs::path> m_files;
    std::optional<ImageFolders> m_folders; ///< of m_folder, or of the request
    fs::path m_folder;
    std::unordered_map<std::string, std::string> m_takenBy; ///< the file that annotated a micrograph
    std::size_t m_read = 0;
};

} // namespace

Status importGeoJson(const ImportRequest& request, ImportSink& sink, const JobControl& control)
{
    return GeoJsonImporter(request, sink, control).run();
}

} // namespace sorby::formats
