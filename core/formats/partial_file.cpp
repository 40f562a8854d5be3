// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/partial_file.h"

#include "core/base/files.h"
#include "core/base/platform.h"

#include <fmt/format.h>

#include <ios>
#include <system_error>
#include <utility>

namespace sorby::formats {
namespace fs = std::filesystem;

PartialFile::PartialFile(fs::path path) : m_path(std::move(path)), m_partial(m_path)
{
    m_partial += ".partial";
}

PartialFile::~PartialFile()
{
    if (m_stream.is_open()) {
        m_stream.close();
        std::error_code ignored;
        fs::remove(m_partial, ignored);
    }
}

Status PartialFile::append(std::string_view text)
{
    if (!m_stream.is_open()) {
        if (auto made = makeFolder(m_path.parent_path()); !made) {
            return made;
        }
        m_stream.open(m_partial, std::ios::binary | std::ios::trunc);
    }
    m_stream.write(text.data(), static_cast<std::streamsize>(text.size()));
    return m_stream ? Status() : Status(error("no permission, or the disk is full"));
}

Status PartialFile::commit()
{
    m_stream.flush();
    if (!m_stream) {
        return error("the disk is full");
    }
    if (auto flushed = platform::flushToDisk(m_partial); !flushed) {
        return flushed;
    }
    m_stream.close();
    std::error_code failure;
    fs::rename(m_partial, m_path, failure);
    if (failure) {
        const Error reason = error(failure.message());
        fs::remove(m_partial, failure);
        return reason;
    }
    return {};
}

Error PartialFile::error(std::string_view reason) const
{
    return Error{ErrorCode::Io, fmt::format("cannot be written: {}", reason), toUtf8(m_path)};
}

} // namespace sorby::formats
