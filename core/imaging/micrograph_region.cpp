// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/micrograph_region.h"

#include "core/imaging/codecs/open_source.h"
#include "core/imaging/codecs/within_memory.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace sorby::imaging {
namespace fs = std::filesystem;
namespace {

/// Of the row of pixels [from, from + count) the part inside [0, length).
struct Stretch {
    int from = 0;
    int count = 0;
};

Stretch inside(int from, int count, int length)
{
    const std::int64_t first = std::max(from, 0);
    const std::int64_t end =
        std::min<std::int64_t>(std::int64_t{from} + std::max(count, 0), std::int64_t{length});
    return {static_cast<int>(first), static_cast<int>(std::max<std::int64_t>(end - first, 0))};
}

} // namespace

struct MicrographReader::Private {
    Private(fs::path place, codecs::InputFile input) : path(std::move(place)), file(std::move(input)) {}

    fs::path path;
    codecs::InputFile file;
    std::unique_ptr<codecs::ImageSource> source; ///< refers to `file`
};

MicrographReader::MicrographReader(std::unique_ptr<Private> state) : d(std::move(state)) {}
MicrographReader::MicrographReader(MicrographReader&&) noexcept = default;
MicrographReader& MicrographReader::operator=(MicrographReader&&) noexcept = default;
MicrographReader::~MicrographReader() = default;

Result<MicrographReader> MicrographReader::open(const fs::path& path, int page)
{
    return codecs::withinMemory<MicrographReader>(path, [&]() -> Result<MicrographReader> {
        auto file = codecs::InputFile::open(path);
        if (!file) {
            return file.error();
        }
        auto state = std::make_unique<Private>(path, std::move(*file));
        const auto kind = codecs::detectKind(state->file);
        if (!kind) {
            return kind.error();
        }
        auto source = codecs::openSource(state->file, *kind, page);
        if (!source) {
            return source.error();
        }
        state->source = std::move(*source);
        return MicrographReader(std::move(state));
    });
}

const MicrographInfo& MicrographReader::info() const
{
    return d->source->info();
}

Size MicrographReader::blockSize() const
{
    return d->source->blockSize();
}

bool MicrographReader::isSequential() const
{
    return d->source->isSequential();
}

Result<Micrograph> MicrographReader::readRegion(const PixelRect& rect)
{
    const Size size = info().size;
    const auto columns = inside(rect.x, rect.width, size.width);
    const auto rows = inside(rect.y, rect.height, size.height);
    const PixelRect part{columns.from, rows.from, columns.count, rows.count};
    if (part.isEmpty()) {
        return d->file.error(ErrorCode::InvalidArgument,
                             fmt::format("has {}x{} pixels, and none at {},{} in {}x{}", size.width,
                                         size.height, rect.x, rect.y, rect.width, rect.height));
    }
    return codecs::withinMemory<Micrograph>(d->path, [&]() -> Result<Micrograph> {
        const double pixelBytes = info().channels * info().bitsPerChannel / 8.0;
        if (auto fits = d->file.checkWholeImage(part.size(), pixelBytes, pixelBytes); !fits) {
            return fits.error();
        }
        auto pixels = d->source->read(part);
        if (!pixels) {
            return pixels.error();
        }
        return Micrograph{std::move(*pixels)};
    });
}

Status checkMicrograph(const fs::path& path, int page)
{
    return codecs::withinMemory<void>(path, [&]() -> Status {
        auto file = codecs::InputFile::open(path);
        if (!file) {
            return file.error();
        }
        const auto kind = codecs::detectKind(*file);
        if (!kind) {
            return kind.error();
        }
        auto source = codecs::openSource(*file, *kind, page);
        return source ? codecs::readThrough(**source) : source.error();
    });
}

} // namespace sorby::imaging
