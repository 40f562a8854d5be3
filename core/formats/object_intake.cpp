// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/object_intake.h"

#include "core/annotation/validity.h"
#include "core/imaging/tracer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace sorby::formats {
namespace {

using annotation::Defect;
using annotation::Object;
using annotation::Problem;

/// A damaged file may state any size; one byte a pixel is needed to paint as another tool does.
constexpr std::size_t kMostCanvasPixels = std::size_t{1} << 32U;

std::string joined(const std::vector<Defect>& defects)
{
    std::string text;
    for (const auto& defect : defects) {
        text += (text.empty() ? "" : "; ") + defect.message;
    }
    return text;
}

bool hasThreeDistinctPoints(const annotation::Ring& ring)
{
    const auto first = ring.begin();
    const auto differs = [](const annotation::Point& from) {
        return [from](const annotation::Point& point) { return !(point == from); };
    };
    if (first == ring.end()) {
        return false;
    }
    const auto second = std::find_if(first, ring.end(), differs(*first));
    return second != ring.end() && std::any_of(second, ring.end(), [&](const annotation::Point& point) {
               return !(point == *first) && !(point == *second);
           });
}

bool isFinite(const annotation::Ring& ring)
{
    return std::all_of(ring.begin(), ring.end(),
                       [](const auto& point) { return annotation::isFinite(point); });
}

/// Why the object cannot stand, whatever the size of its image; nothing when it can.
std::optional<Defect> fatalDefect(const Object& object)
{
    const auto& polygon = object.polygon;
    if (isFinite(polygon.outer) && hasThreeDistinctPoints(polygon.outer) &&
        std::all_of(polygon.holes.begin(), polygon.holes.end(), isFinite)) {
        return std::nullopt;
    }
    return annotation::findDefects(object, Size{}).front();
}

/// The smallest rectangle with all non-zero pixels; empty when there is none.
PixelRect contentOf(const Raster<std::uint8_t>& mask)
{
    int left = mask.width();
    int right = -1;
    int top = -1;
    int bottom = -1;
    for (int y = 0; y < mask.height(); ++y) {
        const auto row = mask.row(y);
        const auto isSet = [](std::uint8_t value) { return value != 0; };
        const auto first = std::find_if(row.begin(), row.end(), isSet);
        if (first == row.end()) {
            continue;
        }
        const auto last = std::find_if(row.rbegin(), row.rend(), isSet);
        left = std::min(left, static_cast<int>(first - row.begin()));
        right = std::max(right, static_cast<int>(row.rend() - last) - 1);
        top = top < 0 ? y : top;
        bottom = y;
    }
    return right < 0 ? PixelRect{} : PixelRect{left, top, right - left + 1, bottom - top + 1};
}

/// Adds the traced regions of `mask`, whose upper left pixel is (left, top).
void addTraced(ImportedImage& image, const Raster<std::uint8_t>& mask, int left, int top,
               const Object& prototype)
{
    auto polygons = imaging::trace(mask);
    Object part = prototype;
    part.polygonText.clear();
    if (polygons.size() > 1 && part.group == 0) {
        part.group = ObjectIntake::freeGroup(image);
    }
    for (const auto& polygon : polygons) {
        part.polygon = annotation::translated(polygon, left, top);
        const bool hasPoint = prototype.poi && annotation::contains(part.polygon, *prototype.poi);
        part.poi = hasPoint || polygons.size() == 1 ? prototype.poi : std::nullopt;
        part.poiText = part.poi ? prototype.poiText : std::string();
        image.annotations.objects.push_back(part);
    }
}

/// The pixels that a polygon may have under any rule, within the image.
PixelRect reachOf(const annotation::Polygon& polygon, Size size)
{
    const auto box = annotation::boundingBox(polygon);
    const auto clamped = [](double value, int limit) {
        return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(limit)));
    };
    constexpr double kRim = 2;
    const int left = clamped(std::floor(box.left - kRim), size.width);
    const int top = clamped(std::floor(box.top - kRim), size.height);
    const int right = clamped(std::ceil(box.right + kRim) + 1, size.width);
    const int bottom = clamped(std::ceil(box.bottom + kRim) + 1, size.height);
    return {left, top, right - left, bottom - top};
}

} // namespace

void ObjectIntake::take(ImportedImage& image, Object object, const Place& place)
{
    if (const auto defect = fatalDefect(object)) {
        refuse(place, image.name, defect->message);
        return;
    }
    if (!image.size) {
        image.annotations.objects.push_back(std::move(object));
        return;
    }
    if (m_rule != imaging::RasterRule::Centre) {
        addPainted(image, object, place);
        return;
    }
    if (auto sound = repaired(std::move(object), *image.size, place, image.name)) {
        image.annotations.objects.push_back(std::move(*sound));
    }
}

void ObjectIntake::takeMask(ImportedImage& image, const Raster<std::uint8_t>& mask, int left, int top,
                            const Object& prototype, const Place& place)
{
    PixelRect content = contentOf(mask);
    if (content.isEmpty()) {
        refuse(place, image.name, "the mask has no pixel");
        return;
    }
    if (image.size) {
        // 64 bits: a damaged file may put a mask anywhere.
        const auto clampX = [&](std::int64_t x) {
            return static_cast<int>(std::clamp<std::int64_t>(x - left, 0, mask.width()));
        };
        const auto clampY = [&](std::int64_t y) {
            return static_cast<int>(std::clamp<std::int64_t>(y - top, 0, mask.height()));
        };
        const int x0 = std::max(content.x, clampX(0));
        const int y0 = std::max(content.y, clampY(0));
        const int x1 = std::min(content.x + content.width, clampX(image.size->width));
        const int y1 = std::min(content.y + content.height, clampY(image.size->height));
        const PixelRect inside{x0, y0, x1 - x0, y1 - y0};
        if (inside.isEmpty()) {
            refuse(place, image.name, "the mask lies outside the micrograph");
            return;
        }
        if (inside != content) {
            m_sink.finding({Severity::Repaired, place.file, place.line, place.path, image.name,
                            "the mask was clipped to the micrograph"});
            content = inside;
        }
    }
    addTraced(image, crop(mask, content), left + content.x, top + content.y, prototype);
}

int ObjectIntake::freeGroup(const ImportedImage& image)
{
    int highest = 0;
    for (const auto& object : image.annotations.objects) {
        highest = std::max(highest, object.group);
    }
    return highest + 1;
}

void ObjectIntake::refuse(const Place& place, const std::string& image, std::string message)
{
    m_sink.finding({Severity::Refused, place.file, place.line, place.path, image, std::move(message)});
}

void ObjectIntake::flag(const Place& place, const std::string& image, std::string message)
{
    m_sink.finding({Severity::Flagged, place.file, place.line, place.path, image, std::move(message)});
}

std::optional<Object> ObjectIntake::repaired(Object&& object, Size size, const Place& place,
                                             const std::string& image)
{
    const auto tell = [&](Severity severity, const std::vector<Defect>& defects) {
        if (!defects.empty()) {
            const bool isOfPoint = defects.front().problem == Problem::PoiOutside && !place.pointPath.empty();
            m_sink.finding({severity, place.file, place.line, isOfPoint ? place.pointPath : place.path, image,
                            joined(defects)});
        }
    };
    auto repair = annotation::repair(object, size);
    if (!repair) {
        tell(Severity::Refused, annotation::findDefects(object, size));
        return std::nullopt;
    }
    tell(Severity::Repaired, repair->repaired);
    tell(Severity::Flagged, repair->remaining);
    return std::move(repair->object);
}

void ObjectIntake::addPainted(ImportedImage& image, const Object& object, const Place& place)
{
    const PixelRect reach = reachOf(object.polygon, *image.size);
    if (reach.isEmpty()) {
        refuse(place, image.name, "the polygon lies outside the micrograph");
        return;
    }
    if (image.size->area() > kMostCanvasPixels) {
        refuse(place, image.name,
               fmt::format("an image of {}x{} pixels is too large to be painted by the rule \"{}\"",
                           image.size->width, image.size->height, imaging::toText(m_rule)));
        return;
    }
    if (m_canvas.size() != *image.size) {
        m_canvas = Raster<std::uint8_t>(*image.size);
    }
    imaging::rasterizeAs(m_rule, annotation::translated(object.polygon, -m_shift, -m_shift), 1, m_canvas);
    const auto painted = crop(m_canvas, reach);
    for (int y = reach.y; y < reach.y + reach.height; ++y) {
        const auto row = m_canvas.row(y);
        std::fill(row.begin() + reach.x, row.begin() + reach.x + reach.width, std::uint8_t{0});
    }
    if (contentOf(painted).isEmpty()) {
        refuse(place, image.name,
               fmt::format("the polygon has no pixel by the rule \"{}\"", imaging::toText(m_rule)));
        return;
    }
    addTraced(image, painted, reach.x, reach.y, object);
}

} // namespace sorby::formats
