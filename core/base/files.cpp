// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/files.h"

#include "core/base/platform.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <memory>
#include <system_error>

namespace sorby {
namespace fs = std::filesystem;
namespace {

Error writeError(const fs::path& path, const std::string& reason)
{
    return Error{ErrorCode::Io, "cannot be written: " + reason, toUtf8(path)};
}

} // namespace

std::string toUtf8(const fs::path& path)
{
    const auto text = path.u8string();
    return {text.begin(), text.end()};
}

fs::path fromUtf8(std::string_view text)
{
    return fs::path(std::u8string(text.begin(), text.end()));
}

std::string stemOf(const fs::path& path)
{
    return toUtf8(path.stem());
}

std::string lowerExtension(const fs::path& path)
{
    std::string extension = toUtf8(path.extension());
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return extension;
}

bool isFolder(const fs::path& path)
{
    std::error_code failure;
    return fs::is_directory(path, failure);
}

bool isFile(const fs::path& path)
{
    std::error_code failure;
    return fs::is_regular_file(path, failure);
}

Result<std::vector<std::byte>> readBytes(const fs::path& path)
{
    std::error_code failure;
    if (isFolder(path)) {
        return Error{ErrorCode::Unreadable, "is a folder, not a file", toUtf8(path)};
    }
    std::ifstream stream(path, std::ios::binary);
    if (!stream) {
        const bool exists = fs::exists(path, failure);
        return Error{exists ? ErrorCode::Unreadable : ErrorCode::NotFound,
                     exists ? "cannot be opened; check its permissions" : "does not exist", toUtf8(path)};
    }
    stream.seekg(0, std::ios::end);
    const auto length = static_cast<std::streamoff>(stream.tellg());
    if (length < 0) {
        return Error{ErrorCode::Unreadable, "is not an ordinary file", toUtf8(path)};
    }
    stream.seekg(0);
    std::vector<std::byte> bytes(static_cast<std::size_t>(length));
    stream.read(reinterpret_cast<char*>(bytes.data()), length);
    if (!stream) {
        return Error{ErrorCode::Unreadable, "cannot be read to its end", toUtf8(path)};
    }
    return bytes;
}

Result<std::string> readText(const fs::path& path)
{
    auto bytes = readBytes(path);
    if (!bytes) {
        return bytes.error();
    }
    return std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size());
}

Status writeFileAtomically(const fs::path& path, const std::function<Status(const fs::path&)>& write,
                           Outlives outlives)
{
    if (path.has_parent_path()) {
        if (auto made = makeFolder(path.parent_path()); !made) {
            return made;
        }
    }
    fs::path partial = path;
    partial += ".partial";
    std::error_code failure;
    auto written = write(partial);
    if (written && outlives == Outlives::PowerCut) {
        written = platform::flushToDisk(partial);
    }
    if (!written) {
        fs::remove(partial, failure);
        return written;
    }
    fs::rename(partial, path, failure);
    if (failure) {
        const auto reason = failure.message();
        fs::remove(partial, failure);
        return writeError(path, reason);
    }
    return {};
}

Status writeFileAtomically(const fs::path& path, std::span<const std::byte> bytes, Outlives outlives)
{
    const auto write = [&](const fs::path& partial) -> Status {
        std::ofstream stream(partial, std::ios::binary | std::ios::trunc);
        stream.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        stream.close();
        if (!stream) {
            return writeError(path, "no permission, or the disk is full");
        }
        return {};
    };
    return writeFileAtomically(path, write, outlives);
}

Status writeFileAtomically(const fs::path& path, std::string_view text)
{
    return writeFileAtomically(path, std::as_bytes(std::span(text.data(), text.size())));
}

Status makeFolder(const fs::path& folder)
{
    std::error_code failure;
    fs::create_directories(folder, failure);
    if (failure || !fs::is_directory(folder, failure)) {
        return Error{ErrorCode::Io, "the folder cannot be made: " + failure.message(), toUtf8(folder)};
    }
    return {};
}

Result<std::vector<fs::path>> listFiles(const fs::path& folder, bool recursive)
{
    std::vector<fs::path> files;
    std::error_code failure;
    const auto keep = [&](const fs::directory_entry& entry) {
        if (entry.is_regular_file(failure) && !toUtf8(entry.path().filename()).starts_with('.')) {
            files.push_back(entry.path());
        }
    };
    if (recursive) {
        for (fs::recursive_directory_iterator it(folder, failure), end; !failure && it != end;
             it.increment(failure)) {
            keep(*it);
        }
    } else {
        for (fs::directory_iterator it(folder, failure), end; !failure && it != end; it.increment(failure)) {
            keep(*it);
        }
    }
    if (failure) {
        return Error{ErrorCode::NotFound, "the folder cannot be listed: " + failure.message(),
                     toUtf8(folder)};
    }
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace sorby
