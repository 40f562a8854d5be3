// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/yolo_importer.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/formats/class_names.h"
#include "core/formats/csv.h"
#include "core/formats/image_folders.h"
#include "core/formats/micrograph_places.h"
#include "core/formats/object_intake.h"
#include "core/formats/slits.h"
#include "core/formats/yolo_files.h"
#include "core/formats/yolo_lines.h"
#include "core/imaging/rasterizer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace sorby::formats {
namespace fs = std::filesystem;
namespace {

using annotation::ClassId;
using annotation::Polygon;
using imaging::Span;

/// The runs of pixels of all polygons, in order; runs that touch are one.
std::vector<Span> pixelsOf(const std::vector<Polygon>& polygons, Size size)
{
    std::vector<Span> spans;
    for (const auto& polygon : polygons) {
        imaging::scanConvert(polygon, size, [&](const Span& span) { spans.push_back(span); });
    }
    std::sort(spans.begin(), spans.end());
    std::vector<Span> joined;
    for (const auto& span : spans) {
        if (!joined.empty() && joined.back().y == span.y && joined.back().x1 == span.x0) {
            joined.back().x1 = span.x1;
        } else {
            joined.push_back(span);
        }
    }
    return joined;
}

/// The outline without its slits; as it is when there is none, or when that would change a pixel.
std::vector<Polygon> polygonsOf(const annotation::Ring& ring, Size size)
{
    const std::vector<Polygon> given{{ring, {}}};
    auto closed = closeSlits(ring);
    const bool isSplit = closed.size() > 1 || (closed.size() == 1 && !closed.front().holes.empty());
    return isSplit && pixelsOf(closed, size) == pixelsOf(given, size) ? closed : given;
}

class YoloImporter {
  public:
    YoloImporter(const ImportRequest& request, ImportSink& sink, const JobControl& control)
        : m_request(request),
          m_sink(sink),
          m_control(control),
          m_classes(request.classes),
          m_intake(request.raster, 0, sink)
    {}

    Status run()
    {
        if (!m_request.images.empty() && !isFolder(m_request.images)) {
            return Error{ErrorCode::NotFound, "is not a folder of micrographs", toUtf8(m_request.images)};
        }
        auto data = openYolo(m_request.source);
        if (!data) {
            return data.error();
        }
        m_data = std::move(*data);
        for (const auto& split : m_data.missing) {
            tell(Severity::Flagged, m_request.source, {},
                 fmt::format("\"{}\" leads to no label files and is passed over", split));
        }
        nameClasses();
        std::size_t done = 0;
        for (const auto& file : m_data.labels) {
            if (m_control.stopRequested()) {
                return Error{ErrorCode::Cancelled, "the import was stopped", {}};
            }
            if (auto imported = importFile(file); !imported) {
                return imported;
            }
            m_control.report(++done, m_data.labels.size(), toUtf8(file.filename()));
        }
        if (m_images == 0) {
            return Error{ErrorCode::NotFound,
                         fmt::format("none of its {} label files has a micrograph that can be read; name "
                                     "the folder of the micrographs with --images",
                                     m_data.labels.size()),
                         toUtf8(m_request.source)};
        }
        return isFile(m_request.source) && m_data.labels.size() == 1 &&
                       m_data.labels.front().filename() == m_request.source.filename()
                   ? Status()
                   : takeUnlabelled();
    }

  private:
    void tell(Severity severity, const fs::path& file, const std::string& image, std::string message)
    {
        m_sink.finding({severity, toUtf8(file), {}, {}, image, std::move(message)});
    }

    /// All names at once, in their order, so that class 0 of the data set is class 1 of a new project.
    void nameClasses()
    {
        if (!m_data.names) {
            tell(Severity::Flagged, m_request.source, {},
                 "the classes have no names; write them into data.yaml (names) or classes.txt");
            return;
        }
        for (const auto& [number, name] : *m_data.names) {
            if (const auto id = m_classes.idOf(name)) {
                m_idOf[number] = *id;
            } else {
                tell(Severity::Refused, m_data.namesFrom, {}, id.error().message);
            }
        }
    }

    Result<ClassId> classOf(int number)
    {
        if (const auto known = m_idOf.find(number); known != m_idOf.end()) {
            return known->second;
        }
        if (m_data.names) {
            return Error{
                ErrorCode::Malformed,
                fmt::format("class {} has no name in {}", number, toUtf8(m_data.namesFrom.filename())),
                {}};
        }
        if (number >= annotation::kMaxClassId) {
            return Error{ErrorCode::Unsupported,
                         fmt::format("class {} is beyond the {} that are possible", number,
                                     int{annotation::kMaxClassId}),
                         {}};
        }
        for (int i = 0; i <= number; ++i) { // also those that come later or never
            const auto own = static_cast<std::size_t>(i) + 1;
            const auto& list = m_classes.list();
            const bool isOfProject = m_request.classes && own < m_request.classes->size();
            auto id =
                isOfProject ? Result<ClassId>(list[own].id) : m_classes.idOf(fmt::format("class {}", own));
            if (!id) {
                return id.error();
            }
            m_idOf.emplace(i, *id);
        }
        return m_idOf[number];
    }

    Status importFile(const fs::path& file)
    {
        openFolders(file.parent_path());
        ImportedImage image;
        const auto found = m_folders->find(toUtf8(file.filename()));
        if (!found) {
            tell(Severity::Refused, file, {},
                 fmt::format("image not found in {}; the outlines cannot be placed without its size",
                             m_folders->describe()));
            return {};
        }
        const fs::path micrograph = found->lexically_normal();
        image.name = toUtf8(micrograph.filename());
        const auto [first, isNew] = m_takenBy.emplace(toUtf8(micrograph), toUtf8(file));
        if (!isNew) {
            tell(Severity::Refused, file, image.name,
                 fmt::format("is left out: {} holds the labels of this micrograph", first->second));
            return {};
        }
        attachFile(micrograph, image, m_sink);
        if (!image.size) {
            tell(Severity::Refused, file, image.name,
                 "is left out: the micrograph cannot be read, and without its size no outline can be placed");
            return {};
        }
        const auto text = readText(file);
        if (!text) {
            tell(Severity::Refused, file, image.name, text.error().message);
            return {};
        }
        m_folderOfImages.insert(micrograph.parent_path());
        takeLines(*text, file, image);
        if (auto announced = m_classes.announce(m_sink); !announced) {
            return announced;
        }
        ++m_images;
        return m_sink.image(std::move(image));
    }

    void takeLines(std::string_view text, const fs::path& file, ImportedImage& image)
    {
        if (text.starts_with("\xEF\xBB\xBF")) {
            text.remove_prefix(3);
        }
        Place place{toUtf8(file), 0, {}};
        while (!text.empty()) {
            const auto end = std::min(text.find('\n'), text.size());
            const auto line = trimmed(text.substr(0, end));
            text.remove_prefix(std::min(end + 1, text.size()));
            ++*place.line;
            if (!line.empty()) {
                takeLine(line, place, toUtf8(file.filename()), image);
            }
        }
    }

    void takeLine(std::string_view line, const Place& place, const std::string& who, ImportedImage& image)
    {
        const auto parsed = parseYoloLine(line);
        if (!parsed) {
            m_intake.refuse(place, image.name, parsed.error().message);
            return;
        }
        const auto classId = classOf(parsed->classNumber);
        if (!classId) {
            m_intake.refuse(place, image.name, classId.error().message);
            return;
        }
        annotation::Ring ring;
        for (const auto share : parsed->shares) {
            ring.push_back({formats::pixelsOf(share.x, image.size->width),
                            formats::pixelsOf(share.y, image.size->height)});
        }
        annotation::Object object;
        object.classId = *classId;
        object.provenance = {annotation::Origin::Imported, who, {}};
        const auto polygons = polygonsOf(ring, *image.size);
        object.group = polygons.size() > 1 ? ObjectIntake::freeGroup(image) : 0;
        for (const auto& polygon : polygons) {
            object.polygon = polygon;
            m_intake.take(image, object, place);
        }
    }

    /// The micrographs that lie among the labelled ones: nobody says anything about them.
    Status takeUnlabelled()
    {
        for (const auto& folder : m_folderOfImages) {
            std::size_t count = 0;
            for (const auto& file : listMicrographs(folder)) {
                const fs::path micrograph = file.lexically_normal();
                if (m_takenBy.contains(toUtf8(micrograph))) {
                    continue;
                }
                if (m_control.stopRequested()) {
                    return Error{ErrorCode::Cancelled, "the import was stopped", {}};
                }
                ImportedImage image;
                image.name = toUtf8(micrograph.filename());
                image.annotated = false;
                attachFile(micrograph, image, m_sink);
                ++count;
                if (auto taken = m_sink.image(std::move(image)); !taken) {
                    return taken;
                }
            }
            if (count > 0) {
                tell(Severity::Flagged, folder, {},
                     fmt::format("micrographs without a label file come in as not annotated ({} of them); "
                                 "YOLO takes them for background: mark as done those that are all matrix",
                                 count));
            }
        }
        return {};
    }

    void openFolders(const fs::path& labels)
    {
        if (m_folders && m_folder == labels) {
            return;
        }
        m_folder = labels;
        auto places = placesOfMicrographs(m_request.images, labels);
        const auto first = m_request.images.empty() ? counterpart(labels, "labels", "images")
                                                    : std::optional(m_request.images / belowLabels(labels));
        if (first) {
            std::erase(places, *first);
            places.insert(places.begin(), *first);
        }
        m_folders.emplace(std::move(places));
    }

    const ImportRequest& m_request;
    ImportSink& m_sink;
    const JobControl& m_control;
    ClassNames m_classes;
    ObjectIntake m_intake;
    YoloDataSet m_data;
    std::unordered_map<int, ClassId> m_idOf; ///< by YOLO's number
    std::optional<ImageFolders> m_folders;   ///< of m_folder
    fs::path m_folder;
    std::unordered_map<std::string, std::string> m_takenBy; ///< the file that labelled a micrograph
    std::set<fs::path> m_folderOfImages;
    std::size_t m_images = 0;
};

} // namespace

Status importYolo(const ImportRequest& request, ImportSink& sink, const JobControl& control)
{
    return YoloImporter(request, sink, control).run();
}

} // namespace sorby::formats
