// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/labelme_exporter.h"

#include "core/base/files.h"
#include "core/formats/class_names.h"
#include "core/formats/embedded_png.h"
#include "core/formats/labelme_files.h"
#include "core/imaging/rasterizer.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <utility>

namespace sorby::formats {
namespace fs = std::filesystem;
namespace {

using annotation::kPixelCentre;
using annotation::Object;
using annotation::Point;
using OrderedJson = nlohmann::ordered_json;

/// The version of LabelMe whose files these are like.
constexpr const char* kLabelMeVersion = "5.5.0";

OrderedJson pairOf(Point point)
{
    return OrderedJson::array({point.x - kPixelCentre, point.y - kPixelCentre});
}

OrderedJson shapeOf(const std::string& label, int group, const char* type, OrderedJson points)
{
    OrderedJson shape;
    shape["label"] = label;
    shape["points"] = std::move(points);
    shape["group_id"] = group == 0 ? OrderedJson() : OrderedJson(group);
    shape["description"] = "";
    shape["shape_type"] = type;
    shape["flags"] = OrderedJson::object();
    shape["mask"] = nullptr;
    return shape;
}

OrderedJson polygonShape(const std::string& label, const Object& object)
{
    auto points = OrderedJson::array();
    for (const auto& point : object.polygon.outer) {
        points.push_back(pairOf(point));
    }
    return shapeOf(label, object.group, "polygon", std::move(points));
}

/// The object's pixels and nothing around them; null when it has none.
Result<OrderedJson> maskShape(const std::string& label, const Object& object, Size size)
{
    std::vector<imaging::Span> spans;
    int left = size.width;
    int right = 0;
    imaging::scanConvert(object.polygon, size, [&](const imaging::Span& span) {
        spans.push_back(span);
        left = std::min(left, span.x0);
        right = std::max(right, span.x1);
    });
    if (spans.empty()) {
        return OrderedJson();
    }
    const int top = spans.front().y;
    Raster<std::uint8_t> mask(right - left, spans.back().y - top + 1);
    for (const auto& span : spans) {
        const auto row = mask.row(span.y - top);
        std::fill(row.begin() + (span.x0 - left), row.begin() + (span.x1 - left), std::uint8_t{1});
    }
    auto text = maskToBase64(mask);
    if (!text) {
        return text.error();
    }
    auto shape = shapeOf(label, object.group, "mask",
                         OrderedJson::array({OrderedJson::array({left, top}),
                                             OrderedJson::array({right - 1, spans.back().y})}));
    shape["mask"] = std::move(*text);
    return shape;
}

OrderedJson pointShape(const std::string& label, Point point, const char* description)
{
    auto shape = shapeOf(label, 0, "point", OrderedJson::array({pairOf(point)}));
    shape["description"] = description;
    return shape;
}

/// The way from the folder of the JSON files to the micrograph, with slashes; all of its path when there is
/// none (another drive), its name when its file is not known.
std::string imagePathOf(const ExportedImage& image, const fs::path& folder)
{
    if (image.file.empty()) {
        return image.name;
    }
    const auto resolved = [](const fs::path& path) {
        std::error_code failure;
        const fs::path absolute = fs::absolute(path, failure).lexically_normal();
        const fs::path whole = fs::weakly_canonical(absolute, failure);
        return failure ? absolute : whole;
    };
    // The link itself is named, not the file that it leads to.
    const fs::path file = resolved(image.file.parent_path() / ".") / image.file.filename();
    const fs::path way = file.lexically_normal().lexically_relative(resolved(folder / "."));
    const auto text = (way.empty() ? file : way).generic_u8string();
    return {text.begin(), text.end()};
}

} // namespace

Status LabelMeExporter::add(const ExportedImage& image)
{
    auto shapes = OrderedJson::array();
    for (const auto& object : m_leaving.of(image)) {
        const std::string label = nameOf(m_target.classes, object.classId);
        if (object.polygon.holes.empty()) {
            shapes.push_back(polygonShape(label, object));
        } else {
            auto shape = maskShape(label, object, image.size);
            if (!shape) {
                return shape.error();
            }
            if (shape->is_null()) {
                m_leaving.lose(image, "objects with holes that have no pixel");
                continue;
            }
            m_leaving.lose(image, "outlines of objects with holes; they leave as masks");
            shapes.push_back(std::move(*shape));
        }
        if (object.poi) {
            shapes.push_back(pointShape(kLabelMePointLabel, *object.poi, kLabelMeOwnPoint));
        }
    }
    for (const auto& point : image.annotations.points) {
        shapes.push_back(
            pointShape(point.annotator.empty() ? kLabelMePointLabel : point.annotator, point.position, ""));
    }
    if (!image.specimen.empty()) {
        m_leaving.lose(image, "specimens");
    }
    OrderedJson json;
    json["version"] = kLabelMeVersion;
    json["flags"] = OrderedJson::object();
    json["shapes"] = std::move(shapes);
    json["imagePath"] = imagePathOf(image, m_target.folder);
    json["imageData"] = nullptr;
    json["imageHeight"] = image.size.height;
    json["imageWidth"] = image.size.width;
    const std::string text = json.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + '\n';
    const fs::path file = m_target.folder / fromUtf8(image.stem + ".json");
    if (auto written = writeFileAtomically(file, std::as_bytes(std::span(text)), Outlives::ProgramEnd);
        !written) {
        return written;
    }
    ++m_files;
    return {};
}

Result<int> LabelMeExporter::finish()
{
    return m_files;
}

} // namespace sorby::formats
