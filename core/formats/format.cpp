// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/format.h"

#include "core/base/files.h"
#include "core/formats/aachen.h"
#include "core/formats/coco.h"
#include "core/formats/cvat.h"
#include "core/formats/geojson.h"
#include "core/formats/imagej.h"
#include "core/formats/images.h"
#include "core/formats/instances.h"
#include "core/formats/labelme.h"
#include "core/formats/masks.h"
#include "core/formats/yolo.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <system_error>

namespace sorby::formats {

std::span<const Format* const> allFormats()
{
    // The most particular first: a folder of masks is one of images, too.
    static const std::array<const Format*, 12> formats = {
        &aachenFormat(), &cocoFormat(),      &labelMeFormat(),  &geoJsonFormat(),
        &yoloFormat(),   &cvatFormat(),      &imageJFormat(),   &instancesFormat(),
        &masksFormat(),  &labelTiffFormat(), &rgbMasksFormat(), &imagesFormat()};
    return formats;
}

const Format* findFormat(std::string_view id)
{
    const auto formats = allFormats();
    const auto found = std::find_if(formats.begin(), formats.end(),
                                    [&](const Format* format) { return format->id() == id; });
    return found == formats.end() ? nullptr : *found;
}

Result<const Format*> recogniseFormat(const std::filesystem::path& source)
{
    std::error_code failure;
    if (!std::filesystem::exists(source, failure)) {
        return Error{ErrorCode::NotFound, "does not exist", toUtf8(source)};
    }
    std::string known;
    for (const Format* format : allFormats()) {
        if (format->recognises(source)) {
            return format;
        }
        known += fmt::format("{}{} ({})", known.empty() ? "" : ", ", format->title(), format->id());
    }
    return Error{ErrorCode::Unsupported,
                 fmt::format("is none of the formats known: {}; name the format if it is one of them", known),
                 toUtf8(source)};
}

} // namespace sorby::formats
