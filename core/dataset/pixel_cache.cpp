// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/pixel_cache.h"

#include "core/base/files.h"

#include <boost/interprocess/file_mapping.hpp>
#include <boost/interprocess/mapped_region.hpp>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <fstream>
#include <optional>
#include <span>
#include <system_error>
#include <utility>

namespace sorby::dataset {
namespace interprocess = boost::interprocess;

struct PixelCache::File {
    std::filesystem::path path;
    std::ofstream stream;
    std::uint64_t length = 0;
    std::optional<interprocess::mapped_region> region;

    ~File()
    {
        region.reset(); // Windows removes no file that is mapped
        stream.close();
        std::error_code ignored;
        std::filesystem::remove(path, ignored);
    }
    [[nodiscard]] const std::byte* at(std::uint64_t offset) const
    {
        return static_cast<const std::byte*>(region->get_address()) + offset;
    }
};

namespace {

template <typename T>
std::span<const std::byte> bytesOf(const Raster<T>& raster)
{
    return std::as_bytes(raster.pixels());
}

/// The part of an image that lies at `first`, row by row.
template <typename T>
Raster<T> partOf(const std::byte* first, Size size, const PixelRect& part)
{
    Raster<T> result(part.size());
    for (int y = 0; y < part.height; ++y) {
        const auto pixel = static_cast<std::size_t>(part.y + y) * static_cast<std::size_t>(size.width) +
                           static_cast<std::size_t>(part.x);
        const auto row = result.row(y);
        std::memcpy(row.data(), first + pixel * sizeof(T), row.size_bytes());
    }
    return result;
}

/// `File` is private to the cache; what is asked of it is where its bytes are.
template <typename File>
class CachedPixels final : public LabelledPixels {
  public:
    CachedPixels(std::shared_ptr<const File> file, Size size, bool isDeep, std::uint64_t greys,
                 std::uint64_t labels)
        : m_file(std::move(file)), m_size(size), m_isDeep(isDeep), m_greys(greys), m_labels(labels)
    {}

    [[nodiscard]] Size size() const override { return m_size; }
    [[nodiscard]] Result<learning::Sample> sample(const PixelRect& rect) const override
    {
        const PixelRect inside{rect.x, rect.y, std::min(rect.width, m_size.width - rect.x),
                               std::min(rect.height, m_size.height - rect.y)};
        const PixelRect padded{0, 0, rect.width, rect.height};
        return learning::Sample{networkInput(greysOf(inside), padded),
                                crop(labels(inside), padded, annotation::kIgnore)};
    }
    [[nodiscard]] imaging::LabelImage labels(const PixelRect& rect) const override
    {
        return partOf<std::uint8_t>(m_file->at(m_labels), m_size, rect);
    }

  private:
    [[nodiscard]] Greys greysOf(const PixelRect& rect) const
    {
        const auto* first = m_file->at(m_greys);
        return m_isDeep ? Greys(partOf<std::uint16_t>(first, m_size, rect))
                        : Greys(partOf<std::uint8_t>(first, m_size, rect));
    }

    std::shared_ptr<const File> m_file;
    Size m_size;
    bool m_isDeep;
    std::uint64_t m_greys;  ///< place of the first grey in the file
    std::uint64_t m_labels; ///< of the first label
};

} // namespace

PixelCache::PixelCache(std::shared_ptr<File> file) : m_file(std::move(file)) {}
PixelCache::PixelCache(PixelCache&&) noexcept = default;
PixelCache& PixelCache::operator=(PixelCache&&) noexcept = default;
PixelCache::~PixelCache() = default;

Result<PixelCache> PixelCache::create(const std::filesystem::path& path)
{
    auto file = std::make_shared<File>();
    file->path = path;
    file->stream.open(path, std::ios::binary | std::ios::trunc);
    if (!file->stream) {
        return Error{ErrorCode::Io, "cannot be written", toUtf8(path)};
    }
    return PixelCache(std::move(file));
}

Result<std::unique_ptr<LabelledPixels>> PixelCache::put(const Greys& greys, const imaging::LabelImage& labels)
{
    const bool isDeep = std::holds_alternative<Raster<std::uint16_t>>(greys);
    const auto greyBytes = std::visit([](const auto& steps) { return bytesOf(steps); }, greys);
    const auto labelBytes = bytesOf(labels);
    const std::uint64_t place = m_file->length;
    for (const auto bytes : {greyBytes, labelBytes}) {
        m_file->stream.write(reinterpret_cast<const char*>(bytes.data()),
                             static_cast<std::streamsize>(bytes.size()));
        m_file->length += bytes.size();
    }
    if (!m_file->stream) {
        return Error{
            ErrorCode::Io,
            "cannot be written: the training images that do not fit into memory are kept there; make "
            "room on the disk, or train on fewer images",
            toUtf8(m_file->path)};
    }
    return std::unique_ptr<LabelledPixels>(
        std::make_unique<CachedPixels<File>>(m_file, labels.size(), isDeep, place, place + greyBytes.size()));
}

Status PixelCache::finish()
{
    m_file->stream.close();
    if (m_file->length == 0) {
        return {};
    }
    try {
        const interprocess::file_mapping mapping(m_file->path.c_str(), interprocess::read_only);
        m_file->region.emplace(mapping, interprocess::read_only);
    } catch (const interprocess::interprocess_exception& exception) {
        return Error{ErrorCode::Unreadable, std::string("cannot be mapped: ") + exception.what(),
                     toUtf8(m_file->path)};
    }
    return {};
}

} // namespace sorby::dataset
