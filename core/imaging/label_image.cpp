// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/label_image.h"

#include "core/base/files.h"
#include "core/imaging/codecs/label_png.h"
#include "core/imaging/codecs/label_values.h"
#include "core/imaging/codecs/png.h"
#include "core/imaging/codecs/within_memory.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace sorby::imaging {
namespace fs = std::filesystem;

std::array<std::uint64_t, 256> countValues(const LabelImage& labels)
{
    // Four tables, so that a run of one value does not wait for its own last count.
    std::array<std::array<std::uint64_t, 256>, 4> tables{};
    const auto pixels = labels.pixels();
    const std::size_t whole = pixels.size() / 4 * 4;
    for (std::size_t i = 0; i < whole; i += 4) {
        for (std::size_t lane = 0; lane < 4; ++lane) {
            ++tables[lane][pixels[i + lane]];
        }
    }
    for (std::size_t i = whole; i < pixels.size(); ++i) {
        ++tables[0][pixels[i]];
    }
    std::array<std::uint64_t, 256> counts{};
    for (std::size_t value = 0; value < counts.size(); ++value) {
        counts[value] = tables[0][value] + tables[1][value] + tables[2][value] + tables[3][value];
    }
    return counts;
}

Raster<std::uint8_t> maskOf(const LabelImage& labels, annotation::ClassId classId)
{
    Raster<std::uint8_t> mask(labels.size());
    const auto source = labels.pixels();
    std::transform(source.begin(), source.end(), mask.data(),
                   [classId](std::uint8_t value) { return static_cast<std::uint8_t>(value == classId); });
    return mask;
}

Status writeIndexedPng(const fs::path& path, const LabelImage& labels, const annotation::ClassList& classes)
{
    const auto bytes = codecs::encodeIndexedPng(labels, codecs::labelPalette(classes));
    if (!bytes) {
        return Error{bytes.error().code, bytes.error().message, toUtf8(path)};
    }
    return writeFileAtomically(path, *bytes, Outlives::ProgramEnd);
}

Result<LabelImage> readLabelPng(const fs::path& path)
{
    return codecs::withinMemory<LabelImage>(path, [&]() -> Result<LabelImage> {
        auto file = codecs::openLabelPng(path);
        if (!file) {
            return file.error();
        }
        auto stored = codecs::readStoredPng(*file);
        return stored ? codecs::labelsOf(std::move(stored->pixels), path) : stored.error();
    });
}

} // namespace sorby::imaging
