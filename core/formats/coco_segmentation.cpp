// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/coco_segmentation.h"

#include "core/base/text.h"
#include "core/formats/rle.h"

#include <fmt/format.h>

#include <limits>
#include <utility>
#include <vector>

namespace sorby::formats {
namespace {

constexpr std::size_t kFewestNumbers = 6;

Place at(const Place& place, const std::string& path)
{
    Place result = place;
    result.path += path;
    return result;
}

Result<annotation::Ring> ringOf(const Json& part)
{
    const auto malformed = [](std::string message) {
        return Error{ErrorCode::Malformed, std::move(message), {}};
    };
    if (!part.is_array()) {
        return malformed("the polygon is no list of numbers");
    }
    if (part.size() % 2 != 0) {
        return malformed(fmt::format("the polygon has an odd number of coordinates, {}", part.size()));
    }
    if (part.size() < kFewestNumbers) {
        return malformed(
            fmt::format("the polygon has {}; at least 3 are needed", counted(part.size() / 2, "point")));
    }
    annotation::Ring ring;
    ring.reserve(part.size() / 2);
    for (std::size_t i = 0; i < part.size(); i += 2) {
        if (!part[i].is_number() || !part[i + 1].is_number()) {
            return malformed(fmt::format("point {} of the polygon is no pair of numbers", i / 2 + 1));
        }
        ring.push_back({part[i].get<double>(), part[i + 1].get<double>()});
    }
    return ring;
}

/// `parts` point into the file: a copy of what is nested deeply would run out of stack.
void takePolygons(const std::vector<const Json*>& parts, const annotation::Object& prototype,
                  const Place& place, ImportedImage& image, ObjectIntake& intake)
{
    annotation::Object object = prototype;
    if (parts.size() > 1) {
        object.group = ObjectIntake::freeGroup(image);
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto where = at(place, fmt::format("[{}]", i));
        auto ring = ringOf(*parts[i]);
        if (!ring) {
            intake.refuse(where, image.name, ring.error().message);
            continue;
        }
        object.polygon.outer = std::move(*ring);
        intake.take(image, object, where);
    }
}

Result<RunLengths> runsOf(const Json& rle)
{
    const auto* counts = find(rle, "counts");
    if (counts != nullptr && counts->is_string()) {
        return decompressRle(counts->get_ref<const std::string&>());
    }
    if (counts == nullptr || !counts->is_array()) {
        return Error{ErrorCode::Malformed, "the runs have no counts, neither a list nor a text", {}};
    }
    RunLengths runs;
    runs.reserve(counts->size());
    for (const auto& count : *counts) {
        if (!count.is_number_unsigned() ||
            count.get<std::uint64_t>() > std::numeric_limits<std::uint32_t>::max()) {
            return Error{
                ErrorCode::Malformed, fmt::format("run {} is no number of pixels", runs.size() + 1), {}};
        }
        runs.push_back(count.get<std::uint32_t>());
    }
    return runs;
}

void takeRuns(const Json& rle, const annotation::Object& prototype, const Place& place, ImportedImage& image,
              ObjectIntake& intake)
{
    const auto* size = arrayOf(rle, "size");
    const bool isSize = size != nullptr && size->size() == 2 && (*size)[0].is_number_unsigned() &&
                        (*size)[1].is_number_unsigned() && (*size)[0].get<std::uint64_t>() < (1U << 30U) &&
                        (*size)[1].get<std::uint64_t>() < (1U << 30U);
    if (!isSize) {
        intake.refuse(place, image.name, "the runs have no size of two whole numbers");
        return;
    }
    const Size given{(*size)[1].get<int>(), (*size)[0].get<int>()}; // height comes first
    if (image.size && given != *image.size) {
        intake.refuse(place, image.name,
                      fmt::format("the runs are those of a mask of {}x{} pixels and the micrograph has {}x{}",
                                  given.width, given.height, image.size->width, image.size->height));
        return;
    }
    const auto runs = runsOf(rle);
    if (!runs) {
        intake.refuse(place, image.name, runs.error().message);
        return;
    }
    const auto mask = decodeRle(*runs, given);
    if (!mask) {
        intake.refuse(place, image.name, mask.error().message);
        return;
    }
    intake.takeMask(image, *mask, 0, 0, prototype, place);
}

} // namespace

void takeCocoSegmentation(const Json& annotation, const annotation::Object& prototype, const Place& place,
                          ImportedImage& image, ObjectIntake& intake)
{
    const auto* segmentation = find(annotation, "segmentation");
    const auto where = at(place, ".segmentation");
    if (segmentation == nullptr || segmentation->is_null() || segmentation->empty()) {
        intake.refuse(where, image.name, "has a box at most, and a box is no outline");
    } else if (segmentation->is_object()) {
        takeRuns(*segmentation, prototype, where, image, intake);
    } else if (!segmentation->is_array()) {
        intake.refuse(where, image.name, "is neither a list of polygons nor runs of pixels");
    } else if ((*segmentation)[0].is_number()) {
        // Some tools leave the outer list out when there is one polygon.
        takePolygons({segmentation}, prototype, where, image, intake);
    } else {
        std::vector<const Json*> parts;
        for (const auto& part : *segmentation) {
            parts.push_back(&part);
        }
        takePolygons(parts, prototype, where, image, intake);
    }
}

} // namespace sorby::formats
