// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/imagej_archive.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/formats/csv.h"
#include "core/formats/roi_file.h"

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <system_error>

namespace sorby::formats {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t kMostArchiveBytes = std::uint64_t{1} << 30U;
/// What an archive without entries is made of, which libzip would rather remove than write.
constexpr std::size_t kEndRecordBytes = 22;
/// 1 January 1980, 0:00: the first moment that an archive can name.
constexpr zip_uint16_t kDosTime = 0;
constexpr zip_uint16_t kDosDate = (1U << 5U) | 1U;

struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
    void operator()(zip_source_t* source) const { zip_source_free(source); }
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, Discard>;
using Source = std::unique_ptr<zip_source_t, Discard>;
using Entry = std::unique_ptr<zip_file_t, Discard>;

class LibraryError {
  public:
    LibraryError() { zip_error_init(&m_error); }
    LibraryError(const LibraryError&) = delete;
    LibraryError& operator=(const LibraryError&) = delete;
    ~LibraryError() { zip_error_fini(&m_error); }
    operator zip_error_t*() { return &m_error; } // NOLINT: the library takes a pointer
    [[nodiscard]] std::string text() { return zip_error_strerror(&m_error); }

  private:
    zip_error_t m_error{};
};

std::vector<std::byte> emptyArchive()
{
    std::vector<std::byte> bytes(kEndRecordBytes);
    std::size_t place = 0;
    for (const unsigned value : {0x50U, 0x4BU, 0x05U, 0x06U}) {
        bytes[place++] = static_cast<std::byte>(value);
    }
    return bytes;
}

Error failed(const std::string& reason)
{
    return {ErrorCode::Internal, "the archive could not be made: " + reason, {}};
}

Status addEntry(zip_t* archive, const std::string& name, const std::vector<std::byte>& content)
{
    Source source(zip_source_buffer(archive, content.data(), content.size(), 0));
    if (!source) {
        return failed(zip_strerror(archive));
    }
    const auto index = zip_file_add(archive, name.c_str(), source.get(), ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        return failed(zip_strerror(archive));
    }
    (void)source.release(); // the archive owns it now
    if (zip_file_set_dostime(archive, static_cast<zip_uint64_t>(index), kDosTime, kDosDate, 0) != 0) {
        return failed(zip_strerror(archive));
    }
    return {};
}

} // namespace

struct RoiArchive::Content {
    std::vector<std::byte> bytes; ///< the archive reads from them
    Archive archive;
    std::uint64_t read = 0;
};

RoiArchive::RoiArchive(std::unique_ptr<Content> content) : m_content(std::move(content)) {}
RoiArchive::RoiArchive(RoiArchive&& other) noexcept = default;
RoiArchive::~RoiArchive() = default;

Result<RoiArchive> RoiArchive::open(const fs::path& path)
{
    std::error_code failure;
    const auto bytesOnDisk = fs::file_size(path, failure);
    if (!failure && bytesOnDisk > kMostArchiveBytes) {
        return Error{ErrorCode::Unsupported, "is larger than 1 GiB, too large for a set of selections",
                     toUtf8(path)};
    }
    auto bytes = readBytes(path);
    if (!bytes) {
        return bytes.error();
    }
    if (bytes->empty()) { // libzip would take it for an archive without entries
        return Error{ErrorCode::Malformed, "is no ZIP archive: it is empty", toUtf8(path)};
    }
    auto content = std::make_unique<Content>();
    content->bytes = std::move(*bytes);
    LibraryError error;
    Source source(zip_source_buffer_create(content->bytes.data(), content->bytes.size(), 0, error));
    if (source) {
        content->archive.reset(zip_open_from_source(source.get(), ZIP_RDONLY, error));
    }
    if (!content->archive) {
        return Error{ErrorCode::Malformed,
                     fmt::format("is no ZIP archive, or is cut off or damaged ({})", error.text()),
                     toUtf8(path)};
    }
    (void)source.release();
    return RoiArchive(std::move(content));
}

std::size_t RoiArchive::size() const
{
    return static_cast<std::size_t>(
        std::max<zip_int64_t>(zip_get_num_entries(m_content->archive.get(), 0), 0));
}

std::string RoiArchive::nameOf(std::size_t entry) const
{
    const char* name = zip_get_name(m_content->archive.get(), entry, ZIP_FL_ENC_GUESS);
    return name == nullptr ? std::string() : std::string(name);
}

Result<std::vector<std::byte>> RoiArchive::read(std::size_t entry)
{
    zip_t* archive = m_content->archive.get();
    const auto damaged = [](const std::string& reason) {
        return Error{ErrorCode::Malformed, fmt::format("cannot be unpacked ({})", reason), {}};
    };
    zip_stat_t about;
    zip_stat_init(&about);
    if (zip_stat_index(archive, entry, 0, &about) != 0 || (about.valid & ZIP_STAT_SIZE) == 0) {
        return damaged(zip_strerror(archive));
    }
    if (about.size > kMostRoiBytes) {
        return damaged(fmt::format("it has {} bytes, more than 64 MiB", about.size));
    }
    if (m_content->read + about.size > kMostArchiveBytes) {
        return damaged("the selections have more than 1 GiB together");
    }
    m_content->read += about.size;
    const Entry file(zip_fopen_index(archive, entry, 0));
    if (!file) {
        return damaged(zip_strerror(archive));
    }
    // One byte more than is announced: the checksum is looked at when the end is reached.
    std::vector<std::byte> content(static_cast<std::size_t>(about.size) + 1);
    std::size_t count = 0;
    while (count < content.size()) {
        const auto got = zip_fread(file.get(), content.data() + count, content.size() - count);
        if (got < 0) {
            return damaged(zip_file_strerror(file.get()));
        }
        if (got == 0) {
            break;
        }
        count += static_cast<std::size_t>(got);
    }
    if (count != about.size) {
        return damaged(fmt::format("{} bytes where {} are announced", count, about.size));
    }
    content.resize(count);
    return content;
}

bool isRoiName(const std::string& entry)
{
    const auto slash = entry.find_last_of("/\\");
    const std::string name = slash == std::string::npos ? entry : entry.substr(slash + 1);
    return lowered(name).ends_with(".roi") && !name.starts_with("._") && !entry.starts_with("__MACOSX/");
}

Result<std::vector<std::byte>>
packRois(const std::vector<std::pair<std::string, std::vector<std::byte>>>& entries)
{
    if (entries.empty()) {
        return emptyArchive();
    }
    LibraryError error;
    Source source(zip_source_buffer_create(nullptr, 0, 0, error));
    if (!source) {
        return failed(error.text());
    }
    Archive archive(zip_open_from_source(source.get(), ZIP_TRUNCATE, error));
    if (!archive) {
        return failed(error.text());
    }
    zip_source_keep(source.get()); // the archive frees its share when it is closed
    for (const auto& [name, content] : entries) {
        if (auto added = addEntry(archive.get(), name, content); !added) {
            return added.error();
        }
    }
    if (zip_close(archive.get()) != 0) {
        return failed(zip_strerror(archive.get()));
    }
    (void)archive.release();
    zip_stat_t about;
    zip_stat_init(&about);
    if (zip_source_stat(source.get(), &about) != 0 || zip_source_open(source.get()) != 0) {
        return failed(zip_error_strerror(zip_source_error(source.get())));
    }
    std::vector<std::byte> bytes(static_cast<std::size_t>(about.size));
    const auto got = zip_source_read(source.get(), bytes.data(), bytes.size());
    zip_source_close(source.get());
    if (got != static_cast<zip_int64_t>(bytes.size())) {
        return failed("its bytes could not be read back");
    }
    return bytes;
}

} // namespace sorby::formats
