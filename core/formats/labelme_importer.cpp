// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/labelme_importer.h"

#include "core/base/files.h"
#include "core/formats/image_folders.h"
#include "core/formats/labelme_files.h"
#include "core/formats/labelme_shapes.h"
#include "core/formats/micrograph_places.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <system_error>
#include <unordered_map>
#include <utility>
#include <vector>

namespace sorby::formats {
namespace fs = std::filesystem;
namespace {

class LabelMeImporter {
  public:
    LabelMeImporter(const ImportRequest& request, ImportSink& sink, const JobControl& control)
        : m_request(request),
          m_sink(sink),
          m_control(control),
          m_classes(request.classes),
          m_intake(request.raster, annotation::kPixelCentre, sink)
    {}

    Status run()
    {
        if (!isFile(m_request.source) && !isFolder(m_request.source)) {
            return Error{ErrorCode::NotFound, "does not exist", toUtf8(m_request.source)};
        }
        if (!m_request.images.empty() && !isFolder(m_request.images)) {
            return Error{ErrorCode::NotFound, "is not a folder of micrographs", toUtf8(m_request.images)};
        }
        m_files = listLabelMeFiles(m_request.source);
        if (m_files.empty()) {
            return Error{ErrorCode::NotFound, "holds no LabelMe files (*.json)", toUtf8(m_request.source)};
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
        if (m_images == 0) {
            return Error{
                ErrorCode::Malformed,
                fmt::format("none of its {} JSON files is one of LabelMe that can be read", m_files.size()),
                toUtf8(m_request.source)};
        }
        return {};
    }

  private:
    void tell(Severity severity, const fs::path& file, std::string path, const std::string& image,
              std::string message)
    {
        m_sink.finding({severity, toUtf8(file), {}, std::move(path), image, std::move(message)});
    }

    /// An Error when the file is all there is, else a finding and the next file.
    Status passOver(Severity severity, Error error, const fs::path& file)
    {
        if (m_files.size() == 1) {
            return error;
        }
        tell(severity, file, {}, {}, error.message);
        return {};
    }

    Status importFile(const fs::path& file)
    {
        const auto content = readLabelMe(file);
        if (!content) {
            return passOver(Severity::Refused, content.error(), file);
        }
        const Json& json = content->json;
        const auto* shapes = arrayOf(json, "shapes");
        if (shapes == nullptr) {
            const bool isOther = find(json, "shapes") == nullptr && find(json, "imagePath") == nullptr;
            return isOther ? passOver(Severity::Flagged,
                                      {ErrorCode::Malformed, "is left out: it is no file of LabelMe",
                                       toUtf8(file)},
                                      file)
                           : passOver(Severity::Refused,
                                      {ErrorCode::Malformed, "has no list of shapes", toUtf8(file)}, file);
        }
        ImportedImage image;
        if (!attachMicrograph(*content, file, image)) {
            return {};
        }
        LabelMeShapes(toUtf8(file), toUtf8(file.filename()), m_classes, m_intake, image).read(*shapes);
        if (auto announced = m_classes.announce(m_sink); !announced) {
            return announced;
        }
        ++m_images;
        return m_sink.image(std::move(image));
    }

    /// Name, file and size. False, and a finding, when another file has annotated the same micrograph.
    bool attachMicrograph(const LabelMeFile& content, const fs::path& file, ImportedImage& image)
    {
        std::string reference = textOf(content.json, "imagePath").value_or("");
        std::replace(reference.begin(), reference.end(), '\\', '/');
        auto found = findMicrograph(file, reference);
        if (found) {
            std::error_code failure;
            found = fs::absolute(*found, failure).lexically_normal(); // one name for one file
        }
        image.name = fileNameOf(reference);
        if (image.name.empty()) {
            image.name = found ? toUtf8(found->filename()) : stemOf(file);
            tell(Severity::Flagged, file, "imagePath", image.name, "the file names no micrograph");
        }
        if (found) {
            const auto [first, isNew] = m_takenBy.emplace(toUtf8(*found), toUtf8(file.filename()));
            if (!isNew) {
                tell(Severity::Refused, file, "imagePath", image.name,
                     fmt::format("is left out: {} holds the annotations of this micrograph", first->second));
                return false;
            }
            attachFile(*found, image, m_sink);
        } else {
            tellMissing(content, file, image.name);
        }
        checkSize(content.json, file, image);
        return true;
    }

    void tellMissing(const LabelMeFile& content, const fs::path& file, const std::string& name)
    {
        std::string message = fmt::format("image not found in {}", m_folders->describe());
        if (content.hasPicture) {
            message += fmt::format("; it is embedded in the file: save it beside the file as {}", name);
        }
        tell(Severity::Flagged, file, "imagePath", name, std::move(message));
    }

    void checkSize(const Json& json, const fs::path& file, ImportedImage& image)
    {
        const auto stated = sizeOf(json, "imageWidth", "imageHeight");
        if (image.file.empty()) {
            image.size = stated;
        } else if (image.size && stated && *stated != *image.size) {
            tell(Severity::Flagged, file, "imageWidth", image.name,
                 fmt::format("the micrograph has {}x{} pixels and the file was made for {}x{}; the outlines "
                             "may lie in the wrong place",
                             image.size->width, image.size->height, stated->width, stated->height));
        }
    }

    /// By the path that the file gives, from where it lies; by name and by stem in the usual folders; by the
    /// file's own stem.
    std::optional<fs::path> findMicrograph(const fs::path& file, const std::string& reference)
    {
        openFolders(file.parent_path());
        if (!reference.empty()) {
            const fs::path direct = (file.parent_path() / fromUtf8(reference)).lexically_normal();
            if (m_request.images.empty() && isFile(direct)) {
                return direct;
            }
            if (auto found = m_folders->find(reference)) {
                return found;
            }
        }
        return m_folders->find(toUtf8(file.filename()));
    }

    void openFolders(const fs::path& folder)
    {
        if (m_folders && (m_folder == folder || !m_request.images.empty())) {
            return;
        }
        m_folder = folder;
        m_folders.emplace(placesOfMicrographs(m_request.images, folder));
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
    std::size_t m_images = 0;
};

} // namespace

Status importLabelMe(const ImportRequest& request, ImportSink& sink, const JobControl& control)
{
    return LabelMeImporter(request, sink, control).run();
}

} // namespace sorby::formats
