// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/cvat_importer.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/formats/csv.h"
#include "core/formats/cvat_files.h"
#include "core/formats/cvat_shapes.h"
#include "core/formats/image_folders.h"
#include "core/formats/micrograph_places.h"

#include <fmt/format.h>

#include <charconv>
#include <cstddef>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <pugixml.hpp>

namespace sorby::formats {
namespace fs = std::filesystem;
namespace {

/// An image of the file; a file that was put together from several may list it more than once.
struct Record {
    std::string reference;
    std::vector<pugi::xml_node> nodes;
};

std::optional<int> sideOf(const pugi::xml_node& image, const char* attribute)
{
    static constexpr int kLargestSide = 1 << 30;
    const std::string_view text = trimmed(image.attribute(attribute).value());
    int side = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), side);
    const bool isSide =
        failure == std::errc{} && end == text.data() + text.size() && side > 0 && side < kLargestSide;
    return isSide ? std::optional(side) : std::nullopt;
}

std::vector<fs::path> foldersFor(const ImportRequest& request)
{
    const bool isSourceFolder = isFolder(request.source);
    return placesOfMicrographs(request.images,
                               isSourceFolder ? request.source : request.source.parent_path());
}

class CvatImporter {
  public:
    CvatImporter(const ImportRequest& request, ImportSink& sink, const JobControl& control)
        : m_request(request),
          m_sink(sink),
          m_control(control),
          m_folders(foldersFor(request)),
          m_classes(request.classes),
          m_intake(request.raster, 0, sink)
    {}

    Status run()
    {
        if (!isFile(m_request.source) && !isFolder(m_request.source)) {
            return Error{ErrorCode::NotFound, "does not exist", toUtf8(m_request.source)};
        }
        if (!m_request.images.empty() && !isFolder(m_request.images)) {
            return Error{ErrorCode::NotFound, "is not a folder of micrographs", toUtf8(m_request.images)};
        }
        const auto files = listCvatFiles(m_request.source);
        if (files.empty()) {
            return Error{ErrorCode::NotFound, "holds no XML of CVAT (annotations.xml)",
                         toUtf8(m_request.source)};
        }
        for (const auto& path : files) {
            const auto file = CvatFile::open(path);
            if (!file && files.size() == 1) {
                return file.error();
            }
            if (!file) {
                m_sink.finding({Severity::Refused, toUtf8(path), {}, {}, {}, file.error().message});
                continue;
            }
            m_file = toUtf8(path);
            m_who = toUtf8(path.filename());
            if (auto imported = importFile(*file); !imported) {
                return imported;
            }
        }
        return m_images > 0 ? Status()
                            : Status(Error{ErrorCode::Malformed,
                                           "holds no image that can be read; export the "
                                           "task as \"CVAT for images 1.1\"",
                                           toUtf8(m_request.source)});
    }

  private:
    void tell(Severity severity, std::optional<int> line, std::string path, const std::string& image,
              std::string message)
    {
        m_sink.finding({severity, m_file, line, std::move(path), image, std::move(message)});
    }

    Status importFile(const CvatFile& file)
    {
        const auto version = file.root().child("version");
        const std::string_view number = trimmed(version.text().get());
        if (!number.empty() && number != "1.1") {
            tell(Severity::Flagged, file.lineOf(version), "version", {},
                 fmt::format("is of version {} and read as if it were 1.1", number));
        }
        takeLabels(file);
        const auto records = listImages(file);
        m_total += records.size();
        for (const auto& record : records) {
            if (m_control.stopRequested()) {
                return Error{ErrorCode::Cancelled, "the import was stopped", {}};
            }
            if (auto imported = importImage(file, record); !imported) {
                return imported;
            }
            m_control.report(++m_done, m_total, fileNameOf(record.reference));
        }
        return {};
    }

    /// The labels of the task, project or job with their colours, in their order, used or not.
    void takeLabels(const CvatFile& file)
    {
        for (const auto& part : file.root().child("meta").children()) {
            for (const auto& label : part.child("labels").children("label")) {
                const std::string name(trimmed(label.child("name").text().get()));
                if (name.empty() || label.child("parent")) { // the parts of a skeleton
                    continue;
                }
                const auto colour = annotation::parseHex(trimmed(label.child("color").text().get()));
                const auto id = m_classes.idOf(name, colour ? std::optional(*colour) : std::nullopt);
                if (!id) {
                    tell(Severity::Refused, file.lineOf(label), "label", {}, id.error().message);
                }
            }
        }
    }

    std::vector<Record> listImages(const CvatFile& file)
    {
        std::vector<Record> records;
        std::unordered_map<std::string, std::size_t> byReference;
        for (const auto& node : file.root().children()) {
            const std::string_view type = node.name();
            if (type == "track") {
                tell(Severity::Refused, file.lineOf(node), {}, {},
                     "tracks of videos cannot be read; export the task as \"CVAT for images 1.1\"");
            }
            if (type != "image") {
                continue;
            }
            const std::string reference(trimmed(node.attribute("name").value()));
            if (fileNameOf(reference).empty()) {
                tell(Severity::Refused, file.lineOf(node), "name", {}, "the image has no name");
                continue;
            }
            const auto [place, isNew] = byReference.emplace(reference, records.size());
            if (isNew) {
                records.push_back({reference, {}});
            } else {
                tell(Severity::Flagged, file.lineOf(node), "name", fileNameOf(reference),
                     "the image is listed again; the shapes of all its entries are taken");
            }
            records[place->second].nodes.push_back(node);
        }
        return records;
    }

    Status importImage(const CvatFile& file, const Record& record)
    {
        const auto& node = record.nodes.front();
        const auto line = file.lineOf(node);
        ImportedImage image;
        image.name = fileNameOf(record.reference);
        if (const auto found = m_folders.find(record.reference)) {
            const auto [first, isNew] =
                m_takenBy.emplace(toUtf8(found->lexically_normal()), record.reference);
            if (!isNew) {
                tell(Severity::Refused, line, "name", image.name,
                     fmt::format("is left out: \"{}\" leads to the same micrograph", first->second));
                return {};
            }
            attachFile(found->lexically_normal(), image, m_sink);
        } else {
            tell(Severity::Flagged, line, "name", image.name,
                 fmt::format("image not found in {}", m_folders.describe()));
        }
        checkSize(node, line, image);
        CvatShapes(file, m_file, m_who, m_classes, m_intake, image).read(record.nodes);
        if (auto announced = m_classes.announce(m_sink); !announced) {
            return announced;
        }
        ++m_images;
        return m_sink.image(std::move(image));
    }

    void checkSize(const pugi::xml_node& node, std::optional<int> line, ImportedImage& image)
    {
        const auto width = sideOf(node, "width");
        const auto height = sideOf(node, "height");
        if (!width || !height) {
            return;
        }
        const Size stated{*width, *height};
        if (image.file.empty()) {
            image.size = stated;
        } else if (image.size && *image.size != stated) {
            tell(Severity::Flagged, line, "width", image.name,
                 fmt::format("the micrograph has {}x{} pixels and the file was made for {}x{}; the outlines "
                             "may lie in the wrong place",
                             image.size->width, image.size->height, *width, *height));
        }
    }

    const ImportRequest& m_request;
    ImportSink& m_sink;
    const JobControl& m_control;
    ImageFolders m_folders;
    ClassNames m_classes;
    ObjectIntake m_intake;
    std::string m_file; ///< the one being read
    std::string m_who;
    std::unordered_map<std::string, std::string> m_takenBy; ///< the name that led to a micrograph
    std::size_t m_images = 0;
    std::size_t m_done = 0;
    std::size_t m_total = 0;
};

} // namespace

Status importCvat(const ImportRequest& request, ImportSink& sink, const JobControl& control)
{
    return CvatImporter(request, sink, control).run();
}

} // namespace sorby::formats
