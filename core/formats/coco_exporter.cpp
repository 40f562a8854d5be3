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
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

namespace sorby::formats {
namespace fs = std::filesystem;
namespace {

using annotation::Object;
using OrderedJson = nlohmann::ordered_json;

std::string dump(const OrderedJson& json)
{
    return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

/// Whole numbers without a point: smaller files, and no doubt.
OrderedJson number(double value)
{
    const auto whole = static_cast<std::int64_t>(value);
    return static_cast<double>(whole) == value ? OrderedJson(whole) : OrderedJson(value);
}

OrderedJson polygonOf(const annotation::Ring& ring)
{
    OrderedJson list = OrderedJson::array();
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

/// The pixels of all parts together; the mask is cut to them and empty when there is none.
struct PlacedMask {
    Raster<std::uint8_t> pixels;
    int left = 0;
    int top = 0;
};

PlacedMask paint(const Parts& parts, Size size)
{
    std::vector<imaging::Span> spans;
    int left = size.width;
    int right = 0;
    int top = size.height;
    int bottom = 0;
    for (const auto* part : parts) {
        imaging::scanConvert(part->polygon, size, [&](const imaging::Span& span) {
            spans.push_back(span);
            left = std::min(left, span.x0);
            right = std::max(right, span.x1);
            top = std::min(top, span.y);
            bottom = std::max(bottom, span.y + 1);
        });
    }
    if (spans.empty()) {
        return {};
    }
    PlacedMask mask{Raster<std::uint8_t>(right - left, bottom - top), left, top};
    for (const auto& span : spans) {
        const auto row = mask.pixels.row(span.y - top);
        std::fill(row.begin() + (span.x0 - left), row.begin() + (span.x1 - left), std::uint8_t{1});
    }
    return mask;
}

/// The smallest box with all points of the parts.
annotation::Box boxOf(const std::vector<const Object*>& parts)
{
    auto box = annotation::boundingBox(parts.front()->polygon);
    for (const auto* part : parts) {
        const auto of = annotation::boundingBox(part->polygon);
        box = {std::min(box.left, of.left), std::min(box.top, of.top), std::max(box.right, of.right),
               std::max(box.bottom, of.bottom)};
    }
    return box;
}

std::string genericUtf8(const fs::path& path)
{
    return toUtf8(fs::path(path.generic_u8string()));
}

/// Appends a file to one that grows.
Status appendFile(const fs::path& source, PartialFile& target)
{
    std::ifstream stream(source, std::ios::binary);
    std::vector<char> piece(std::size_t{1} << 20U);
    while (stream.read(piece.data(), std::ssize(piece)), stream.gcount() > 0) {
        if (auto done = target.append({piece.data(), static_cast<std::size_t>(stream.gcount())}); !done) {
            return done;
        }
    }
    return stream.eof() ? Status() : Status(Error{ErrorCode::Unreadable, "cannot be read", toUtf8(source)});
}

} // namespace

CocoExporter::CocoExporter(const ExportTarget& target)
    : m_target(target), m_listPath(target.folder / (std::string(kCocoFile) + ".list")), m_list(m_listPath)
{}

CocoExporter::~CocoExporter()
{
    if (m_hasList) {
        std::error_code ignored;
        fs::remove(m_listPath, ignored);
    }
}

Status CocoExporter::add(const ExportedImage& image)
{
    std::error_code failure;
    const auto file = image.file.empty() ? fs::path() : fs::absolute(image.file, failure).lexically_normal();
    m_images.push_back({image.name, file, image.size});
    const auto objects = m_leaving.of(image);
    for (const auto& thing : joinGroups(objects)) {
        if (auto added = addThing(image, thing); !added) {
            return added;
        }
    }
    if (!image.annotations.points.empty()) {
        m_leaving.lose(image, "points of interest");
    }
    return {};
}

Status CocoExporter::addThing(const ExportedImage& image, const Parts& parts)
{
    const bool hasHoles = std::any_of(parts.begin(), parts.end(),
                                      [](const Object* part) { return !part->polygon.holes.empty(); });
    const auto mask = paint(parts, image.size);
    auto box = boxOf(parts);
    OrderedJson segmentation;
    if (hasHoles && mask.pixels.isEmpty()) {
        m_leaving.lose(image, "objects with holes that have no pixel");
        return {};
    }
    if (hasHoles) {
        const auto runs = encodeRle(mask.pixels, mask.left, mask.top, image.size);
        segmentation = {{"size", {image.size.height, image.size.width}}, {"counts", compressRle(runs)}};
        box = {static_cast<double>(mask.left), static_cast<double>(mask.top),
               static_cast<double>(mask.left + mask.pixels.width()),
               static_cast<double>(mask.top + mask.pixels.height())};
        m_leaving.lose(image, "the vertices of objects with holes; they leave as runs of pixels");
    } else {
        for (const auto* part : parts) {
            segmentation.push_back(polygonOf(part->polygon.outer));
        }
    }
    const auto classId = parts.front()->classId;
    m_hasIgnored |= classId == annotation::kIgnore;
    ++m_count;
    const OrderedJson entry{
        {"id", m_count},
        {"image_id", m_images.size()},
        {"category_id", classId},
        {"bbox",
         {number(box.left), number(box.top), number(box.right - box.left), number(box.bottom - box.top)}},
        {"area", std::count(mask.pixels.pixels().begin(), mask.pixels.pixels().end(), 1)},
        {"iscrowd", 0},
        {"segmentation", std::move(segmentation)}};
    return m_list.append(fmt::format("{}\n{}", m_count == 1 ? "" : ",", dump(entry)));
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
        OrderedJson entry{{"id", ++id},
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
            dump(OrderedJson{{"id", id}, {"name", nameOf(m_target.classes, id)}, {"supercategory", ""}}));
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

Status CocoExporter::write()
{
    if (m_list.isOpen()) {
        if (auto done = m_list.commit(); !done) {
            return done;
        }
        m_hasList = true;
    }
    PartialFile file(m_target.folder / kCocoFile);
    auto done = file.append(
        fmt::format("{{\"info\": {{\"description\": \"Exported by Sorby\"}},\n\"images\": [{}\n],\n"
                    "\"categories\": [{}\n],\n\"annotations\": [",
                    imagesText(), categoriesText()));
    if (done && m_hasList) {
        done = appendFile(m_listPath, file);
    }
    if (done) {
        done = file.append("\n]}\n");
    }
    return done ? file.commit() : done;
}

Result<int> CocoExporter::finish()
{
    if (auto written = write(); !written) {
        return written.error();
    }
    return 1;
}

} // namespace sorby::formats
