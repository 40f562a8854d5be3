// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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
    bool operator==(const Finding&) const = default;
};

/// "file:line: image: message", without the parts that are not known.
[[nodiscard]] std::string describe(const Finding& finding);

} // namespace sorby::formats
