// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/finding.h"

namespace sorby::formats {

const char* toText(Severity severity)
{
    switch (severity) {
    case Severity::Refused:
        return "refused";
    case Severity::Repaired:
        return "repaired";
    case Severity::Flagged:
        break;
    }
    return "flagged";
}

std::string describe(const Finding& finding)
{
    std::string text = finding.file;
    if (finding.line) {
        text += ':' + std::to_string(*finding.line);
    }
    for (const auto& part : {finding.image, finding.message}) {
        if (!part.empty()) {
            text += (text.empty() ? "" : ": ") + part;
        }
    }
    return text;
}

} // namespace sorby::formats
