// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/imaging/codecs/input_file.h"

#include "core/base/files.h"
#include "core/base/platform.h"
#include "core/base/units.h"
#include "core/imaging/micrograph.h"

#include <fmt/format.h>

#include <ios>
#include <system_error>
#include <utility>

namespace sorby::imaging::codecs {
namespace fs = std::filesystem;
namespace {

constexpr double kLargestAllocation = 9.0e18;

std::string bytesInWords(double bytes)
{
    return bytes < kLargestAllocation ? formatBytes(static_cast<std::uint64_t>(bytes))
                                      : "more bytes than can be counted";
}

} // namespace

Result<InputFile> InputFile::open(const fs::path& path)
{
    InputFile file;
    file.m_path = path;
    if (isFolder(path)) {
        return file.error(ErrorCode::Unreadable, "is a folder, not a file");
    }
    std::error_code failure;
    if (file.m_buffer.open(path, std::ios::in | std::ios::binary) == nullptr) {
        return fs::exists(path, failure)
                   ? file.error(ErrorCode::Unreadable, "cannot be opened; check its permissions")
                   : file.error(ErrorCode::NotFound, "does not exist");
    }
    const auto end = static_cast<std::streamoff>(file.m_buffer.pubseekoff(0, std::ios::end, std::ios::in));
    if (end < 0) {
        return file.error(ErrorCode::Unreadable, "is not an ordinary file");
    }
    if (end == 0) {
        return file.error(ErrorCode::Unreadable, "is empty");
    }
    file.m_size = static_cast<std::uint64_t>(end);
    file.m_buffer.pubseekpos(0, std::ios::in);
    return file;
}

std::size_t InputFile::read(void* target, std::size_t count)
{
    const auto got = m_buffer.sgetn(static_cast<char*>(target), static_cast<std::streamsize>(count));
    const auto taken = got > 0 ? static_cast<std::size_t>(got) : 0;
    m_position += taken;
    return taken;
}

bool InputFile::seek(std::uint64_t position)
{
    if (position > m_size) {
        return false;
    }
    if (position != m_position) {
        m_buffer.pubseekpos(static_cast<std::streamoff>(position), std::ios::in);
        m_position = position;
    }
    return true;
}

Error InputFile::error(ErrorCode code, std::string message) const
{
    return Error{code, std::move(message), toUtf8(m_path)};
}

Error InputFile::cutOff() const
{
    return error(ErrorCode::Unreadable,
                 fmt::format("is cut off: it ends after {} bytes, in the midst of the image", m_size));
}

Status InputFile::checkFits(Size size, double bytesPerPixel) const
{
    static constexpr double kAlwaysThere = 16.0 * 1024 * 1024;
    const double needed = static_cast<double>(size.width) * static_cast<double>(size.height) * bytesPerPixel;
    if (needed <= kAlwaysThere) {
        return {};
    }
    const auto available = platform::memory().availableBytes;
    if (needed < kLargestAllocation && needed <= static_cast<double>(available)) {
        return {};
    }
    return error(ErrorCode::OutOfMemory,
                 fmt::format("{}x{} pixels need {} of memory, and {} are free", size.width, size.height,
                             bytesInWords(needed), formatBytes(available)));
}

Status InputFile::checkWholeImage(Size size, double heldBytesPerPixel, double neededBytesPerPixel) const
{
    const double held =
        static_cast<double>(size.width) * static_cast<double>(size.height) * heldBytesPerPixel;
    if (held > static_cast<double>(kWholeImageLimit)) {
        return error(
            ErrorCode::OutOfMemory,
            fmt::format("{}x{} pixels need {} of memory, and an image may take {} at most; cut it into "
                        "smaller fields, or save it reduced or with 8 bits",
                        size.width, size.height, bytesInWords(held), formatBytes(kWholeImageLimit)));
    }
    return checkFits(size, neededBytesPerPixel);
}

} // namespace sorby::imaging::codecs
