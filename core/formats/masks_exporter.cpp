// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/masks_exporter.h"

#include "core/base/files.h"
#include "core/formats/masks_files.h"

#include <string_view>

namespace sorby::formats {

Status MasksExporter::add(const ExportedImage& image)
{
    const auto labels = image.labels();
    if (!labels) {
        return labels.error();
    }
    if (auto written = imaging::writeIndexedPng(m_target.folder / fromUtf8(image.stem + ".png"), *labels,
                                                m_target.classes);
        !written) {
        return written;
    }
    ++m_files;
    return {};
}

Result<int> MasksExporter::finish()
{
    const std::string json = annotation::toClassesJson(m_target.classes);
    if (auto written = writeFileAtomically(m_target.folder / kClassesFile, std::string_view(json));
        !written) {
        return written.error();
    }
    return m_files;
}

} // namespace sorby::formats
