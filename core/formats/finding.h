// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/geometry.h"

#include <cstddef>
#include <optional>
#include <string>

namespace sorby::formats {

enum class Severity {
    Refused,  ///< left out
    Repaired, ///< taken after a repair that is certain
    Flagged,  ///< taken as it is; a person should look
};
[[nodiscard]] const char* toText(Severity severity); ///< "refused", "repaired", "flagged"

/// One thing that an import or a check has to say about its input.
struct Finding {
    Severity severity = Severity::Flagged;
    std::string file;        ///< the file read, UTF-8
    std::optional<int> line; ///< 1-based, for text formats
    std::string path;        ///< column name or JSON path, where the format has one
    std::string image;       ///< the micrograph concerned, if known
    std::string message;     ///< one sentence without a full stop
    // What a check knows beside the words.
    std::string kind = {};                       ///< "self-intersection"
    std::optional<annotation::Point> place = {}; ///< where to look in the image
    std::optional<std::size_t> object = {};      ///< its number in the image, from 1: "object 2 of 5"
    std::optional<std::size_t> otherObject = {}; ///< the later one of two that share pixels
    std::optional<bool> repairable = {};         ///< is there a repair that is certain?
    bool operator==(const Finding&) const = default;
};

/// "file:line: image: message", without the parts that are not known.
[[nodiscard]] std::string describe(const Finding& finding);

} // namespace sorby::formats
