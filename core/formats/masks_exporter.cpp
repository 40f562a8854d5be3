// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/masks_exporter.h"

#include "core/base/files.h"
#include "core/formats/masks_files.h"
#include "core/imaging/label_png_rows.h"
#include "core/imaging/label_tiff.h"

#include <algorithm>
#include <string_view>

namespace sorby::formats {

namespace {

/// Most images are one piece; of larger ones so many pixels are held at a time.
constexpr int kPixelsAtOnce = 1 << 24;

/// All rows of an image into a writer of rows.
template <typename Writer>
Status writeRows(Result<Writer> writer, const ExportedImage& image)
{
    if (!writer) {
        return writer.error();
    }
    const int rowsAtOnce = std::max(1, kPixelsAtOnce / std::max(1, image.size.width));
    for (int y = 0; y < image.size.height; y += rowsAtOnce) {
        const int count = std::min(rowsAtOnce, image.size.height - y);
        const bool isWhole = !image.labelRows || count == image.size.height;
        const auto rows = isWhole ? image.labels() : image.labelRows(y, count);
        if (!rows) {
            return rows.error();
        }
        if (auto added = writer->add(*rows); !added) {
            return added;
        }
        if (isWhole) {
            break;
        }
    }
    return writer->finish();
}

} // namespace

Status MasksExporter::writeOwnFiles(const ExportedImage& image) const
{
    const auto path = m_target.folder / fromUtf8(image.stem + (m_file == File::Tiff ? ".tif" : ".png"));
    if (m_file == File::Tiff) {
        return writeRows(imaging::LabelTiffWriter::open(path, image.size), image);
    }
    const bool isLarge = image.size.area() > std::size_t{kPixelsAtOnce};
    if (!image.labelRows || !isLarge) {
        const auto labels = image.labels();
        return labels ? imaging::writeIndexedPng(path, *labels, m_target.classes) : Status{labels.error()};
    }
    return writeRows(imaging::IndexedPngWriter::open(path, image.size, m_target.classes), image);
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
