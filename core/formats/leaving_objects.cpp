// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/leaving_objects.h"

#include "core/imaging/flatten.h"

#include <fmt/format.h>

#include <algorithm>

namespace sorby::formats {

std::vector<annotation::Object> LeavingObjects::of(const ExportedImage& image)
{
    auto flat = imaging::flattenToObjects(image.annotations, image.size);
    if (flat.retraced + flat.added > 0) {
        lose(image, "pixel edits as such; the outlines follow them");
    }
    return std::move(flat.objects);
}

void LeavingObjects::lose(const ExportedImage& image, const std::string& what)
{
    auto found =
        std::find_if(m_losses.begin(), m_losses.end(), [&](const Loss& loss) { return loss.what == what; });
    if (found == m_losses.end()) {
        m_losses.push_back({what, 0, image.name, {}});
        found = m_losses.end() - 1;
    }
    if (found->images == 0 || found->lastImage != image.stem) {
        ++found->images;
        found->lastImage = image.stem;
    }
}

std::vector<Finding> LeavingObjects::losses() const
{
    std::vector<Finding> findings;
    for (const auto& loss : m_losses) {
        const auto where = loss.images == 1
                               ? loss.firstImage
                               : fmt::format("{} images, the first {}", loss.images, loss.firstImage);
        findings.push_back({Severity::Flagged,
                            {},
                            {},
                            {},
                            {},
                            fmt::format("the format cannot keep {} ({})", loss.what, where)});
    }
    return findings;
}

} // namespace sorby::formats
