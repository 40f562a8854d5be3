// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/coco_exporter.h"

#include "core/base/files.h"
#include "core/formats/class_names.h"
#include "core/formats/coco_files.h"
#include "core/formats/rle.h"
#include "core/imaging/rasterizer.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace sorby::formats {
namespace fs = std::filesystem;
namespace {

using annotation::Object;
using Json = nlohmann::ordered_json;

std::string dump(const Json& json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Whole numbers without a point: smaller files, and no doubt.
Json number(double value)
{
    const auto whole = static_cast<std::int64_t>(value);
    return static_cast<double>(whole) == value ? Json(whole) : Json(value);
}

Json polygonOf(const annotation::Ring& ring)
{
    Json list = Json::array();
    for (const auto point : ring) {
        list.push_back(number(point.x));
        list.push_back(number(point.y));
    }
    return list;
}

/// The deepest folder that all files are in.
fs::path commonFolder(const std::vector<fs::path>& files)
{
    fs::path common = files.front().parent_path();
    for (const auto& file : files) {
        while (!common.empty() && common != common.root_path()) {
            const auto relative = file.lexically_relative(common);
            if (!relative.empty() && *relative.begin() != "..") {
                break;
            }
            common = common.parent_path();
        }
    }
    return common;
}

/// Where the thing of a group is in the list of things, and its first part in that of objects.
struct Thing {
    std::size_t index = 0;
    std::size_t firstObject = 0;
};

/// May a part be drawn earlier, together with the first one? Not when another class lies between the two in
/// the drawing order and in the same place.
bool mayJoin(const std::vector<Object>& objects, std::size_t first, std::size_t part)
{
    const auto box = annotation::boundingBox(objects[part].polygon);
    for (std::size_t i = first + 1; i < part; ++i) {
        const auto other = annotation::boundingBox(objects[i].polygon);
        const bool touches = other.left < box.right && box.left < other.right && other.top < box.bottom &&
                             box.top < other.bottom;
        if (objects[i].classId != objects[part].classId && touches) {
            return false;
        }
    }
    return true;
}

std::string genericUtf8(const fs::path& path)
{
    return toUtf8(fs::path(path.generic_u8string()));
}

} // namespace

Status CocoExporter::add(const ExportedImage& image)
{
    m_images.push_back({image.name, image.file, image.size});
    const auto objects = m_leaving.of(image);
    // Parts of one group are one thing, which stands where its first part does.
    std::vector<std::vector<const Object*>> things;
    std::map<std::pair<int, annotation::ClassId>, Thing> thingOf;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        const auto& object = objects[i];
        const std::pair key{object.group, object.classId};
        const auto known = object.group == 0 ? thingOf.end() : thingOf.find(key);
        if (known != thingOf.end() && mayJoin(objects, known->second.firstObject, i)) {
            things[known->second.index].push_back(&object);
            continue;
        }
        if (object.group != 0) {
            thingOf.insert_or_assign(key, Thing{things.size(), i});
        }
        things.push_back({&object});
    }
    for (const auto& thing : things) {
        addThing(image, thing);
    }
    if (!image.annotations.points.empty()) {
        m_leaving.lose(image, "points of interest");
    }
    return {};
}

void CocoExporter::addThing(const ExportedImage& image, const std::vector<const Object*>& parts)
{
    const bool hasHoles = std::any_of(parts.begin(), parts.end(),
                                      [](const Object* part) { return !part->polygon.holes.empty(); });
    annotation::Box box;
    std::uint64_t pixels = 0;
    Json segmentation;
    if (hasHoles || parts.size() > 1) {
        Raster<std::uint8_t> mask(image.size);
        for (const auto* part : parts) {
            imaging::rasterize(part->polygon, 1, mask);
        }
        pixels = static_cast<std::uint64_t>(std::count(mask.pixels().begin(), mask.pixels().end(), 1));
        if (hasHoles) {
            segmentation = {{"size", {image.size.height, image.size.width}},
                            {"counts", compressRle(encodeRle(mask))}};
            m_leaving.lose(image, "the vertices of objects with holes; they leave as runs of pixels");
        }
    } else {
        pixels = imaging::pixelCount(parts.front()->polygon, image.size);
    }
    for (const auto* part : parts) {
        const auto of = annotation::boundingBox(part->polygon);
        box = box.isEmpty() ? of
                            : annotation::Box{std::min(box.left, of.left), std::min(box.top, of.top),
                                              std::max(box.right, of.right), std::max(box.bottom, of.bottom)};
        if (!hasHoles) {
            segmentation.push_back(polygonOf(part->polygon.outer));
        }
    }
    const auto classId = parts.front()->classId;
    m_hasIgnored |= classId == annotation::kIgnore;
    ++m_count;
    const Json entry{
        {"id", m_count},
        {"image_id", m_images.size()},
        {"category_id", classId},
        {"bbox",
         {number(box.left), number(box.top), number(box.right - box.left), number(box.bottom - box.top)}},
        {"area", pixels},
        {"iscrowd", 0},
        {"segmentation", std::move(segmentation)}};
    m_annotations += fmt::format("{}\n{}", m_annotations.empty() ? "" : ",", dump(entry));
}

std::string CocoExporter::imagesText() const
{
    std::vector<fs::path> files;
    for (const auto& image : m_images) {
        if (!image.file.empty()) {
            files.push_back(image.file);
        }
    }
    const auto common = files.empty() ? fs::path() : commonFolder(files);
    std::error_code failure;
    const auto folder = fs::absolute(m_target.folder, failure).lexically_normal();
    std::string text;
    std::size_t id = 0;
    for (const auto& image : m_images) {
        Json entry{{"id", ++id},
                   {"file_name", image.name},
                   {"width", image.size.width},
                   {"height", image.size.height}};
        if (!image.file.empty()) {
            entry["file_name"] = genericUtf8(image.file.lexically_relative(common));
            const auto path = image.file.lexically_relative(folder);
            entry["path"] = genericUtf8(path.empty() ? image.file : path);
        }
        text += fmt::format("{}\n{}", text.empty() ? "" : ",", dump(entry));
    }
    return text;
}

std::string CocoExporter::categoriesText() const
{
    std::string text;
    const auto add = [&](annotation::ClassId id) {
        text += fmt::format(
            "{}\n{}", text.empty() ? "" : ",",
            dump(Json{{"id", id}, {"name", nameOf(m_target.classes, id)}, {"supercategory", ""}}));
    };
    for (const auto& info : m_target.classes) {
        if (info.id != annotation::kMatrix) {
            add(info.id);
        }
    }
    if (m_hasIgnored) {
        add(annotation::kIgnore);
    }
    return text;
}

Result<int> CocoExporter::finish()
{
    const auto text =
        fmt::format("{{\"info\": {{\"description\": \"Exported by Sorby\"}},\n\"images\": [{}\n],\n"
                    "\"categories\": [{}\n],\n\"annotations\": [{}\n]}}\n",
                    imagesText(), categoriesText(), m_annotations);
    if (auto written = writeFileAtomically(m_target.folder / kCocoFile, std::string_view(text)); !written) {
        return written.error();
    }
    return 1;
}

} // namespace sorby::formats
