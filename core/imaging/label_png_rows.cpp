// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/label_png_rows.h"

#include "core/base/files.h"
#include "core/imaging/codecs/label_png.h"
#include "core/imaging/codecs/label_values.h"
#include "core/imaging/codecs/png.h"
#include "core/imaging/codecs/within_memory.h"

#include <fstream>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace sorby::imaging {
namespace fs = std::filesystem;

struct LabelPngWriter::Private {
    Private(fs::path file, Size size, std::vector<Rgb8> palette, codecs::LabelPixels pixels)
        : path(std::move(file)),
          partial(path),
          encoder(size, std::move(palette), pixels,
                  [this](std::span<const std::byte> bytes) { return write(bytes); })
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

LabelPngWriter::LabelPngWriter(std::unique_ptr<Private> state) : d(std::move(state)) {}
LabelPngWriter::LabelPngWriter(LabelPngWriter&&) noexcept = default;
LabelPngWriter& LabelPngWriter::operator=(LabelPngWriter&&) noexcept = default;
LabelPngWriter::~LabelPngWriter() = default;

Result<LabelPngWriter> LabelPngWriter::open(const fs::path& path, Size size,
                                            const annotation::ClassList& classes, Colours colours)
{
    if (size.isEmpty()) {
        return Error{ErrorCode::InvalidArgument, "an image without pixels cannot be written", toUtf8(path)};
    }
    if (path.has_parent_path()) {
        if (auto made = makeFolder(path.parent_path()); !made) {
            return made.error();
        }
    }
    auto state = std::make_unique<Private>(path, size, codecs::labelPalette(classes),
                                           colours == Colours::Rgb ? codecs::LabelPixels::Colours
                                                                   : codecs::LabelPixels::Indices);
    if (!state->stream) {
        return state->failed("no permission, or the disk is full");
    }
    return LabelPngWriter(std::move(state));
}

Status LabelPngWriter::add(const LabelImage& rows)
{
    for (int y = 0; y < rows.height(); ++y) {
        if (auto added = d->encoder.add(rows.row(y)); !added) {
            return added;
        }
    }
    return {};
}

Status LabelPngWriter::finish()
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
        auto file = codecs::openLabelPng(path);
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
        return pixels ? codecs::labelsOf(std::move(*pixels), d->path) : pixels.error();
    });
}

} // namespace sorby::imaging
