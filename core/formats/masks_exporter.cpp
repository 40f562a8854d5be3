// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/masks_exporter.h"

#include "core/base/files.h"
#include "core/formats/masks_files.h"
#include "core/imaging/label_png_rows.h"
#include "core/imaging/label_tiff.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

/// With one colour for two classes nobody could tell them apart.
Status checkColours(const annotation::ClassList& classes)
{
    std::map<Rgb8, std::string> names{{annotation::kIgnoreColour, "ignore"}};
    for (const auto& info : classes) {
        const auto [other, isNew] = names.emplace(info.colour, info.name);
        if (!isNew) {
            return Error{
                ErrorCode::Mismatch,
                fmt::format("the classes {} and {} have the same colour {}; give one of them another "
                            "in the list of classes (or with classes --colour)",
                            other->second, info.name, annotation::toHex(info.colour)),
                {}};
        }
    }
    return {};
}

std::string legendOf(const annotation::ClassList& classes)
{
    nlohmann::ordered_json legend;
    for (const auto& info : classes) {
        legend[annotation::toHex(info.colour)] = info.id;
    }
    legend[annotation::toHex(annotation::kIgnoreColour)] = annotation::kIgnore;
    return legend.dump(2) + "\n";
}

} // namespace

Status MasksExporter::writeOwnFiles(const ExportedImage& image) const
{
    const auto path = m_target.folder / fromUtf8(image.stem + (m_file == File::Tiff ? ".tif" : ".png"));
    if (m_file == File::Tiff) {
        return writeRows(imaging::LabelTiffWriter::open(path, image.size), image);
    }
    if (m_file == File::RgbPng) {
        const auto distinct = checkColours(m_target.classes);
        return distinct ? writeRows(imaging::LabelPngWriter::open(path, image.size, m_target.classes,
                                                                  imaging::LabelPngWriter::Colours::Rgb),
                                    image)
                        : distinct;
    }
    const bool isLarge = image.size.area() > std::size_t{kPixelsAtOnce};
    if (!image.labelRows || !isLarge) {
        const auto labels = image.labels();
        return labels ? imaging::writeIndexedPng(path, *labels, m_target.classes) : Status{labels.error()};
    }
    return writeRows(imaging::LabelPngWriter::open(path, image.size, m_target.classes), image);
}

Result<int> MasksExporter::finish()
{
    std::vector<std::pair<const char*, std::string>> files{
        {kClassesFile, annotation::toClassesJson(m_target.classes)}};
    if (m_file == File::RgbPng) {
        files.emplace_back(kLegendFile, legendOf(m_target.classes));
    }
    for (const auto& [name, json] : files) {
        if (auto written = writeFileAtomically(m_target.folder / name, std::string_view(json)); !written) {
            return written.error();
        }
    }
    return m_files;
}

} // namespace sorby::formats
