// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/masks_exporter.h"

#include "core/base/files.h"
#include "core/formats/masks_files.h"
#include "core/imaging/label_png_rows.h"

#include <algorithm>
#include <string_view>

namespace sorby::formats {

namespace {

/// Most images are one piece; of larger ones so many pixels are held at a time.
constexpr int kPixelsAtOnce = 1 << 24;

} // namespace

Status MasksExporter::writeOwnFiles(const ExportedImage& image) const
{
    const auto path = m_target.folder / fromUtf8(image.stem + ".png");
    const int rowsAtOnce = std::max(1, kPixelsAtOnce / std::max(1, image.size.width));
    if (!image.labelRows || image.size.height <= rowsAtOnce) {
        const auto labels = image.labels();
        return labels ? imaging::writeIndexedPng(path, *labels, m_target.classes) : Status{labels.error()};
    }
    auto writer = imaging::IndexedPngWriter::open(path, image.size, m_target.classes);
    if (!writer) {
        return writer.error();
    }
    for (int y = 0; y < image.size.height; y += rowsAtOnce) {
        const auto rows = image.labelRows(y, std::min(rowsAtOnce, image.size.height - y));
        if (!rows) {
            return rows.error();
        }
        if (auto added = writer->add(*rows); !added) {
            return added;
        }
    }
    return writer->finish();
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
