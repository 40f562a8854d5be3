// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/coco_importer.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/formats/class_names.h"
#include "core/formats/coco_files.h"
#include "core/formats/coco_segmentation.h"
#include "core/formats/csv.h"
#include "core/formats/image_folders.h"
#include "core/formats/micrograph_places.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace sorby::formats {
namespace fs = std::filesystem;
namespace {

/// Above the usual places also the folder of the folder annotations/.
std::vector<fs::path> imageFolders(const ImportRequest& request, const fs::path& file)
{
    auto folders = placesOfMicrographs(request.images, file.parent_path());
    if (request.images.empty()) {
        folders.push_back((folders.front() / "..").lexically_normal());
    }
    return folders;
}

/// The micrographs that images were made of, in all files: a second image of the same one would take the
/// place of the first. Without a file the name is all there is to tell two of them apart.
class TakenMicrographs {
  public:
    /// False when an image was made of it before. `file` is empty when it was not found.
    bool take(const fs::path& file, const std::string& name)
    {
        std::error_code failure;
        const auto whole =
            file.empty() ? std::string() : toUtf8(fs::absolute(file, failure).lexically_normal());
        const auto named = m_lacksFile.find(name);
        const bool isSameName = named != m_lacksFile.end() && (file.empty() || named->second);
        if (isSameName || (!file.empty() && !m_files.insert(whole).second)) {
            return false;
        }
        m_lacksFile[name] |= file.empty();
        return true;
    }

  private:
    std::unordered_set<std::string> m_files;
    std::unordered_map<std::string, bool> m_lacksFile; ///< by name
};

/// Reads one COCO file.
class CocoFileImporter {
  public:
    CocoFileImporter(const ImportRequest& request, const fs::path& file, ClassNames& names,
                     TakenMicrographs& micrographs, ImportSink& sink, const JobControl& control)
        : m_file(file),
          m_name(toUtf8(file)),
          m_folders(imageFolders(request, file)),
          m_names(names),
          m_micrographs(micrographs),
          m_sink(sink),
          m_control(control),
          m_intake(request.raster, 0, sink)
    {}

    Status run(const Json& json)
    {
        const auto* images = arrayOf(json, "images");
        if (images == nullptr) {
            return Error{ErrorCode::Malformed, "has no list \"images\"", m_name};
        }
        takeCategories(json);
        indexAnnotations(json, *images);
        if (auto announced = m_names.announce(m_sink); !announced) {
            return announced;
        }
        for (std::size_t i = 0; i < images->size(); ++i) {
            if (m_control.stopRequested()) {
                return Error{ErrorCode::Cancelled, "the import was stopped", {}};
            }
            if (auto taken = takeImage((*images)[i], i); !taken) {
                return taken;
            }
            m_control.report(i + 1, images->size(), textOf((*images)[i], "file_name").value_or(""));
        }
        if (m_crowds > 0) {
            m_sink.finding({Severity::Flagged,
                            m_name,
                            {},
                            {},
                            {},
                            counted(m_crowds, "crowd region was", "crowd regions were") +
                                " taken as pixels of their class"});
        }
        return {};
    }

  private:
    void refuse(const std::string& path, const std::string& image, std::string message)
    {
        m_sink.finding({Severity::Refused, m_name, {}, path, image, std::move(message)});
    }

    /// In the order of their ids, so that the classes do not depend on the order in the file.
    void takeCategories(const Json& json)
    {
        const auto* categories = arrayOf(json, "categories");
        if (categories == nullptr) {
            refuse("categories", {}, "there is no list of categories; their numbers are taken for names");
            return;
        }
        m_hasCategories = true;
        std::map<std::int64_t, std::size_t> byId;
        for (std::size_t i = 0; i < categories->size(); ++i) {
            const auto id = integerOf((*categories)[i], "id");
            if (!id || trimmed(textOf((*categories)[i], "name").value_or("")).empty()) {
                refuse(fmt::format("categories[{}]", i), {}, "the category lacks its id or its name");
            } else if (!byId.emplace(*id, i).second) {
                refuse(fmt::format("categories[{}].id", i), {}, fmt::format("the id {} comes twice", *id));
            }
        }
        for (const auto& [id, index] : byId) {
            takeCategory(id, textOf((*categories)[index], "name").value_or(""),
                         fmt::format("categories[{}].name", index));
        }
    }

    void takeCategory(std::int64_t id, const std::string& name, const std::string& path)
    {
        const auto classId = m_names.idOf(name);
        if (!classId) {
            refuse(path, {}, classId.error().message);
            return;
        }
        const bool isKnown = std::any_of(m_classes.begin(), m_classes.end(),
                                         [&](const auto& known) { return known.second == *classId; });
        if (isKnown) {
            m_intake.flag({m_name, {}, path, {}}, {},
                          fmt::format("another category is called \"{}\", too; both are one class", name));
        }
        m_classes[id] = *classId;
    }

    /// Which annotations an image has. Those that name no image are refused here, in the order of the file.
    void indexAnnotations(const Json& json, const Json& images)
    {
        for (std::size_t i = 0; i < images.size(); ++i) {
            if (const auto id = integerOf(images[i], "id")) {
                m_annotationsOf.try_emplace(*id);
            }
        }
        m_annotations = arrayOf(json, "annotations");
        if (m_annotations == nullptr) {
            refuse("annotations", {}, "there is no list of annotations");
            return;
        }
        for (std::size_t i = 0; i < m_annotations->size(); ++i) {
            const auto image = integerOf((*m_annotations)[i], "image_id");
            const auto found = image ? m_annotationsOf.find(*image) : m_annotationsOf.end();
            if (found != m_annotationsOf.end()) {
                found->second.push_back(i);
            } else {
                refuse(fmt::format("annotations[{}].image_id", i), {},
                       image ? fmt::format("there is no image of the id {}", *image)
                             : std::string("the annotation names no image"));
            }
        }
    }

    Status takeImage(const Json& entry, std::size_t index)
    {
        const auto path = fmt::format("images[{}]", index);
        const auto id = integerOf(entry, "id");
        auto reference = textOf(entry, "file_name");
        if (!reference) {
            reference = textOf(entry, "coco_url");
        }
        if (!id || !reference || fileNameOf(*reference).empty()) {
            refuse(path, {}, "the image lacks its id or its file_name");
            return {};
        }
        if (!m_taken.emplace(*id, true).second) {
            refuse(path + ".id", *reference, fmt::format("the id {} comes twice", *id));
            return {};
        }
        ImportedImage image;
        const auto stated = sizeOf(entry, "width", "height");
        const auto file = findFile(entry, *reference);
        image.name = file ? toUtf8(file->filename()) : fileNameOf(*reference);
        if (!m_micrographs.take(file.value_or(fs::path()), image.name)) {
            refuse(path + ".file_name", image.name,
                   "is left out with its annotations: another image of the list leads to this micrograph");
            return {};
        }
        if (file) {
            attachFile(*file, image, m_sink);
        } else {
            m_intake.flag({m_name, {}, path + ".file_name", {}}, image.name,
                          "image not found in " + m_folders.describe());
        }
        if (stated && image.size && *stated != *image.size) {
            m_intake.flag(
                {m_name, {}, path, {}}, image.name,
                fmt::format("the file says {}x{} pixels and the micrograph has {}x{}; outlines may lie "
                            "in wrong places",
                            stated->width, stated->height, image.size->width, image.size->height));
        }
        image.size = image.size ? image.size : stated;
        const auto& numbers = m_annotationsOf[*id];
        for (const auto number : numbers) {
            takeAnnotation((*m_annotations)[number], number, image);
        }
        // An image of which nothing could be taken is not one that is all matrix.
        image.annotated = m_annotations != nullptr && (numbers.empty() || !image.annotations.objects.empty());
        if (auto announced = m_names.announce(m_sink); !announced) {
            return announced;
        }
        return m_sink.image(std::move(image));
    }

    /// What Sorby wrote knows the way to the micrograph by itself.
    [[nodiscard]] std::optional<fs::path> findFile(const Json& entry, const std::string& reference) const
    {
        if (const auto path = textOf(entry, "path")) {
            auto file = (m_file.parent_path() / fromUtf8(*path)).lexically_normal();
            if (isFile(file)) {
                return file;
            }
        }
        auto name = reference;
        std::replace(name.begin(), name.end(), '\\', '/');
        return m_folders.find(name);
    }

    void takeAnnotation(const Json& annotation, std::size_t number, ImportedImage& image)
    {
        const auto path = fmt::format("annotations[{}]", number);
        const auto category = integerOf(annotation, "category_id");
        if (!category) {
            refuse(path + ".category_id", image.name, "the annotation names no category");
            return;
        }
        const auto known = m_classes.find(*category);
        if (known == m_classes.end() && m_hasCategories) {
            refuse(path + ".category_id", image.name,
                   fmt::format("there is no category of the id {}", *category));
            return;
        }
        const auto classId = known != m_classes.end() ? Result<annotation::ClassId>(known->second)
                                                      : m_names.idOf(fmt::format("category {}", *category));
        if (!classId) {
            refuse(path + ".category_id", image.name, classId.error().message);
            return;
        }
        annotation::Object prototype;
        prototype.classId = *classId;
        prototype.provenance = {annotation::Origin::Imported, toUtf8(m_file.filename()), {}};
        const auto before = image.annotations.objects.size();
        takeCocoSegmentation(annotation, prototype, {m_name, {}, path, {}}, image, m_intake);
        const bool isCrowd = integerOf(annotation, "iscrowd").value_or(0) != 0;
        m_crowds += isCrowd && image.annotations.objects.size() > before ? 1U : 0U;
    }

    fs::path m_file;
    std::string m_name;
    ImageFolders m_folders;
    ClassNames& m_names;
    TakenMicrographs& m_micrographs;
    ImportSink& m_sink;
    const JobControl& m_control;
    ObjectIntake m_intake;
    std::map<std::int64_t, annotation::ClassId> m_classes; ///< by category id
    bool m_hasCategories = false;
    const Json* m_annotations = nullptr;
    std::unordered_map<std::int64_t, std::vector<std::size_t>> m_annotationsOf; ///< by image id
    std::unordered_map<std::int64_t, bool> m_taken;
    std::size_t m_crowds = 0;
};

} // namespace

Status importCoco(const ImportRequest& request, ImportSink& sink, const JobControl& control)
{
    auto files = findCocoFiles(request.source);
    if (files.empty() && isFile(request.source)) {
        files = {request.source}; // named as COCO: its error says what is wrong
    }
    if (files.empty()) {
        return Error{ErrorCode::NotFound, "holds no COCO file (JSON with images and annotations)",
                     toUtf8(request.source)};
    }
    ClassNames names(request.classes);
    TakenMicrographs micrographs;
    for (const auto& file : files) {
        const auto json = readJson(file);
        auto done = json ? CocoFileImporter(request, file, names, micrographs, sink, control).run(*json)
                         : Status(json.error());
        if (done) {
            continue;
        }
        const bool isDamage = done.error().code == ErrorCode::Malformed && done.error().where == toUtf8(file);
        if (files.size() == 1 || !isDamage) {
            return done;
        }
        sink.finding({Severity::Refused, toUtf8(file), {}, {}, {}, done.error().message});
    }
    return {};
}

} // namespace sorby::formats
