// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/pyramid_source.h"

#include "core/base/files.h"
#include "core/imaging/codecs/within_memory.h"
#include "core/imaging/micrograph_region.h"
#include "core/imaging/pixel_blocks.h"
#include "core/imaging/pyramid_builder.h"
#include "core/imaging/tile_cache.h"
#include "core/imaging/tile_file.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>

namespace sorby::imaging {
namespace fs = std::filesystem;
namespace {

/// Tiles made of the image file each time they are asked for.
class ReadTiles : public FineTiles {
  public:
    ReadTiles(fs::path file, int page) : m_file(std::move(file)), m_page(page) {}

    [[nodiscard]] Result<Pixels> tile(int level, int column, int row) const override
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_reader) {
            auto reader = MicrographReader::open(m_file, m_page);
            if (!reader) {
                return reader.error();
            }
            m_reader.emplace(std::move(*reader));
        }
        const int side = TilePyramid::kTileSize << level;
        auto part = m_reader->readRegion({column * side, row * side, side, side});
        if (!part) {
            return part.error();
        }
        auto pixels = std::move(part->pixels);
        for (int i = 0; i < level; ++i) {
            pixels = halved(pixels);
        }
        return pixels;
    }

  private:
    fs::path m_file;
    int m_page;
    mutable std::mutex m_mutex;
    mutable std::optional<MicrographReader> m_reader; ///< opened when it is first needed
};

/// Tiles of the cache; a damaged one comes from the image, and the file is not to be used again.
class CachedTiles : public FineTiles {
  public:
    CachedTiles(std::unique_ptr<TileFile> tiles, fs::path path, fs::path image, int page)
        : m_tiles(std::move(tiles)), m_path(std::move(path)), m_image(std::move(image), page)
    {}

    [[nodiscard]] Result<Pixels> tile(int level, int column, int row) const override
    {
        auto pixels = m_tiles->tile(level, column, row);
        if (pixels) {
            return pixels;
        }
        std::error_code ignored;
        fs::remove(m_path, ignored);
        return m_image.tile(level, column, row);
    }

  private:
    std::unique_ptr<TileFile> m_tiles;
    fs::path m_path;
    ReadTiles m_image;
};

struct Request {
    fs::path file;
    int page = 1;
    PixelRect specimen;
    const PyramidOptions& options;
    fs::path cacheFile; ///< empty: none
    TileFileHead head;  ///< what a fitting file of the cache says
};

/// The levels from this one on fit into the memory that coarse ones may take.
int firstCoarseLevel(const MicrographInfo& kind, std::uint64_t mostBytes)
{
    const auto levels = pyramidLevels(kind.size, TilePyramid::kTileSize);
    const auto pixelBytes = static_cast<std::uint64_t>(kind.channels * kind.bitsPerChannel / 8);
    std::uint64_t bytes = 0;
    auto level = static_cast<int>(levels.size());
    while (level > 1) {
        bytes += levels[static_cast<std::size_t>(level - 1)].area() * pixelBytes;
        if (bytes > mostBytes) {
            break;
        }
        --level;
    }
    return std::min(level, static_cast<int>(levels.size()) - 1); // the last one always
}

std::shared_ptr<const TilePyramid> makePyramid(const Request& request, std::vector<Pixels> coarse,
                                               std::unique_ptr<FineTiles> fine)
{
    return std::make_shared<const TilePyramid>(request.head.kind, std::move(coarse), std::move(fine));
}

/// The coarse levels of a tile file; nothing when one is damaged.
std::optional<std::vector<Pixels>> readCoarse(const TileFile& tiles, const Request& request)
{
    const auto& kind = request.head.kind;
    const auto levels = pyramidLevels(kind.size, TilePyramid::kTileSize);
    std::vector<Pixels> coarse;
    for (int level = firstCoarseLevel(kind, request.options.coarseBytes);
         level < static_cast<int>(levels.size()); ++level) {
        const Size size = levels[static_cast<std::size_t>(level)];
        auto pixels = makePixels(kind, size);
        for (int row = 0; row * TilePyramid::kTileSize < size.height; ++row) {
            for (int column = 0; column * TilePyramid::kTileSize < size.width; ++column) {
                const auto tile = tiles.tile(level, column, row);
                if (!tile) {
                    return std::nullopt;
                }
                copyBlock(*tile, {0, 0, TilePyramid::kTileSize, TilePyramid::kTileSize}, pixels,
                          column * TilePyramid::kTileSize, row * TilePyramid::kTileSize);
            }
        }
        coarse.push_back(std::move(pixels));
    }
    return coarse;
}

/// From the cache, when there is a file that fits.
std::optional<OpenedPyramid> openCached(const Request& request)
{
    if (request.cacheFile.empty()) {
        return std::nullopt;
    }
    auto tiles = TileFile::open(request.cacheFile);
    if (!tiles) {
        return std::nullopt;
    }
    const auto& head = (*tiles)->head();
    const auto& wanted = request.head;
    const bool fits = head.kind.size == wanted.kind.size &&
                      head.kind.bitsPerChannel == wanted.kind.bitsPerChannel &&
                      head.kind.channels == wanted.kind.channels && head.bytes == wanted.bytes &&
                      head.stamp == wanted.stamp && head.specimen == wanted.specimen;
    if (!fits) {
        return std::nullopt;
    }
    auto coarse = readCoarse(**tiles, request);
    if (!coarse) {
        return std::nullopt;
    }
    touchCacheFile(request.cacheFile);
    OpenedPyramid result;
    result.statistics = head.statistics;
    result.isCached = true;
    result.pyramid = makePyramid(
        request, std::move(*coarse),
        std::make_unique<CachedTiles>(std::move(*tiles), request.cacheFile, request.file, request.page));
    return result;
}

/// Holds the coarse levels, and writes all of them to the cache for as long as that works.
class Collector : public TileSink {
  public:
    explicit Collector(const Request& request)
        : m_firstCoarse(firstCoarseLevel(request.head.kind, request.options.coarseBytes))
    {
        const auto levels = pyramidLevels(request.head.kind.size, TilePyramid::kTileSize);
        for (auto level = static_cast<std::size_t>(m_firstCoarse); level < levels.size(); ++level) {
            coarse.push_back(makePixels(request.head.kind, levels[level]));
        }
        if (!request.cacheFile.empty()) {
            auto created = TileFileWriter::create(request.cacheFile, request.head.kind);
            if (created) {
                writer.emplace(std::move(*created));
            }
        }
    }

    void put(int level, int column, int row, const Pixels& tile) override
    {
        if (level >= m_firstCoarse) {
            copyBlock(tile, {0, 0, TilePyramid::kTileSize, TilePyramid::kTileSize},
                      coarse[static_cast<std::size_t>(level - m_firstCoarse)],
                      column * TilePyramid::kTileSize, row * TilePyramid::kTileSize);
        }
        if (writer && !writer->put(level, column, row, tile)) {
            writer.reset();
        }
    }

    std::vector<Pixels> coarse;
    std::optional<TileFileWriter> writer;

  private:
    int m_firstCoarse;
};

Result<OpenedPyramid> build(Request& request, MicrographReader& reader, const JobControl& control)
{
    if (!request.cacheFile.empty()) {
        const auto& kind = request.head.kind;
        const auto bytes = static_cast<double>(kind.size.area()) * kind.channels * kind.bitsPerChannel / 8;
        trimCache(request.options.cacheFolder, request.options.cacheBytes,
                  static_cast<std::uint64_t>(bytes * 4 / 3));
    }
    Collector collector(request);
    GreyStatistics statistics(request.head.kind);
    if (auto built = buildTiles(reader, request.specimen, collector, statistics, control); !built) {
        return built.error();
    }
    request.head.statistics = statistics;
    OpenedPyramid result;
    result.statistics = std::move(statistics);
    std::unique_ptr<FineTiles> fine;
    if (collector.writer && collector.writer->finish(request.head)) {
        if (auto tiles = TileFile::open(request.cacheFile)) {
            fine = std::make_unique<CachedTiles>(std::move(*tiles), request.cacheFile, request.file,
                                                 request.page);
            result.isCached = true;
        }
    }
    if (fine == nullptr) {
        fine = std::make_unique<ReadTiles>(request.file, request.page);
    }
    result.pyramid = makePyramid(request, std::move(collector.coarse), std::move(fine));
    return result;
}

Result<OpenedPyramid> readWhole(const Request& request)
{
    auto micrograph = readMicrograph(request.file, request.page);
    if (!micrograph) {
        return micrograph.error();
    }
    OpenedPyramid result;
    result.statistics = GreyStatistics(request.head.kind);
    if (request.specimen.isEmpty()) {
        result.statistics.add(micrograph->pixels);
    } else {
        result.statistics.add(cutOut(micrograph->pixels, request.specimen));
    }
    result.statistics.finish();
    result.pyramid = std::make_shared<const TilePyramid>(std::move(*micrograph));
    return result;
}

} // namespace

Result<OpenedPyramid> openPyramid(const fs::path& file, int page, const std::string& key,
                                  const PixelRect& specimen, const PyramidOptions& options,
                                  const JobControl& control)
{
    auto reader = MicrographReader::open(file, page);
    if (!reader) {
        return reader.error();
    }
    Request request{file, page, specimen, options, {}, {}};
    request.head.kind = reader->info();
    request.head.specimen = specimen;
    std::error_code failure;
    request.head.bytes = static_cast<std::int64_t>(fs::file_size(file, failure));
    request.head.stamp =
        static_cast<std::int64_t>(fs::last_write_time(file, failure).time_since_epoch().count());
    const auto& kind = request.head.kind;
    const auto pixelBytes = static_cast<std::uint64_t>(kind.channels * kind.bitsPerChannel / 8);
    return codecs::withinMemory<OpenedPyramid>(file, [&]() -> Result<OpenedPyramid> {
        if (kind.size.area() * pixelBytes <= options.wholeImageBytes) {
            return readWhole(request);
        }
        if (!options.cacheFolder.empty() && !key.empty()) {
            request.cacheFile = cacheFile(options.cacheFolder, key, page);
        }
        if (auto cached = openCached(request)) {
            return std::move(*cached);
        }
        return build(request, *reader, control);
    });
}

} // namespace sorby::imaging
