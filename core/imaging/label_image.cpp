// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/label_image.h"

#include "core/base/files.h"
#include "core/imaging/codecs/file_kind.h"
#include "core/imaging/codecs/label_png.h"
#include "core/imaging/codecs/png.h"
#include "core/imaging/codecs/within_memory.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <system_error>
#include <utility>

namespace sorby::imaging {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kColoursNamed = 8;

Rgb8 toByte(const Rgb8& colour)
{
    return colour;
}
Rgb8 toByte(const Rgb16& colour)
{
    const auto high = [](std::uint16_t value) { return static_cast<std::uint8_t>(value >> 8); };
    return {high(colour.r), high(colour.g), high(colour.b)};
}

Error mismatch(std::string message)
{
    return Error{ErrorCode::Mismatch, std::move(message), {}};
}

/// The first colours from the top left on, so that a person recognises the palette that was used.
template <typename Colour>
std::string listColours(const Raster<Colour>& raster)
{
    std::set<Rgb8> seen;
    std::string list;
    for (const auto& pixel : raster.pixels()) {
        const Rgb8 colour = toByte(pixel);
        if (seen.contains(colour)) {
            continue;
        }
        if (seen.size() == kColoursNamed) {
            return list + " and more";
        }
        seen.insert(colour);
        list += (list.empty() ? "" : ", ") + annotation::toHex(colour);
    }
    return list;
}

Result<LabelImage> toLabels(Raster<std::uint16_t>&& values)
{
    const auto source = values.pixels();
    const auto highest = source.empty() ? 0 : *std::max_element(source.begin(), source.end());
    if (highest > 255) {
        return mismatch(
            fmt::format("is a mask of 16 bits with values up to {}; class ids go up to {}: it may hold "
                        "object numbers or a micrograph",
                        highest, annotation::kMaxClassId));
    }
    LabelImage labels(values.size());
    std::transform(source.begin(), source.end(), labels.data(),
                   [](std::uint16_t value) { return static_cast<std::uint8_t>(value); });
    return labels;
}

/// Colour files that only hold greys say the same as a grey file does.
template <typename Colour>
Result<LabelImage> toLabels(Raster<Colour>&& colours)
{
    const auto source = colours.pixels();
    const bool isGrey = std::all_of(source.begin(), source.end(), [](const Colour& colour) {
        return colour.r == colour.g && colour.g == colour.b;
    });
    if (!isGrey) {
        return mismatch(
            fmt::format("is a colour mask with the colours {}; a mask holds class ids: convert it to "
                        "indexed colours with one index for each class",
                        listColours(colours)));
    }
    Raster<std::uint16_t> values(colours.size());
    std::transform(source.begin(), source.end(), values.data(),
                   [](const Colour& colour) { return colour.r; });
    return toLabels(std::move(values));
}

Result<LabelImage> toLabels(LabelImage&& labels)
{
    return std::move(labels);
}

Result<LabelImage> toLabels(Raster<float>&& /*values*/)
{
    return mismatch("holds floating-point values, not class ids");
}

Result<codecs::InputFile> openLabelPng(const fs::path& path)
{
    auto file = codecs::InputFile::open(path);
    if (!file) {
        return file;
    }
    const auto kind = codecs::detectKind(*file);
    if (!kind || *kind != codecs::FileKind::Png) {
        return file->error(ErrorCode::Unsupported, "is not a PNG; save masks as indexed or grey PNG");
    }
    return file;
}

Result<LabelImage> labelsOf(Pixels&& stored, const fs::path& path)
{
    auto labels = std::visit([](auto&& raster) { return toLabels(std::move(raster)); }, std::move(stored));
    return labels ? std::move(labels)
                  : Result<LabelImage>(Error{labels.error().code, labels.error().message, toUtf8(path)});
}

std::vector<Rgb8> paletteOf(const annotation::ClassList& classes)
{
    std::vector<Rgb8> palette(256);
    for (std::size_t id = 0; id < palette.size(); ++id) {
        palette[id] = annotation::defaultClassColour(static_cast<annotation::ClassId>(id));
    }
    for (const auto& info : classes) {
        palette[info.id] = info.colour;
    }
    palette[annotation::kIgnore] = annotation::kIgnoreColour;
    return palette;
}

} // namespace

struct IndexedPngWriter::Private {
    Private(fs::path file, Size size, std::vector<Rgb8> palette)
        : path(std::move(file)),
          partial(path),
          encoder(size, std::move(palette), [this](std::span<const std::byte> bytes) { return write(bytes); })
    {
        partial += ".partial";
        stream.open(partial, std::ios::binary | std::ios::trunc);
    }
    ~Private()
    {
        stream.close();
        std::error_code ignored;
        fs::remove(partial, ignored); // nothing is there any more when it was finished
    }
    Private(const Private&) = delete; // the encoder refers to it
    Private& operator=(const Private&) = delete;

    Status write(std::span<const std::byte> bytes)
    {
        stream.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        return stream ? Status{} : failed("no permission, or the disk is full");
    }
    [[nodiscard]] Error failed(const std::string& reason) const
    {
        return Error{ErrorCode::Io, "cannot be written: " + reason, toUtf8(path)};
    }

    fs::path path;
    fs::path partial;
    std::ofstream stream;
    codecs::LabelPngEncoder encoder;
};

IndexedPngWriter::IndexedPngWriter(std::unique_ptr<Private> state) : d(std::move(state)) {}
IndexedPngWriter::IndexedPngWriter(IndexedPngWriter&&) noexcept = default;
IndexedPngWriter& IndexedPngWriter::operator=(IndexedPngWriter&&) noexcept = default;
IndexedPngWriter::~IndexedPngWriter() = default;

Result<IndexedPngWriter> IndexedPngWriter::open(const fs::path& path, Size size,
                                                const annotation::ClassList& classes)
{
    if (size.isEmpty()) {
        return Error{ErrorCode::InvalidArgument, "an image without pixels cannot be written", toUtf8(path)};
    }
    if (path.has_parent_path()) {
        if (auto made = makeFolder(path.parent_path()); !made) {
            return made.error();
        }
    }
    auto state = std::make_unique<Private>(path, size, paletteOf(classes));
    if (!state->stream) {
        return state->failed("no permission, or the disk is full");
    }
    return IndexedPngWriter(std::move(state));
}

Status IndexedPngWriter::add(const LabelImage& rows)
{
    for (int y = 0; y < rows.height(); ++y) {
        if (auto added = d->encoder.add(rows.row(y)); !added) {
            return added;
        }
    }
    return {};
}

Status IndexedPngWriter::finish()
{
    if (auto finished = d->encoder.finish(); !finished) {
        return finished;
    }
    d->stream.close();
    if (!d->stream) {
        return d->failed("no permission, or the disk is full");
    }
    std::error_code failure;
    fs::rename(d->partial, d->path, failure);
    return failure ? d->failed(failure.message()) : Status{};
}

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
    const auto bytes = codecs::encodeIndexedPng(labels, paletteOf(classes));
    if (!bytes) {
        return Error{bytes.error().code, bytes.error().message, toUtf8(path)};
    }
    return writeFileAtomically(path, *bytes, Outlives::ProgramEnd);
}

struct LabelPngReader::Private {
    Private(fs::path place, codecs::InputFile input) : path(std::move(place)), file(std::move(input)) {}

    fs::path path;
    codecs::InputFile file;
    std::unique_ptr<codecs::ImageSource> source; ///< refers to `file`
};

LabelPngReader::LabelPngReader(std::unique_ptr<Private> state) : d(std::move(state)) {}
LabelPngReader::LabelPngReader(LabelPngReader&&) noexcept = default;
LabelPngReader& LabelPngReader::operator=(LabelPngReader&&) noexcept = default;
LabelPngReader::~LabelPngReader() = default;

Result<LabelPngReader> LabelPngReader::open(const fs::path& path)
{
    return codecs::withinMemory<LabelPngReader>(path, [&]() -> Result<LabelPngReader> {
        auto file = openLabelPng(path);
        if (!file) {
            return file.error();
        }
        auto state = std::make_unique<Private>(path, std::move(*file));
        auto source = codecs::openStoredPng(state->file);
        if (!source) {
            return source.error();
        }
        state->source = std::move(*source);
        return LabelPngReader(std::move(state));
    });
}

Size LabelPngReader::size() const
{
    return d->source->info().size;
}

Result<LabelImage> LabelPngReader::rows(int first, int count)
{
    return codecs::withinMemory<LabelImage>(d->path, [&]() -> Result<LabelImage> {
        auto pixels = d->source->read({0, first, size().width, count});
        return pixels ? labelsOf(std::move(*pixels), d->path) : pixels.error();
    });
}

Result<LabelImage> readLabelPng(const fs::path& path)
{
    return codecs::withinMemory<LabelImage>(path, [&]() -> Result<LabelImage> {
        auto file = openLabelPng(path);
        if (!file) {
            return file.error();
        }
        auto stored = codecs::readStoredPng(*file);
        return stored ? labelsOf(std::move(stored->pixels), path) : stored.error();
    });
}

} // namespace sorby::imaging
