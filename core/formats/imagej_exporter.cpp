// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/imagej_exporter.h"

#include "core/annotation/self_intersection.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/formats/class_names.h"
#include "core/formats/csv.h"
#include "core/formats/imagej_archive.h"
#include "core/formats/imagej_properties.h"
#include "core/formats/roi_outline.h"
#include "core/formats/roi_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sorby::formats {
namespace {

using annotation::ClassId;
using annotation::Object;
using annotation::Point;
using annotation::Polygon;

/// One selection: an object, or the parts of one thing in their order.
using RoiParts = std::vector<const Object*>;

bool overlap(const annotation::Box& a, const annotation::Box& b)
{
    return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

std::vector<Polygon> outlinesOf(const RoiParts& thing)
{
    std::vector<Polygon> polygons;
    polygons.reserve(thing.size());
    for (const auto* object : thing) {
        polygons.push_back(object->polygon);
    }
    return polygons;
}

/// Do the parts come out of one composite as they went in, and may all take the place of the first among the
/// objects? Overlapping parts, points of interest of their own, and an object drawn between them forbid it.
bool canBeOne(const RoiParts& parts)
{
    if (std::any_of(parts.begin(), parts.end(), [](const Object* part) { return part->poi.has_value(); })) {
        return false;
    }
    const auto polygons = outlinesOf(parts);
    auto paths = roiOf(polygons).paths;
    const auto back = polygonsOf(paths);
    if (!back || *back != polygons) {
        return false;
    }
    const auto hasRepeats = [](const annotation::Ring& ring) {
        return std::adjacent_find(ring.begin(), ring.end()) != ring.end();
    };
    if (std::any_of(paths.begin(), paths.end(), hasRepeats)) {
        return false; // where they cross is not to be told
    }
    const Polygon all{std::exchange(paths.front(), {}), {paths.begin() + 1, paths.end()}};
    if (annotation::findSelfIntersection(all)) {
        return false;
    }
    std::vector<annotation::Box> boxes;
    boxes.reserve(polygons.size());
    for (const auto& polygon : polygons) {
        boxes.push_back(annotation::boundingBox(polygon));
    }
    const std::span between(parts.front() + 1, parts.back());
    return std::none_of(between.begin(), between.end(), [&](const Object& object) {
        const bool isPart = object.group == parts.front()->group && object.classId == parts.front()->classId;
        const auto box = annotation::boundingBox(object.polygon);
        return !isPart &&
               std::any_of(boxes.begin(), boxes.end(), [&](const auto& part) { return overlap(part, box); });
    });
}

/// In drawing order; the parts of one thing together where they can be.
std::vector<RoiParts> thingsOf(const std::vector<Object>& objects)
{
    std::map<std::pair<int, ClassId>, RoiParts> groups;
    for (const auto& object : objects) {
        if (object.group != 0) {
            groups[{object.group, object.classId}].push_back(&object);
        }
    }
    std::vector<RoiParts> things;
    for (const auto& object : objects) {
        if (object.group == 0) {
            things.push_back({&object});
            continue;
        }
        RoiParts& parts = groups[{object.group, object.classId}];
        if (parts.empty()) {
            continue; // left with the first part
        }
        if (parts.front() == &object && parts.size() > 1 && canBeOne(parts)) {
            things.push_back(std::exchange(parts, {}));
        } else {
            things.push_back({&object});
        }
    }
    return things;
}

/// Gives every selection an entry of its own name that every file system takes.
class Entries {
  public:
    void add(const Roi& roi)
    {
        std::string base;
        for (const char c : roi.name) {
            const bool isBad = static_cast<unsigned char>(c) < ' ' ||
                               std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos;
            base += isBad ? '_' : c;
        }
        constexpr std::size_t kMostNameBytes = 120;
        if (base.size() > kMostNameBytes) {
            std::size_t end = kMostNameBytes;
            while (end > 0 && (static_cast<unsigned char>(base[end]) & 0xC0U) == 0x80U) {
                --end; // not within a character
            }
            base.resize(end);
        }
        std::string name = base;
        for (int i = 2; !m_names.insert(lowered(name)).second; ++i) {
            name = fmt::format("{} {}", base, i);
        }
        m_entries.emplace_back(name + ".roi", encodeRoi(roi));
    }
    [[nodiscard]] Result<std::vector<std::byte>> pack() const { return packRois(m_entries); }

  private:
    std::vector<std::pair<std::string, std::vector<std::byte>>> m_entries;
    std::set<std::string> m_names;
};

Roi roiOfParts(const RoiParts& thing, const annotation::ClassList& classes, std::size_t number)
{
    const Object& first = *thing.front();
    const std::string className = nameOf(classes, first.classId);
    Roi roi = roiOf(outlinesOf(thing));
    roi.group = first.classId;
    roi.stroke = first.classId < classes.size() ? classes[first.classId].colour : annotation::kIgnoreColour;
    roi.name = fmt::format("{}-{:04}", className, number);
    roi.properties.emplace_back(kRoiClass, className);
    if (first.group != 0) {
        roi.properties.emplace_back(kRoiPart, fmt::format("{}", first.group));
    }
    if (first.poi) {
        roi.properties.emplace_back(kRoiOwnPoint, pointToText(*first.poi));
    }
    return roi;
}

/// One selection for each annotator, in the order in which they are met.
std::vector<Roi> roisOfPoints(const std::vector<annotation::PointOfInterest>& points)
{
    std::vector<std::pair<std::string, std::vector<Point>>> byAnnotator;
    std::map<std::string, std::size_t> places;
    for (const auto& point : points) {
        const auto [place, isNew] = places.emplace(point.annotator, byAnnotator.size());
        if (isNew) {
            byAnnotator.push_back({point.annotator, {}});
        }
        byAnnotator[place->second].second.push_back(point.position);
    }
    std::vector<Roi> rois;
    for (const auto& [annotator, positions] : byAnnotator) {
        for (std::size_t start = 0; start < positions.size(); start += kMostRoiPoints) {
            const auto end = std::min(start + kMostRoiPoints, positions.size());
            Roi roi = roiOfPoints({positions.begin() + static_cast<std::ptrdiff_t>(start),
                                   positions.begin() + static_cast<std::ptrdiff_t>(end)});
            roi.name = annotator.empty() ? "points of interest" : annotator;
            roi.properties.emplace_back(kRoiAnnotator, annotator);
            rois.push_back(std::move(roi));
        }
    }
    return rois;
}

/// With the coordinates as they are among the properties where the selection rounds them.
Roi exactly(Roi roi)
{
    if (const std::string text = exactCoordinates(roi); !text.empty()) {
        roi.properties.emplace_back(kRoiExact, text);
    }
    return roi;
}

} // namespace

Status ImageJExporter::add(const ExportedImage& image)
{
    const auto objects = m_leaving.of(image);
    Entries entries;
    std::size_t number = 0;
    for (const auto& thing : thingsOf(objects)) {
        entries.add(exactly(roiOfParts(thing, m_target.classes, ++number)));
    }
    for (const auto& roi : roisOfPoints(image.annotations.points)) {
        entries.add(exactly(roi));
    }
    if (!image.specimen.empty()) {
        m_leaving.lose(image, "specimens");
    }
    const auto bytes = entries.pack();
    if (!bytes) {
        return bytes.error();
    }
    const auto file = m_target.folder / fromUtf8(image.stem + ".zip");
    if (auto written = writeFileAtomically(file, std::span(*bytes), Outlives::ProgramEnd); !written) {
        return written;
    }
    ++m_files;
    return {};
}

Result<int> ImageJExporter::finish()
{
    return m_files;
}

} // namespace sorby::formats
